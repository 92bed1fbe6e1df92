/**
 * `<descent-quiz-plot>`: the plain figure of a question. It shows a function and a start and nothing that would give the answer
 * away; the points that the reader puts there; and, once `truth` is set, where the run really went.
 */
import { html, LitElement, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { explainAlone } from '../../i18n/errors.ts';
import { lookup, Texter } from '../../i18n/i18n.ts';
import type { DescendResult, Lab, ObjectiveRow } from '../../engine/types.ts';
import { drawCurve, type Drawn } from '../../plots/curve.ts';
import { drawLineChart, type DrawnChart } from '../../plots/line-chart.ts';
import { dotPath, linePath } from '../../plots/marks.ts';
import { drawPlane, planeFrame } from '../../plots/plane.ts';
import { isotropic } from '../../plots/scale.ts';
import { short } from '../../state/format.ts';
import { decode, descendConfig, objectiveRow, objectiveSpec, withBases } from '../../state/function-state.ts';
import { fieldsOf } from '../../state/reading.ts';
import { define } from '../define.ts';
import { PartSizes } from '../part-sizes.ts';
import { figureStyles } from '../function/styles.ts';
import { getLab } from '../engine.ts';
import { GroundCanvas } from '../ground-canvas.ts';
import { groundKey, shownBox, Starts, survey, type Ground } from '../ground.ts';
import { memo } from '../memo.ts';
import { StartHandle } from '../start-handle.ts';
import { controlStyles, plotStyles, tokenStyles } from '../styles.ts';
import { ThemeChanges } from '../theme.ts';
import { asTrouble, type Trouble } from '../trouble.ts';
import { plotQuizStyles } from './styles.ts';

export interface Asked {
  /** What the reader has placed so far; null: not yet. */
  points: (number[] | null)[];
  /** The steps the points belong to. */
  steps: number[];
  /** Where they should be, once answered; a share of `box` counts as right. */
  truth?: { points: number[][]; box: number[]; within: number };
}
export interface PlotSpec {
  /** The address keys of a function figure. */
  state: string;
  view: 'ground' | 'coordinates';
  /** Marks where the run starts. */
  startMark: boolean;
  /** Draws the run, up to this step (null: all of it). */
  path: boolean;
  upTo: number | null;
  marks: { at: number[]; label: string }[];
  heights?: [number, number];
  asked?: Asked;
}

const axisNumber = (x: number, digits = 3) => short(x, digits);
const names = ['x', 'y'];

export class DescentQuizPlot extends LitElement {
  static override styles = [tokenStyles, controlStyles, plotStyles, figureStyles, plotQuizStyles];
  static override properties = { spec: { attribute: false } };
  declare spec: PlotSpec;

  private readonly texts = new Texter(this, 'quiz');
  private readonly common = new Texter(this, 'function');
  private readonly canvas = new GroundCanvas();
  private readonly starts = new Starts();
  private ground?: Ground;
  private row?: ObjectiveRow;
  private start: number[] = [];
  private run?: DescendResult;
  private trouble?: Trouble;
  private drawn?: Drawn;
  private width = 0;
  private height = 0;
  private handles: StartHandle[] = [];
  private held = 0;
  private computed = '';

  protected readonly sizes = new PartSizes(this, '#frame', ([frame]) => this.measure(frame));

  protected readonly theme = new ThemeChanges(this, () => this.canvas.repaint());

  /** What was drawn last stays until the new answer is there. */
  private async compute(lab: Lab, { state: text, path }: PlotSpec, aspect: number): Promise<void> {
    const catalog = withBases(lab.catalog), state = decode(fieldsOf(text), catalog);
    const row = objectiveRow(catalog, state), start = await this.starts.of(lab, state, row);
    const shown = shownBox(state.view, row, start.length), box = start.length === 2 ? isotropic(shown, aspect) : shown;
    const objective = objectiveSpec(state, catalog);
    const [ground, run] = await Promise.all([
      this.ground?.key === groundKey(objective, box) ? this.ground : survey(lab, objective, box, aspect),
      path ? lab.descend(descendConfig(state, catalog, start)) : undefined,
    ]);
    Object.assign(this, { ground, run, row, start });
  }

  protected override willUpdate(): void {
    const { spec } = this;
    if (!spec || this.width === 0) return;
    const frame = planeFrame(this.width, this.height), aspect = (frame.right - frame.left) / Math.max(1, frame.bottom - frame.top);
    const wanted = JSON.stringify([spec.state, spec.path, aspect.toFixed(2)]);
    if (wanted === this.computed) return;
    this.computed = wanted;
    void getLab().then((lab) => this.compute(lab, spec, aspect)).then(() => { this.trouble = undefined; }, (error: unknown) => { this.trouble = asTrouble(error); })
      .then(() => this.requestUpdate());
  }

  private readonly draw = memo((ground: Ground, width: number, height: number, row: ObjectiveRow | undefined, heights: [number, number] | undefined): Drawn =>
    ground.box.length === 4
      ? drawPlane({ box: ground.box, width, height, format: axisNumber, names: ['x', 'y'], minima: row?.minima.map((m) => m.x) ?? [] })
      : drawCurve({ values: ground.values, lo: ground.box[0], hi: ground.box[1], width, height, format: axisNumber, name: 'f(x)', heights }));

  /** f at x as the drawn curve has it: only to put a mark on it. */
  private heightAt(x: number): number {
    const { box, values } = this.ground!, p = ((x - box[0]) / (box[1] - box[0])) * (values.length - 1);
    const i = Math.min(values.length - 2, Math.max(0, Math.floor(p)));
    return values[i] + (p - i) * (values[i + 1] - values[i]);
  }
  private onScreen(x: number[]): [number, number] {
    return [this.drawn!.x(x[0]), this.drawn!.y(x.length === 2 ? x[1] : this.heightAt(x[0]))];
  }

  protected override render(): TemplateResult {
    const { spec, ground, start } = this, ready = this.texts.ready && this.common.ready && spec;
    if (this.trouble) return html`<div class="plot" id="frame"><p class="waiting" role="alert">${explainAlone(this.trouble)}</p></div>`;
    if (!ready || !ground || this.width === 0 || ground.box.length !== 2 * start.length || (spec.path && !this.run)) {
      return html`<div class="plot" id="frame"><p class="waiting">${ready ? '' : lookup('function', 'loading') ?? ''}</p></div>`;
    }
    return spec.view === 'coordinates' && this.run ? this.charts(this.run) : this.figure(spec, ground);
  }

  private figure(spec: PlotSpec, ground: Ground): TemplateResult {
    const { width, height } = this, { t } = this.texts, plane = ground.box.length === 4;
    const drawn = (this.drawn = this.draw(ground, width, height, this.row, spec.heights)), { frame } = drawn;
    const [sx, sy] = this.onScreen(this.start), { asked } = spec;
    const next = asked && !asked.truth ? asked.points.findIndex((p) => p === null) : -1;
    return html`<div class="plot ${plane ? 'plane' : 'curve-1'} ${asked && !asked.truth ? 'asks' : ''}" id="frame"
        @pointerdown=${this.down} @pointermove=${(e: PointerEvent) => this.handles[this.held]?.onMove(e)}
        @pointerup=${(e: PointerEvent) => this.handles[this.held]?.onUp(e)} @pointercancel=${(e: PointerEvent) => this.handles[this.held]?.onUp(e)} @touchstart=${this.touch}>
      ${plane ? html`<canvas id="ground"></canvas>` : nothing}
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role=${asked ? 'group' : 'img'} aria-label=${t(plane ? 'figure.2' : 'figure.1')}>
        <defs><clipPath id="plot-area"><rect x=${frame.left} y=${frame.top - 4} width=${frame.right - frame.left} height=${frame.bottom - frame.top + 4}></rect></clipPath></defs>
        ${drawn.body}
        <g clip-path="url(#plot-area)" aria-hidden="true">${spec.path && this.run ? this.trail(this.run, spec.upTo) : nothing}</g>
        ${spec.startMark && Number.isFinite(sx + sy) ? svg`<g aria-hidden="true"><circle class="start" cx=${sx.toFixed(1)} cy=${sy.toFixed(1)} r="6"></circle>
          <text class="tag" x=${(sx + (sx > width - 80 ? -10 : 10)).toFixed(1)} y=${(sy + (sy < 40 || next >= 0 ? 22 : -10)).toFixed(1)} text-anchor=${sx > width - 80 ? 'end' : 'start'}>${t('start')}</text></g>` : nothing}
        ${spec.marks.map((mark) => this.mark(mark))}
        ${asked ? asked.points.map((p, i) => (p || i === next ? this.handle(i).render(this.common.t, drawn, ground.box, ground.box.length === 2 ? this.heightAt((p ?? this.start)[0]) : 0, { width, height }) : nothing)) : nothing}
        ${asked?.truth ? this.truth(asked, drawn) : nothing}
      </svg></div>
      ${asked?.truth ? html`<p class="legend"><span class="yours"></span>${t('legend.yours')}<span class="computed"></span>${t('legend.computed')}<span class="near-key"></span>${t('legend.near')}</p>` : nothing}`;
  }

  private trail(run: DescendResult, upTo: number | null): SVGTemplateResult {
    const n = Math.min(run.steps, upTo ?? run.steps), drawn = this.drawn!;
    const points = Float64Array.from({ length: 2 * (n + 1) }, (_, k) => {
      const t = k >> 1;
      return k % 2 === 0 ? drawn.x(run.x[t * run.dim]) : drawn.y(run.dim === 2 ? run.x[2 * t + 1] : run.f[t]);
    });
    return svg`<path class="trail told" d=${linePath(points)}></path><path class="dots" d=${dotPath(points)}></path>`;
  }

  private mark({ at, label }: { at: number[]; label: string }): SVGTemplateResult {
    const [x, y] = this.onScreen(at);
    return svg`<g aria-hidden="true"><path class="cross" d="M${(x - 5).toFixed(1)} ${(y - 5).toFixed(1)}l10 10m0 -10l-10 10"></path>
      <text class="tag" x=${x.toFixed(1)} y=${(y - 11).toFixed(1)} text-anchor="middle">${label}</text></g>`;
  }

  /** Where the iterates are, how near counted as right, and how far off the reader's points were. */
  private truth({ points, steps, truth }: Asked, { x, y }: Drawn): SVGTemplateResult {
    const { box, within } = truth!, plane = box.length === 4;
    return svg`<g aria-hidden="true">${truth!.points.map((point, i) => {
      const [px, py] = this.onScreen(point), rx = within * Math.abs(x(box[1]) - x(box[0])), ry = plane ? within * Math.abs(y(box[3]) - y(box[2])) : 0;
      const given = points[i], [gx, gy] = given ? this.onScreen(given) : [px, py];
      return svg`${plane ? svg`<ellipse class="near" cx=${px.toFixed(1)} cy=${py.toFixed(1)} rx=${rx.toFixed(1)} ry=${ry.toFixed(1)}></ellipse>`
          : svg`<path class="near" d="M${(px - rx).toFixed(1)} ${py.toFixed(1)}H${(px + rx).toFixed(1)}m0 -6v12M${(px - rx).toFixed(1)} ${(py - 6).toFixed(1)}v12"></path>`}
        <path class="off" d=${linePath(Float64Array.of(gx, gy, px, py))}></path>
        <circle class="true" cx=${px.toFixed(1)} cy=${py.toFixed(1)} r="6"></circle>
        ${steps.length > 1 ? svg`<text class="tag true-tag" x=${(px + 10).toFixed(1)} y=${(py + 16).toFixed(1)}>${steps[i]}</text>` : nothing}`;
    })}</g>`;
  }

  private handle(index: number): StartHandle {
    return (this.handles[index] ??= new StartHandle(this, {
      start: () => this.spec.asked?.points[index] ?? this.start,
      drawn: () => this.drawn,
      locked: () => this.spec.asked?.truth !== undefined,
      move: (x) => this.dispatchEvent(new CustomEvent('place', { detail: { index, x } })),
      hover: () => undefined,
      label: () => this.texts.t('point', { t: this.spec.asked?.steps[index] ?? index + 1 }),
      badge: this.spec.asked!.steps.length > 1 ? String(this.spec.asked!.steps[index]) : undefined,
      index,
    }));
  }

  private readonly down = (event: PointerEvent) => {
    const { asked } = this.spec;
    if (!asked || asked.truth) return;
    const on = (event.target as Element).closest<SVGGElement>('.handle')?.dataset.index, next = asked.points.findIndex((p) => p === null);
    // While points are missing, a mouse beside a placed one means the next: iterates often lie close together.
    const mine = on !== undefined && (next < 0 || Number(on) === next || event.pointerType === 'touch' || this.distance(event, asked.points[Number(on)]!) < 11);
    this.held = mine ? Number(on) : next >= 0 ? next : this.nearestTo(event);
    this.handle(this.held).onDown(event);
  };
  private readonly touch = { handleEvent: (event: TouchEvent): void => this.handles[this.held]?.touchStart.handleEvent(event), passive: false };

  /** Of the placed points, the one nearest to the pointer. */
  private nearestTo(event: PointerEvent): number {
    const far = this.spec.asked!.points.map((p) => this.distance(event, p!));
    return far.indexOf(Math.min(...far));
  }

  private distance(event: PointerEvent, point: number[]): number {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect(), [x, y] = this.onScreen(point);
    return Math.hypot(x - (event.clientX - box.left), y - (event.clientY - box.top));
  }

  private charts(run: DescendResult): TemplateResult {
    const { t } = this.texts, half = this.width > 460 ? (this.width - 16) / run.dim : this.width;
    const column = (i: number) => Float64Array.from({ length: run.steps + 1 }, (_, k) => run.x[k * run.dim + i]);
    return html`<div class="charts" id="frame">${Array.from({ length: run.dim }, (_, i) => {
      const chart: DrawnChart = drawLineChart({ series: [{ label: names[i], values: column(i), hue: i + 1 }], width: half, height: 190, steps: run.steps, log: false, format: axisNumber });
      return html`<figure class="chart"><figcaption>${t('chart', { name: names[i] })}</figcaption>
        <svg width=${half} height="190" viewBox="0 0 ${half} 190" role="img" aria-label=${t('chart.aria', { name: names[i], n: run.steps, a: short(run.x[i]), b: short(run.x[run.steps * run.dim + i]) })}>${chart.body}
          <path class="beads s${i + 1}" d=${dotPath(Float64Array.from({ length: 2 * (run.steps + 1) }, (_, k) => (k % 2 === 0 ? chart.x(k >> 1) : chart.y(run.x[(k >> 1) * run.dim + i]))))}></path></svg></figure>`;
    })}</div>`;
  }

  protected override updated(): void {
    const root = this.renderRoot as ShadowRoot;
    if (this.spec?.view !== 'coordinates') this.canvas.paint(root.getElementById('ground') as HTMLCanvasElement | null, this.ground, this.drawn?.frame);
  }
  private measure({ clientWidth: width, clientHeight: height }: Element): void {
    if (width === 0 || (width === this.width && height === this.height)) return;
    Object.assign(this, { width, height });
    this.requestUpdate();
  }
}

define('descent-quiz-plot', DescentQuizPlot);
declare global {
  interface HTMLElementTagNameMap { 'descent-quiz-plot': DescentQuizPlot }
}
