/** Scales and ticks: the little the figures need of them. */

/**
 * Round values between lo and hi, about `count` of them: multiples of 1, 2 or 5 times a power of ten. As d3-array has them; the
 * module as a whole would come with the first figure for this alone.
 */
function niceTicks(lo: number, hi: number, count: number): number[] {
  if (!(hi >= lo) || !(count > 0) || !Number.isFinite(hi - lo)) return [];
  if (hi === lo) return [lo];
  const rough = (hi - lo) / count, power = Math.floor(Math.log10(rough)), error = rough / 10 ** power;
  const factor = error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.SQRT2 ? 2 : 1;
  // Small steps are divided by whole numbers, which keeps 0.3 from becoming 0.30000000000000004.
  const whole = power >= 0 ? factor * 10 ** power : 10 ** -power / factor;
  const at = (i: number) => (power >= 0 ? i * whole : i / whole), place = (x: number) => (power >= 0 ? x / whole : x * whole);
  const first = Math.ceil(place(lo) - 1e-9), last = Math.floor(place(hi) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => at(first + i));
}

export interface Scale {
  (x: number): number;
  invert(p: number): number;
  readonly lo: number;
  readonly hi: number;
  ticks(count: number): number[];
}

export function linear(lo: number, hi: number, from: number, to: number): Scale {
  if (hi === lo) { lo -= 0.5; hi += 0.5; }
  const k = (to - from) / (hi - lo);
  const scale = (x: number) => from + (x - lo) * k;
  return Object.assign(scale, { invert: (p: number) => lo + (p - from) / k, lo, hi, ticks: (n: number) => niceTicks(lo, hi, n) });
}

/** Powers of ten; values at or below 0 sit at the lower end. */
export function logarithmic(lo: number, hi: number, from: number, to: number): Scale {
  const a = Math.log10(lo), b = Math.max(Math.log10(hi), a + 1e-9);
  const k = (to - from) / (b - a);
  const scale = (x: number) => from + ((x > lo ? Math.log10(x) : a) - a) * k;
  const ticks = (n: number) => {
    const first = Math.ceil(a - 1e-9), last = Math.floor(b + 1e-9);
    if (last - first < 1) return niceTicks(lo, hi, n);
    const every = Math.max(1, Math.ceil((last - first + 1) / n));
    return Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, i) => 10 ** (first + i * every));
  };
  return Object.assign(scale, { invert: (p: number) => 10 ** (a + (p - from) / k), lo, hi, ticks });
}

/** Smallest and largest finite value; null if there is none. */
export function extent(...arrays: ArrayLike<number>[]): [number, number] | null {
  let lo = Infinity, hi = -Infinity;
  for (const array of arrays) {
    for (let i = 0; i < array.length; ++i) {
      const x = array[i];
      if (x < lo && x !== -Infinity) lo = x;
      if (x > hi && x !== Infinity) hi = x;
    }
  }
  return lo <= hi ? [lo, hi] : null;
}

/** The box widened so that a unit is equally long on both axes; boxes far from square are left stretched. */
export function isotropic(box: number[], aspect: number): number[] {
  const [x0, x1, y0, y1] = box;
  const ratio = (x1 - x0) / (y1 - y0) / aspect;
  if (ratio < 0.35 || ratio > 2.9) return box;
  const grow = (lo: number, hi: number, by: number) => [lo - ((by - 1) * (hi - lo)) / 2, hi + ((by - 1) * (hi - lo)) / 2];
  return ratio < 1 ? [...grow(x0, x1, 1 / ratio), y0, y1] : [x0, x1, ...grow(y0, y1, ratio)];
}
