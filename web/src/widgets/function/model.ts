/**
 * What the views of a function figure share: the state, the engine's answers to it, and what the reader points at.
 * One request is under way at a time; while the reader drags, only the latest state is asked for next.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Catalog, DescendResult, Lab, ObjectiveRow } from '../../engine/types.ts';
import { isotropic } from '../../plots/scale.ts';
import { defaultState, descendConfig, normalise, objectiveRow, objectiveSpec, withBases, type FunctionState } from '../../state/function-state.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { diagnose, type Finding } from './diagnosis.ts';

/** The ground under the path: f on a grid over `box` (x0, x1 and, in two variables, y0, y1). */
export interface Ground {
  key: string;
  box: number[];
  nx: number;
  ny: number;
  values: Float64Array;
}

const curvePoints = 801;
const planePoints = 200;
/** Where a typed expression is shown, having no box of its own. */
const expressionBox = 4;

export class FunctionModel implements ReactiveController {
  lab?: Lab;
  /** Undefined until the catalogue is there. */
  state!: FunctionState;
  run?: DescendResult;
  /** The start the present run was asked from. */
  start: number[] = [];
  ground?: Ground;
  /** The engine itself did not start. */
  failure?: Trouble;
  /** The present state was refused; run and ground are the last good ones. */
  trouble?: Trouble;
  finding?: Finding;
  /** The step and the term the reader points at. */
  hover: number | null = null;
  term: string | null = null;
  /** Width over height of the plane, so that its box can show units equally long. */
  aspect = 1.4;

  private pending: ((catalog: Catalog) => FunctionState) | undefined;
  private stale = false;
  private busy = false;
  private dims = new Map<string, number>();
  private ahead: { run?: DescendResult; at: Map<number, Float64Array | null> } = { at: new Map() };
  private diagnosing?: ReturnType<typeof setTimeout>;

  constructor(private host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }
  hostConnected() { void this.open(); }
  hostDisconnected() { clearTimeout(this.diagnosing); }

  /** As the figure offers it. */
  catalog?: Catalog;
  get row(): ObjectiveRow | undefined { return this.catalog && objectiveRow(this.catalog, this.state); }
  get dim(): number { return this.run?.dim ?? this.start.length; }
  /** The step all views mark. */
  get step(): number { return Math.min(this.hover ?? this.state?.frame ?? Infinity, this.run?.steps ?? 0); }

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab();
      const catalog = (this.catalog ??= withBases(this.lab.catalog));
      this.state ??= this.pending?.(catalog) ?? defaultState(catalog);
      this.compute();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }

  /** Sets the state as soon as there is a catalogue to check it against. */
  assign(make: (catalog: Catalog) => FunctionState): void {
    this.pending = make;
    if (!this.catalog) return;
    this.state = make(this.catalog);
    this.compute();
  }

  /** A change by the reader. */
  change(change: Partial<FunctionState>): void {
    if (!this.catalog) return;
    this.state = normalise({ ...this.state, ...change }, this.catalog);
    const looksOnly = Object.keys(change).every((key) => key === 'frame');
    if (!looksOnly) this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: this.state }, bubbles: true, composed: true }));
    if ('frame' in change) this.announceStep();
  }

  /** Points at a step (null: at none). */
  point(step: number | null): void {
    if (step === this.hover) return;
    this.hover = step;
    this.host.requestUpdate();
    this.announceStep();
  }
  light(term: string | null): void {
    if (term === this.term) return;
    this.term = term;
    this.host.requestUpdate();
  }

  private announceStep(): void {
    const run = this.run;
    if (!run) return;
    const t = this.step;
    this.host.dispatchEvent(new CustomEvent('step', {
      detail: { step: t, x: Array.from(run.x.subarray(t * run.dim, (t + 1) * run.dim)), f: run.f[t] }, bubbles: true, composed: true,
    }));
  }

  setAspect(aspect: number): void {
    if (Math.abs(aspect - this.aspect) < 0.02) return;
    this.aspect = aspect;
    this.compute();
  }

  /** The gradient at the look-ahead point of a step, asked for once it is wanted; undefined until the answer is there. */
  readonly lookAhead = (t: number): Float64Array | undefined => {
    const { run } = this, interim = run?.state.interim;
    if (!run || !interim || t < 1) return undefined;
    if (this.ahead.run !== run) this.ahead = { run, at: new Map() };
    const { at } = this.ahead, known = at.get(t);
    if (known === undefined) {
      at.set(t, null);
      void this.lab!.point(objectiveSpec(this.state, this.catalog!), interim.subarray((t - 1) * run.dim, t * run.dim)).then(({ gradient }) => {
        at.set(t, gradient);
        this.host.requestUpdate();
      }, () => undefined);
    }
    return known ?? undefined;
  };

  /** The box that would be shown, before widening. */
  box(): number[] {
    if (this.state.view && this.state.view.length === 2 * this.start.length) return this.state.view;
    const row = this.row;
    if (row) return row.domain.lo.flatMap((lo, i) => [lo, row.domain.hi[i]]);
    return this.start.flatMap(() => [-expressionBox, expressionBox]);
  }

  compute(): void {
    this.stale = true;
    if (!this.busy) void this.pump();
  }

  private async pump(): Promise<void> {
    this.busy = true;
    while (this.stale) {
      this.stale = false;
      try {
        await this.answer(this.state);
        this.trouble = undefined;
      } catch (error) {
        this.trouble = asTrouble(error);
      }
      this.host.requestUpdate();
    }
    this.busy = false;
  }

  private async answer(state: FunctionState): Promise<void> {
    const lab = this.lab!, catalog = this.catalog!;
    const start = await this.startOf(state);
    this.start = start;
    const box = start.length === 2 ? isotropic(this.box(), this.aspect) : this.box();
    const objective = objectiveSpec(state, catalog);
    const key = JSON.stringify([objective, box]);
    const [run, ground] = await Promise.all([
      lab.descend(descendConfig(state, catalog, start)),
      this.ground?.key === key ? this.ground : this.survey(key, objective, box),
    ]);
    this.run = run;
    this.ground = ground;
    this.finding = diagnose(run, this.row);
    // What needs further questions waits until the reader's hand rests.
    clearTimeout(this.diagnosing);
    this.diagnosing = setTimeout(() => void this.lookCloser(state, run), 150);
  }

  private async survey(key: string, objective: ReturnType<typeof objectiveSpec>, box: number[]): Promise<Ground> {
    const plane = box.length === 4;
    const nx = plane ? planePoints : curvePoints, ny = plane ? Math.round(planePoints / Math.max(1, this.aspect)) : 1;
    const lo = plane ? [box[0], box[2]] : [box[0]], hi = plane ? [box[1], box[3]] : [box[1]];
    const { values } = await this.lab!.grid({ objective, lo, hi, points: plane ? [nx, ny] : [nx] });
    return { key, box, nx, ny, values };
  }

  private async startOf(state: FunctionState): Promise<number[]> {
    if (state.objective !== '') return state.start.length ? state.start : this.row!.start;
    const n = await this.dimensionOf(state.expression);
    return state.start.length === n ? state.start : Array.from({ length: n }, (_, i) => state.start[i] ?? (i === 0 ? -2 : 1.5));
  }

  /** How many variables a typed expression has: one that takes a single number has one. */
  private async dimensionOf(expression: string): Promise<number> {
    const known = this.dims.get(expression);
    if (known) return known;
    let refused: unknown;
    for (const n of [1, 2]) {
      try {
        await this.lab!.point({ expression }, new Array<number>(n).fill(1));
        this.dims.set(expression, n);
        return n;
      } catch (error) {
        refused ??= error;
        if (asTrouble(error).code === 'syntax') throw error;
      }
    }
    throw refused;
  }

  private async lookCloser(state: FunctionState, run: DescendResult): Promise<void> {
    const current = () => this.run === run && this.host.isConnected;
    if (!current() || !this.finding) return;
    const objective = objectiveSpec(state, this.catalog!);
    const finding = await this.finding.closer?.((x) => this.lab!.point(objective, x), state, this.catalog!).catch(() => undefined);
    if (finding && current()) {
      this.finding = finding;
      this.host.requestUpdate();
    }
  }
}
