/**
 * The hand calculation: one forward and one backward pass of a small network for one sample, in plain double precision,
 * written like the equations in the lesson. It exists to show every number on the way; its gradient is held against the
 * engine's, in the page and in a test. Layers are counted from 1, the inputs, as in the lectures; index 0 stays empty.
 */

export type Task = 'regression' | 'binary' | 'multiclass';

/** An activation of the catalogue: its id and, where it has one, its slope. */
export interface Act { id: string; slope?: number }

export interface PassSetting {
  /** Units per layer, inputs first. */
  layers: readonly number[];
  activation: Act;
  task: Task;
  /** The squared error's options as the catalogue has them. */
  half?: boolean;
  mean?: boolean;
}

/** Per layer l (1..L) the numbers of its neurons; weights w[l][j][k] lead from neuron k of layer l − 1 to neuron j of layer l. */
export interface Pass {
  w: number[][][]; b: number[][];
  z: number[][]; a: number[][];
  /** The activation's slope at z, for the last layer that of the output function (empty for softmax, which has a matrix). */
  slope: number[][];
  /** ∂C/∂a of the outputs. */
  outer: number[];
  loss: number;
  delta: number[][];
  dw: number[][][]; db: number[][];
  /** ∂C laid out like the parameters: per layer the weights row by row, then the biases. */
  gradient: number[];
}

const logistic = (z: number) => 1 / (1 + Math.exp(-z));
const density = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** The normal distribution's cumulative function: Φ(z) = ½ + φ(z)(z + z³/3 + z⁵/15 + …). */
function cumulative(z: number): number {
  if (Math.abs(z) > 9) return z > 0 ? 1 : 0;
  let term = z, sum = z;
  for (let n = 3; Math.abs(term) > 1e-17 * Math.abs(sum); n += 2) sum += term *= (z * z) / n;
  return 0.5 + density(z) * sum;
}

/** a = σ(z) and σ′(z) of every activation the catalogue offers. */
export const activations: Record<string, (z: number, slope: number) => [a: number, slope: number]> = {
  identity: (z) => [z, 1],
  relu: (z) => (z > 0 ? [z, 1] : [0, 0]),
  'leaky-relu': (z, slope) => (z > 0 ? [z, 1] : [slope * z, slope]),
  sigmoid: (z) => { const a = logistic(z); return [a, a * (1 - a)]; },
  tanh: (z) => { const a = Math.tanh(z); return [a, 1 - a * a]; },
  gelu: (z) => { const share = cumulative(z); return [z * share, share + z * density(z)]; },
};

/** The parameters as weights and biases of each layer. */
export function unpack(layers: readonly number[], parameters: ArrayLike<number>): Pick<Pass, 'w' | 'b'> {
  const w: number[][][] = [[], []], b: number[][] = [[], []];
  let at = 0;
  for (let l = 2; l <= layers.length; ++l) {
    const n = layers[l - 1], from = layers[l - 2];
    w[l] = Array.from({ length: n }, () => Array.from({ length: from }, () => parameters[at++]));
    b[l] = Array.from({ length: n }, () => parameters[at++]);
  }
  return { w, b };
}

export const parameterCount = (layers: readonly number[]): number =>
  layers.slice(1).reduce((sum, n, i) => sum + n * (layers[i] + 1), 0);

/** `target` has one number per output: the wanted values, or 1 at the true class and 0 elsewhere. */
export function pass(setting: PassSetting, parameters: ArrayLike<number>, inputs: readonly number[], target: readonly number[]): Pass {
  const { layers, activation, task } = setting, L = layers.length;
  const act = activations[activation.id];
  if (!act) throw new Error(`no hand calculation for the activation "${activation.id}"`);
  const { w, b } = unpack(layers, parameters);
  const z: number[][] = [[], []], a: number[][] = [[], [...inputs]], slope: number[][] = [[], []];

  for (let l = 2; l <= L; ++l) {
    z[l] = w[l].map((row, j) => row.reduce((sum, x, k) => sum + x * a[l - 1][k], b[l][j]));
    const pairs = l < L ? z[l].map((x) => act(x, activation.slope ?? 0)) : output(task, z[l]);
    a[l] = pairs.map((p) => p[0]);
    slope[l] = task === 'multiclass' && l === L ? [] : pairs.map((p) => p[1]);
  }

  const y = a[L], factor = (setting.half === false ? 1 : 0.5) / (setting.mean ? y.length : 1);
  const loss = y.reduce((sum, p, j) => sum + lossOf(task, p, z[L][j], target[j], factor, z[L]), 0);
  const outer = y.map((p, j) => (task === 'regression' ? 2 * factor * (p - target[j]) : task === 'binary' ? (p - target[j]) / (p * (1 - p)) : -target[j] / p));

  const delta: number[][] = [], dw: number[][][] = [], db: number[][] = [];
  delta[L] = y.map((p, j) => (task === 'regression' ? 2 * factor : 1) * (p - target[j])); // BP1
  for (let l = L - 1; l >= 2; --l) {
    delta[l] = slope[l].map((s, k) => s * delta[l + 1].reduce((sum, d, j) => sum + w[l + 1][j][k] * d, 0)); // BP2
  }
  const gradient: number[] = [];
  for (let l = 2; l <= L; ++l) {
    db[l] = [...delta[l]]; // BP3
    dw[l] = delta[l].map((d) => a[l - 1].map((x) => x * d)); // BP4
    gradient.push(...dw[l].flat(), ...db[l]);
  }
  return { w, b, z, a, slope, outer, loss, delta, dw, db, gradient };
}

function output(task: Task, z: number[]): [number, number][] {
  if (task === 'regression') return z.map((x) => [x, 1]);
  if (task === 'binary') return z.map((x) => activations.sigmoid(x, 0));
  const most = Math.max(...z), e = z.map((x) => Math.exp(x - most)), sum = e.reduce((p, q) => p + q, 0);
  return e.map((x) => [x / sum, NaN]);
}

/** One output's share of the loss; the cross-entropies from z, so that a probability of 0 does no harm. */
function lossOf(task: Task, p: number, z: number, y: number, factor: number, all: number[]): number {
  if (task === 'regression') return factor * (p - y) ** 2;
  if (task === 'binary') return Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));
  if (y === 0) return 0;
  const most = Math.max(...all);
  return y * (most + Math.log(all.reduce((sum, x) => sum + Math.exp(x - most), 0)) - z);
}
