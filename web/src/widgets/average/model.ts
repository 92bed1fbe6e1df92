/** The state of the averages, the core's answers to it, and the value the reader points at. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import presets from '../../../content/averages.json';
import type { AverageRequest, Lab } from '../../engine/types.ts';
import { decode, encode, normalise, sizeOf, type AverageState } from '../../state/average-state.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';

/** Everything the core says about one state. Index 0 is the first value. */
export interface Answer {
  series: Float64Array;
  /** NaN where no full window lies behind. */
  sma: Float64Array;
  ewa: Float64Array;
  /** The same without bias correction. */
  raw: Float64Array;
  /** What all weights of V_t sum to when V starts at zero: the averages of a series of ones. */
  totals: Float64Array;
  /** Averages of unit impulses: weights[i][t] is how much the i-th value weighs in the average at t. */
  weights: Float64Array[];
  smaWeights: Float64Array[];
  /** The weight of the present value, 1 − ρ. */
  present: number;
}

/** The descent whose noisy gradients are the generated series: slow, so that they fade over the whole of it. */
const descent = { objective: 'square', start: [5], optimizer: { id: 'momentum', form: 'torch', momentum: 0, lr: 0.01 } };

export class AverageModel implements ReactiveController {
  lab?: Lab;
  state!: AverageState;
  answer?: Answer;
  failure?: Trouble;
  trouble?: Trouble;
  /** The value the reader points at, from 0. */
  hover: number | null = null;
  private pending?: () => AverageState;
  private stale = false;
  private busy = false;
  private impulses = new Map<string, Promise<Float64Array[]>>();

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }

  get size(): number { return this.answer?.series.length ?? 0; }
  /** The value all views mark, from 0. */
  get at(): number { return Math.min(this.hover ?? (this.state?.at ?? Infinity) - 1, this.size - 1); }

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab();
      this.state ??= (this.pending ?? (() => decode(new Map(), presets[0].state)))();
      this.compute();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }

  /** Address keys over an example's, by default the bare figure's. */
  take(fields: Map<string, string>, preset = presets[0].state): void {
    this.pending = () => decode(fields, preset);
    if (!this.lab) return;
    this.state = this.pending();
    this.compute();
    this.host.requestUpdate();
  }
  fields(at = this.state?.at ?? null): [string, string][] { return this.state ? encode({ ...this.state, at }, presets[0].state) : []; }

  change(change: Partial<AverageState>): void {
    if (!this.lab) return;
    this.state = normalise({ ...this.state, ...change });
    if (!Object.keys(change).every((key) => key === 'at')) this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
    if ('at' in change) this.announce();
  }
  point(at: number | null): void {
    if (at === this.hover) return;
    this.hover = at;
    this.host.requestUpdate();
    this.announce();
  }
  private announce(): void {
    const { answer, at } = this;
    if (answer) this.host.dispatchEvent(new CustomEvent('step', { detail: { t: at + 1, value: answer.series[at], sma: answer.sma[at], ewa: answer.ewa[at] }, bubbles: true, composed: true }));
  }

  private compute(): void {
    this.stale = true;
    if (!this.busy) void this.pump();
  }
  private async pump(): Promise<void> {
    this.busy = true;
    while (this.stale) {
      this.stale = false;
      try {
        this.answer = await this.ask(this.state);
        this.trouble = undefined;
      } catch (error) {
        this.trouble = asTrouble(error);
      }
      this.host.requestUpdate();
    }
    this.busy = false;
  }

  private async ask(state: AverageState): Promise<Answer> {
    const lab = this.lab!, n = sizeOf(state), { rho, init, biasCorrection } = state;
    const ewa = { kind: 'ewa', rho, init, ...(init === 'zero' && { biasCorrection }) } as const;
    const sma = { kind: 'sma', window: state.window } as const;
    const series = state.from === 'list' ? Float64Array.from(state.values) : await this.gradients(state);
    const full = async (values: ArrayLike<number>) => behind(await lab.average({ ...sma, values }), n);
    const [simple, exponential, raw, totals, weights, smaWeights] = await Promise.all([
      full(series), lab.average({ ...ewa, values: series }), lab.average({ ...ewa, biasCorrection: false, values: series }),
      lab.average({ kind: 'ewa', rho, init: 'zero', values: new Float64Array(n).fill(1) }), this.unit(ewa, n), this.unit(sma, n),
    ]);
    return { series, sma: simple, ewa: exponential, raw, totals, weights, smaWeights, present: totals[0] };
  }

  /** What momentum sees on x²: with no memory its velocity is the noisy gradient itself. */
  private async gradients(state: AverageState): Promise<Float64Array> {
    const run = await this.lab!.descend({ ...descent, steps: state.count, gradientNoise: state.noise, seed: state.seed });
    return run.state.v;
  }

  /** Averages are linear: those of the unit impulses are the weights. Remembered, as they do not depend on the series. */
  private unit(average: Omit<AverageRequest, 'values'>, n: number): Promise<Float64Array[]> {
    const key = JSON.stringify([average, n]);
    let known = this.impulses.get(key);
    if (!known) {
      if (this.impulses.size > 40) this.impulses.clear();
      known = Promise.all(Array.from({ length: n }, async (_, i) => behind(await this.lab!.average({ ...average, values: Float64Array.from({ length: n }, (_x, k) => (k === i ? 1 : 0)) }), n)));
      this.impulses.set(key, known);
    }
    return known;
  }
}

/** A simple average has no value before its first full window. */
function behind(values: Float64Array, n: number): Float64Array {
  const all = new Float64Array(n).fill(NaN);
  all.set(values, n - values.length);
  return all;
}
