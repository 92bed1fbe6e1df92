/** What a run has left behind so far: every loss, its smoothed course, the evaluations. */
import type { EvaluateResult, RunStatus } from '../../engine/types.ts';
import { Stream, type Place } from '../../plots/stream.ts';
import { courseOf, origin, placeAt, type Block, type Course } from './course.ts';

/** `accuracy` is the share of right answers; where numbers are learnt, R². */
export interface Evaluated extends EvaluateResult, Place {
  /** The same on a fixed part of the training set. */
  trainAccuracy: number;
  /** Mean squared error on the test set, where numbers are learnt. */
  mse?: number;
  /** On the samples kept for validation, where there are any. */
  validation?: { loss: number; accuracy: number };
}

/** The engine's average; asked block by block, `init: 'first'` going on from the block before. */
export type Average = (values: number[], rho: number) => Promise<Float64Array>;

/** Losses of the steps since the last call, and where the last of them lies. */
export interface Stretch extends Place { loss: Float64Array; samplesPerSecond: number }

/** The class that was answered for each test image after some step. */
export interface Answers extends Place { label: Uint8Array }
/** Probabilities of the latest answers: of the true class, and of the one that was said. */
export interface Shares { truth: Float32Array; said: Float32Array }

/** More evaluations than this are remembered by every second one. */
const mostAnswers = 200;
/** So long a block the engine averages between two slices of training. */
const block = 20_000;

export class RunRecord {
  step = 0;
  epoch = 0;
  evaluation = 0;
  second = 0;
  speed = 0;
  status: RunStatus = 'ok';
  message = '';
  readonly raw = new Stream();
  smooth = new Stream();
  readonly evaluations: Evaluated[] = [];
  answers: Answers[] = [];
  shares?: Shares;
  private blocks: Block[] = [];
  private smoothed = 0;
  private present = NaN;
  private working: Promise<void> = Promise.resolve();
  private version = 0;

  constructor(private average: Average, private rho: number, private changed: () => void) {}

  get latest(): Evaluated | undefined { return this.evaluations[this.evaluations.length - 1]; }
  /** Smoothed loss at the end; NaN before the first step. */
  get loss(): number { return this.present; }
  /** Where the run stands. */
  get place(): Place { return { step: this.step, epoch: this.epoch, evaluation: this.evaluation, second: this.second }; }

  add({ loss, samplesPerSecond, ...to }: Stretch): void {
    if (loss.length === 0) return;
    const from = this.place;
    this.blocks.push({ loss, from, to });
    this.raw.push(loss, from, to);
    Object.assign(this, to);
    this.speed = samplesPerSecond;
    this.smoothRest();
  }

  answer(answers: Answers, shares: Shares): void {
    if (this.answers.at(-1)?.step === answers.step) this.answers.pop();
    this.answers.push(answers);
    if (this.answers.length > mostAnswers) this.answers = this.answers.filter((_, i, all) => i % 2 === 0 || i === all.length - 1);
    this.shares = shares;
  }

  /** What was kept of a run, on which this one goes on. */
  restore(course: Course, evaluations: readonly Evaluated[]): void {
    const n = course.loss.length, to = placeAt(course, n - 1);
    this.evaluations.push(...evaluations);
    if (n === 0) return;
    this.blocks.push({ loss: course.loss, from: origin, to, course });
    for (let i = 0; i < n; ++i) this.raw.add(course.loss[i], origin, placeAt(course, i));
    Object.assign(this, to);
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
        const b = this.blocks[this.smoothed], n = b.loss.length;
        for (let i = 0; i < n; i += block) {
          const part = b.loss.subarray(i, i + block), before: number[] = last === undefined ? [] : [last];
          const values = (await this.average([...before, ...part], this.rho)).subarray(before.length);
          if (version !== this.version) return;
          for (let k = 0; k < values.length; ++k) {
            if (b.course) into.add(values[k], origin, placeAt(b.course, i + k));
            else into.add(values[k], b.from, b.to, (i + k + 1) / n);
          }
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

  /** The loss of step 1, 2, …; undefined outside, and where only the extremes were kept. */
  lossAt(step: number): number | undefined {
    let lo = 0, hi = this.blocks.length - 1;
    while (lo < hi) {
      const mid = (lo + hi) >> 1;
      if (this.blocks[mid].to.step < step) lo = mid + 1; else hi = mid;
    }
    const b = this.blocks[lo];
    if (b?.course) return b.loss[b.course.step.indexOf(step)];
    return b?.loss[step - b.from.step - 1];
  }

  /** Every loss there is, in order: all of them, unless the run was so long that only its extremes were kept. */
  losses(): Float64Array {
    const all = new Float64Array(this.blocks.reduce((n, b) => n + b.loss.length, 0));
    let at = 0;
    for (const b of this.blocks) { all.set(b.loss, at); at += b.loss.length; }
    return all;
  }

  /** The run in at most so many points. */
  course(most?: number): Course { return courseOf(this.blocks, most); }
}
