/** What became of a run, in a sentence's worth of numbers, and what would help. Sentences are in the content. */
import type { Catalog, DescendResult, ObjectiveRow, PointResult } from '../../engine/types.ts';
import { optimizerRow, scheduleRow, type FunctionState } from '../../state/function-state.ts';
import { valueOf, type ParamValue } from '../../state/params.ts';
import type { Refusal } from '../../i18n/errors.ts';
import type { Key } from '../../i18n/i18n.ts';
import { short, vector } from '../../state/format.ts';
import { stabilityRule } from '../stability.ts';

type Ask = (x: number[]) => Promise<PointResult>;

export interface Remedy { key: Key<'function'>; values: Record<string, string>; change: Partial<FunctionState> }
export interface Finding {
  tone: 'good' | 'bad' | 'plain';
  key: Key<'function'>;
  values: Record<string, string>;
  /** In the engine's words; the sentence has a place for it, {message}. */
  why?: Refusal;
  remedy?: (state: FunctionState, catalog: Catalog) => Remedy | undefined;
  /** A better finding, at the price of asking the engine about points. */
  closer?: (ask: Ask, state: FunctionState, catalog: Catalog) => Promise<Finding | undefined>;
}

const at = (run: DescendResult, t: number): number[] => Array.from(run.x.subarray(t * run.dim, (t + 1) * run.dim));
const distance = (a: number[], b: number[]) => Math.hypot(...a.map((x, i) => x - b[i]));

export function diagnose(run: DescendResult, row: ObjectiveRow | undefined): Finding {
  const n = run.steps, x = at(run, n), f = run.f[n];
  const g = Math.hypot(...run.gradient.subarray(n * run.dim, (n + 1) * run.dim));
  const common = { n: String(n), f: short(f), x: vector(x), g: short(g, 2) }, why = { code: run.status, message: run.message };
  if (run.status === 'failed') return { tone: 'bad', key: 'end.failed', values: common, why, remedy: smallerRate };
  const size = (t: number) => Math.hypot(...at(run, t), 1e-300);
  const growing = n >= 4 && f > run.f[0] + 10 * Math.abs(run.f[0]) && size(n) > size(n >> 1);
  if (run.status === 'diverged' || growing) {
    return {
      tone: 'bad', key: run.status === 'diverged' ? 'end.diverged' : 'end.growing', values: common, why, remedy: smallerRate,
      closer: (ask, state, catalog) => overshoot(run, ask, state, catalog),
    };
  }
  if (n >= 4) {
    const step = distance(x, at(run, n - 1)), twice = distance(x, at(run, n - 2));
    if (step > 1e-6 * (1 + Math.hypot(...x)) && twice < 0.01 * step) {
      return { tone: 'plain', key: 'end.cycle', values: { a: vector(at(run, n - 1)), b: vector(x) }, remedy: withDecay };
    }
  }
  const room = row ? Math.max(...row.domain.hi.map((hi, i) => hi - row.domain.lo[i])) : 8;
  if (f < run.f[0] && !row?.minima.length && distance(x, at(run, 0)) > 20 * room) return { tone: 'plain', key: 'end.unbounded', values: common };
  const steepest = Math.max(...Array.from({ length: n + 1 }, (_, t) => Math.abs(run.gradient[t * run.dim])), g);
  if (g < 1e-4 || g < 1e-5 * steepest) return resting(run, row, common, g);
  return { tone: 'plain', key: 'end.moving', values: common };
}

/** The gradient has all but vanished: a minimum, the lowest one or another, a saddle, or flat ground. */
function resting(run: DescendResult, row: ObjectiveRow | undefined, common: Record<string, string>, g: number): Finding {
  const n = run.steps, x = at(run, n), f = run.f[n];
  const lowest = row?.minima.reduce<ObjectiveRow['minima'][number] | undefined>((a, b) => (a && a.f <= b.f ? a : b), undefined);
  const settled: Finding = { tone: 'good', key: 'end.settled', values: common };
  const local: Finding | undefined = lowest && f > lowest.f + 1e-3 * (1 + Math.abs(lowest.f))
    ? { tone: 'plain', key: 'end.local', values: { ...common, best: short(lowest.f), bestX: vector(lowest.x) } } : undefined;
  return {
    ...settled,
    async closer(ask) {
      const { eigenvalues } = await ask(x);
      const least = eigenvalues[0], most = eigenvalues[eigenvalues.length - 1];
      if (!(eigenvalues.length > 0)) return undefined;
      if (least < -1e-3) return { tone: 'plain', key: g > 0 || run.dim > 1 ? 'end.saddle' : 'end.settled', values: common };
      if (Math.abs(most) < 1e-3 && lowest && f > lowest.f + 1e-9) return { tone: 'plain', key: 'end.flat', values: common };
      return local;
    },
  };
}

/** Looks where the path first climbs: is the rate beyond what the curvature there allows? */
async function overshoot(run: DescendResult, ask: Ask, state: FunctionState, catalog: Catalog): Promise<Finding | undefined> {
  const limit = stabilityRule(optimizerRow(catalog, state)!, state.optimizerParams)?.limit();
  if (limit === undefined) return undefined;
  let t = 0;
  while (t < run.steps && run.f[t + 1] <= run.f[t]) ++t;
  const x = at(run, Math.min(t, run.steps));
  const { eigenvalues } = await ask(x);
  const curvature = eigenvalues[eigenvalues.length - 1], lr = run.lr[Math.min(t, run.lr.length - 1)];
  if (!(curvature > 0) || lr * curvature <= limit) return undefined;
  return {
    tone: 'bad', key: 'end.overshoot',
    values: { lr: short(lr, 3), L: short(curvature), product: short(lr * curvature, 3), limit: short(limit, 3), x: vector(x, 3) },
    remedy: (s, c) => setRate(s, c, 1 / curvature),
  };
}

/** The rate rounded down to one digit: a number a person would choose. */
function setRate(state: FunctionState, catalog: Catalog, rate: number): Remedy | undefined {
  const info = optimizerRow(catalog, state)!.params.find((p) => p.key === 'lr');
  const power = 10 ** Math.floor(Math.log10(rate));
  const lr = Number((Math.floor(rate / power + 1e-9) * power).toPrecision(1));
  if (!info || !(lr > 0)) return undefined;
  return { key: 'remedy.lr', values: { lr: short(lr) }, change: { optimizerParams: { ...state.optimizerParams, lr } } };
}

function smallerRate(state: FunctionState, catalog: Catalog): Remedy | undefined {
  const info = optimizerRow(catalog, state)!.params.find((p) => p.key === 'lr');
  return info && setRate(state, catalog, (valueOf(info, state.optimizerParams) as number) / 10);
}

/** A decaying schedule that starts at the same rate; which one is the catalogue's first that is not the present. */
function withDecay(state: FunctionState, catalog: Catalog): Remedy | undefined {
  const now = scheduleRow(catalog, state);
  const decay = catalog.schedules.find((row) => row.id === 'exponential');
  if (!decay || now?.id === decay.id) return smallerRate(state, catalog);
  const params: Record<string, ParamValue> = {};
  return { key: 'remedy.schedule', values: {}, change: { schedule: decay.id, scheduleParams: params } };
}
