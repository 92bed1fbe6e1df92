/** Where theory puts the edge of stability on this map, if it knows: on quadratics, from the Hessian's eigenvalues. */
import type { Catalog, Lab, ObjectiveSpec } from '../../engine/types.ts';
import { optimizerRow } from '../../state/function-state.ts';
import { paramOf, type MapAxis, type MapState } from '../../state/map-state.ts';
import type { Values } from '../../state/params.ts';
import { stabilityRule, type BestSetting } from '../stability.ts';

/** The curvatures of a quadratic. */
export interface Spectrum { least: number; most: number }

export interface Theory extends Spectrum {
  /** The largest stable rate where the other side has this value. */
  edge(other: number): number;
  /** Which side is the rate. */
  rate: 'x' | 'y';
  /** The fastest setting, where the map shows it. */
  best?: BestSetting;
}

/** So much may second derivatives differ, relative to the largest, by rounding. */
const rounding = 1e-7;

/** The Hessian's extreme eigenvalues if it is the same everywhere and bends upwards in every direction; else undefined. */
export async function spectrumOf(lab: Lab, objective: ObjectiveSpec, start: number[], box: number[]): Promise<Spectrum | undefined> {
  // Places without symmetry: a function that is no quadratic shows it at one of them.
  const places = [start, ...[0.137, 0.618, 0.911].map((share) => start.map((_, i) => box[2 * i] + (box[2 * i + 1] - box[2 * i]) * (i % 2 ? 1 - share * share : share)))];
  try {
    const points = await Promise.all(places.map((x) => lab.point(objective, x)));
    const [{ hessian, eigenvalues }] = points, largest = Math.max(...hessian.map(Math.abs));
    const least = eigenvalues[0], most = eigenvalues[eigenvalues.length - 1];
    const same = points.every((p) => p.hessian.every((h, i) => Math.abs(h - hessian[i]) <= rounding * largest));
    return same && least > rounding * largest ? { least, most } : undefined;
  } catch {
    return undefined; // no second derivatives there: no theory
  }
}

/** The edge on this map: a side has to be the rate, and nothing may disturb or change it along the run. */
export function theoryOf(state: MapState, catalog: Catalog, spectrum: Spectrum | undefined): Theory | undefined {
  const { base } = state, row = optimizerRow(catalog, base), rule = row && stabilityRule(row, base.optimizerParams);
  if (!spectrum || !rule || base.schedule !== 'constant' || base.noise > 0 || Number(base.objectiveParams.batchSize ?? 0) > 0) return undefined;
  const rate = state.x.of === 'm.lr' ? 'x' : state.y.of === 'm.lr' ? 'y' : undefined;
  if (!rate) return undefined;
  const other: MapAxis = rate === 'x' ? state.y : state.x, varied = paramOf(other.of, catalog, base)?.key;
  const changed = (value: number): Values => (varied ? { [varied]: value } : {});
  const best = rule.momentum === undefined || rule.momentum === varied ? rule.best(spectrum.least, spectrum.most) : undefined;
  return { ...spectrum, rate, edge: (value) => rule.limit(changed(value)) / spectrum.most, best };
}
