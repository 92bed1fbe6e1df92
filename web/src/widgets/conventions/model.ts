/** Two ways to write Adam, run from one place: the state, its keys, and the core's answers. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import data from '../../../content/conventions.json';
import type { DescendConfig, DescendResult, Lab } from '../../engine/types.ts';
import { configOf, fieldsOf } from '../../state/reading.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';

export const { conventions, places } = data;

export interface ConventionState {
  a: string;
  b: string;
  at: string;
  lr: number;
  /** Both use this ε; null: each its own. */
  eps: number | null;
  /** The step looked at; null is the last. */
  t: number | null;
}
export interface Pair {
  runs: [DescendResult, DescendResult];
  /** What each used. */
  eps: [number, number];
  /** Distance between the two at each step. */
  apart: Float64Array;
}

/** Address keys over the bare figure's; unknown ones are ignored, numbers clamped. */
export function decode(fields: Map<string, string>): ConventionState {
  const base = fieldsOf(data.first);
  const text = (key: string) => (fields.get(key)?.trim() ? fields.get(key) : base.get(key));
  const id = (rows: { id: string }[], key: string) => (rows.find((row) => row.id === text(key)) ?? rows.find((row) => row.id === base.get(key)) ?? rows[0]).id;
  const number = (key: string, lo: number, hi: number) => {
    const x = Number(text(key) ?? NaN);
    return Number.isFinite(x) ? Math.min(hi, Math.max(lo, x)) : null;
  };
  const t = number('t', 1, 2000);
  return { a: id(conventions, 'a'), b: id(conventions, 'b'), at: id(places, 'at'), lr: number('lr', 0, 100) ?? Number(base.get('lr')), eps: number('eps', 0, 1), t: t === null ? null : Math.round(t) };
}

/** The keys that differ from the bare figure's. decode(encode(s)) is s. */
export function encode(state: ConventionState): [string, string][] {
  const base = decode(new Map());
  return (Object.keys(state) as (keyof ConventionState)[])
    .filter((key) => state[key] !== base[key]).map((key): [string, string] => [key, String(state[key] ?? '')]);
}

export class ConventionModel implements ReactiveController {
  lab?: Lab;
  state = decode(new Map());
  pair?: Pair;
  failure?: Trouble;
  trouble?: Trouble;
  /** The step the reader points at. */
  hover: number | null = null;
  private asked = 0;

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }

  get steps(): number { return this.pair ? Math.min(...this.pair.runs.map((run) => run.steps)) : 0; }
  get step(): number { return Math.min(this.hover ?? this.state.t ?? Infinity, this.steps); }

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab();
      await this.compute();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }

  take(fields: Map<string, string>): void {
    this.state = decode(fields);
    void this.compute();
    this.host.requestUpdate();
  }
  change(change: Partial<ConventionState>): void {
    this.state = { ...this.state, ...change };
    if (!('t' in change)) void this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(encode(this.state)) }, bubbles: true, composed: true }));
  }
  point(step: number | null): void {
    if (step === this.hover) return;
    this.hover = step;
    this.host.requestUpdate();
  }

  private config(id: string): DescendConfig {
    const { at, lr, eps } = this.state;
    const fields = fieldsOf(`${places.find((p) => p.id === at)!.state}&m=adam&${conventions.find((c) => c.id === id)!.state}`);
    fields.set('m.lr', String(lr));
    if (eps !== null) fields.set('m.eps', String(eps));
    return configOf(this.lab!.catalog, [...fields].map(([key, value]) => `${key}=${value}`).join('&'));
  }

  private async compute(): Promise<void> {
    if (!this.lab) return;
    const mine = ++this.asked;
    try {
      const configs = [this.config(this.state.a), this.config(this.state.b)];
      const [one, two] = await Promise.all(configs.map((config) => this.lab!.descend(config)));
      if (mine !== this.asked) return; // a newer question is on its way
      const { dim } = one, n = Math.min(one.steps, two.steps);
      const apart = Float64Array.from({ length: n + 1 }, (_, t) => Math.hypot(...Array.from({ length: dim }, (_x, i) => one.x[t * dim + i] - two.x[t * dim + i])));
      const [ea, eb] = configs.map((config) => Number((config.optimizer as { eps?: number }).eps));
      this.pair = { runs: [one, two], eps: [ea, eb], apart };
      this.trouble = undefined;
    } catch (error) {
      if (mine === this.asked) this.trouble = asTrouble(error);
    }
    this.host.requestUpdate();
  }
}
