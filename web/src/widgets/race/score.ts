/** Who is how far, and what it took: the numbers of the scoreboard. */
import type { ObjectiveRow } from '../../engine/types.ts';
import type { Refusal } from '../../i18n/errors.ts';
import type { Axis } from '../../state/compare-state.ts';
import { lowestOf } from '../compare/charts.ts';
import type { Outcome } from '../compare/model.ts';

export interface Score {
  /** The lowest value on the path. */
  best: number;
  /** From the last point to the nearest known minimum; undefined where none is known. */
  distance?: number;
  /** The first step within the tolerance of the lowest minimum; undefined if there is none. */
  reached?: number;
  /** What that took in evaluations, and in seconds where time was measured. */
  evaluations?: number;
  seconds?: number;
  status: 'arrived' | 'running' | 'elsewhere' | 'diverged' | 'failed' | 'refused';
  why?: Refusal;
  /** 1 is the first to arrive along the chosen axis; undefined for those who do not. */
  place?: number;
}

/** A gradient this small against the steepest met means that a run has come to rest. */
const rest = 1e-5;

function scoreOf(outcome: Outcome, row: ObjectiveRow | undefined, tolerance: number): Score {
  const { run } = outcome;
  if (!run) return { best: NaN, status: 'refused', why: outcome.trouble };
  const { f, steps, dim } = run, lowest = lowestOf(row);
  const best = f.reduce((a, b) => (b < a ? b : a), f[0]);
  const end = run.x.subarray(steps * dim, (steps + 1) * dim);
  const distance = row?.minima.length ? Math.min(...row.minima.map((m) => Math.hypot(...m.x.map((x, i) => x - end[i])))) : undefined;
  const at = lowest === undefined ? -1 : f.findIndex((value) => value - lowest <= tolerance);
  const reached = at < 0 ? undefined : at;
  const slope = (t: number) => Math.hypot(...run.gradient.subarray(t * dim, (t + 1) * dim));
  const steepest = Math.max(...Array.from({ length: steps + 1 }, (_, t) => slope(t)));
  const status = run.status === 'diverged' || run.status === 'failed' ? run.status
    : reached !== undefined ? 'arrived' : slope(steps) <= rest * steepest ? 'elsewhere' : 'running';
  return {
    best, distance, reached, status, why: run.message ? { code: run.status, message: run.message } : undefined,
    evaluations: reached === undefined ? undefined : outcome.evaluations?.[reached],
    seconds: reached === undefined || outcome.secondsPerStep == null ? undefined : outcome.secondsPerStep * reached,
  };
}

/** The scoreboard: places by steps, evaluations or time, whichever the reader looks at. */
export function scores(outcomes: Outcome[], row: ObjectiveRow | undefined, tolerance: number, axis: Axis): Score[] {
  const list = outcomes.map((o) => scoreOf(o, row, tolerance));
  const cost = (s: Score) => (axis === 'steps' ? s.reached : axis === 'evaluations' ? s.evaluations : s.seconds);
  for (const score of list) {
    const mine = cost(score);
    if (mine !== undefined) score.place = 1 + list.filter((other) => (cost(other) ?? Infinity) < mine).length;
  }
  return list;
}
