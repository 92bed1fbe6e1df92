/** A small line chart over the steps: labels at the line ends, a shared cursor, logarithmic where decades call for it. */
import { svg, type SVGTemplateResult } from 'lit';
import { bottomAxis, leftAxis, type Format, type Frame } from './axes.ts';
import { linePath } from './marks.ts';
import { extent, linear, logarithmic, type Scale } from './scale.ts';

export interface Series {
  /** Shown at the line's end. */
  label: string;
  /** Value at each step; `first` is the step of values[0]. */
  values: ArrayLike<number>;
  first?: number;
  /** 1..6: hue and dash. */
  hue: number;
}

export interface LineChart {
  series: Series[];
  width: number;
  height: number;
  /** Last step of the axis. */
  steps: number;
  log: boolean;
  format: Format;
}

/** What does not change while the reader only moves along the steps. */
export interface DrawnChart { frame: Frame; x: Scale; y: Scale; chart: LineChart; body: SVGTemplateResult }

/** Whether a logarithmic axis shows more: all positive over three decades. */
export function spansDecades(...arrays: ArrayLike<number>[]): boolean {
  const range = extent(...arrays);
  return range !== null && range[0] > 0 && range[1] / range[0] > 1e3;
}

export function drawLineChart(chart: LineChart): DrawnChart {
  const { width, height, series } = chart;
  const longest = Math.max(...series.map((s) => s.label.length));
  const frame: Frame = { left: 52, top: 10, right: width - 12 - 7 * longest, bottom: height - 24 };
  const x = linear(0, Math.max(1, chart.steps), frame.left, frame.right);
  let [lo, hi] = extent(...series.map((s) => s.values)) ?? [0, 1];
  if (!chart.log) {
    const pad = 0.04 * (hi - lo || Math.abs(hi) || 1);
    lo -= pad; hi += pad;
  } else if (lo <= 0) {
    lo = hi * 1e-12;
  }
  const y = chart.log ? logarithmic(lo, hi, frame.bottom, frame.top) : linear(lo, hi, frame.bottom, frame.top);
  const ends = placeLabels(series.map((s) => y(s.values[s.values.length - 1])), frame);
  const body = svg`
    ${bottomAxis(x, frame, 3, (v) => (Number.isInteger(v) ? chart.format(v) : ''))}
    ${leftAxis(y, frame, 4, chart.format)}
    ${series.map((s, i) => svg`
      <path class="series s${s.hue}" d=${thinned(s, x, y, frame.right - frame.left)}></path>
      <text class="end t${s.hue}" x=${frame.right + 6} y=${ends[i]}>${s.label}</text>`)}`;
  return { frame, x, y, chart, body };
}

/** Long series keep the extremes of each pixel column: the same picture from fewer points. */
function thinned(s: Series, x: Scale, y: Scale, width: number): string {
  const n = s.values.length, first = s.first ?? 0;
  const per = Math.max(1, Math.floor(n / (2 * width)));
  const points: number[] = [];
  const push = (i: number) => points.push(x(first + i), y(s.values[i]));
  for (let i = 0; i < n; i += per) {
    if (per === 1) { push(i); continue; }
    let low = i, high = i;
    for (let k = i; k < Math.min(n, i + per); ++k) {
      if (s.values[k] < s.values[low]) low = k;
      if (s.values[k] > s.values[high]) high = k;
    }
    push(Math.min(low, high));
    push(Math.max(low, high));
  }
  return linePath(Float64Array.from(points));
}

/** Labels that would touch are moved apart. */
export function placeLabels(heights: number[], frame: Frame): number[] {
  const gap = 14;
  const order = heights.map((h, i) => [Number.isFinite(h) ? h : frame.bottom, i] as const).sort((a, b) => a[0] - b[0]);
  const placed = new Array<number>(heights.length);
  let last = -Infinity;
  for (const [h, i] of order) {
    last = Math.max(h + 4, last + gap);
    placed[i] = last;
  }
  // Back up from the axis, where the steps are written.
  let next = frame.bottom + gap - 2;
  for (const [, i] of order.reverse()) {
    placed[i] = Math.min(placed[i], next - gap);
    next = placed[i];
  }
  return placed;
}

/** The cursor at a step and the series' points there. */
export function chartCursor({ frame, x, y, chart }: DrawnChart, step: number): SVGTemplateResult {
  const px = x(step);
  return svg`<path class="cursor" d="M${px.toFixed(1)} ${frame.top}V${frame.bottom}"></path>
    ${chart.series.map((s) => {
      const value = s.values[step - (s.first ?? 0)];
      return Number.isFinite(value) ? svg`<circle class="point f${s.hue}" cx=${px.toFixed(1)} cy=${y(value).toFixed(1)} r="3.2"></circle>` : '';
    })}`;
}

/** The step under a pointer. */
export const stepAt = ({ x, chart }: DrawnChart, px: number): number =>
  Math.min(chart.steps, Math.max(0, Math.round(x.invert(px))));
