/** The figure itself: ground, path, arrows of one step, and the start point under the reader's hand. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { DescendResult } from '../../engine/types.ts';
import { drawContours, type Rgb } from '../../plots/contours.ts';
import { drawCurve, tangentPath, type Drawn } from '../../plots/curve.ts';
import { arrowPath, dotPath, linePath, nearest, type Points } from '../../plots/marks.ts';
import { drawPlane, planeFrame } from '../../plots/plane.ts';
import { full, fullVector, short, vector } from '../../state/format.ts';
import { memo } from '../memo.ts';
import { arrows, type EquationSetting } from './equation-model.ts';
import type { FunctionModel, Ground } from './model.ts';
import type { Translate } from './parts.ts';

const reach = 26; // pixels around an iterate within which pointing means it
const axisNumber = (x: number) => short(x, 3);

export class FigureView {
  width = 0;
  height = 0;
  private drawn?: Drawn;
  private painted = '';
  private dragging: number | null = null;
  /** The handle has been used: no need to invite any more. */
  touched = false;

  constructor(private host: HTMLElement, private model: FunctionModel, private locked: (name: string) => boolean) {}

  resize(width: number, height: number): boolean {
    if (width === this.width && height === this.height) return false;
    this.width = width;
    this.height = height;
    const frame = planeFrame(width, height);
    this.model.setAspect((frame.right - frame.left) / Math.max(1, frame.bottom - frame.top));
    return true;
  }

  private readonly draw = memo((ground: Ground, width: number, height: number, name: string, minima: number[][]): Drawn =>
    ground.box.length === 4
      ? drawPlane({ box: ground.box, width, height, format: axisNumber, names: ['x', 'y'], minima })
      : drawCurve({ values: ground.values, lo: ground.box[0], hi: ground.box[1], width, height, format: axisNumber, name }));

  private readonly minimaOf = memo((row: FunctionModel['row']) => row?.minima.map((m) => m.x) ?? []);

  /** The iterates on the screen. */
  private readonly place = memo((drawn: Drawn, run: DescendResult): Points => {
    const points = new Float64Array(2 * run.f.length);
    for (let t = 0; t < run.f.length; ++t) {
      points[2 * t] = drawn.x(run.x[t * run.dim]);
      points[2 * t + 1] = drawn.y(run.dim === 2 ? run.x[2 * t + 1] : run.f[t]);
    }
    return points;
  });

  private readonly paths = memo((points: Points, upTo: number) => ({
    done: linePath(points, 0, upTo), rest: linePath(points, upTo),
    dots: dotPath(points, 0, upTo), restDots: dotPath(points, upTo + 1),
  }));

  render(t: Translate, setting: EquationSetting | undefined): TemplateResult {
    const { model, width, height } = this;
    const { ground, run } = model;
    if (!ground || !run || width === 0 || ground.box.length !== 2 * run.dim) {
      return html`<div class="plot" id="plot"><p class="waiting">${model.trouble ? t('figure.refused') : model.state && width > 0 ? '' : t('loading')}</p></div>`;
    }
    const drawn = (this.drawn = this.draw(ground, width, height, 'f(x)', this.minimaOf(model.row)));
    const points = this.place(drawn, run);
    const step = model.step, { frame } = drawn;
    // All of the path is strong unless the reader has put the timeline somewhere.
    const paths = this.paths(points, Math.min(model.state.frame ?? run.steps, run.steps));
    const x = points[2 * step], y = points[2 * step + 1];
    return html`<div class="plot ${run.dim === 2 ? 'plane' : 'curve-1'}" id="plot"
        @pointermove=${this.onMove} @pointerleave=${() => model.point(null)} @pointerdown=${this.onDown} @pointerup=${this.onUp} @pointercancel=${this.onUp} @touchstart=${this.touchStart}>
      ${run.dim === 2 ? html`<canvas id="ground"></canvas>` : nothing}
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${t(run.dim === 2 ? 'figure.2' : 'figure.1')}>
        <defs><clipPath id="plot-area"><rect x=${frame.left} y=${frame.top - 4} width=${frame.right - frame.left} height=${frame.bottom - frame.top + 4}></rect></clipPath></defs>
        ${drawn.body}
        <g clip-path="url(#plot-area)" aria-hidden="true">
          <path class="trail rest" d=${paths.rest}></path><path class="dots rest" d=${paths.restDots}></path>
          <path class="trail" d=${paths.done}></path><path class="dots" d=${paths.dots}></path>
          ${run.dim === 1 ? svg`<path class="tangent" d=${tangentPath(drawn, run.x[step], run.f[step], run.gradient[step])}></path>` : nothing}
          ${this.arrows(drawn, run, step, setting)}
          ${Number.isFinite(x + y) ? svg`<circle class="mark" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="6"></circle>` : nothing}
        </g>
        ${this.handle(t, drawn, run)}
      </svg>
    </div>`;
  }

  private arrows(drawn: Drawn, run: DescendResult, step: number, setting: EquationSetting | undefined) {
    if (!setting) return nothing;
    const list = arrows(setting, run, Math.max(1, step));
    const level = drawn.y(run.f[Math.max(0, Math.max(1, step) - 1)]);
    return list.map((arrow, i) => {
      const lit = this.model.term === arrow.term, faded = this.model.term !== null && !lit;
      // In one variable a step is a move along x: its arrows lie beside the point, one under the other.
      const [y0, y1] = run.dim === 2 ? [drawn.y(arrow.from[1]), drawn.y(arrow.to[1])] : [level + 9 * (i - (list.length - 1) / 2), level + 9 * (i - (list.length - 1) / 2)];
      return svg`<path class="arrow ${arrow.term} ${lit ? 'lit' : ''} ${faded ? 'faded' : ''} ${arrow.direction ? 'direction' : ''}"
        d=${arrowPath(drawn.x(arrow.from[0]), y0, drawn.x(arrow.to[0]), y1, lit ? 11 : 8)}></path>`;
    });
  }

  private handle(t: Translate, drawn: Drawn, run: DescendResult) {
    const { start } = this.model;
    const locked = this.locked('start');
    const cx = Math.min(this.width - 2, Math.max(2, drawn.x(start[0])));
    const cy = Math.min(this.height - 2, Math.max(2, drawn.y(start.length === 2 ? start[1] : run.f[0])));
    if (!Number.isFinite(cx + cy)) return nothing;
    const box = this.model.ground!.box;
    const right = cx > this.width - 110;
    return svg`<g class="handle ${locked ? 'locked' : ''}" transform="translate(${cx.toFixed(1)} ${cy.toFixed(1)})" role="slider" tabindex=${locked ? -1 : 0}
        aria-label=${t('handle')} aria-roledescription=${t('handle.role')} aria-description=${t('handle.help')} aria-disabled=${locked}
        aria-valuemin=${box[0]} aria-valuemax=${box[1]} aria-valuenow=${start[0]} aria-valuetext=${vector(start)} @keydown=${this.onKey}>
      <circle class="hit" r="22"></circle><circle class="halo" r="13"></circle><circle class="knob" r="8"></circle>
      ${this.touched || locked ? nothing : svg`<text class="invite" x=${right ? -18 : 18} y="-14" text-anchor=${right ? 'end' : 'start'}>${t('handle.hint')}</text>`}
      <title>${fullVector(start)}</title>
    </g>`;
  }

  /** The theme has changed: the canvas holds old colours. */
  repaint(): void { this.painted = ''; }

  /** After rendering: the contours, only when ground, size or theme differ. */
  paint(root: ShadowRoot): void {
    const canvas = root.getElementById('ground') as HTMLCanvasElement | null;
    const { ground } = this.model;
    if (!canvas || !ground || !this.drawn) { this.painted = ''; return; }
    const { frame } = this.drawn, density = Math.min(3, devicePixelRatio || 1);
    const key = JSON.stringify([ground.key, frame, density]);
    if (key === this.painted && canvas.dataset.painted === 'yes') return;
    this.painted = key;
    const probe = (name: string): Rgb => {
      canvas.style.color = `var(${name})`;
      return (getComputedStyle(canvas).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
    };
    const colors = { low: probe('--ground-low'), high: probe('--ground-high'), line: probe('--ground-line') };
    const width = frame.right - frame.left, height = frame.bottom - frame.top;
    Object.assign(canvas.style, { left: `${frame.left}px`, top: `${frame.top}px`, width: `${width}px`, height: `${height}px` });
    canvas.width = Math.round(width * density);
    canvas.height = Math.round(height * density);
    canvas.dataset.painted = 'yes';
    drawContours(canvas, ground, colors, density);
  }

  private position(event: PointerEvent): [number, number] {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private moveStart(px: number, py: number): void {
    const { drawn, model } = this;
    if (!drawn) return;
    const { frame } = drawn;
    const inX = Math.min(frame.right, Math.max(frame.left, px)), inY = Math.min(frame.bottom, Math.max(frame.top, py));
    // As many digits as a pixel is worth.
    const perPixel = (drawn.x.hi - drawn.x.lo) / (frame.right - frame.left);
    const digits = Math.min(12, Math.max(0, Math.ceil(-Math.log10(perPixel))));
    const round = (x: number) => Number(x.toFixed(digits));
    const x = round(drawn.x.invert(inX));
    this.touched = true;
    model.change({ start: model.start.length === 2 ? [x, round(drawn.y.invert(inY))] : [x] });
  }

  private readonly onDown = (event: PointerEvent) => {
    if (this.locked('start') || event.button !== 0 || !this.drawn) return;
    const onHandle = (event.target as Element).closest('.handle') !== null;
    const [px, py] = this.position(event);
    const { frame } = this.drawn;
    if (!onHandle && (px < frame.left || px > frame.right || py < frame.top || py > frame.bottom)) return;
    // A finger on the open plot may be scrolling the page: it places the point when it lifts.
    if (!onHandle && event.pointerType === 'touch') { this.dragging = -event.pointerId - 1; return; }
    event.preventDefault();
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.dragging = event.pointerId;
    this.model.point(null);
    this.host.shadowRoot?.querySelector<SVGGElement>('.handle')?.focus({ preventScroll: true });
    if (!onHandle) this.moveStart(px, py);
  };

  /** A finger on the handle drags it, whatever the browser makes of touch-action inside SVG. */
  private readonly touchStart = {
    handleEvent: (event: TouchEvent) => {
      if (event.cancelable && (event.target as Element).closest('.handle') && !this.locked('start')) event.preventDefault();
    },
    passive: false,
  };

  private readonly onMove = (event: PointerEvent) => {
    const [px, py] = this.position(event);
    if (this.dragging === event.pointerId) { this.moveStart(px, py); return; }
    const { drawn, model } = this;
    if (!drawn || !model.run || event.pointerType === 'touch') return;
    const found = (event.target as Element).closest('.handle') ? 0 : nearest(this.place(drawn, model.run), px, py, reach);
    model.point(found >= 0 ? found : null);
  };

  private readonly onUp = (event: PointerEvent) => {
    if (this.dragging === -event.pointerId - 1 && event.type === 'pointerup') this.moveStart(...this.position(event));
    this.dragging = null;
  };

  private readonly onKey = (event: KeyboardEvent) => {
    const direction: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const by = direction[event.key];
    const { drawn, model } = this;
    if (!by || !drawn || this.locked('start')) return;
    event.preventDefault();
    const size = event.shiftKey ? 0.1 : 0.01;
    const moved = model.start.map((x, i) => {
      const scale = i === 0 ? drawn.x : drawn.y;
      const d = model.start.length === 1 ? by[0] + by[1] : by[i];
      return Number((x + d * size * (scale.hi - scale.lo)).toPrecision(6));
    });
    this.touched = true;
    model.change({ start: moved });
  };

  /** One line above the figure: where the marked iterate is. */
  readout(t: Translate, tools: unknown): TemplateResult {
    const { run } = this.model;
    if (!run) return html`<div class="readout">&nbsp;</div>`;
    const s = this.model.step, x = run.x.subarray(s * run.dim, (s + 1) * run.dim), g = run.gradient.subarray(s * run.dim, (s + 1) * run.dim);
    return html`<div class="readout"><p><b>${t('readout.step', { t: s })}</b>
      <span title=${fullVector(x)}><i>x</i> = ${vector(x)}</span>
      <span title=${full(run.f[s])}><i>f</i> = ${short(run.f[s])}</span>
      <span title=${fullVector(g)}>${run.dim === 1 ? html`<i>f′</i>` : html`∇<i>f</i>`} = ${vector(g, 3)}</span></p>${tools}</div>`;
  }
}
