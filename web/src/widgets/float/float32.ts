/**
 * Gradient descent on x² as a machine with 32-bit numbers walks it: an exhibit beside the core, which computes in 64 bits.
 * Each operation is rounded by Math.fround; `flush` also sets to zero what is below the smallest normal number, as many
 * processors do for speed. Pure.
 */

/** The smallest normal 32-bit number, 2⁻¹²⁶. */
export const smallestNormal = 2 ** -126;

export interface Walk32 {
  start: number;
  rate: number;
  /** 0: plain gradient descent; else v ← m v − η g, x ← x + v. */
  momentum?: number;
  steps: number;
  flush: boolean;
}

/** Points, velocities and gradients after 0..steps steps on x². */
export function walk32({ start, rate, momentum = 0, steps, flush }: Walk32): { x: Float64Array; v: Float64Array; gradient: Float64Array } {
  const round = (x: number) => {
    const y = Math.fround(x);
    return flush && Math.abs(y) < smallestNormal ? 0 : y;
  };
  const x = new Float64Array(steps + 1), v = new Float64Array(steps + 1), lr = round(rate), m = round(momentum);
  x[0] = round(start);
  for (let t = 0; t < steps; ++t) {
    v[t + 1] = round(round(m * v[t]) - round(lr * round(2 * x[t])));
    x[t + 1] = round(x[t] + v[t + 1]);
  }
  return { x, v, gradient: x.map((p) => round(2 * p)) };
}

/** x after 0..steps steps of x ← x − rate·2x. */
export const descend32 = (start: number, rate: number, steps: number, flush: boolean): Float64Array => walk32({ start, rate, steps, flush }).x;
