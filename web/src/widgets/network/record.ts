/** What a run has left behind so far: every loss, its smoothed course, the evaluations. */
import type { EvaluateResult, RunStatus, TrainProgress } from '../../engine/types.ts';
import { Stream } from '../../plots/stream.ts';

export interface Evaluated extends EvaluateResult {
  step: number;
  epoch: number;
  /** Accuracy on a fixed part of the training set. */
  trainAccuracy: number;
}

/** The engine's average; asked block by block, `init: 'first'` going on from the block before. */
export type Average = (values: number[], rho: number) => Promise<Float64Array>;

/** So long a block the engine averages between two slices of training. */
const block = 20_000;

export class RunRecord {
  step = 0;
  epoch = 0;
  speed = 0;
  status: RunStatus = 'ok';
  message = '';
  readonly raw = new Stream();
  smooth = new Stream();
  readonly evaluations: Evaluated[] = [];
  /** Each block of losses with the step and epoch at its ends. */
  private blocks: { loss: Float64Array; fromStep: number; fromEpoch: number; step: number; epoch: number }[] = [];
  private smoothed = 0;
  private present = NaN;
  private working: Promise<void> = Promise.resolve();
  private version = 0;

  constructor(private average: Average, private rho: number, private changed: () => void) {}

  get latest(): Evaluated | undefined { return this.evaluations[this.evaluations.length - 1]; }
  /** Smoothed loss at the end; NaN before the first step. */
  get loss(): number { return this.present; }

  add({ loss, step, epoch, samplesPerSecond }: TrainProgress): void {
    if (loss.length === 0) return;
    this.blocks.push({ loss, fromStep: this.step, fromEpoch: this.epoch, step, epoch });
    this.raw.push(loss, this.step, this.epoch, step, epoch);
    this.step = step;
    this.epoch = epoch;
    this.speed = samplesPerSecond;
    this.smoothRest();
  }

  /** Another smoothing: the whole course again, in blocks. */
  setSmoothing(rho: number): void {
    if (rho === this.rho) return;
    this.rho = rho;
    this.version++;
    this.smoothed = 0;
    this.smoothRest(new Stream());
  }

  private smoothRest(into = this.smooth): void {
    const version = this.version;
    this.working = this.working.then(async () => {
      let last = into.length ? into.last[into.length - 1] : undefined;
      while (version === this.version && this.smoothed < this.blocks.length) {
        const b = this.blocks[this.smoothed];
        for (let i = 0; i < b.loss.length; i += block) {
          const part = b.loss.subarray(i, i + block), before: number[] = last === undefined ? [] : [last];
          const values = (await this.average([...before, ...part], this.rho)).subarray(before.length);
          if (version !== this.version) return;
          const at = (k: number, from: number, to: number) => from + ((to - from) * k) / b.loss.length;
          into.push(values, at(i, b.fromStep, b.step), at(i, b.fromEpoch, b.epoch), at(i + part.length, b.fromStep, b.step), at(i + part.length, b.fromEpoch, b.epoch));
          last = values[values.length - 1];
        }
        this.smoothed++;
      }
      if (version !== this.version) return;
      this.smooth = into;
      this.present = last ?? NaN;
      this.changed();
    }).catch(() => undefined); // the engine is gone: whoever trains will say so
  }

  /** The loss of step 1, 2, …; undefined outside. */
  lossAt(step: number): number | undefined {
    let lo = 0, hi = this.blocks.length - 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.blocks[mid].step < step) lo = mid + 1; else hi = mid;
    }
    const b = this.blocks[lo];
    return b?.loss[step - b.fromStep - 1];
  }

  /** Every loss, in order. */
  losses(): Float64Array {
    const all = new Float64Array(this.step);
    for (const b of this.blocks) all.set(b.loss, b.fromStep);
    return all;
  }
}
