/** What steps cost: evaluations as the core counts them. */
import type { DescendConfig, DescendResult, Lab, OptimizerRow } from '../../engine/types.ts';

/** Values, gradients and directional derivatives count one each; a Hessian counts as one gradient a coordinate. */
const total = (run: DescendResult): number => {
  const { value, gradient, directional, hessian } = run.evaluations;
  return value + gradient + directional + hessian * run.dim;
};

/** Methods that only ask for gradients, or slopes along directions, ask for as many in every step. */
const costsEvenly = (row: OptimizerRow): boolean => row.needs.every((need) => need === 'gradient' || need === 'directional');

/** How often the first t steps have been through the data, were each of them to ask once; t where every step sees all of it. */
export function passes(objective: DescendConfig['objective'], t: number): number {
  const { samples, batchSize } = typeof objective === 'object' ? (objective as Record<string, unknown>) : {};
  if (typeof samples !== 'number' || typeof batchSize !== 'number' || batchSize >= samples) return t;
  // The last batch of a pass may be smaller, as the core cuts them.
  const perPass = Math.ceil(samples / batchSize);
  return Math.floor(t / perPass) + ((t % perPass) * batchSize) / samples;
}

/** Most points at which a varying count is asked for; between them it is taken as even. */
const samples = 100;

/** What the first t steps have asked for, t = 0..steps; what sees m of N samples counts m/N. Methods that search along lines ask for more in some steps than in others. */
export async function evaluationsByStep(lab: Lab, config: DescendConfig, run: DescendResult, row: OptimizerRow): Promise<Float64Array> {
  const asked = await asksByStep(lab, config, run, row);
  return asked.map((count, t) => (t === 0 ? count : (count * passes(config.objective, t)) / t));
}

async function asksByStep(lab: Lab, config: DescendConfig, run: DescendResult, row: OptimizerRow): Promise<Float64Array> {
  const { steps } = run, counts = new Float64Array(steps + 1);
  if (costsEvenly(row) || steps === 0) return counts.map((_, t) => (steps === 0 ? 0 : (total(run) * t) / steps));
  const every = Math.ceil(steps / samples), { steps: _all, ...rest } = config;
  const walk = await lab.start(rest);
  try {
    // Asked all at once: the worker answers in order.
    const parts = await Promise.all(Array.from({ length: Math.ceil(steps / every) }, () => walk.advance(every)));
    let from = 0;
    for (const part of parts) {
      const to = Math.min(part.steps, steps);
      for (let t = from + 1; t <= to; ++t) counts[t] = counts[from] + ((total(part) - counts[from]) * (t - from)) / (to - from);
      from = to;
    }
    return counts;
  } finally {
    await walk.dispose();
  }
}
