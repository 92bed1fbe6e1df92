/** Asks a network how well it does: on the test set, on a part of the training set, on what was kept for validation. */
import { countOf, type DataSet } from '../../data/dataset.ts';
import type { Network, Samples, Which } from '../../engine/types.ts';
import type { Place } from '../../plots/stream.ts';
import type { Answers, Evaluated, Shares } from './record.ts';

/** Training samples whose predictions stand for all of them. */
const trainSample = 2000;
/** Larger sets are not asked sample by sample. */
const mostAnswers = 20_000;
/** Predictions are asked in blocks this long, so that a pause is never kept waiting. */
const predictBlock = 500;

/** At most `most` of n indices, evenly spread. */
export function spread(n: number, most: number): Uint32Array {
  const k = Math.min(n, most);
  return Uint32Array.from({ length: k }, (_, i) => Math.floor((i * n) / k));
}
function* blocks(indices: Uint32Array): Generator<Uint32Array> {
  for (let from = 0; from < indices.length; from += predictBlock) yield indices.slice(from, from + predictBlock);
}

/** Share of right answers, or R²: one minus the squared errors over those of the mean. */
interface Score { score: number; mse?: number }

async function scoreOf(network: Network, which: Which, { labels }: Samples, numbers: boolean, most: number): Promise<Score> {
  let seen = 0, right = 0, errors = 0, mean = 0, squares = 0;
  for (const indices of blocks(spread(labels.length, most))) {
    const { label, output } = await network.predict(which, indices);
    indices.forEach((s, i) => {
      const y = labels[s];
      ++seen;
      if (label[i] === y) ++right;
      errors += (output[i] - y) ** 2;
      const d = y - mean; // Welford's recurrence
      mean += d / seen;
      squares += d * (y - mean);
    });
  }
  return numbers ? { score: 1 - errors / squares, mse: errors / seen } : { score: right / seen };
}

/** Everything an evaluation says, but where in the run it was made. */
export async function evaluation(network: Network, data: DataSet): Promise<Omit<Evaluated, keyof Place>> {
  const numbers = data.task === 'regression', { train, test, validation } = data;
  const result = await network.evaluate('test');
  const { score } = await scoreOf(network, 'train', train, numbers, trainSample);
  const said: Omit<Evaluated, keyof Place> = { ...result, trainAccuracy: score };
  if (numbers) {
    const { score: accuracy, mse } = await scoreOf(network, 'test', test, true, mostAnswers);
    Object.assign(said, { accuracy, mse });
  }
  if (validation) {
    const { loss, accuracy } = await network.evaluate('validation');
    said.validation = { loss, accuracy: numbers ? (await scoreOf(network, 'validation', validation, true, mostAnswers)).score : accuracy };
  }
  return said;
}

/** What the network says of every test sample, for the mistakes and when each came and went; undefined where there is none to remember. */
export async function answersOf(network: Network, data: DataSet): Promise<{ answers: Omit<Answers, keyof Place>; shares: Shares } | undefined> {
  const n = countOf(data.test), { labels } = data.test;
  if (n > mostAnswers || data.classes > 256 || data.task === 'regression') return undefined;
  const label = new Uint8Array(n), truth = new Float32Array(n), said = new Float32Array(n);
  for (const some of blocks(spread(n, n))) {
    const { label: says, output } = await network.predict('test', some), width = output.length / some.length;
    some.forEach((s, i) => {
      label[s] = says[i];
      const of = (c: number) => (width > 1 ? output[i * width + c] : c ? output[i] : 1 - output[i]);
      truth[s] = of(labels[s]);
      said[s] = of(says[i]);
    });
  }
  return { answers: { label }, shares: { truth, said } };
}
