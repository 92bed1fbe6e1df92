/** The cut itself: the loss as contours, the runs' paths on it, and the place under the reader's hand. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { Drawn } from '../../plots/curve.ts';
import { dotPath, linePath, nearest, type Points } from '../../plots/marks.ts';
import { drawPlane } from '../../plots/plane.ts';
import { short } from '../../state/format.ts';
import { drawEnds, placeEnds, type End } from '../compare/labels.ts';
import { labels, tags } from '../compare/names.ts';
import type { Ground } from '../ground.ts';
import { GroundCanvas } from '../ground-canvas.ts';
import { memo } from '../memo.ts';
import type { LandscapeModel, Place, Shown } from './model.ts';
import type { LandscapeText } from './texts.ts';

const axisNumber = (x: number, digits = 3) => short(x, digits);
/** Pixels around a mark of a path within which pointing means it. */
const reach = 12;
/** Room for what the axes are, below the plane's own frame and left of it. */
const foot = 18, side = 16;
const mostHeight = 560;

/** A mark of a path. */
export interface Bead { run: number; mark: number }

export class LandscapeView {
  width = 0;
  private drawn?: Drawn;
  private paths: Points[] = [];
  private readonly canvas = new GroundCanvas();

  constructor(private model: LandscapeModel) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }
  private get height(): number { return Math.round(Math.min(mostHeight, this.width * 0.92)); }

  private readonly draw = memo((ground: Ground, width: number, height: number): Drawn =>
    drawPlane({ box: ground.box, width, height, format: axisNumber, names: ['', ''], minima: [] }));
  private readonly placed = memo((drawn: Drawn, paths: Float64Array[]): Points[] =>
    paths.map((path) => path.map((v, i) => (i % 2 === 0 ? drawn.x(v) : drawn.y(v)))));

  /** The mark of a path beside the place that is looked at. */
  get bead(): Bead | undefined {
    const { shown, here } = this.model, { drawn } = this;
    if (!shown || !here || !drawn) return undefined;
    const px = drawn.x(shown.a[here.column]), py = drawn.y(shown.b[here.row]);
    let found: Bead | undefined, best = reach;
    this.paths.forEach((points, run) => {
      const mark = nearest(points, px, py, best);
      if (mark < 0) return;
      best = Math.hypot(points[2 * mark] - px, points[2 * mark + 1] - py);
      found = { run, mark };
    });
    return found;
  }

  render(t: LandscapeText, waiting: string, names: string[], sides: [string, string], title: string): TemplateResult {
    const { model, width } = this, { shown } = model;
    if (!shown || width === 0) {
      this.drawn = undefined;
      return html`<div class="map" id="map"><p class="waiting">${model.trouble ? '' : waiting}</p></div>`;
    }
    const height = this.height, inner = height - foot, drawn = (this.drawn = this.draw(shown.ground, width - side, inner)), { frame } = drawn;
    this.paths = this.placed(drawn, shown.plane.paths);
    return html`<div class="map plane" id="map" @pointermove=${this.onMove} @pointerdown=${this.onMove} @pointerleave=${() => model.point(null)}>
      <div class="sheet-box"><canvas id="picture"></canvas>
      <svg id="overlay" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="application" tabindex="0" aria-roledescription=${t('map.role')} aria-label=${title} aria-describedby="map-help readout" @keydown=${this.onKey} @blur=${() => model.point(null)}>
        <g transform="translate(${side} 0)"><defs><clipPath id="map-area"><rect x=${frame.left} y=${frame.top} width=${frame.right - frame.left} height=${frame.bottom - frame.top}></rect></clipPath></defs>
        ${drawn.body}
        <text class="side" x=${(frame.left + frame.right) / 2} y=${height - 4} text-anchor="middle">${sides[0]}</text>
        <text class="side" transform="translate(-4 ${(frame.top + frame.bottom) / 2}) rotate(-90)" text-anchor="middle">${sides[1]}</text>
        <g clip-path="url(#map-area)" aria-hidden="true">${this.paths.map((points, i) => this.path(points, i))}</g>
        <g aria-hidden="true">${drawEnds(placeEnds(this.ends(names), frame, frame.right), () => false)}</g>
        <g clip-path="url(#map-area)" aria-hidden="true">${this.mark(drawn, shown)}</g></g>
      </svg></div></div>`;
  }

  private path(points: Points, i: number) {
    const last = points.length - 2;
    if (last < 0) return nothing;
    return svg`<path class="series casing" d=${linePath(points)}></path><path class="series s${i + 1}" d=${linePath(points)}></path>
      <path class="beads s${i + 1}" d=${dotPath(points)}></path>
      ${i === 0 && last > 0 ? svg`<circle class="beginning" cx=${points[0].toFixed(1)} cy=${points[1].toFixed(1)} r="5"></circle>` : nothing}
      <circle class="point f${i + 1}" cx=${points[last].toFixed(1)} cy=${points[last + 1].toFixed(1)} r="6"></circle>`;
  }
  private ends(list: string[]): End[] {
    const short = labels(tags(list), this.width < 400 ? 12 : 24);
    return this.paths.flatMap((points, entry): End[] => (points.length === 0 ? [] :
      [{ entry, text: short[entry] ?? '', x: points[points.length - 2], y: points[points.length - 1] }]));
  }

  private mark(drawn: Drawn, shown: Shown) {
    const { hover } = this.model;
    if (!hover) return nothing;
    const px = drawn.x(shown.a[hover.column]), py = drawn.y(shown.b[hover.row]);
    return svg`<g class="pointed" transform="translate(${px.toFixed(1)} ${py.toFixed(1)})"><circle class="ring casing" r="7"></circle><circle class="ring" r="7"></circle></g>`;
  }

  /** After rendering: paints only when picture, size or theme differ. */
  paint(root: ShadowRoot): void { this.canvas.paint(root.getElementById('picture') as HTMLCanvasElement | null, this.model.shown?.ground, this.drawn && { ...this.drawn.frame, left: this.drawn.frame.left + side, right: this.drawn.frame.right + side }); }
  repaint(): void { this.canvas.repaint(); }

  private readonly onMove = (e: PointerEvent) => {
    const { drawn } = this, { shown } = this.model;
    if (!drawn || !shown) return;
    const box = (e.currentTarget as HTMLElement).getBoundingClientRect(), { frame } = drawn, px = e.clientX - box.left - side, py = e.clientY - box.top;
    if (px < frame.left || px > frame.right || py < frame.top || py > frame.bottom) { this.model.point(null); return; }
    const at = (u: number, n: number) => Math.round(u * (n - 1));
    this.model.point({ column: at((px - frame.left) / (frame.right - frame.left), shown.a.length), row: at((frame.bottom - py) / (frame.bottom - frame.top), shown.b.length) });
  };

  private readonly onKey = (e: KeyboardEvent) => {
    const { model } = this, { shown, here } = model, direction: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (!shown || !here || e.ctrlKey || e.metaKey || e.altKey) return;
    const by = direction[e.key], clamp = (k: number, n: number) => Math.min(n - 1, Math.max(0, k)), far = shown.block * (e.shiftKey ? 8 : 1);
    if (by) model.point({ column: clamp(here.column + by[0] * far, shown.a.length), row: clamp(here.row + by[1] * far, shown.b.length) } satisfies Place);
    else if (e.key === 'Escape' || e.key === 'Home') model.point(null);
    else return;
    e.preventDefault();
  };
}

