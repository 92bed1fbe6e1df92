/** The runs' courses over each other: training loss and test accuracy, against epochs or seconds. */
import { html, type TemplateResult } from 'lit';
import { drawRunChart, type RunLine } from '../../plots/run-chart.ts';
import { percent, short } from '../../state/format.ts';
import { labels } from '../compare/names.ts';
import type { CaseRun } from './model.ts';
import type { Course } from './run.ts';

export type Along = 'epoch' | 'seconds';
export interface Chart {
  title: string;
  aria: string;
  of: (course: Course) => number[];
  format: (y: number) => string;
  range?: [number, number];
}
export interface Drawing { runs: CaseRun[]; names: string[]; width: number; along: Along; axis: string; epochs: number }

const height = 240;
/** Names are bold, wider than the chart reckons with. */
const bolder = 1.3;

/** Lines of one hue and dash each, named at their ends; what is no number yet is left out. */
export function chart({ title, aria, of, format, range }: Chart, { runs, names, width, along, axis, epochs }: Drawing): TemplateResult {
  const letters = width < 420 ? 9 : 18;
  const texts = labels(names, letters);
  const lines = runs.map(({ course }, i): RunLine => {
    const y = of(course), known = y.map((_, k) => k).filter((k) => Number.isFinite(y[k]));
    return { label: known.length ? texts[i] : '', hue: i + 1, dots: true, x: known.map((k) => course[along][k]), y: known.map((k) => y[k]) };
  });
  const end = along === 'epoch' ? epochs : Math.max(0, ...runs.map(({ course }) => course.seconds.at(-1) ?? 0));
  const longest = Math.max(0, ...lines.map((line) => line.label.length));
  const drawn = drawRunChart({ width: width - bolder * longest, height, along: 'epoch', end, lines, log: false, range, format, formatX: (x) => short(x, 3), name: axis });
  return html`<figure class="chart"><figcaption>${title}</figcaption>
    <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${aria}>${drawn.body}</svg></figure>`;
}

export const share = (y: number): string => percent(y, 0);
export const plain = (y: number): string => short(y, 3);
