/** The curves of a training run, while it runs: a band of raw values, smoothed lines, points, the last run faint behind. */
import { svg, type SVGTemplateResult } from 'lit';
import { bottomAxis, leftAxis, type Format, type Frame } from './axes.ts';
import { placeLabels } from './line-chart.ts';
import { linePath } from './marks.ts';
import { extent, linear, logarithmic, type Scale } from './scale.ts';
import type { Along, Stream } from './stream.ts';

export type { Along } from './stream.ts';

export interface RunLine {
  /** Shown at the line's end; empty for faint lines. */
  label: string;
  hue: number;
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** 0..2: a dash of its own instead of the hue's. */
  dash?: number;
  /** Points are marked: few values, each of weight. `only` leaves the line between them out. */
  dots?: boolean | 'only';
  faint?: boolean;
}

export interface RunArea { hue: number; x: ArrayLike<number>; low: ArrayLike<number>; high: ArrayLike<number> }

export interface RunChart {
  width: number;
  height: number;
  along: Along;
  /** Left end of the axis: 0 unless it says otherwise. */
  from?: number;
  /** Right end of the axis. */
  end: number;
  /** Drawn as a band from the lowest to the highest value. */
  band?: Stream;
  lines: RunLine[];
  /** Areas between the lowest and the highest of runs that differ by chance alone. */
  areas?: RunArea[];
  log: boolean;
  /** Fixed ends of the axis, as for shares. */
  range?: [number, number];
  format: Format;
  formatX: (x: number) => string;
  /** What the bottom axis counts. */
  name: string;
}
export interface DrawnRunChart { frame: Frame; x: Scale; y: Scale; body: SVGTemplateResult }

export function drawRunChart(chart: RunChart): DrawnRunChart {
  const { width, height, band, lines, along, areas = [] } = chart;
  const named = lines.filter((line) => line.label !== '' && line.y.length > 0);
  const longest = Math.max(0, ...named.map((line) => line.label.length));
  const frame: Frame = { left: 46, top: 10, right: width - 14 - 6.4 * longest, bottom: height - 36 };
  const { from = 0 } = chart, x = linear(from, Math.max(chart.end, from + 1e-9), frame.left, frame.right);
  const y = vertical(chart, frame);
  const points = (line: RunLine) => {
    const p = new Float64Array(2 * line.x.length);
    for (let i = 0; i < line.x.length; ++i) { p[2 * i] = x(line.x[i]); p[2 * i + 1] = y(line.y[i]); }
    return p;
  };
  const ends = placeLabels(named.map((line) => y(line.y[line.y.length - 1])), frame);
  const body = svg`
    ${bottomAxis(x, frame, Math.max(2, Math.floor((frame.right - frame.left) / 80)), chart.formatX)}
    <text class="unit" x=${(frame.left + frame.right) / 2} y=${height - 4} text-anchor="middle">${chart.name}</text>
    ${leftAxis(y, frame, 4, chart.format)}
    ${band && band.length > 0 ? svg`<path class="band" d=${bandPath(band, along, x, y)}></path>` : ''}
    ${areas.map((area) => svg`<path class="spread f${area.hue}" d=${areaPath(area, x, y)}></path>`)}
    ${lines.map((line) => svg`${line.dots === 'only' ? '' : svg`<path class="series s${line.hue} ${line.dash === undefined ? '' : `d${line.dash}`} ${line.faint ? 'ghost' : ''}" d=${linePath(points(line))}></path>`}
      ${line.dots && !line.faint ? Array.from(line.x, (v, i) => !Number.isFinite(line.y[i]) ? '' : svg`<circle class="point f${line.hue}" cx=${x(v).toFixed(1)} cy=${y(line.y[i]).toFixed(1)} r=${line.x.length > 60 ? 1.6 : 3}></circle>`) : ''}`)}
    ${named.map((line, i) => svg`<text class="end t${line.hue}" x=${frame.right + 7} y=${ends[i]}>${line.label}</text>`)}`;
  return { frame, x, y, body };
}

function vertical({ band, lines, log, range, areas = [] }: RunChart, frame: Frame): Scale {
  if (range) return linear(range[0], range[1], frame.bottom, frame.top);
  const found = extent(...(band ? [band.low.subarray(0, band.length), band.high.subarray(0, band.length)] : []), ...lines.map((line) => line.y), ...areas.map((a) => a.low), ...areas.map((a) => a.high)) ?? [0, 1];
  const [lo, hi] = found;
  if (log && hi > 0) return logarithmic(lo > 0 ? lo : hi * 1e-6, hi, frame.bottom, frame.top);
  return linear(Math.min(0, lo), hi + 0.04 * (hi - Math.min(0, lo) || 1), frame.bottom, frame.top);
}

/** A vertical stroke a bucket: what the eye would see of all the raw points. */
function bandPath(band: Stream, along: Along, x: Scale, y: Scale): string {
  let top = '', bottom = '';
  for (let k = 0; k < band.length; ++k) {
    const px = x(band[along][k]).toFixed(1);
    top += `${k ? 'L' : 'M'}${px} ${y(band.high[k]).toFixed(1)}`;
    bottom = `L${px} ${y(band.low[k]).toFixed(1)}${bottom}`;
  }
  return `${top}${bottom}Z`;
}

function areaPath({ x: xs, low, high }: RunArea, x: Scale, y: Scale): string {
  let top = '', bottom = '';
  for (let i = 0; i < xs.length; ++i) {
    if (!Number.isFinite(low[i]) || !Number.isFinite(high[i])) continue;
    const px = x(xs[i]).toFixed(1);
    top += `${top ? 'L' : 'M'}${px} ${y(high[i]).toFixed(1)}`;
    bottom = `L${px} ${y(low[i]).toFixed(1)}${bottom}`;
  }
  return top && `${top}${bottom}Z`;
}
