/** What is made of a data set before it is learnt from: some labels changed, some samples kept for validation. */
import type { Lab, Samples } from '../engine/types.ts';
import type { DataOptions } from '../state/network-data.ts';
import { countOf, inputsOf, newId, type DataSet } from './dataset.ts';
import { taken } from './split.ts';

/** The training set with its labels changed and its validation set taken out; the same set where nothing is asked. */
export async function shared(lab: Lab, base: DataSet, { labelNoise, validation, dataSeed }: DataOptions): Promise<DataSet> {
  const n = countOf(base.train), kept = Math.min(n - 1, Math.round(n * validation));
  let { train } = base, changed: number | undefined, checks: Samples | undefined;
  if (kept > 0) {
    const order = await lab.permutation({ count: n, seed: dataSeed });
    // In the order of the file, as before.
    const picked = order.slice(0, kept).sort(), rest = order.slice(kept).sort();
    checks = await taken(train, picked, inputsOf(base));
    train = await taken(train, rest, inputsOf(base));
  }
  if (labelNoise > 0 && train.labels instanceof Uint8Array) {
    const noisy = await lab.noisyLabels({ labels: train.labels, classes: base.classes, share: labelNoise, seed: dataSeed });
    train = { images: train.images, labels: noisy.labels };
    changed = noisy.changed.length;
  }
  return train === base.train ? base : { ...base, id: newId(), train, validation: checks, changed };
}
