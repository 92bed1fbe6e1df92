/** One variable: the curve as ground, the iterates on it, the tangent and the arrows of one step. */
import { svg, type SVGTemplateResult } from 'lit';
import { bottomAxis, leftAxis, type Format, type Frame } from './axes.ts';
import { linePath } from './marks.ts';
import { linear, type Scale } from './scale.ts';

export interface Curve {
  /** f on a regular grid from lo to hi. */
  values: ArrayLike<number>;
  lo: number;
  hi: number;
  width: number;
  height: number;
  format: Format;
  name: string;
  /** The heights to show instead of what the values suggest. */
  heights?: [number, number];
}
export interface Drawn { frame: Frame; x: Scale; y: Scale; body: SVGTemplateResult }

/** The heights to show: all of them, unless a pole would flatten the rest. */
function heights(values: ArrayLike<number>): [number, number] {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (finite.length === 0) return [0, 1];
  const at = (q: number) => finite[Math.round(q * (finite.length - 1))];
  let lo = at(0), hi = at(1);
  const core = at(0.97) - at(0.03);
  if (hi - lo > 30 * core && core > 0) { lo = Math.max(lo, at(0.03) - core); hi = Math.min(hi, at(0.97) + core); }
  const pad = 0.07 * (hi - lo || Math.abs(hi) || 1);
  return [lo - pad, hi + pad];
}

export function drawCurve(curve: Curve): Drawn {
  const { width, height, values } = curve;
  const frame: Frame = { left: 56, top: 12, right: width - 14, bottom: height - 30 };
  const [lo, hi] = curve.heights ?? heights(values);
  const x = linear(curve.lo, curve.hi, frame.left, frame.right), y = linear(lo, hi, frame.bottom, frame.top);
  const points = new Float64Array(2 * values.length);
  for (let i = 0; i < values.length; ++i) {
    points[2 * i] = x(curve.lo + ((curve.hi - curve.lo) * i) / (values.length - 1));
    points[2 * i + 1] = y(values[i]);
  }
  const line = linePath(points);
  const body = svg`
    <path class="ground" d=${groundPath(points, frame.bottom)} clip-path="url(#plot-area)"></path>
    ${bottomAxis(x, frame, Math.max(4, Math.round(width / 90)), curve.format, 'x')}
    ${leftAxis(y, frame, 5, curve.format, curve.name)}
    <path class="curve" d=${line} clip-path="url(#plot-area)"></path>`;
  return { frame, x, y, body };
}

/** The area below the curve: where f is undefined the ground has a gap. */
function groundPath(points: Float64Array, bottom: number): string {
  const n = points.length / 2, there = (i: number) => i < n && Number.isFinite(points[2 * i + 1]);
  let path = '';
  for (let i = 0; i < n; ++i) {
    if (!there(i)) continue;
    const from = i;
    while (there(i + 1)) ++i;
    path += `${linePath(points, from, i)}L${points[2 * i].toFixed(1)} ${bottom}H${points[2 * from].toFixed(1)}Z`;
  }
  return path;
}

/** The tangent with slope `slope` through (at, f): as long as the eye needs, not further. */
export function tangentPath({ frame, x, y }: Drawn, at: number, f: number, slope: number): string {
  const reach = 0.17 * (frame.right - frame.left);
  const px = x(at), py = y(f);
  const k = (y(f + slope) - y(f)) / (x(at + 1) - x(at)); // slope on the screen
  if (![px, py, k].every(Number.isFinite)) return '';
  const dx = reach / Math.hypot(1, k);
  return linePath(Float64Array.of(px - dx, py - k * dx, px + dx, py + k * dx));
}
