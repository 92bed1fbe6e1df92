/** The figure itself: ground, path, arrows of one step, and the start point under the reader's hand. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { DescendResult } from '../../engine/types.ts';
import { drawCurve, tangentPath, type Drawn } from '../../plots/curve.ts';
import { arrowPath, dotPath, linePath, nearest, type Points } from '../../plots/marks.ts';
import { drawPlane, planeFrame } from '../../plots/plane.ts';
import { full, fullVector, short, vector } from '../../state/format.ts';
import type { Ground } from '../ground.ts';
import { GroundCanvas } from '../ground-canvas.ts';
import { memo } from '../memo.ts';
import { StartHandle } from '../start-handle.ts';
import type { Arrow } from './equation-model.ts';
import type { FunctionModel } from './model.ts';
import type { Translate } from './parts.ts';

const reach = 26; // pixels around an iterate within which pointing means it
const axisNumber = (x: number, digits = 3) => short(x, digits);

export class FigureView {
  width = 0;
  height = 0;
  private drawn?: Drawn;
  private readonly canvas = new GroundCanvas();
  private readonly handle: StartHandle;

  constructor(host: HTMLElement, private model: FunctionModel, locked: (name: string) => boolean) {
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

  /** `arrows`: those of the marked step, in the function's own coordinates. */
  render(t: Translate, arrows: Arrow[]): TemplateResult {
    const { model, width, height } = this;
    const { handle } = this, { ground, run } = model;
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
        @pointermove=${handle.onMove} @pointerleave=${() => model.point(null)} @pointerdown=${handle.onDown} @pointerup=${handle.onUp} @pointercancel=${handle.onUp} @touchstart=${handle.touchStart}>
      ${run.dim === 2 ? html`<canvas id="ground"></canvas>` : nothing}
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${t(run.dim === 2 ? 'figure.2' : 'figure.1')}>
        <defs><clipPath id="plot-area"><rect x=${frame.left} y=${frame.top - 4} width=${frame.right - frame.left} height=${frame.bottom - frame.top + 4}></rect></clipPath></defs>
        ${drawn.body}
        <g clip-path="url(#plot-area)" aria-hidden="true">
          <path class="trail rest" d=${paths.rest}></path><path class="dots rest" d=${paths.restDots}></path>
          <path class="trail" d=${paths.done}></path><path class="dots" d=${paths.dots}></path>
          ${run.dim === 1 ? svg`<path class="tangent" d=${tangentPath(drawn, run.x[step], run.f[step], run.gradient[step])}></path>` : nothing}
          ${this.arrows(drawn, run, step, arrows)}
          ${Number.isFinite(x + y) ? svg`<circle class="mark" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="6"></circle>` : nothing}
        </g>
        ${handle.render(t, drawn, ground.box, run.f[0], this)}
      </svg>
    </div>`;
  }

  private arrows(drawn: Drawn, run: DescendResult, step: number, list: Arrow[]) {
    const level = drawn.y(run.f[Math.max(0, Math.max(1, step) - 1)]);
    return list.map((arrow, i) => {
      const lit = this.model.term === arrow.term, faded = this.model.term !== null && !lit;
      // In one variable a step is a move along x: its arrows lie beside the point, one under the other.
      const [y0, y1] = run.dim === 2 ? [drawn.y(arrow.from[1]), drawn.y(arrow.to[1])] : [level + 9 * (i - (list.length - 1) / 2), level + 9 * (i - (list.length - 1) / 2)];
      return svg`<path class="arrow ${arrow.term} ${lit ? 'lit' : ''} ${faded ? 'faded' : ''} ${arrow.direction ? 'direction' : ''}"
        d=${arrowPath(drawn.x(arrow.from[0]), y0, drawn.x(arrow.to[0]), y1, lit ? 11 : 8)}></path>`;
    });
  }

  /** The theme has changed: the canvas holds old colours. */
  repaint(): void { this.canvas.repaint(); }

  /** After rendering. */
  paint(root: ShadowRoot): void {
    this.canvas.paint(root.getElementById('ground') as HTMLCanvasElement | null, this.model.ground, this.drawn?.frame);
  }

  private hover(at: { x: number; y: number; onHandle: boolean } | null): void {
    const { drawn, model } = this;
    if (!drawn || !model.run) return;
    const found = !at ? -1 : at.onHandle ? 0 : nearest(this.place(drawn, model.run), at.x, at.y, reach);
    model.point(found >= 0 ? found : null);
  }

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
