/** The map itself: picture, axes, theory, and the pixel under the reader's hand. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { bottomAxis, leftAxis, type Frame } from '../../plots/axes.ts';
import type { Rgb } from '../../plots/contours.ts';
import { paintMap, type MapPicture } from '../../plots/map-picture.ts';
import { linePath } from '../../plots/marks.ts';
import { linear, logarithmic, type Scale } from '../../plots/scale.ts';
import type { Catalog } from '../../engine/types.ts';
import { short } from '../../state/format.ts';
import { fullAxis, type MapAxis } from '../../state/map-state.ts';
import { memo } from '../memo.ts';
import type { Classified } from './classes.ts';
import type { MapModel, Pixel, Shown } from './model.ts';
import { palette } from './paints.ts';
import type { MapText } from './texts.ts';
import type { Theory } from './theory.ts';

const axisNumber = (x: number, digits = 3) => short(x, digits);
/** Pixels a pointer may tremble while it clicks. */
const still = 6;
const zoomStep = 0.6;

export interface DrawnMap { frame: Frame; x: Scale; y: Scale; names: [string, string] }

/** Ticks at 1, 2, 5 times powers of ten where whole decades would be too few. */
function sideScale(axis: MapAxis, shown: Shown, catalog: Catalog, n: number, from: number, to: number): Scale {
  const { lo, hi, scale } = fullAxis(axis, shown.state.base, catalog), half = (to - from) / (2 * n);
  if (scale === 'linear') return linear(lo, hi, from + half, to - half);
  const log = logarithmic(lo, hi, from + half, to - half);
  const ticks = (count: number) => {
    const all = Array.from({ length: Math.ceil(Math.log10(hi / lo)) + 2 }, (_, k) => 10 ** (Math.floor(Math.log10(lo)) + k)).flatMap((p) => [p, 2 * p, 5 * p]).filter((v) => v >= lo * 0.999 && v <= hi * 1.001);
    return all.length <= count + 2 ? all : log.ticks(count);
  };
  return Object.assign((v: number) => log(v), { invert: log.invert, lo, hi, ticks });
}

/** As many digits as the range is worth. */
function tidy(lo: number, hi: number, logarithmic: boolean): [number, number] {
  const digits = Math.min(12, Math.max(0, 3 - Math.floor(Math.log10(hi - lo))));
  return logarithmic ? [Number(lo.toPrecision(4)), Number(hi.toPrecision(4))] : [Number(lo.toFixed(digits)), Number(hi.toFixed(digits))];
}

export class MapView {
  width = 0;
  private painted = '';
  private paintedFor?: Classified;
  private drag: { pointer: number; x0: number; y0: number; x: number; y: number; touch: boolean } | null = null;
  drawn?: DrawnMap;

  constructor(private model: MapModel, private locked: (name: string) => boolean, private update: () => void) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }

  readonly draw = memo((shown: Shown, catalog: Catalog, width: number, names: string): DrawnMap => {
    const frame: Frame = { left: 58, top: 8, right: width - 8, bottom: 0 };
    frame.bottom = frame.top + Math.round(((frame.right - frame.left) * shown.height) / shown.width);
    const [first, second] = names.split('|');
    return {
      frame, names: [first, second],
      x: sideScale(shown.state.x, shown, catalog, shown.width, frame.left, frame.right), y: sideScale(shown.state.y, shown, catalog, shown.height, frame.bottom, frame.top),
    };
  });

  render(t: MapText, waiting: string, names: string, theory: Theory | undefined, label: string): TemplateResult {
    const { model, width } = this, { shown, catalog } = model;
    if (!shown || !catalog || width === 0) return html`<div class="map" id="map"><p class="waiting">${model.trouble ? '' : waiting}</p></div>`;
    const drawn = (this.drawn = this.draw(shown, catalog, width, names)), { frame, x, y } = drawn, height = frame.bottom + 44;
    const middle = (frame.top + frame.bottom) / 2;
    return html`<div class="map" id="map" @pointermove=${this.onMove} @pointerleave=${this.onLeave} @pointerdown=${this.onDown} @pointerup=${this.onUp} @pointercancel=${this.onCancel}>
      <canvas id="picture"></canvas>
      <svg id="overlay" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="application" tabindex="0" aria-roledescription=${t('map.role')} aria-label=${label} aria-describedby="map-help readout" @keydown=${this.onKey} @blur=${() => this.model.point(null)}>
        <defs><clipPath id="map-area"><rect x=${frame.left} y=${frame.top} width=${frame.right - frame.left} height=${frame.bottom - frame.top}></rect></clipPath></defs>
        ${bottomAxis(x, frame, Math.max(3, Math.round(width / 90)), axisNumber)}${leftAxis(y, frame, Math.max(4, Math.round(height / 70)), axisNumber)}
        <text class="side" x=${(frame.left + frame.right) / 2} y=${frame.bottom + 37} text-anchor="middle">${drawn.names[0]}</text>
        <text class="side" transform="translate(13 ${middle}) rotate(-90)" text-anchor="middle">${drawn.names[1]}</text>
        <g clip-path="url(#map-area)" aria-hidden="true">${theory ? this.theory(theory, drawn, t) : nothing}${this.minima(drawn, shown)}${this.marks(drawn, shown)}${this.box()}</g>
      </svg></div>`;
  }

  /** The edge of stability, and the setting that theory calls the fastest. */
  private theory(theory: Theory, { frame, x, y }: DrawnMap, t: MapText) {
    const along = theory.rate === 'x' ? y : x, rate = theory.rate === 'x' ? x : y, [from, to] = theory.rate === 'x' ? [frame.bottom, frame.top] : [frame.left, frame.right];
    const n = 160, points = new Float64Array(2 * (n + 1)), line = new Float64Array(4);
    for (let i = 0; i <= n; ++i) {
      const p = from + ((to - from) * i) / n, r = rate(theory.edge(Math.min(along.hi, Math.max(along.lo, along.invert(p)))));
      points[2 * i] = theory.rate === 'x' ? r : p;
      points[2 * i + 1] = theory.rate === 'x' ? p : r;
    }
    const d = linePath(points), { best } = theory;
    let star: unknown = nothing;
    if (best && best.lr >= rate.lo && best.lr <= rate.hi) {
      const r = rate(best.lr);
      if (best.momentum === undefined) {
        line.set(theory.rate === 'x' ? [r, from, r, to] : [from, r, to, r]);
        star = svg`<path class="best-line" d=${linePath(line)}></path>`;
      } else if (best.momentum >= along.lo && best.momentum <= along.hi) {
        const [px, py] = theory.rate === 'x' ? [r, along(best.momentum)] : [along(best.momentum), r], right = px < frame.right - 110;
        star = svg`<path class="best" d="M${px.toFixed(1)} ${(py - 9).toFixed(1)}l2.2 6.2 6.6 .2 -5.2 4 1.9 6.3 -5.5 -3.7 -5.5 3.7 1.9 -6.3 -5.2 -4 6.6 -.2Z"></path>
          <text class="tag" x=${(px + (right ? 12 : -12)).toFixed(1)} y=${(py + 4).toFixed(1)} text-anchor=${right ? 'start' : 'end'}>${t('theory.best.tag')}</text>`;
      }
    }
    return svg`<path class="edge casing" d=${d}></path><path class="edge" d=${d}></path>${star}`;
  }

  /** On a plane of starts every minimum has its number. */
  private minima({ x, y }: DrawnMap, shown: Shown) {
    if (!this.model.basins) return nothing;
    const swapped = shown.state.x.of === 'y';
    return Array.from({ length: shown.minima.length / shown.dim }, (_, k) => {
      const [a, b] = [shown.minima[2 * k], shown.minima[2 * k + 1]], px = x(swapped ? b : a), py = y(swapped ? a : b);
      return svg`<g class="named" transform="translate(${px.toFixed(1)} ${py.toFixed(1)})"><circle r="9"></circle><text y="4.5" text-anchor="middle">${k + 1}</text></g>`;
    });
  }

  private at({ x, y }: DrawnMap, shown: Shown, { column, row }: Pixel): [number, number] { return [x(shown.x[column]), y(shown.y[row])]; }

  private marks(drawn: DrawnMap, shown: Shown) {
    const { hover, pinned } = this.model, mark = (pixel: Pixel | null | undefined, kind: string) => {
      if (!pixel) return nothing;
      const [px, py] = this.at(drawn, shown, pixel);
      return Number.isFinite(px + py) ? svg`<g class=${kind} transform="translate(${px.toFixed(1)} ${py.toFixed(1)})"><circle class="ring casing" r="7"></circle><circle class="ring" r="7"></circle></g>` : nothing;
    };
    return svg`${mark(pinned, 'pinned')}${mark(hover, 'pointed')}`;
  }

  private box() {
    const { drag } = this;
    if (!drag || drag.touch || Math.hypot(drag.x - drag.x0, drag.y - drag.y0) < still) return nothing;
    return svg`<rect class="zoom-box" x=${Math.min(drag.x, drag.x0)} y=${Math.min(drag.y, drag.y0)} width=${Math.abs(drag.x - drag.x0)} height=${Math.abs(drag.y - drag.y0)}></rect>`;
  }

  /** After rendering: paints only when picture, size or theme differ. */
  paint(root: ShadowRoot, shown: Shown | undefined, classified: Classified | undefined, strength: number): void {
    const canvas = root.getElementById('picture') as HTMLCanvasElement | null, { drawn } = this;
    if (!canvas || !drawn || !shown || !classified) { this.painted = ''; return; }
    const density = Math.min(2, devicePixelRatio || 1), { frame } = drawn, key = JSON.stringify([frame, density]);
    if (key === this.painted && classified === this.paintedFor && canvas.dataset.painted === 'yes') return;
    this.painted = key;
    this.paintedFor = classified;
    const width = frame.right - frame.left, height = frame.bottom - frame.top, colors = palette(canvas);
    Object.assign(canvas.style, { left: `${frame.left}px`, top: `${frame.top}px`, width: `${width}px`, height: `${height}px` });
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.dataset.painted = 'yes';
    const picture: MapPicture = { width: shown.width, height: shown.height, classes: classified.of, paints: classified.classes.map(colors.paint(classified.classes)), line: colors.line as Rgb, strength };
    paintMap(canvas, picture, density);
  }
  repaint(): void { this.painted = ''; }

  private position(e: PointerEvent): [number, number] {
    const box = (e.currentTarget as HTMLElement).getBoundingClientRect();
    return [e.clientX - box.left, e.clientY - box.top];
  }
  /** The pixel at a place; null outside the map. */
  private pixel(px: number, py: number): Pixel | null {
    const { drawn } = this, { shown } = this.model;
    if (!drawn || !shown) return null;
    const { frame } = drawn, u = (px - frame.left) / (frame.right - frame.left), v = (frame.bottom - py) / (frame.bottom - frame.top);
    return u >= 0 && u < 1 && v >= 0 && v < 1 ? { column: Math.floor(u * shown.width), row: Math.floor(v * shown.height) } : null;
  }

  private readonly onDown = (e: PointerEvent) => {
    const [x, y] = this.position(e);
    if (e.button !== 0 || !this.pixel(x, y)) return;
    this.drag = { pointer: e.pointerId, x0: x, y0: y, x, y, touch: e.pointerType === 'touch' };
    if (e.pointerType !== 'touch') (e.currentTarget as HTMLElement).setPointerCapture(e.pointerId);
  };
  private readonly onMove = (e: PointerEvent) => {
    const [x, y] = this.position(e), { drag, drawn } = this;
    if (!drag) {
      if (e.pointerType !== 'touch') this.model.point(this.pixel(x, y));
      return;
    }
    if (drag.pointer !== e.pointerId || !drawn) return;
    const { frame } = drawn;
    drag.x = Math.min(frame.right, Math.max(frame.left, x));
    drag.y = Math.min(frame.bottom, Math.max(frame.top, y));
    this.update();
  };
  private readonly onUp = (e: PointerEvent) => {
    const { drag, drawn } = this;
    this.drag = null;
    if (!drag || drag.pointer !== e.pointerId || !drawn) return;
    if (Math.hypot(drag.x - drag.x0, drag.y - drag.y0) < still) {
      const pixel = this.pixel(drag.x0, drag.y0);
      if (pixel && !this.locked('pin')) this.model.pin(pixel);
    } else if (!drag.touch && !this.locked('zoom') && Math.abs(drag.x - drag.x0) > still && Math.abs(drag.y - drag.y0) > still) {
      this.show([Math.min(drag.x, drag.x0), Math.max(drag.x, drag.x0)], [Math.max(drag.y, drag.y0), Math.min(drag.y, drag.y0)]);
    }
    this.update();
  };
  private readonly onCancel = () => { this.drag = null; this.update(); };
  private readonly onLeave = () => { if (!this.drag) this.model.point(null); };

  /** Makes a part of the map, in screen pixels, the whole. */
  private show(px: [number, number], py: [number, number]): void {
    const { drawn, model } = this, { state, catalog } = model;
    if (!drawn || !catalog || !model.shown) return;
    const side = (axis: MapAxis, scale: Scale, [a, b]: [number, number]): MapAxis => {
      const { scale: kind } = fullAxis(axis, state.base, catalog), [lo, hi] = tidy(scale.invert(a), scale.invert(b), kind === 'log');
      return { ...axis, lo, hi };
    };
    model.change({ x: side(state.x, drawn.x, px), y: side(state.y, drawn.y, py) });
  }
  /** Closer to, or further from, the marked pixel. */
  zoom(closer: boolean): void {
    const { drawn, model } = this, { shown, here } = model;
    if (!drawn || !shown || !here) return;
    const [cx, cy] = this.at(drawn, shown, here), by = closer ? zoomStep : 1 / zoomStep, { frame } = drawn;
    this.show([cx + (frame.left - cx) * by, cx + (frame.right - cx) * by], [cy + (frame.bottom - cy) * by, cy + (frame.top - cy) * by]);
  }
  whole(): void {
    const { state } = this.model;
    this.model.change({ x: { ...state.x, lo: null, hi: null }, y: { ...state.y, lo: null, hi: null } });
  }

  private readonly onKey = (e: KeyboardEvent) => {
    const { model } = this, { shown, here } = model, direction: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (!shown || !here || e.ctrlKey || e.metaKey || e.altKey) return;
    const by = direction[e.key], clamp = (k: number, n: number) => Math.min(n - 1, Math.max(0, k));
    if (by) {
      const far = shown.block * (e.shiftKey ? 10 : 1);
      model.point({ column: clamp(here.column + by[0] * far, shown.width), row: clamp(here.row + by[1] * far, shown.height) });
    } else if (e.key === 'Enter' || e.key === ' ') {
      if (!this.locked('pin')) model.pin(here);
    } else if (e.key === 'Escape') {
      this.drag = null;
      model.point(null);
    } else if (!this.locked('zoom') && (e.key === '+' || e.key === '=')) this.zoom(true);
    else if (!this.locked('zoom') && (e.key === '-' || e.key === '_')) this.zoom(false);
    else if (!this.locked('zoom') && e.key === '0') this.whole();
    else return;
    e.preventDefault();
  };
}
