/** The runs whose landscape is looked at: the same network, weights and batches, one method each; what is kept of them on the way. */
import { loadSite, loadSynthetic } from '../../data/dataset.ts';
import { fetchManifest } from '../../data/manifest.ts';
import type { Catalog, Lab, Network, RunStatus, Samples } from '../../engine/types.ts';
import { complete } from '../../state/params.ts';
import { configOf, dataRow, garments, isNumbers, usualRadius, type LandscapeState, type Method } from '../../state/landscape-state.ts';

/** Training samples that the landscape is the mean loss of; smaller sets are taken whole. */
const most = 500;
/** Places kept of each run beside its start: with three runs they are what the principal directions may be asked of. */
export const marks = 40;
const tolerance = 1e-3;

export interface Material {
  key: string;
  train: Samples;
  test: Samples;
  inputs: number;
  classes: number;
  /** The samples that the landscape is the mean loss of. */
  samples: Uint32Array;
  /** How many training samples there are. */
  count: number;
  /** No photographs were there: drawn garments stand for them. */
  drawn: boolean;
}

/** What a run has at its end. */
export interface End {
  loss: number;
  test: number;
  /** NaN where the labels are numbers. */
  accuracy: number;
  sharpness: number;
  radius: number;
  gradientNorm: number;
  eigenvalue: number;
  converged: boolean;
}
export interface Run {
  key: string;
  method: Method;
  /** The parameters at the start and at every mark, and what the loss was there, over the landscape's samples. */
  checkpoints: Float32Array[];
  losses: number[];
  epochs: number[];
  status: RunStatus;
  message: string;
  finished: boolean;
  end?: End;
}

const materialKey = (state: LandscapeState): string => JSON.stringify([state.data, state.dataParams, state.wrong, state.seed]);

/** Brings or draws the data of a state; what is there already is used again. */
export async function materialOf(lab: Lab, catalog: Catalog, state: LandscapeState, before: Material | undefined, signal: AbortSignal, report: (share: number) => void): Promise<Material> {
  const key = materialKey(state);
  if (before?.key === key) return before;
  const { seed } = state;
  let train: Samples, test: Samples, inputs = 2, classes = 2, drawn = false;
  if (state.data === garments) {
    const manifest = await fetchManifest();
    drawn = manifest.synthetic;
    const set = drawn ? await loadSynthetic(lab, ({ done, total }) => report(done / total))
      : await loadSite(lab, manifest, 'quick', signal, ({ done, total }) => report(total > 0 ? done / total : 0));
    ({ train, test, classes } = set);
    inputs = set.rows * set.columns;
  } else {
    const kind = state.data, params = complete(dataRow(catalog, kind)!, state.dataParams);
    // The test set is drawn anew, from the same source.
    const [a, b] = await Promise.all([lab.toy({ kind, ...params, seed }), lab.toy({ kind, ...params, seed: seed + 1 })]);
    train = { images: a.images, labels: a.labels };
    test = { images: b.images, labels: b.labels };
  }
  if (state.wrong > 0 && train.labels instanceof Uint8Array) train = { ...train, labels: (await lab.noisyLabels({ labels: train.labels, classes, share: state.wrong, seed })).labels };
  signal.throwIfAborted();
  const count = train.labels.length, n = Math.min(most, count);
  return { key, train, test, inputs, classes, count, drawn, samples: Uint32Array.from({ length: n }, (_, i) => Math.floor((i * count) / n)) };
}

export const runKey = (state: LandscapeState, catalog: Catalog, method: Method, { key, inputs, classes }: Material): string =>
  JSON.stringify([key, configOf(state, catalog, method, inputs, classes), state.epochs]);

/** Trains one run from beginning to end, with a mark now and then. Rejects when it is cancelled. */
export async function train(lab: Lab, state: LandscapeState, catalog: Catalog, run: Run, material: Material, signal: AbortSignal, marked: (share: number) => void): Promise<void> {
  const config = configOf(state, catalog, run.method, material.inputs, material.classes), { samples } = material;
  const perEpoch = Math.ceil(material.count / state.batch), total = perEpoch * state.epochs, n = Math.min(marks, total);
  const net = await lab.network(config);
  const mark = async (step: number) => {
    const [parameters, { loss }] = await Promise.all([net.parameters(), net.gradient({ samples })]);
    run.checkpoints.push(parameters);
    run.losses.push(loss);
    run.epochs.push(step / perEpoch);
    marked(step / total);
  };
  try {
    await net.load({ train: material.train });
    run.checkpoints = [];
    run.losses = [];
    run.epochs = [];
    await mark(0);
    for (let k = 1, step = 0; k <= n; ++k) {
      const until = Math.round((total * k) / n), result = await net.train({ steps: until - step, signal });
      signal.throwIfAborted();
      step = until;
      run.status = result.status;
      run.message = result.message;
      // A run that ended early stands at its last finite weights.
      await mark(result.status === 'ok' ? step : Math.min(step, result.step));
      if (result.status !== 'ok') break;
    }
    run.finished = true;
  } finally {
    await net.dispose().catch(() => undefined);
  }
}

/** Loss, test loss, sharpness and curvature where a run ended; `probe` has the material and the run's own layers. */
export async function measure(probe: Network, catalog: Catalog, run: Run, { samples, test }: Material, state: LandscapeState, signal: AbortSignal): Promise<End> {
  const radius = usualRadius(catalog);
  await probe.setParameters(run.checkpoints.at(-1)!);
  const judged = await probe.evaluate('test', { signal });
  const rise = await probe.sharpness({ samples, radius });
  const bent = await probe.curvature({ samples, tolerance }, { signal });
  return {
    loss: rise.loss, test: judged.loss, accuracy: isNumbers(catalog, state.data) || test.labels instanceof Float32Array ? NaN : judged.accuracy,
    sharpness: rise.sharpness, radius, gradientNorm: rise.gradientNorm, eigenvalue: bent.eigenvalue, converged: bent.converged,
  };
}
