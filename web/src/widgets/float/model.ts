/** State of the arithmetic exhibit: the core's run in 64 bits, and beside it the two simulated ones. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Lab, ParamInfo } from '../../engine/types.ts';
import { accept } from '../../state/params.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { descend32 } from './float32.ts';

const objective = 'square', method = 'gd';
/** Enough for every walk to come to rest at the usual rates. */
const usualSteps = 1000, mostSteps = 2000;

type Three<T> = { exact: T; gradual: T; flushed: T };
/** x at every step, and their sizes for a logarithmic axis: what is 0 has none. */
export type Walks = Three<Float64Array> & { sizes: Three<Float64Array> };

export class FloatModel implements ReactiveController {
  start = NaN;
  rate = NaN;
  steps = usualSteps;
  /** The step looked at; null: the last. */
  frame: number | null = null;
  hover: number | null = null;
  rateInfo?: ParamInfo;
  walks?: Walks;
  failure?: Trouble;
  private lab?: Lab;
  private wanted = new Map<string, string>();

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }

  get step(): number { return Math.min(this.hover ?? this.frame ?? this.steps, this.steps); }

  private async open(): Promise<void> {
    try {
      this.lab ??= await getLab();
      this.apply();
    } catch (error) {
      this.failure = asTrouble(error);
      this.host.requestUpdate();
    }
  }

  /** The keys of an address or of attributes; unknown ones are ignored, numbers clamped. */
  take(fields: Map<string, string>): void {
    this.wanted = fields;
    if (this.lab) this.apply();
  }
  private apply(): void {
    const { catalog } = this.lab!, fields = this.wanted;
    const number = (key: string) => (fields.get(key)?.trim() ? Number(fields.get(key)) : NaN);
    this.rateInfo = catalog.optimizers.find((row) => row.id === method)?.params.find((info) => info.key === 'lr');
    const x = number('x'), n = number('n'), t = number('t'), rate = this.rateInfo && fields.has('m.lr') ? accept(this.rateInfo, fields.get('m.lr')) : null;
    this.start = Number.isFinite(x) ? x : catalog.objectives.find((row) => row.id === objective)!.start[0];
    this.rate = Number(rate ?? this.rateInfo?.default);
    this.steps = Number.isFinite(n) ? Math.min(mostSteps, Math.max(1, Math.round(n))) : usualSteps;
    this.frame = Number.isFinite(t) ? Math.min(this.steps, Math.max(0, Math.round(t))) : null;
    void this.compute();
  }
  fields(): [string, string][] {
    return [['x', String(this.start)], ['m.lr', String(this.rate)], ['n', String(this.steps)], ...(this.frame === null ? [] : [['t', String(this.frame)] as [string, string]])];
  }

  change(change: Partial<Pick<FloatModel, 'start' | 'rate' | 'frame'>>): void {
    Object.assign(this, change);
    if (!('frame' in change && Object.keys(change).length === 1)) void this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
    this.announce();
  }
  point(step: number | null): void {
    if (step === this.hover) return;
    this.hover = step;
    this.host.requestUpdate();
    this.announce();
  }
  private announce(): void {
    const { walks, step: t } = this;
    if (!walks) return;
    this.host.dispatchEvent(new CustomEvent('step', { detail: { t, values: { exact: walks.exact[t], gradual: walks.gradual[t], flushed: walks.flushed[t] } }, bubbles: true, composed: true }));
  }

  private async compute(): Promise<void> {
    const { start, rate, steps } = this;
    try {
      const run = await this.lab!.descend({ objective, start: [start], optimizer: { id: method, lr: rate }, steps });
      if (start !== this.start || rate !== this.rate || steps !== this.steps) return;
      const walks = { exact: run.x, gradual: descend32(start, rate, run.steps, false), flushed: descend32(start, rate, run.steps, true) };
      const size = (xs: Float64Array) => xs.map((x) => (x === 0 ? NaN : Math.abs(x)));
      this.walks = { ...walks, sizes: { exact: size(walks.exact), gradual: size(walks.gradual), flushed: size(walks.flushed) } };
      this.steps = run.steps;
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }
}

/** The step from which on nothing changes any more; null where the walk still moves at its end. */
export function restsFrom(xs: Float64Array): number | null {
  let t = xs.length - 1;
  while (t > 0 && xs[t - 1] === xs[t]) --t;
  return t === xs.length - 1 ? null : t;
}
