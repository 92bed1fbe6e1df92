/** SVG path data for lines, dots and arrows. Points that are no numbers are left out. */

const far = 1e5; // beyond this renderers lose precision
const at = (p: number) => Math.min(far, Math.max(-far, p)).toFixed(1);

/** Screen positions, two a point. */
export type Points = Float64Array;

export function linePath(points: Points, from = 0, to = points.length / 2 - 1): string {
  let d = '', open = false;
  for (let i = Math.max(0, from); i <= to; ++i) {
    const x = points[2 * i], y = points[2 * i + 1];
    const ok = Number.isFinite(x) && Number.isFinite(y);
    if (ok) d += `${open ? 'L' : 'M'}${at(x)} ${at(y)}`;
    open = ok;
  }
  return d;
}

/** Zero-length strokes: with round caps each is a dot, and all of them one element. */
export function dotPath(points: Points, from = 0, to = points.length / 2 - 1): string {
  let d = '';
  for (let i = Math.max(0, from); i <= to; ++i) {
    const x = points[2 * i], y = points[2 * i + 1];
    if (Number.isFinite(x) && Number.isFinite(y)) d += `M${at(x)} ${at(y)}h0`;
  }
  return d;
}

/** A shaft with an open head; short arrows get small heads, and none at all below two pixels. */
export function arrowPath(x0: number, y0: number, x1: number, y1: number, head = 8): string {
  const dx = x1 - x0, dy = y1 - y0, length = Math.hypot(dx, dy);
  if (!(length > 2) || length > far) return '';
  const h = Math.min(head, length * 0.45), ux = dx / length, uy = dy / length;
  const bx = x1 - h * ux, by = y1 - h * uy, w = h * 0.5;
  return `M${at(x0)} ${at(y0)}L${at(x1)} ${at(y1)}M${at(bx - w * uy)} ${at(by + w * ux)}L${at(x1)} ${at(y1)}L${at(bx + w * uy)} ${at(by - w * ux)}`;
}

/** Index of the point nearest to (x, y) within `reach` pixels, the latest of equals; -1 if none. */
export function nearest(points: Points, x: number, y: number, reach: number): number {
  let best = -1, distance = reach * reach;
  for (let i = 0; i < points.length / 2; ++i) {
    const d = (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
    if (d <= distance) { best = i; distance = d; }
  }
  return best;
}
