/** The ground with one path for each entry, named at its end, and the common start under the reader's hand. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { DescendResult } from '../../engine/types.ts';
import { drawCurve, type Drawn } from '../../plots/curve.ts';
import { dotPath, linePath, nearest, type Points } from '../../plots/marks.ts';
import { drawPlane, planeFrame } from '../../plots/plane.ts';
import { short } from '../../state/format.ts';
import type { Translate } from '../function/parts.ts';
import type { Ground } from '../ground.ts';
import { GroundCanvas } from '../ground-canvas.ts';
import { memo } from '../memo.ts';
import { StartHandle } from '../start-handle.ts';
import { drawEnds, placeEnds, type End, type Placed } from './labels.ts';
import type { CompareModel } from './model.ts';
import { labels, tags } from './names.ts';

const reach = 26; // pixels around an iterate within which pointing means it
const axisNumber = (x: number, digits = 3) => short(x, digits);

interface Path { points: Points; upTo: number }

export class CompareFigure {
  width = 0;
  height = 0;
  private drawn?: Drawn;
  private paths: (Path | undefined)[] = [];
  private readonly canvas = new GroundCanvas();
  private readonly handle: StartHandle;

  constructor(host: HTMLElement, private model: CompareModel, locked: (name: string) => boolean) {
    this.handle = new StartHandle(host, {
      start: () => model.start, drawn: () => this.drawn, locked: () => locked('start'),
      move: (start) => model.change({ start }), hover: (at) => this.hover(at),
    });
  }

  resize(width: number, height: number): boolean {
    if (width === this.width && height === this.height) return false;
    this.width = width;
    this.height = height;
    const frame = planeFrame(width, height);
    this.model.setAspect((frame.right - frame.left) / Math.max(1, frame.bottom - frame.top));
    return true;
  }

  private readonly draw = memo((ground: Ground, width: number, height: number, minima: CompareModel['row']): Drawn =>
    ground.box.length === 4
      ? drawPlane({ box: ground.box, width, height, format: axisNumber, names: ['x', 'y'], minima: minima?.minima.map((m) => m.x) ?? [] })
      : drawCurve({ values: ground.values, lo: ground.box[0], hi: ground.box[1], width, height, format: axisNumber, name: 'f(x)' }));

  private place(drawn: Drawn, run: DescendResult): Points {
    const points = new Float64Array(2 * run.f.length);
    for (let t = 0; t < run.f.length; ++t) {
      points[2 * t] = drawn.x(run.x[t * run.dim]);
      points[2 * t + 1] = drawn.y(run.dim === 2 ? run.x[2 * t + 1] : run.f[t]);
    }
    return points;
  }
  private readonly placed = memo((drawn: Drawn, outcomes: CompareModel['outcomes']) => outcomes.map(({ run }) => run && this.place(drawn, run)));

  render(t: Translate, names: string[]): TemplateResult {
    const { model, width, height, handle } = this, { ground, outcomes, start } = model;
    const shown = outcomes.find((o) => o.run)?.run;
    if (!ground || !shown || width === 0 || ground.box.length !== 2 * start.length) {
      this.drawn = undefined;
      return html`<div class="plot" id="plot"><p class="waiting">${model.trouble ? t('figure.refused') : model.state && width > 0 ? '' : t('loading')}</p></div>`;
    }
    const drawn = (this.drawn = this.draw(ground, width, height, model.row)), { frame } = drawn;
    this.paths = this.placed(drawn, outcomes).map((points, i) =>
      points && { points, upTo: Math.min(model.hover ?? model.state.base.frame ?? Infinity, outcomes[i].run!.steps) });
    const plane = ground.box.length === 4;
    return html`<div class="plot compare ${plane ? 'plane' : 'curve-1'}" id="plot" @pointermove=${handle.onMove} @pointerleave=${() => model.point(null)}
        @pointerdown=${handle.onDown} @pointerup=${handle.onUp} @pointercancel=${handle.onUp} @touchstart=${handle.touchStart}>
      ${plane ? html`<canvas id="ground"></canvas>` : nothing}
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${t(plane ? 'figure.2' : 'figure.1')}>
        <defs><clipPath id="plot-area"><rect x=${frame.left} y=${frame.top - 4} width=${frame.right - frame.left} height=${frame.bottom - frame.top + 4}></rect></clipPath></defs>
        ${drawn.body}
        <g clip-path="url(#plot-area)" aria-hidden="true">${this.paths.map((path, i) => (path ? this.path(path, i) : nothing))}</g>
        <g aria-hidden="true">${drawEnds(this.ends(drawn, names), (i) => this.faded(i))}</g>
        ${handle.render(t, drawn, ground.box, shown.f[0], this)}
      </svg></div>`;
  }

  private faded(i: number): boolean { return this.model.lit !== null && this.model.lit !== i; }

  private path({ points, upTo }: Path, i: number) {
    const x = points[2 * upTo], y = points[2 * upTo + 1], fade = this.faded(i) ? 'faded' : '';
    return svg`<path class="series s${i + 1} rest" d=${linePath(points, upTo)}></path>
      <path class="series s${i + 1} ${fade}" d=${linePath(points, 0, upTo)}></path>
      <path class="beads s${i + 1} ${fade}" d=${dotPath(points, 0, upTo)}></path>
      ${Number.isFinite(x + y) ? svg`<circle class="point f${i + 1} ${fade}" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="5"></circle>` : nothing}`;
  }

  /** Where each path is named: at its last shown iterate, or where it was last inside the box. */
  private ends({ frame }: Drawn, list: string[]): Placed[] {
    const names = labels(tags(list), this.width < 480 ? 10 : 24);
    const ends = this.paths.flatMap((path, entry): End[] => {
      if (!path) return [];
      const at = (k: number) => ({ x: path.points[2 * k], y: path.points[2 * k + 1] });
      const inside = ({ x, y }: { x: number; y: number }) => x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
      let k = path.upTo;
      while (k > 0 && !inside(at(k))) --k;
      return [{ entry, text: names[entry], ...at(k) }];
    });
    return placeEnds(ends, frame, frame.right);
  }

  repaint(): void { this.canvas.repaint(); }
  /** After rendering. */
  paint(root: ShadowRoot): void {
    this.canvas.paint(root.getElementById('ground') as HTMLCanvasElement | null, this.model.ground, this.drawn?.frame);
  }

  private hover(at: { x: number; y: number; onHandle: boolean } | null): void {
    let found = -1, entry = -1, best = reach;
    if (at && !at.onHandle) {
      this.paths.forEach((path, i) => {
        const k = path ? nearest(path.points, at.x, at.y, best) : -1;
        if (k < 0) return;
        best = Math.hypot(path!.points[2 * k] - at.x, path!.points[2 * k + 1] - at.y);
        [found, entry] = [k, i];
      });
    }
    this.model.point(found >= 0 ? found : null, entry >= 0 ? entry : null);
  }
}
