/**
 * A fair race: every method gets the rate that suits it best, found by the same sweep from the same start with the same
 * budget of steps. Best is the rate that arrives first; where none arrives, the one that ends lowest.
 */
import type { DescendConfig, DescendResult, Lab, ParamInfo } from '../../engine/types.ts';

/** Rates tried over the whole slider, and then between the best one's neighbours. */
const coarse = 21, fine = 9;

const spread = (lo: number, hi: number, n: number) =>
  Array.from({ length: n }, (_, i) => Number((lo * (hi / lo) ** (i / (n - 1))).toPrecision(2)));

export interface Racer { config: DescendConfig; rate: ParamInfo }

/** How many runs the sweep of `racers` methods takes. */
export const runsOf = (racers: number): number => racers * (coarse + fine);

/** Smaller is better: arrivals by their step, then ends by their value; runs that broke off come last. */
function merit(run: DescendResult, target: number | undefined): [number, number] {
  if (run.status === 'diverged' || run.status === 'failed') return [Infinity, Infinity];
  const at = target === undefined ? -1 : run.f.findIndex((f) => f <= target);
  return [at < 0 ? run.f.length : at, run.f[run.steps]];
}
const better = (a: [number, number], b: [number, number]) => a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);

/** The best rate of each racer; undefined where none did not break off. Rejects with `cancelled` once the signal says so. */
export async function tune(
  lab: Lab, racers: Racer[], target: number | undefined, signal: AbortSignal, progress: (done: number) => void,
): Promise<(number | undefined)[]> {
  let done = 0;
  const best: (number | undefined)[] = [];
  for (const { config, rate } of racers) {
    let found: number | undefined, merits: [number, number] = [Infinity, Infinity];
    const tryAll = async (rates: number[]) => {
      const runs = await Promise.all(rates.map(async (lr) => {
        const run = await lab.descend({ ...config, optimizer: { ...(config.optimizer as { id: string }), [rate.key]: lr } }, { signal });
        progress(++done);
        return run;
      }));
      signal.throwIfAborted();
      runs.forEach((run, i) => {
        const m = merit(run, target);
        if (better(m, merits)) { merits = m; found = rates[i]; }
      });
    };
    const rates = spread(rate.lo!, rate.hi!, coarse);
    await tryAll(rates);
    if (found !== undefined) {
      const at = rates.indexOf(found);
      await tryAll(spread(rates[Math.max(0, at - 1)], rates[Math.min(coarse - 1, at + 1)], fine));
    } else {
      progress((done += fine));
    }
    best.push(found);
  }
  return best;
}
