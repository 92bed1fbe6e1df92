/**
 * A function of two variables as a surface on a plain canvas: facets painted from back to front, the path among them, so
 * that what lies behind a ridge is hidden. Parallel projection; a few thousand facets need no graphics library.
 */
import type { Rgb } from './contours.ts';

export interface Surface {
  /** Row-major, rows from the lowest y up, over `box` (x0, x1, y0, y1). */
  values: ArrayLike<number>;
  nx: number;
  ny: number;
  box: number[];
  /** The iterates, x y f each, and the one to mark. */
  path: { x: number; y: number; f: number }[];
  marked: number;
  names: [string, string, string];
  format: (x: number) => string;
}
/** Radians: around the upright axis, and how far the eye stands above the ground. */
export interface Eye { turn: number; tilt: number; zoom: number }
export interface SurfaceColors { low: Rgb; high: Rgb; line: Rgb; path: string; accent: string; ink: string; halo: string }

const most = 56; // facets along a side

/**
 * Heights as the contours space them: even in asinh, linear near the bottom and logarithmic far above, as test functions
 * span many decades. 0 is the lowest ground, 1 the highest.
 */
export function heightScale(values: ArrayLike<number>): (f: number) => number {
  const finite = Float64Array.from(values).filter(Number.isFinite).sort();
  if (finite.length < 2) return () => 0;
  const bottom = finite[0], top = finite[finite.length - 1], s = Math.max(finite[Math.floor(finite.length / 20)] - bottom, (top - bottom) * 1e-9) || 1;
  const reach = Math.asinh((top - bottom) / s) || 1;
  return (f) => Math.min(1.02, Math.max(-0.02, Math.asinh((f - bottom) / s) / reach));
}

/** Where a point of the unit cube (−1..1, −1..1, 0..1) falls: screen x, y, and how near it is. */
export function projector(eye: Eye, width: number, height: number): (u: number, v: number, h: number) => [number, number, number] {
  const [ct, st, cl, sl] = [Math.cos(eye.turn), Math.sin(eye.turn), Math.cos(eye.tilt), Math.sin(eye.tilt)];
  // Room for the axes' names around it and for a line of text below.
  const room = height - 40, size = eye.zoom * Math.min(width / 3.45, room / 2.3);
  return (u, v, h) => {
    const a = u * ct - v * st, b = u * st + v * ct, up = (h - 0.42) * 1.15;
    return [width / 2 + size * a, room / 2 - size * (up * cl + b * sl), up * sl - b * cl];
  };
}

const shade = (low: Rgb, high: Rgb, h: number, light: number) => `rgb(${low.map((x, i) => Math.round(Math.min(255, (x + (high[i] - x) * Math.sqrt(Math.min(1, Math.max(0, h)))) * light))).join(' ')})`;

export function drawSurface(canvas: HTMLCanvasElement, surface: Surface, eye: Eye, colors: SurfaceColors, density: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const width = canvas.width / density, height = canvas.height / density, { nx, ny, values } = surface;
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  const level = heightScale(values), project = projector(eye, width, height);
  const columns = Math.min(most, nx - 1), rows = Math.min(most, ny - 1);
  const at = (i: number, j: number) => {
    const f = values[Math.round((j * (ny - 1)) / rows) * nx + Math.round((i * (nx - 1)) / columns)], h = level(f);
    return { h, p: project((2 * i) / columns - 1, (2 * j) / rows - 1, h), fine: Number.isFinite(f) };
  };
  const grid = Array.from({ length: rows + 1 }, (_, j) => Array.from({ length: columns + 1 }, (_i, i) => at(i, j)));

  frame(context, surface, project, eye, colors);
  const pieces: { near: number; paint: () => void }[] = [];
  for (let j = 0; j < rows; ++j) for (let i = 0; i < columns; ++i) {
    const corners = [grid[j][i], grid[j][i + 1], grid[j + 1][i + 1], grid[j + 1][i]];
    if (!corners.every((c) => c.fine)) continue;
    const h = corners.reduce((sum, c) => sum + c.h, 0) / 4;
    // Light from the left: slopes that face it are brighter.
    const light = 1 + Math.max(-0.22, Math.min(0.14, 0.16 * ((corners[0].h + corners[3].h - corners[1].h - corners[2].h) * columns) / 8));
    pieces.push({
      near: corners.reduce((sum, c) => sum + c.p[2], 0) / 4,
      paint: () => {
        context.beginPath();
        corners.forEach((c, k) => (k ? context.lineTo(c.p[0], c.p[1]) : context.moveTo(c.p[0], c.p[1])));
        context.closePath();
        context.fillStyle = shade(colors.low, colors.high, h, light);
        context.fill();
        context.strokeStyle = `rgb(${colors.line.join(' ')} / 0.28)`;
        context.lineWidth = 0.5;
        context.stroke();
      },
    });
  }
  pieces.push(...pathPieces(context, surface, level, project, colors));
  pieces.sort((a, b) => a.near - b.near).forEach((piece) => piece.paint());
}

/** The iterates a little above the ground, so that the facets under them do not hide them; outside the box they are left out. */
function pathPieces(context: CanvasRenderingContext2D, { path, box, marked }: Surface, level: (f: number) => number, project: ReturnType<typeof projector>, colors: SurfaceColors) {
  const [x0, x1, y0, y1] = box, inside = (u: number) => Math.abs(u) <= 1.0001;
  const points = path.map(({ x, y, f }) => {
    const u = (2 * (x - x0)) / (x1 - x0) - 1, v = (2 * (y - y0)) / (y1 - y0) - 1;
    return inside(u) && inside(v) && Number.isFinite(f) ? project(u, v, level(f) + 0.012) : null;
  });
  const nearer = 0.06, pieces: { near: number; paint: () => void }[] = [];
  points.forEach((p, t) => {
    const before = points[t - 1];
    if (!p) return;
    if (before) pieces.push({ near: Math.max(p[2], before[2]) + nearer, paint: () => {
      context.beginPath();
      context.moveTo(before[0], before[1]);
      context.lineTo(p[0], p[1]);
      context.strokeStyle = colors.path;
      context.lineWidth = 1.8;
      context.stroke();
    } });
    const start = t === 0, here = t === marked;
    pieces.push({ near: p[2] + nearer + (start || here ? 0.02 : 0.005), paint: () => {
      context.beginPath();
      context.arc(p[0], p[1], start ? 7 : here ? 6 : 2.3, 0, 2 * Math.PI);
      if (here && !start) { context.strokeStyle = colors.ink; context.lineWidth = 2; context.stroke(); return; }
      context.fillStyle = start ? colors.accent : colors.path;
      context.fill();
    } });
  });
  return pieces;
}

/** The ground's edges with the ends of both axes written on the sides that face the reader. */
function frame(context: CanvasRenderingContext2D, { box, names, format }: Surface, project: ReturnType<typeof projector>, eye: Eye, colors: SurfaceColors): void {
  const corner = (u: number, v: number) => project(u, v, -0.04);
  context.strokeStyle = `rgb(${colors.line.join(' ')} / 0.8)`;
  context.lineWidth = 1;
  context.beginPath();
  [[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]].forEach(([u, v], k) => { const [x, y] = corner(u, v); if (k) context.lineTo(x, y); else context.moveTo(x, y); });
  context.stroke();
  // The side that faces the reader is where the ground comes nearest.
  const front = Math.cos(eye.turn) > 0 ? -1 : 1, side = Math.sin(eye.turn) > 0 ? -1 : 1;
  const write = (text: string, u: number, v: number, italic = false) => {
    const [x, y] = corner(u * 1.13, v * 1.13);
    context.font = `${italic ? 'italic 14px' : '11.5px'} system-ui, sans-serif`;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.lineWidth = 3;
    context.strokeStyle = colors.halo;
    context.strokeText(text, x, y);
    context.fillStyle = colors.ink;
    context.fillText(text, x, y);
  };
  write(format(box[0]), -0.9, front);
  write(names[0], 0, front, true);
  write(format(box[1]), 0.9, front);
  write(format(box[2]), side, -0.9);
  write(names[1], side, 0, true);
  write(format(box[3]), side, 0.9);
}
