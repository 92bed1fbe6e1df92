/**
 * Gradient descent on x² as a machine with 32-bit numbers walks it: an exhibit beside the core, which computes in 64 bits.
 * Each operation is rounded by Math.fround; `flush` also sets to zero what is below the smallest normal number, as many
 * processors do for speed. Pure.
 */

/** The smallest normal 32-bit number, 2⁻¹²⁶. */
export const smallestNormal = 2 ** -126;

/** x after 0..steps steps of x ← x − rate·2x. */
export function descend32(start: number, rate: number, steps: number, flush: boolean): Float64Array {
  const round = (x: number) => {
    const y = Math.fround(x);
    return flush && Math.abs(y) < smallestNormal ? 0 : y;
  };
  const xs = new Float64Array(steps + 1), lr = round(rate);
  xs[0] = round(start);
  for (let t = 0; t < steps; ++t) xs[t + 1] = round(xs[t] - round(lr * round(2 * xs[t])));
  return xs;
}
