/** The toy sets of the catalogue: points of the plane, for training and for testing. */
import type { Lab, ToyRow } from '../engine/types.ts';
import { sourceKey, type DataOptions } from '../state/network-data.ts';
import { complete } from '../state/params.ts';
import { newId, type DataSet } from './dataset.ts';

/** For so many training points one is drawn for testing. */
const testShare = 2;

export async function loadToy(lab: Lab, row: ToyRow, options: DataOptions): Promise<DataSet> {
  const { samples, noise } = complete(row, options.toyParams) as { samples: number; noise: number };
  const fewest = row.params.find((p) => p.key === 'samples')?.min ?? 1;
  // Two draws of their own: neither set changes with the other's size.
  const [train, test] = await Promise.all([
    lab.toy({ kind: row.id, samples, noise, seed: 2 * options.dataSeed }),
    lab.toy({ kind: row.id, samples: Math.max(fewest, Math.round(samples / testShare)), noise, seed: 2 * options.dataSeed + 1 }),
  ]);
  return {
    source: row.id, key: sourceKey(options, lab.catalog), id: newId(), kind: 'points', rows: 1, columns: 2, channels: 1, garments: false,
    task: row.task, classes: row.task === 'regression' ? 1 : 2, inputs: ['x₁', 'x₂'], target: 'y',
    train: { images: train.images, labels: train.labels }, test: { images: test.images, labels: test.labels },
    box: { lo: [train.lo, train.lo], hi: [train.hi, train.hi] },
  };
}
