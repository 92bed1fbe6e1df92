/**
 * Gradient descent on x² as single precision computes it: a simulation on the page, with Math.fround after every operation,
 * because the core works in double precision. The slides' odd digits come from such arithmetic.
 */
export interface Float32Setting {
  start: number;
  rate: number;
  /** 0: plain gradient descent. */
  momentum?: number;
  /** Whether numbers below the smallest normal one become zero, as on much hardware; else they fade gradually. */
  flush: boolean;
  steps: number;
}
export interface Float32Run { x: number[]; v: number[]; gradient: number[]; /** The first step after which x never changes again. */ stall: number }

/** The smallest normal single: 2⁻¹²⁶. */
export const smallestNormal = 2 ** -126;

export function float32Run({ start, rate, momentum = 0, flush, steps }: Float32Setting): Float32Run {
  const round = (x: number): number => {
    const y = Math.fround(x);
    return flush && Math.abs(y) < smallestNormal ? 0 : y;
  };
  const lr = Math.fround(rate), m = Math.fround(momentum);
  const x = [Math.fround(start)], v = [0], gradient: number[] = [];
  for (let t = 0; t < steps; ++t) {
    gradient.push(round(2 * x[t]));
    v.push(round(round(m * v[t]) - round(lr * gradient[t])));
    x.push(round(x[t] + v[t + 1]));
  }
  gradient.push(round(2 * x[steps]));
  let stall = steps;
  while (stall > 0 && x[stall - 1] === x[steps]) --stall;
  return { x, v, gradient, stall };
}
