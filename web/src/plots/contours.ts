/** Filled contours of a grid of values on a canvas. */
import { contours } from 'd3-contour';

export interface Grid {
  /** Row-major, rows from the lowest y up. */
  values: ArrayLike<number>;
  nx: number;
  ny: number;
}
export type Rgb = [number, number, number];
export interface Ground { low: Rgb; high: Rgb; line: Rgb }

/**
 * Heights worth a line. Test functions span many decades with all the interest near the bottom, so levels are even in
 * asinh((f - bottom)/s): linear near the bottom, logarithmic far above. s is where the lowest twentieth of the ground ends.
 */
export function contourLevels(values: ArrayLike<number>, count = 18): number[] {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (finite.length < 2) return [];
  const bottom = finite[0], top = finite[finite.length - 1];
  if (!(top > bottom)) return [];
  const s = Math.max(finite[Math.floor(finite.length / 20)] - bottom, (top - bottom) * 1e-9);
  const reach = Math.asinh((top - bottom) / s);
  return Array.from({ length: count }, (_, i) => bottom + s * Math.sinh((reach * (i + 0.5)) / count));
}

const mix = (a: Rgb, b: Rgb, t: number) => `rgb(${a.map((x, i) => Math.round(x + (b[i] - x) * t)).join(' ')})`;

/**
 * Draws over the whole canvas, whose pixel size the caller has set (times `density` for sharp screens). It pauses after every
 * level, so that the caller can spread the work over several tasks.
 */
export function* drawContours(canvas: HTMLCanvasElement, grid: Grid, ground: Ground, density: number): Generator<void, void, void> {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { width, height } = canvas;
  context.fillStyle = mix(ground.low, ground.high, 0);
  context.fillRect(0, 0, width, height);
  const levels = contourLevels(grid.values);
  if (levels.length === 0) return;
  const top = levels[levels.length - 1] * 2 + 1;
  const solid = Float64Array.from(grid.values, (v) => (Number.isFinite(v) ? v : v === -Infinity ? -1e300 : top)) as unknown as number[];
  const toX = (x: number) => ((x - 0.5) / (grid.nx - 1)) * width;
  const toY = (y: number) => height - ((y - 0.5) / (grid.ny - 1)) * height;
  context.lineWidth = 0.8 * density;
  context.lineJoin = 'round';
  const shapes = contours().size([grid.nx, grid.ny]);
  for (const [i, level] of levels.entries()) {
    yield;
    context.beginPath();
    for (const polygon of shapes.contour(solid, level).coordinates) {
      for (const ring of polygon) {
        ring.forEach(([x, y], k) => (k ? context.lineTo(toX(x), toY(y)) : context.moveTo(toX(x), toY(y))));
        context.closePath();
      }
    }
    const above = (i + 1) / levels.length;
    context.fillStyle = mix(ground.low, ground.high, Math.sqrt(above));
    context.fill();
    context.strokeStyle = `rgb(${ground.line.join(' ')} / ${(0.5 - 0.34 * above).toFixed(3)})`;
    context.stroke();
  }
}
