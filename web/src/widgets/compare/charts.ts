/** Charts with one line for each entry, named at its end, all with the figure's cursor. */
import { html, svg, type TemplateResult } from 'lit';
import type { ObjectiveRow } from '../../engine/types.ts';
import { drawRunChart, type DrawnRunChart, type RunLine } from '../../plots/run-chart.ts';
import { count, short } from '../../state/format.ts';
import { memo } from '../memo.ts';
import { drawEnds, labelRoom, placeEnds, type Placed } from './labels.ts';
import type { CompareModel, Outcome } from './model.ts';
import { labels, tags } from './names.ts';

export interface ChartLine {
  /** Which entry it belongs to. */
  entry: number;
  /** Where each step lies on the axis, and its value; `first` is the step of the first value. */
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  first: number;
}
export interface CompareChart {
  id: string;
  title: string;
  /** Small print beside the title. */
  note?: string;
  aria: string;
  lines: ChartLine[];
  log: boolean;
  /** Linear axes: values beyond are not drawn. */
  clip?: [number, number];
  /** What the bottom axis counts. */
  name: string;
}

/** 0, 1, 2, ... */
export const stepNumbers = memo((first: number, n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => first + i));

/** The lowest known value of a function. */
export const lowestOf = (row: ObjectiveRow | undefined): number | undefined =>
  row && row.minima.length ? Math.min(...row.minima.map((m) => m.f)) : undefined;

/** How far each value lies above the lowest minimum; the values themselves where none is known. */
export function aboveLowest(outcomes: Outcome[], lowest: number | undefined): Float64Array[] {
  return outcomes.map(({ run }) => (run ? (lowest === undefined ? run.f : run.f.map((f) => f - lowest)) : new Float64Array()));
}

/** A logarithmic axis shows this much below and above the largest start: below lives rounding, above what has run away. */
const below = 1e-16, above = 1e6;

/** The range in which lines are drawn: a line ends where it leaves it. */
function clipOf({ log, lines, clip }: CompareChart): [number, number] {
  const largest = Math.max(...lines.map(({ y }) => y[0]).filter(Number.isFinite), 0);
  return log ? [largest * below, largest * above] : clip ?? [-Infinity, Infinity];
}

type Drawing = DrawnRunChart & { ends: Placed[] };

export class CompareCharts {
  private width = 300;
  private readonly height = 220;
  private drawn = new Map<string, (chart: CompareChart, names: string[], width: number) => Drawing>();

  constructor(private model: CompareModel, private locked: (name: string) => boolean) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }

  private draw(chart: CompareChart, names: string[], width: number): Drawing {
    const [lo, hi] = clipOf(chart);
    const letters = width < 420 ? 9 : width < 620 ? 14 : 26;
    const texts = labels(tags(names), letters);
    const lines = chart.lines.map(({ entry, x, y }): RunLine => {
      const out = Array.from(y).findIndex((v) => v > hi || (!chart.log && v < lo)), kept = out < 0 ? y.length : out + 1;
      const clipped = Array.from({ length: kept }, (_, i) => Math.min(hi, Math.max(lo, y[i])));
      return { label: '', hue: entry + 1, x: Array.from({ length: kept }, (_, i) => x[i]), y: clipped };
    });
    const drawn = drawRunChart({
      width: width - labelRoom(texts), height: this.height, along: 'step', log: chart.log, name: chart.name, format: (v) => short(v, 3), formatX: (v) => (v >= 1e4 || !Number.isInteger(v) ? short(v, 3) : count(v)),
      end: Math.max(...chart.lines.map(({ x }) => x[x.length - 1]).filter(Number.isFinite), 0),
      lines,
    });
    const ends = lines.map(({ x, y, hue }) => ({ entry: hue - 1, text: texts[hue - 1], x: drawn.x(x[x.length - 1]), y: drawn.y(y[y.length - 1]) }));
    return { ...drawn, ends: placeEnds(ends, drawn.frame, Infinity) };
  }

  render(charts: CompareChart[], names: string[]): TemplateResult {
    const { model, width } = this;
    return html`${charts.map((chart) => {
      let draw = this.drawn.get(chart.id);
      if (!draw) this.drawn.set(chart.id, (draw = memo((c, n, w) => this.draw(c, n, w))));
      const drawn = draw(chart, names, width), { frame } = drawn;
      /** The step and line under the pointer: the nearest point along the axis on the nearest line. */
      const find = (e: PointerEvent): [number, number] => {
        const box = (e.currentTarget as Element).getBoundingClientRect(), px = e.clientX - box.left, py = e.clientY - box.top;
        let best = Infinity, found: [number, number] = [0, 0];
        for (const { entry, x, y, first } of chart.lines) {
          let k = 0;
          for (let i = 1; i < x.length; ++i) if (Math.abs(drawn.x(x[i]) - px) < Math.abs(drawn.x(x[k]) - px)) k = i;
          const away = Math.hypot(drawn.x(x[k]) - px, drawn.y(y[k]) - py);
          if (away < best) { best = away; found = [first + k, entry]; }
        }
        return found;
      };
      const click = (e: PointerEvent) => {
        if (this.locked('timeline')) return;
        const [s] = find(e);
        model.change({ frame: s >= model.steps ? null : s });
      };
      return html`<figure class="chart wide-chart" data-chart=${chart.id}><figcaption>${chart.title}${chart.note ? html`<small> · ${chart.note}</small>` : ''}</figcaption>
        <svg width=${width} height=${this.height} viewBox="0 0 ${width} ${this.height}" role="img" aria-label=${chart.aria}
          @pointermove=${(e: PointerEvent) => model.point(...find(e))} @pointerleave=${() => model.point(null)} @click=${click}>
          <rect class="sheet" width=${width} height=${this.height}></rect>${drawn.body}${drawEnds(drawn.ends, (i) => model.lit !== null && model.lit !== i)}
          ${chart.lines.map(({ entry, x, y, first }) => {
            const k = Math.min(model.step - first, x.length - 1), value = y[k];
            return k >= 0 && Number.isFinite(value) && model.step < model.steps
              ? svg`<circle class="point f${entry + 1}" cx=${drawn.x(x[k]).toFixed(1)} cy=${Math.min(frame.bottom, drawn.y(value)).toFixed(1)} r="4"></circle>` : '';
          })}</svg></figure>`;
    })}`;
  }
}
