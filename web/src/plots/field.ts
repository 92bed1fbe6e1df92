/** A field over the plane as a picture of its own size, a pixel for each grid point; points of two sets over it. */
import type { Rgb } from './contours.ts';

/** Colours of the lowest, the middle and the highest value. */
export interface FieldColors { low: Rgb; middle: Rgb; high: Rgb }

const mix = (a: Rgb, b: Rgb, t: number): Rgb => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
/** How much of the end's colour the strongest value has: points of the same colour must stand out. */
const strength = 0.6;

/** The colour of a value on a scale from −1 to 1. */
export function fieldColor(t: number, { low, middle, high }: FieldColors, most = strength): Rgb {
  const x = Math.min(1, Math.max(-1, t));
  return mix(middle, x < 0 ? low : high, most * Math.abs(x));
}

/** Values row by row, the lowest y first, on a canvas of nx × ny pixels; CSS enlarges it. What is no number stays clear. */
export function paintField(canvas: HTMLCanvasElement, values: ArrayLike<number>, nx: number, ny: number, colors: FieldColors): void {
  canvas.width = nx;
  canvas.height = ny;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  const image = context.createImageData(nx, ny);
  for (let row = 0; row < ny; ++row) {
    for (let column = 0; column < nx; ++column) {
      const v = values[(ny - 1 - row) * nx + column];
      if (Number.isFinite(v)) image.data.set([...fieldColor(v, colors).map(Math.round), 255], 4 * (row * nx + column));
    }
  }
  context.putImageData(image, 0, 0);
}

export interface PointSet {
  /** Screen positions, two a point, in CSS pixels. */
  places: Float64Array;
  /** How many, and the colour of each. */
  count: number;
  fill: (i: number) => Rgb;
  /** These have a mark in the middle: told apart without their hue. */
  marked: (i: number) => boolean;
  /** Circles for one set, diamonds for the other. */
  shape: 'circle' | 'diamond';
}

/** Draws points with an edge against the ground. */
export function paintPoints(canvas: HTMLCanvasElement, sets: readonly PointSet[], edge: Rgb, density: number, radius: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  const rgb = (c: Rgb) => `rgb(${c.map(Math.round).join(' ')})`;
  context.lineWidth = 1;
  context.strokeStyle = rgb(edge);
  for (const { places, count, fill, marked, shape } of sets) {
    for (let i = 0; i < count; ++i) {
      const x = places[2 * i], y = places[2 * i + 1];
      context.fillStyle = rgb(fill(i));
      context.beginPath();
      if (shape === 'circle') context.arc(x, y, radius, 0, 2 * Math.PI);
      else { const r = 1.35 * radius; context.moveTo(x, y - r); context.lineTo(x + r, y); context.lineTo(x, y + r); context.lineTo(x - r, y); context.closePath(); }
      context.fill();
      context.stroke();
      if (marked(i)) {
        context.fillStyle = rgb(edge);
        context.beginPath();
        context.arc(x, y, radius / 3, 0, 2 * Math.PI);
        context.fill();
      }
    }
  }
}

/** The line on which a field changes its sign, as SVG path data, by linear interpolation in each cell; `x` and `y` place grid indices. */
export function zeroPath(values: ArrayLike<number>, nx: number, ny: number, x: (i: number) => number, y: (k: number) => number): string {
  let d = '';
  const corners = [[0, 0], [1, 0], [1, 1], [0, 1]] as const;
  for (let k = 0; k + 1 < ny; ++k) {
    for (let i = 0; i + 1 < nx; ++i) {
      const crossings: string[] = [];
      for (let c = 0; c < 4; ++c) {
        const [ax, ay] = corners[c], [bx, by] = corners[(c + 1) % 4];
        const a = values[(k + ay) * nx + i + ax], b = values[(k + by) * nx + i + bx];
        if (!(a < 0 !== b < 0) || !Number.isFinite(a - b)) continue;
        const t = a / (a - b);
        crossings.push(`${x(i + ax + (bx - ax) * t).toFixed(1)} ${y(k + ay + (by - ay) * t).toFixed(1)}`);
      }
      for (let c = 0; c + 1 < crossings.length; c += 2) d += `M${crossings[c]}L${crossings[c + 1]}`;
    }
  }
  return d;
}
