/**
 * What the views of a map share: the state, the picture as far as it is computed, and the run of the pixel the reader looks
 * at. A change stops the picture under way and begins the next; runs of single pixels are answered in between.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import presets from '../../../content/maps.json';
import type { Catalog, DescendResult, Lab, ObjectiveRow, SweepFrame, SweepPixels } from '../../engine/types.ts';
import { isotropic } from '../../plots/scale.ts';
import { descendConfig, encode as encodeFunction, objectiveRow, objectiveSpec, withBases, type FunctionState } from '../../state/function-state.ts';
import {
  atPixel, chosen, coordinateOf, decode, encode, normalise, proportion, sweepRequest, type MapState,
} from '../../state/map-state.ts';
import { getLab } from '../engine.ts';
import { shownBox, Starts, survey, type Ground } from '../ground.ts';
import { memo } from '../memo.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { spectrumOf, theoryOf, type Spectrum } from './theory.ts';

/** The picture shown; until it is finished every pixel of a block × block shows the block's first. */
export interface Shown extends SweepFrame, SweepPixels {
  width: number;
  height: number;
  block: number;
  /** f where the run of each pixel starts, or of all; undefined where the core gives none. */
  before?: Float64Array;
  /** The state it was asked for. */
  state: MapState;
}
export interface Pixel { column: number; row: number }

export const bare = presets[0].state;
/** A picture that takes longer than this tells how far it is. */
const patience = 200;

export class MapModel implements ReactiveController {
  lab?: Lab;
  catalog?: Catalog;
  /** Undefined until the catalogue is there. */
  state!: MapState;
  shown?: Shown;
  spectrum?: Spectrum;
  /** The start the picture was asked from: the coordinates no side varies. */
  start: number[] = [];
  /** The pixel the reader points at. */
  hover: Pixel | null = null;
  /** The run of the pixel all views mark, and which pixel that is. */
  run?: DescendResult;
  runOf?: Pixel;
  ground?: Ground;
  failure?: Trouble;
  /** The present request was refused; the picture is the last good one. */
  trouble?: Trouble;
  /** How far a picture under way is, once it is worth telling; stopped: the reader has cancelled it. */
  progress?: { done: number; total: number };
  stopped = false;
  private fit = 256;
  private aspect = 1;
  private pending?: (catalog: Catalog) => MapState;
  private asked = '';
  private work?: AbortController;
  private looking = false;
  private lookAgain = false;
  private readonly starts = new Starts();

  constructor(private host: ReactiveControllerHost & HTMLElement) { host.addController(this); }
  hostConnected(): void { void this.open(); }
  hostDisconnected(): void {
    this.work?.abort();
    this.asked = '';
  }

  get row(): ObjectiveRow | undefined { return this.catalog && objectiveRow(this.catalog, this.state.base); }
  readonly theory = memo((state: MapState, catalog: Catalog, spectrum: Spectrum | undefined) => theoryOf(state, catalog, spectrum));

  async open(): Promise<void> {
    this.failure = undefined;
    try {
      this.lab ??= await getLab('auto');
      const catalog = (this.catalog ??= withBases(this.lab.catalog));
      this.state ??= (this.pending ?? ((c) => decode(new Map(), c, bare)))(catalog);
      this.compute();
    } catch (error) {
      this.failure = asTrouble(error);
    }
    this.host.requestUpdate();
  }

  take(fields: (catalog: Catalog) => Map<string, string>): void {
    this.pending = (catalog) => decode(fields(catalog), catalog, bare);
    if (!this.catalog) return;
    this.state = this.pending(this.catalog);
    this.hover = null;
    this.compute();
    this.host.requestUpdate();
  }
  fields(): [string, string][] { return this.catalog && this.state ? encode(this.state, this.catalog, bare) : []; }

  change(change: Partial<MapState>): void {
    if (!this.catalog) return;
    this.state = normalise({ ...this.state, ...change }, this.catalog);
    this.compute();
    this.host.requestUpdate();
    this.host.dispatchEvent(new CustomEvent('change', { detail: { state: Object.fromEntries(this.fields()) }, bubbles: true, composed: true }));
  }
  changeBase(change: Partial<FunctionState>): void { this.change({ base: { ...this.state.base, ...change } }); }

  /** The pixel all views mark: the one pointed at, else the chosen one, else the middle. */
  get here(): Pixel | undefined {
    const { shown, hover } = this;
    if (!shown) return undefined;
    return hover ?? this.pinned ?? { column: this.snap(shown.width >> 1), row: this.snap(shown.height >> 1) };
  }
  private snap(k: number): number { return this.shown ? k - (k % this.shown.block) : k; }
  /** The chosen pixel; undefined where the map does not show it. */
  get pinned(): Pixel | undefined {
    const { shown } = this;
    if (!shown || !this.catalog) return undefined;
    const [x, y] = chosen(this.state, this.catalog, this.state.base.start.length ? this.state.base.start : this.start);
    const column = nearest(shown.x, x), row = nearest(shown.y, y);
    return column < 0 || row < 0 ? undefined : { column: this.snap(column), row: this.snap(row) };
  }

  point(pixel: Pixel | null): void {
    const at = pixel && { column: this.snap(pixel.column), row: this.snap(pixel.row) };
    if (at?.column === this.hover?.column && at?.row === this.hover?.row) return;
    this.hover = at;
    this.look();
    this.host.requestUpdate();
  }
  /** The chosen pixel's values become the state's own. */
  pin({ column, row }: Pixel): void {
    const { shown, catalog } = this;
    if (!shown || !catalog) return;
    this.changeBase(atPixel(this.state, catalog, this.start, shown.x[this.snap(column)], shown.y[this.snap(row)]));
    this.look();
  }
  /** The function figure of a pixel, as address keys. */
  figureOf({ column, row }: Pixel): [string, string][] {
    const { shown, catalog } = this;
    return shown && catalog ? encodeFunction(atPixel(shown.state, catalog, this.start, shown.x[column], shown.y[row]), catalog) : [];
  }

  /** Width over height of the path's figure, so that its box can show units equally long. */
  setAspect(aspect: number): void {
    if (Math.abs(aspect - this.aspect) < 0.02) return;
    this.aspect = aspect;
    if (this.catalog && this.work) void this.surroundings(this.state, this.work.signal);
  }
  /** As many pixels as the figure has room for. */
  setWidth(width: number): void {
    const fit = width < 330 ? 192 : 256;
    if (fit === this.fit) return;
    this.fit = fit;
    if (this.catalog) this.compute();
  }
  get sides(): [number, number] {
    const width = this.state.resolution ?? this.fit;
    return [width, Math.round(width / proportion(this.state, this.catalog!))];
  }

  stop(): void { this.stopped = true; this.work?.abort(); }
  again(): void { this.asked = ''; this.compute(); }

  private compute(): void { void this.sweep(this.state); }

  private async sweep(state: MapState): Promise<void> {
    const lab = this.lab!, catalog = this.catalog!;
    let request;
    try {
      const start = await this.starts.of(lab, state.base, objectiveRow(catalog, state.base));
      if (state !== this.state) return;
      // Only the engine can tell how many variables a typed expression has: the sides follow.
      if (start.length !== state.base.start.length && state.base.objective === '') this.state = state = normalise({ ...state, base: { ...state.base, start } }, catalog);
      const [width, height] = this.sides;
      request = sweepRequest(state, catalog, start, width, height);
      this.start = start;
    } catch (error) {
      if (state === this.state) this.refuse(error);
      return;
    }
    const key = JSON.stringify(request);
    if (key === this.asked) { this.look(); return; }
    this.asked = key;
    this.work?.abort();
    const work = (this.work = new AbortController()), { signal } = work;
    this.stopped = false;
    this.trouble = undefined;
    this.progress = undefined;
    const began = performance.now(), before = this.before(request);
    void this.surroundings(state, signal);
    const show = async (picture: SweepFrame & SweepPixels, block: number) => {
      const f0 = await before;
      if (signal.aborted) return;
      this.shown = { ...picture, width: request.width, height: request.height, block, before: f0, state };
      if (this.hover && (this.hover.column >= request.width || this.hover.row >= request.height)) this.hover = null;
      this.look();
      this.host.requestUpdate();
    };
    try {
      const done = await lab.sweep(request, {
        signal,
        onPass: (pass) => void show(pass, pass.block),
        onProgress: (pixels, total) => {
          if (signal.aborted || performance.now() - began < patience) return;
          this.progress = { done: pixels, total };
          this.host.requestUpdate();
        },
      });
      await show(done, 1);
    } catch (error) {
      if (!signal.aborted) this.refuse(error);
    }
    if (this.work !== work) return;
    this.progress = undefined;
    if (this.stopped) this.asked = '';
    this.host.requestUpdate();
  }
  private refuse(error: unknown): void {
    this.trouble = asTrouble(error);
    this.asked = '';
    this.host.requestUpdate();
  }

  /** f at the starts: a grid of them where the sides vary coordinates. A run that ends higher has gone away. */
  private async before(request: ReturnType<typeof sweepRequest>): Promise<Float64Array | undefined> {
    const { objective, width, height } = request, start = Array.from(request.start ?? []);
    const lo = [...start], hi = [...start], points = start.map(() => 1);
    const sides = [[request.x, width], [request.y, height]] as const;
    for (const [axis, n] of sides) if ('start' in axis) { lo[axis.start] = axis.lo; hi[axis.start] = axis.hi; points[axis.start] = n; }
    try {
      if (points.every((n) => n === 1)) return Float64Array.of((await this.lab!.point(objective, start)).f);
      if (points.includes(1)) {
        // One coordinate varies beside a parameter: point by point would be many calls, a grid needs two of each.
        const flat = points.indexOf(1);
        hi[flat] = lo[flat] + 1;
        points[flat] = 2;
      }
      const { values } = await this.lab!.grid({ objective, lo, hi, points });
      // Which side runs along each coordinate, if any.
      const along = start.map((_, k) => sides.findIndex(([axis]) => 'start' in axis && axis.start === k));
      const at = (column: number, row: number) => {
        const first = along[0] === 0 ? column : along[0] === 1 ? row : 0, second = along[1] === 0 ? column : along[1] === 1 ? row : 0;
        return values[second * points[0] + first];
      };
      const all = new Float64Array(width * height);
      for (let row = 0, i = 0; row < height; ++row) for (let column = 0; column < width; ++column) all[i++] = at(column, row);
      return all;
    } catch {
      return undefined;
    }
  }

  /** What stands beside the picture and does not change with every pixel: the curvatures and the ground of the path. */
  private async surroundings(state: MapState, signal: AbortSignal): Promise<void> {
    const objective = objectiveSpec(state.base, this.catalog!), own = shownBox(null, this.row, this.start.length);
    const box = own.length === 4 ? isotropic(own, this.aspect) : own;
    try {
      const [ground, spectrum] = await Promise.all([survey(this.lab!, objective, box, this.aspect), spectrumOf(this.lab!, objective, this.start, own)]);
      if (signal.aborted && !this.stopped) return;
      this.ground = ground;
      this.spectrum = spectrum;
    } catch {
      this.ground = undefined;
      this.spectrum = undefined;
    }
    this.host.requestUpdate();
  }

  /** Asks for the run of the marked pixel; while one is under way, only for the latest next. */
  private look(): void {
    this.lookAgain = true;
    if (!this.looking) void this.pump();
  }
  private async pump(): Promise<void> {
    this.looking = true;
    while (this.lookAgain) {
      this.lookAgain = false;
      const { shown, here } = this, catalog = this.catalog!;
      if (!shown || !here) continue;
      const at = atPixel(shown.state, catalog, this.start, shown.x[here.column], shown.y[here.row]);
      try {
        const run = await this.lab!.descend(descendConfig(at, catalog, at.start));
        if (shown !== this.shown && this.lookAgain) continue;
        this.run = run;
        this.runOf = here;
        const k = here.row * shown.width + here.column;
        this.host.dispatchEvent(new CustomEvent('step', {
          detail: { x: shown.x[here.column], y: shown.y[here.row], minimum: shown.minimum[k], steps: shown.steps[k], f: shown.f[k] }, bubbles: true, composed: true,
        }));
      } catch {
        this.run = undefined; // the picture says why
      }
      this.host.requestUpdate();
    }
    this.looking = false;
  }

  /** Whether a side is a coordinate of the start: then its pixel's start lies on the ground. */
  get basins(): boolean { return coordinateOf(this.state.x.of) >= 0 && coordinateOf(this.state.y.of) >= 0; }
}

/** The index of the nearest of rising values; -1 if x lies more than half a pixel outside. */
export function nearest(values: Float64Array, x: number): number {
  const n = values.length, first = values[0], last = values[n - 1];
  if (!Number.isFinite(x) || x < first - (values[Math.min(1, n - 1)] - first) / 2 || x > last + (last - values[Math.max(0, n - 2)]) / 2) return -1;
  let best = 0;
  for (let k = 1; k < n; ++k) if (Math.abs(values[k] - x) < Math.abs(values[best] - x)) best = k;
  return best;
}
