/**
 * What the views of a comparing figure share: the state, a run for each entry, and what the reader points at. One round of
 * requests is under way at a time; while the reader drags, only the latest state is asked for next.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Catalog, CatalogRow, DescendConfig, DescendResult, Lab, ObjectiveRow, OptimizerRow } from '../../engine/types.ts';
import { isotropic } from '../../plots/scale.ts';
import { batchInfo, cleanEntry, decode, encode, entryConfig, entryRows, mostEntries, type Compared, type CompareState, type Entry } from '../../state/compare-state.ts';
import { normalise, objectiveRow, objectiveSpec, withBases, type FunctionState } from '../../state/function-state.ts';
import { getLab } from '../engine.ts';
import { groundKey, shownBox, Starts, survey, type Ground } from '../ground.ts';
import { memo } from '../memo.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { evaluationsByStep } from './cost.ts';

/** What became of one entry. */
export interface Outcome {
  entry: Entry;
  row: CatalogRow;
  run?: DescendResult;
  /** The engine refused this entry; the others run. */
  trouble?: Trouble;
  /** What the first t steps have asked of the function, t = 0..steps. */
  evaluations?: Float64Array;
  /** The rates of a schedule, also of the steps a run that broke off has not taken; rates[0] belongs to step 1. */
  rates?: Float64Array;
  /** Measured here, only while the axis is time: undefined until it is, null where it cannot be. */
  secondsPerStep?: number | null;
}

export class CompareModel implements ReactiveController {
  lab?: Lab;
  /** As the figure offers it. */
  catalog?: Catalog;
  /** Undefined until the catalogue is there. */
  state!: CompareState;
  outcomes: Outcome[] = [];
  ground?: Ground;
  /** The start the present runs were asked from. */
  start: number[] = [];
  failure?: Trouble;
  /** The present function or start was refused; runs and ground are the last good ones. */
  trouble?: Trouble;
  /** The step and the entry the reader points at. */
  hover: number | null = null;
  lit: number | null = null;
  private aspect = 1.4;
  private pending?: (catalog: Catalog) => CompareState;
  private stale = false;
  private busy = false;
  private readonly starts = new Starts();
  private readonly costs = new Map<string, number | null>();
  private timing?: AbortController;

  constructor(private host: ReactiveControllerHost & HTMLElement, readonly compared: Compared) {
    host.addController(this);
  }
  hostConnected(): void { void this.open(); }

  get row(): ObjectiveRow | undefined { return this.catalog && objectiveRow(this.catalog, this.state.base); }
  get steps(): number { return Math.max(0, ...this.outcomes.map((o) => o.run?.steps ?? 0)); }
  /** The step all views mark. */
  get step(): number { return Math.min(this.hover ?? this.state?.base.frame ?? Infinity, this.steps); }
  readonly rows = memo((catalog: Catalog) => entryRows(catalog, this.compared.kind));

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab();
      const catalog = (this.catalog ??= withBases(this.lab.catalog));
      this.state ??= (this.pending ?? ((c) => decode(new Map(), c, this.compared)))(catalog);
      this.compute();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }

  take(fields: (catalog: Catalog) => Map<string, string>): void {
    this.pending = (catalog) => decode(fields(catalog), catalog, this.compared);
    if (!this.catalog) return;
    this.state = this.pending(this.catalog);
    this.compute();
    this.host.requestUpdate();
  }
  /** The state as address keys. */
  fields(frame = this.state?.base.frame ?? null): [string, string][] {
    return this.catalog ? encode({ ...this.state, base: { ...this.state.base, frame } }, this.catalog, this.compared) : [];
  }

  /** A change to what all entries share. */
  change(change: Partial<FunctionState>): void {
    if (!this.catalog) return;
    const base = normalise({ ...this.state.base, ...change }, this.catalog);
    this.set({ base }, Object.keys(change).every((key) => key === 'frame'));
    if ('frame' in change) this.announceStep();
  }
  set(change: Partial<CompareState>, looksOnly = false): void {
    this.state = { ...this.state, ...change };
    if (!looksOnly) this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
  }

  setEntry(i: number, entry: Entry): void {
    const made = cleanEntry(entry, this.rows(this.catalog!).find((r) => r.id === entry.id), batchInfo(this.row));
    this.set({ entries: this.state.entries.map((old, k) => (k === i ? made : old)) });
  }
  removeEntry(i: number): void {
    if (this.state.entries.length > 1) this.set({ entries: this.state.entries.filter((_, k) => k !== i) });
  }
  /** Adds the catalogue's first row that is not yet there. */
  addEntry(): void {
    const { entries } = this.state, rows = this.rows(this.catalog!);
    if (entries.length >= mostEntries) return;
    const row = rows.find((r) => !entries.some((e) => e.id === r.id)) ?? rows[0];
    this.set({ entries: [...entries, { id: row.id, params: {} }] });
  }

  point(step: number | null, entry: number | null = null): void {
    if (step === this.hover && entry === this.lit) return;
    this.hover = step;
    this.lit = entry;
    this.host.requestUpdate();
    this.announceStep();
  }
  private announceStep(): void {
    const t = this.step;
    const points = this.outcomes.map(({ run }) => run && { x: Array.from(run.x.subarray(Math.min(t, run.steps) * run.dim, (Math.min(t, run.steps) + 1) * run.dim)), f: run.f[Math.min(t, run.steps)] });
    this.host.dispatchEvent(new CustomEvent('step', { detail: { step: t, points }, bubbles: true, composed: true }));
  }

  /** Width over height of the plane, so that its box can show units equally long. */
  setAspect(aspect: number): void {
    if (Math.abs(aspect - this.aspect) < 0.02) return;
    this.aspect = aspect;
    if (this.catalog) this.compute();
  }
  box(): number[] { return shownBox(this.state.base.view, this.row, this.start.length); }

  private compute(): void {
    this.stale = true;
    this.timing?.abort();
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

  private async answer(state: CompareState): Promise<void> {
    const lab = this.lab!, catalog = this.catalog!;
    const start = await this.starts.of(lab, state.base, objectiveRow(catalog, state.base));
    const shown = shownBox(state.base.view, objectiveRow(catalog, state.base), start.length);
    const box = start.length === 2 ? isotropic(shown, this.aspect) : shown;
    const objective = objectiveSpec(state.base, catalog);
    const [ground, ...outcomes] = await Promise.all([
      this.ground?.key === groundKey(objective, box) ? this.ground : survey(lab, objective, box, this.aspect),
      ...state.entries.map((entry) => this.outcome(state, entry, start)),
    ]);
    if (state.axis === 'time') for (const o of outcomes) o.secondsPerStep = this.costs.get(this.costKey(state, o, start));
    Object.assign(this, { start, ground, outcomes });
    if (state.axis === 'time') await this.measure(state, start);
  }

  private async outcome(state: CompareState, entry: Entry, start: number[]): Promise<Outcome> {
    const row = this.rows(this.catalog!).find((r) => r.id === entry.id)!;
    const config = entryConfig(state, this.catalog!, this.compared.kind, entry, start);
    try {
      const [run, rates] = await Promise.all([this.lab!.descend(config), this.compared.kind === 's' ? this.rates(config) : undefined]);
      if (this.compared.kind === 's') return { entry, row, run, rates: rates ?? run.lr };
      return { entry, row, run, evaluations: await evaluationsByStep(this.lab!, config, run, row as OptimizerRow) };
    } catch (error) {
      return { entry, row, trouble: asTrouble(error) };
    }
  }

  /** Undefined for methods without a rate of their own. */
  private async rates({ schedule, optimizer, steps }: DescendConfig): Promise<Float64Array | undefined> {
    const lr = typeof optimizer === 'object' ? optimizer.lr : undefined;
    return lr === undefined ? undefined : this.lab!.learningRates({ schedule, lr, steps });
  }

  private costKey(state: CompareState, { entry }: Outcome, start: number[]): string {
    const config = entryConfig(state, this.catalog!, this.compared.kind, entry, start);
    return JSON.stringify([config.objective, config.optimizer, config.schedule]);
  }
  /**
   * Times, one after the other while nothing else asks the worker. Each is taken once for a method on a function: where it
   * starts hardly matters.
   */
  private async measure(state: CompareState, start: number[]): Promise<void> {
    for (const [i, outcome] of this.outcomes.entries()) {
      if (this.stale) return;
      if (!outcome.run || outcome.secondsPerStep !== undefined) continue;
      const { signal } = (this.timing = new AbortController()), key = this.costKey(state, outcome, start);
      this.host.requestUpdate();
      try {
        const { seconds } = await this.lab!.stepTime(entryConfig(state, this.catalog!, this.compared.kind, outcome.entry, start), { signal });
        this.costs.set(key, seconds ?? null);
        this.outcomes = this.outcomes.map((o, k) => (k === i ? { ...o, secondsPerStep: seconds ?? null } : o));
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  }
}
