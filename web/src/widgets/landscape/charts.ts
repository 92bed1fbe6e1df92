/** Beside the cut: the loss on the way, and the loss along a line through each run's end. */
import { html, nothing, type TemplateResult } from 'lit';
import { drawRunChart, type RunChart, type RunLine } from '../../plots/run-chart.ts';
import { extent } from '../../plots/scale.ts';
import { short } from '../../state/format.ts';
import { labels, tags } from '../compare/names.ts';
import type { Line } from './cut.ts';
import type { Run } from './runs.ts';
import type { LandscapeText } from './texts.ts';

const height = 210;
/** So many times as high as the highest end reaches the line chart: far away the loss may be anything. */
const most = 6;

function figure(chart: Omit<RunChart, 'width' | 'height' | 'format' | 'formatX' | 'along'>, width: number, id: string, title: string, about: string): TemplateResult {
  const drawn = drawRunChart({ ...chart, width, height, along: 'epoch', format: (y, digits = 3) => short(y, digits), formatX: (x) => short(x, 3) });
  const said = chart.lines.map((line) => `${line.label}: ${short(line.y[0], 3)} … ${short(line.y[line.y.length - 1], 3)}`).join('; ');
  return html`<figure class="chart" id=${id}><figcaption>${title}</figcaption><svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}: ${said}">
    <defs><clipPath id="${id}-area"><rect x=${drawn.frame.left} y=${drawn.frame.top} width=${width - drawn.frame.left} height=${height - drawn.frame.top}></rect></clipPath></defs>
    <rect class="sheet" width=${width} height=${height}></rect>${drawn.body}</svg>${about ? html`<p class="about">${about}</p>` : nothing}</figure>`;
}

/** The loss at every mark, while it trains. */
export function lossChart(runs: Run[], names: string[], width: number, t: LandscapeText): TemplateResult | typeof nothing {
  const some = runs.some((run) => run.losses.length > 1);
  if (!some) return nothing;
  const short = labels(tags(names), width < 340 ? 12 : 18);
  const lines = runs.map((run, k): RunLine => ({ label: short[k], hue: k + 1, x: run.epochs, y: run.losses }));
  return figure({ end: Math.max(...runs.flatMap((run) => run.epochs), 1e-3), lines, log: false, name: t('epochs') }, width, 'losses', t('chart.loss'), '');
}

/** The loss along a filter-normalised line, each run about its own end. */
export function lineChart(runs: Run[], lines: ReadonlyMap<Run, Line>, names: string[], width: number, t: LandscapeText): TemplateResult | typeof nothing {
  const have = runs.flatMap((run, k) => { const line = lines.get(run); return line ? [{ ...line, k }] : []; });
  if (have.length === 0) return nothing;
  const range = extent(...have.map((line) => line.loss))!, short = labels(tags(names), width < 340 ? 12 : 18);
  const top = Math.min(range[1], most * Math.max(...have.map(({ loss }) => loss[loss.length >> 1])));
  const { a } = have[0];
  return figure({
    from: a[0], end: a[a.length - 1], log: false, range: [range[0] * 0.98, top],
    lines: have.map(({ a: x, loss, k }): RunLine => ({ label: short[k], hue: k + 1, x, y: loss.map((y) => (y <= top ? y : NaN)) })),
    name: t('chart.line.axis'),
  }, width, 'lines', t('chart.line'), t('chart.line.about'));
}
