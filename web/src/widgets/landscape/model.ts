/**
 * What the views of a landscape share: the state, the runs as far as they are trained, the cut as far as it is computed. A
 * change stops what is under way; runs that it leaves as they were are used again.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Catalog, Lab, Network, SliceResult } from '../../engine/types.ts';
import { withBases } from '../../state/function-state.ts';
import { configOf, decodeLandscape, encodeLandscape, landscapeParams, normaliseLandscape, type LandscapeState } from '../../state/landscape-state.ts';
import { getLab } from '../engine.ts';
import type { Ground } from '../ground.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { lineOf, planeOf, slice, thinned, type Line, type Plane } from './cut.ts';
import { materialOf, measure, runKey, train, type Material, type Run } from './runs.ts';

/** A picture that belongs together: runs, plane, and the loss over it. */
export interface Shown extends SliceResult {
  plane: Plane;
  runs: Run[];
  /** Until the picture is finished every point of a block × block shows the block's first. */
  block: number;
  ground: Ground;
  state: LandscapeState;
}
export interface Place { column: number; row: number }
export interface Progress { what: 'data' | 'train' | 'slice' | 'measure'; share: number; run?: number }

/** Training waits until the reader's hand rests, ms. */
const restTime = 250;
/** As many runs are remembered as a reader goes back and forth between. */
const mostRuns = 8;

export class LandscapeModel implements ReactiveController {
  lab?: Lab;
  catalog?: Catalog;
  /** Undefined until the catalogue is there. */
  state!: LandscapeState;
  material?: Material;
  /** The runs of the state; those at the end may be missing or unfinished. */
  runs: Run[] = [];
  shown?: Shown;
  /** The loss along a line through each run's end, by the run. */
  lines = new Map<Run, Line>();
  hover: Place | null = null;
  progress?: Progress;
  stopped = false;
  /** All that the state asks for is there, or was refused. */
  settled = false;
  failure?: Trouble;
  trouble?: Trouble;
  private linesFor = '';
  private pending?: (catalog: Catalog) => LandscapeState;
  private work?: AbortController;
  private resting?: ReturnType<typeof setTimeout>;
  private kept = new Map<string, Run>();
  private probe?: { key: string; network: Network };
  private line: Promise<void> = Promise.resolve();
  private pictures = 0;

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }
  hostDisconnected(): void {
    clearTimeout(this.resting);
    this.work?.abort();
    this.line = this.line.then(async () => {
      await this.probe?.network.dispose().catch(() => undefined);
      this.probe = undefined;
    });
  }

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab('auto');
      const catalog = (this.catalog ??= withBases(this.lab.catalog));
      this.state ??= (this.pending ?? ((c) => decodeLandscape(new Map(), c)))(catalog);
      this.begin();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }
  take(fields: (catalog: Catalog) => Map<string, string>): void {
    this.pending = (catalog) => decodeLandscape(fields(catalog), catalog);
    if (!this.catalog) return;
    this.state = this.pending(this.catalog);
    this.begin();
    this.host.requestUpdate();
  }
  fields(): [string, string][] { return this.catalog && this.state ? encodeLandscape(this.state, this.catalog) : []; }

  change(change: Partial<LandscapeState>): void {
    if (!this.catalog) return;
    this.state = normaliseLandscape({ ...this.state, ...change }, this.catalog);
    this.begin(true);
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
  }

  stop(): void {
    clearTimeout(this.resting);
    this.stopped = true;
    this.progress = undefined;
    this.work?.abort();
    this.host.requestUpdate();
  }
  again(): void { this.begin(); this.host.requestUpdate(); }

  /** The place all views mark: the one pointed at, else the end that the cut goes through. */
  get here(): Place | undefined {
    const { shown } = this;
    if (!shown) return undefined;
    const { a, b, block } = shown, snap = (k: number) => k - (k % block);
    return this.hover ?? { column: snap(nearest(a, 0)), row: snap(nearest(b, 0)) };
  }
  point(place: Place | null): void {
    const block = this.shown?.block ?? 1, at = place && { column: place.column - (place.column % block), row: place.row - (place.row % block) };
    if (at?.column === this.hover?.column && at?.row === this.hover?.row) return;
    this.hover = at;
    const { shown, here } = this;
    if (shown && here) {
      this.host.dispatchEvent(new CustomEvent('step', { detail: { x: shown.a[here.column], y: shown.b[here.row], loss: shown.loss[here.row * shown.a.length + here.column] }, bubbles: true, composed: true }));
    }
    this.host.requestUpdate();
  }

  /** Stops what is under way and starts over with the state of then, one after the other: the engine's networks are few. */
  private begin(rest = false): void {
    clearTimeout(this.resting);
    this.work?.abort();
    const work = (this.work = new AbortController());
    this.stopped = this.settled = false;
    this.trouble = undefined;
    const go = () => { this.line = this.line.then(() => this.compute(work.signal)); };
    if (rest) this.resting = setTimeout(go, restTime);
    else go();
  }

  private tell(signal: AbortSignal, progress: Progress | undefined): void {
    if (signal.aborted) return;
    this.progress = progress;
    this.host.requestUpdate();
  }

  private async compute(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { state } = this, lab = this.lab!, catalog = this.catalog!;
    try {
      this.tell(signal, { what: 'data', share: 0 });
      const material = (this.material = await materialOf(lab, catalog, state, this.material, signal, (share) => this.tell(signal, { what: 'data', share })));
      const runs = (this.runs = state.methods.map((method) => this.runOf(state, material, method)));
      for (const [k, run] of runs.entries()) {
        if (run.finished) continue;
        this.tell(signal, { what: 'train', share: 0, run: k });
        await train(lab, state, catalog, run, material, signal, (share) => this.tell(signal, { what: 'train', share, run: k }));
        signal.throwIfAborted();
      }
      const probe = await this.probeOf(state, material);
      const plane = await planeOf(probe, state, runs);
      signal.throwIfAborted();
      this.tell(signal, { what: 'slice', share: 0 });
      const show = (result: SliceResult, block: number) => {
        if (signal.aborted) return;
        this.shown = { loss: result.loss, a: result.a, b: result.b, plane, runs, block, state, ground: { key: String(++this.pictures), box: plane.box, ...thinned(result, block) } };
        if (this.hover && (this.hover.column >= result.a.length || this.hover.row >= result.b.length)) this.hover = null;
        this.host.requestUpdate();
      };
      show(await slice(probe, plane, state.resolution, material.samples, signal, (pass) => show(pass, pass.block), (done, total) => this.tell(signal, { what: 'slice', share: done / total })), 1);
      await this.lineUp(probe, runs, state, material, signal);
      for (const [k, run] of runs.entries()) {
        if (run.end) continue;
        this.tell(signal, { what: 'measure', share: k / runs.length, run: k });
        run.end = await measure(probe, catalog, run, material, state, signal);
      }
      this.settled = !signal.aborted;
      this.tell(signal, undefined);
    } catch (error) {
      if (signal.aborted) return;
      this.trouble = asTrouble(error);
      this.settled = true;
      this.progress = undefined;
      this.host.requestUpdate();
    }
  }

  /** The lines through the ends: how far they reach is what a random cut reaches. */
  private async lineUp(probe: Network, runs: Run[], state: LandscapeState, material: Material, signal: AbortSignal): Promise<void> {
    const reach = state.cut === 'random' ? state.reach : landscapeParams.reach.default, key = `${reach} ${state.directions}`;
    if (key !== this.linesFor) this.lines = new Map();
    this.linesFor = key;
    for (const [k, run] of runs.entries()) {
      if (this.lines.has(run)) continue;
      this.tell(signal, { what: 'measure', share: k / runs.length, run: k });
      this.lines = new Map(this.lines).set(run, await lineOf(probe, run, state.directions, reach, material.samples, signal));
    }
    this.lines = new Map([...this.lines].filter(([run]) => runs.includes(run)));
    this.host.requestUpdate();
  }

  private runOf(state: LandscapeState, material: Material, method: Run['method']): Run {
    const key = runKey(state, this.catalog!, method, material);
    const run = this.kept.get(key) ?? { key, method, checkpoints: [], losses: [], epochs: [], status: 'ok' as const, message: '', finished: false };
    this.kept.delete(key);
    this.kept.set(key, run);
    for (const old of this.kept.keys()) { if (this.kept.size <= mostRuns) break; this.kept.delete(old); }
    return run;
  }

  /** A network with the layers and the data of the runs, on which nothing is trained. */
  private async probeOf(state: LandscapeState, material: Material): Promise<Network> {
    const config = configOf(state, this.catalog!, state.methods[0], material.inputs, material.classes), { optimizer: _, batchSize: __, seed: ___, ...layers } = config;
    const key = JSON.stringify([material.key, layers]);
    if (this.probe?.key === key) return this.probe.network;
    await this.probe?.network.dispose();
    this.probe = undefined;
    const network = await this.lab!.network(config);
    await network.load({ train: material.train, test: material.test });
    this.probe = { key, network };
    return network;
  }
}

/** The index of the nearest of rising values. */
function nearest(values: Float64Array, x: number): number {
  let best = 0;
  for (let k = 1; k < values.length; ++k) if (Math.abs(values[k] - x) < Math.abs(values[best] - x)) best = k;
  return best;
}
