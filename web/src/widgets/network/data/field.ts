/** What a network of two inputs says of the whole plane: asked in the worker, coarse while it trains, finer when it rests. */
import type { DataSet } from '../../../data/dataset.ts';
import type { Network } from '../../../engine/types.ts';
import type { NetworkModel } from '../model.ts';

/** Points a side: while training, and at rest. */
const coarse = 33, fine = 97;
/** Between two pictures while training, ms. */
const pictureEvery = 250;

export interface Field {
  /** Points a side; row by row, the lowest x₂ first. */
  n: number;
  /** −1 where the first class (the smallest number) is certain, 1 where the second (the largest) is; with more classes the class itself. */
  values: Float32Array;
}

/** Ends of the scale: 0 and 1 for two classes, the training labels' for numbers. */
export function scaleOf({ task, train: { labels } }: DataSet): [number, number] {
  if (task !== 'regression') return [0, 1];
  let lo = Infinity, hi = -Infinity;
  for (const y of labels) { if (y < lo) lo = y; if (y > hi) hi = y; }
  // Symmetric about 0 where the numbers lie on both sides of it.
  return lo < 0 && hi > 0 ? [-Math.max(-lo, hi), Math.max(-lo, hi)] : [lo, hi];
}
/** A number of the scale as −1..1. */
export const onScale = (y: number, [lo, hi]: [number, number]): number => (2 * y - lo - hi) / (hi - lo || 1);

/** One number for what the outputs say: the probability of class 1, the number learnt, or of many classes the likeliest. */
export function said(outputs: Float32Array, width: number, row: number): number {
  if (width === 1) return outputs[row];
  const own = outputs.subarray(row * width, (row + 1) * width);
  return width === 2 ? (own[1] - own[0] + 1) / 2 : own.indexOf(own.reduce((a, b) => Math.max(a, b)));
}

export class FieldFollower {
  field?: Field;
  /** The data set the field belongs to. */
  data?: DataSet;
  private of: unknown[] = [];
  private asking = false;
  private last = 0;

  constructor(private model: NetworkModel, private changed: () => void) {}

  /** Asks for a new picture where the network has gone on; one at a time. */
  async follow(): Promise<void> {
    const { trainer, training } = this.model, engine = trainer?.engine, data = trainer?.data;
    if (this.asking || !engine || !data?.box || (trainer.phase === 'building')) return;
    const n = training ? coarse : fine, now = performance.now();
    const of = [engine, data, trainer.record, trainer.record.step, trainer.record.latest, n];
    if (of.every((x, i) => x === this.of[i])) return;
    if (training && now - this.last < pictureEvery) return;
    this.asking = true;
    this.last = now;
    try {
      // The first picture of a network comes at once, a finer one after it.
      const side = this.data === data ? n : coarse, values = await ask(engine, data, side);
      this.field = { n: side, values };
      this.data = data;
      this.of = side === n ? of : [];
    } catch { this.of = of; /* the network was exchanged: its own picture is asked next */ }
    this.asking = false;
    this.changed();
  }
}

async function ask(engine: Network, { box, task, train, ...rest }: DataSet, n: number): Promise<Float32Array> {
  const inputs = new Float32Array(2 * n * n), { lo, hi } = box!;
  for (let k = 0, at = 0; k < n; ++k) {
    for (let i = 0; i < n; ++i) {
      inputs[at++] = lo[0] + ((hi[0] - lo[0]) * i) / (n - 1);
      inputs[at++] = lo[1] + ((hi[1] - lo[1]) * k) / (n - 1);
    }
  }
  const outputs = await engine.outputs(inputs), width = outputs.length / (n * n), scale = scaleOf({ box, task, train, ...rest });
  return Float32Array.from({ length: n * n }, (_, row) => (width > 2 ? said(outputs, width, row) : onScale(said(outputs, width, row), scale)));
}
