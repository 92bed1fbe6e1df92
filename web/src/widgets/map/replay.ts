/** The marked pixel's run: its path on the ground and its values over the steps. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import type { DescendResult, ObjectiveRow } from '../../engine/types.ts';
import { drawCurve, type Drawn } from '../../plots/curve.ts';
import { drawLineChart, spansDecades, type DrawnChart } from '../../plots/line-chart.ts';
import { dotPath, linePath, type Points } from '../../plots/marks.ts';
import { drawPlane } from '../../plots/plane.ts';
import { short } from '../../state/format.ts';
import { lowestOf } from '../compare/charts.ts';
import type { Ground } from '../ground.ts';
import { GroundCanvas } from '../ground-canvas.ts';
import { memo } from '../memo.ts';
import type { MapModel } from './model.ts';
import type { MapText } from './texts.ts';

const axisNumber = (x: number, digits = 3) => short(x, digits);
const chartHeight = 150;
/** A chart of values shows no more than this above where it starts, and no rounding below. */
const above = 1e6, below = 1e-16;

export class Replay {
  width = 0;
  private drawn?: Drawn;
  private readonly canvas = new GroundCanvas();

  constructor(private model: MapModel) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    this.model.setAspect(width / this.height);
    return true;
  }
  private get height(): number { return Math.round(Math.min(300, Math.max(190, 0.62 * this.width))); }

  private readonly ground = memo((ground: Ground, width: number, height: number, row: ObjectiveRow | undefined): Drawn =>
    ground.box.length === 4
      ? drawPlane({ box: ground.box, width, height, format: axisNumber, names: ['x', 'y'], minima: row?.minima.map((m) => m.x) ?? [] })
      : drawCurve({ values: ground.values, lo: ground.box[0], hi: ground.box[1], width, height, format: axisNumber, name: 'f(x)' }));

  private readonly place = memo((drawn: Drawn, run: DescendResult): Points => {
    const points = new Float64Array(2 * run.f.length);
    for (let k = 0; k < run.f.length; ++k) {
      points[2 * k] = drawn.x(run.x[k * run.dim]);
      points[2 * k + 1] = drawn.y(run.dim === 2 ? run.x[2 * k + 1] : run.f[k]);
    }
    return points;
  });

  private readonly chart = memo((run: DescendResult, row: ObjectiveRow | undefined, width: number, label: string): DrawnChart & { gap: boolean } => {
    const lowest = lowestOf(row), gap = lowest !== undefined, heights = Array.from(run.f, (f) => (gap ? f - lowest : f)), first = Math.abs(heights[0]) || 1;
    // A run that leaves is drawn as far as it is worth seeing.
    const out = heights.findIndex((h) => Math.abs(h) > above * first), values = Float64Array.from(out < 0 ? heights : heights.slice(0, out + 1), (h) => (gap ? Math.max(h, below * first) : h));
    const log = gap && spansDecades(values);
    return { ...drawLineChart({ series: [{ label, values, hue: 1 }], width, height: chartHeight, steps: Math.max(1, run.steps), log, format: axisNumber }), gap };
  });

  render(t: MapText, refused: string): TemplateResult {
    const { model, width, height } = this, { run, ground } = model;
    if (!run || !ground || width === 0 || ground.box.length !== 2 * run.dim) {
      this.drawn = undefined;
      return html`<div class="replay" id="replay"><div class="plot path-plot"><p class="waiting">${model.trouble ? refused : ''}</p></div></div>`;
    }
    const drawn = (this.drawn = this.ground(ground, width, height, model.row)), { frame } = drawn, points = this.place(drawn, run), plane = run.dim === 2;
    const last = run.steps, x = points[2 * last], y = points[2 * last + 1], chart = this.chart(run, model.row, width, 'f');
    return html`<div class="replay" id="replay">
      <figure><figcaption>${t('replay.path')}</figcaption>
        <div class="plot path-plot ${plane ? 'plane' : 'curve-1'}">${plane ? html`<canvas id="ground"></canvas>` : nothing}
          <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${t('replay.path.aria', { n: run.steps })}>
            <defs><clipPath id="path-area"><rect x=${frame.left} y=${frame.top} width=${frame.right - frame.left} height=${frame.bottom - frame.top}></rect></clipPath></defs>
            ${drawn.body}
            <g clip-path="url(#path-area)" aria-hidden="true"><path class="trail" d=${linePath(points)}></path><path class="dots" d=${dotPath(points)}></path>
              <circle class="first" cx=${points[0].toFixed(1)} cy=${points[1].toFixed(1)} r="6"></circle>
              ${Number.isFinite(x + y) ? svg`<circle class="mark" cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="5.5"></circle>` : nothing}</g></svg></div></figure>
      <figure class="chart"><figcaption>${t(chart.gap ? 'replay.gap' : 'replay.value')}${chart.chart.log ? html`<small> · ${t('log')}</small>` : nothing}</figcaption>
        <svg width=${width} height=${chartHeight} viewBox="0 0 ${width} ${chartHeight}" role="img" aria-label=${t('replay.chart.aria', { n: run.steps, a: short(run.f[0]), b: short(run.f[last]) })}>${chart.body}</svg></figure></div>`;
  }

  repaint(): void { this.canvas.repaint(); }
  paint(root: ShadowRoot): void {
    this.canvas.paint(root.getElementById('ground') as HTMLCanvasElement | null, this.model.ground, this.drawn?.frame);
  }
}
