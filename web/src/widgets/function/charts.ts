/** Position, value, gradient, rate and the method's memory over the steps, all with the figure's cursor. */
import { html, svg, type TemplateResult } from 'lit';
import type { DescendResult } from '../../engine/types.ts';
import { chartCursor, drawLineChart, spansDecades, stepAt, type DrawnChart, type Series } from '../../plots/line-chart.ts';
import { stateName } from '../../i18n/catalog.ts';
import { short } from '../../state/format.ts';
import { memo } from '../memo.ts';
import type { Parts } from './parts.ts';

const names = ['x', 'y'];
const axisNumber = (x: number, digits = 3) => short(x, digits);

interface Chart { title: string; series: Series[]; log: boolean }

/** Every dim-th number from an offset. */
const column = (values: Float64Array, size: number, i: number): Float64Array =>
  Float64Array.from({ length: Math.floor(values.length / size) }, (_, t) => values[t * size + i]);

export class ChartsView {
  private width = 280;
  private readonly height = 168;

  constructor(private parts: Parts) {}

  resize(width: number): boolean {
    if (width === this.width || width === 0) return false;
    this.width = width;
    return true;
  }

  private readonly charts = memo((run: DescendResult, t: Parts['t'], titles: string): Chart[] => {
    void titles; // the language is part of what is remembered
    const { dim, steps } = run;
    const coordinates = (values: Float64Array, first = 0): Series[] =>
      Array.from({ length: dim }, (_, i) => ({ label: names[i], values: column(values, dim, i), first, hue: i + 1 }));
    const size = Float64Array.from({ length: steps + 1 }, (_, k) => Math.hypot(...run.gradient.subarray(k * dim, (k + 1) * dim)));
    const list: Chart[] = [
      { title: t('chart.x'), series: coordinates(run.x), log: false },
      { title: t('chart.f'), series: [{ label: 'f', values: run.f, hue: 3 }], log: spansDecades(run.f) },
      { title: t('chart.g'), series: [{ label: dim === 1 ? '|f′|' : '|∇f|', values: size, hue: 4 }], log: spansDecades(size.filter((x) => x > 0)) },
    ];
    for (const [name, values] of Object.entries(run.state)) {
      if (steps === 0 || (values.length !== steps && values.length !== steps * dim)) continue; // matrices are no lines
      const shown = stateName(name), title = shown.length < 3 ? t('chart.memory', { name: shown }) : shown;
      const series = values.length === steps * dim ? coordinates(values, 1) : [{ label: shown.slice(0, 3), values, first: 1, hue: 6 }];
      list.push({ title, series, log: spansDecades(values) });
    }
    if (run.lr.some((x) => x !== run.lr[0])) list.push({ title: t('chart.lr'), series: [{ label: 'η', values: run.lr, first: 1, hue: 5 }], log: spansDecades(run.lr) });
    return list;
  });

  private readonly draw = memo((charts: Chart[], width: number, steps: number): DrawnChart[] =>
    charts.map((c) => drawLineChart({ series: c.series, width, height: this.height, steps, log: c.log, format: axisNumber })));

  render(): TemplateResult | '' {
    const { model, t } = this.parts;
    const { run } = model;
    if (!run) return '';
    const charts = this.charts(run, t, t('chart.x') + t('chart.f'));
    const drawn = this.draw(charts, this.width, run.steps);
    const move = (d: DrawnChart) => (e: PointerEvent) => {
      const box = (e.currentTarget as Element).getBoundingClientRect();
      model.point(stepAt(d, e.clientX - box.left));
    };
    const click = (d: DrawnChart) => (e: PointerEvent) => {
      if (this.parts.locked('timeline')) return;
      const box = (e.currentTarget as Element).getBoundingClientRect(), s = stepAt(d, e.clientX - box.left);
      model.change({ frame: s === run.steps ? null : s });
    };
    return html`${drawn.map((d, i) => {
      const { title, series, log } = charts[i], first = series[0].values;
      return html`<figure class="chart"><figcaption>${title}${log ? html`<small> · ${t('chart.log')}</small>` : ''}</figcaption>
        <svg width=${this.width} height=${this.height} viewBox="0 0 ${this.width} ${this.height}" role="img"
          aria-label=${t('chart.aria', { name: title, n: run.steps, a: short(first[0]), b: short(first[first.length - 1]) })}
          @pointermove=${move(d)} @pointerleave=${() => model.point(null)} @click=${click(d)}>
          <rect class="sheet" width=${this.width} height=${this.height}></rect>${d.body}${svg`${chartCursor(d, model.step)}`}</svg></figure>`;
    })}`;
  }
}
