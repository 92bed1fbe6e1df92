/**
 * What the views of a function figure share: the state, the engine's answers to it, and what the reader points at.
 * One request is under way at a time; while the reader drags, only the latest state is asked for next.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Catalog, DescendResult, Lab, ObjectiveRow } from '../../engine/types.ts';
import { isotropic } from '../../plots/scale.ts';
import { defaultState, descendConfig, normalise, objectiveRow, objectiveSpec, withBases, type FunctionState } from '../../state/function-state.ts';
import { getLab } from '../engine.ts';
import { groundKey, shownBox, Starts, survey, type Ground } from '../ground.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import type { diagnose, Finding } from './diagnosis.ts';

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
  private readonly starts = new Starts();
  private ahead: { run?: DescendResult; at: Map<number, Float64Array | null> } = { at: new Map() };
  private diagnosing?: ReturnType<typeof setTimeout>;
  private diagnose?: typeof diagnose;

  /** `drawn`: whether the figure shows the ground itself; without it the core is not asked for it. */
  constructor(private host: ReactiveControllerHost & HTMLElement, private drawn = true) {
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
    return shownBox(this.state.view, this.row, this.start.length);
  }

  compute(): void {
    if (!this.catalog || !this.state) return; // open() asks as soon as the engine is there
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
    const start = await this.starts.of(lab, state, objectiveRow(catalog, state));
    this.start = start;
    const box = start.length === 2 ? isotropic(this.box(), this.aspect) : this.box();
    const objective = objectiveSpec(state, catalog);
    const [run, ground] = await Promise.all([
      lab.descend(descendConfig(state, catalog, start)),
      !this.drawn || this.ground?.key === groundKey(objective, box) ? this.ground : survey(lab, objective, box, this.aspect),
    ]);
    this.run = run;
    this.ground = ground;
    this.judge(state, run);
  }

  /** From now on every run is judged, the present one first. */
  judgeWith(judge: typeof diagnose): void {
    this.diagnose = judge;
    if (this.run && !this.busy) this.judge(this.state, this.run);
    this.host.requestUpdate();
  }

  private judge(state: FunctionState, run: DescendResult): void {
    this.finding = this.diagnose?.(run, this.row);
    // What needs further questions waits until the reader's hand rests.
    clearTimeout(this.diagnosing);
    this.diagnosing = setTimeout(() => void this.lookCloser(state, run), 150);
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
