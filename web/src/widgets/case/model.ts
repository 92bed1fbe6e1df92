/** State of a case study: which size, what has been trained, how far it is. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LoadProgress } from '../../data/dataset.ts';
import type { Catalog, Lab } from '../../engine/types.ts';
import { withBases } from '../../state/function-state.ts';
import { networkConfig, type NetworkState } from '../../state/network-state.ts';
import { getLab } from '../engine.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { findCase, stateOf, type CaseRow, type Size } from './cases.ts';
import { bring, type CaseData } from './data.ts';
import { emptyCourse, runCourse, type Course } from './run.ts';

export interface CaseRun { state: NetworkState; name?: string; course: Course }
/** What is being done: nothing, bringing images, or training run number `at`. */
export type Work = { stage: 'idle' } | { stage: 'data'; progress?: LoadProgress } | { stage: 'training'; at: number };

export class CaseModel implements ReactiveController {
  row?: CaseRow;
  size: Size = 'quick';
  runs: CaseRun[] = [];
  work: Work = { stage: 'idle' };
  /** Share of all the training that is done. */
  progress = 0;
  /** Every run came to its end. */
  complete = false;
  catalog?: Catalog;
  lab?: Lab;
  data?: CaseData;
  failure?: Trouble;
  trouble?: Trouble;
  private call?: AbortController;
  private frame = 0;

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }
  hostDisconnected(): void {
    this.call?.abort();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  get busy(): boolean { return this.work.stage !== 'idle'; }

  readonly redraw = (): void => {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => { this.frame = 0; this.host.requestUpdate(); });
  };

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab('auto');
      this.catalog ??= withBases(this.lab.catalog);
      this.restart();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.redraw();
  }

  /** The case and the size asked for: nothing trained yet. */
  choose(id: string | null, size: Size): void {
    const row = findCase(id);
    if (row === this.row && size === this.size) return;
    this.call?.abort();
    this.row = row;
    this.size = row?.epochs[size] === undefined ? 'quick' : size;
    this.restart();
    this.redraw();
  }

  private restart(): void {
    const { row, catalog, size } = this;
    this.complete = false;
    this.progress = 0;
    this.runs = row && catalog ? row.runs.map((run) => ({ state: stateOf(row, run, size, catalog), name: run.name, course: emptyCourse() })) : [];
  }

  cancel(): void { this.call?.abort(); }

  /** Trains every run, one after the other, all from the same seed: the same weights and the same batches. */
  async train(): Promise<void> {
    if (this.busy || !this.row || !this.lab) return;
    const call = (this.call = new AbortController()), { row, size } = this;
    this.trouble = undefined;
    this.restart();
    const { runs } = this;
    this.work = { stage: 'data' };
    this.redraw();
    try {
      const data = await bring(this.lab, row, size, runs[0].state, call.signal, (progress) => { this.work = { stage: 'data', progress }; this.redraw(); });
      this.data = data;
      for (const [at, run] of runs.entries()) {
        call.signal.throwIfAborted();
        this.work = { stage: 'training', at };
        this.redraw();
        const config = networkConfig(run.state, this.catalog!, data.inputs, data.classes);
        await runCourse(this.lab, config, data, run.state.epochs, run.course, call.signal, (share) => {
          this.progress = (at + share) / runs.length;
          this.redraw();
        });
      }
      this.complete = true;
    } catch (error) {
      if (!call.signal.aborted) this.trouble = asTrouble(error);
    }
    if (this.call !== call) return;
    this.call = undefined;
    this.work = { stage: 'idle' };
    this.redraw();
    const results = runs.map(({ course, state }) => ({ method: state.optimizer, accuracy: course.accuracy.at(-1), status: course.status }));
    this.host.dispatchEvent(new CustomEvent('done', { detail: { complete: this.complete, results }, bubbles: true, composed: true }));
  }
}
