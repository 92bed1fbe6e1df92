/**
 * What theory says about a method on a quadratic: how large η·L may be, and which settings shrink the error fastest. The
 * rules stand with the equations in web/content/equations.json; the curvatures L come from the core.
 */
import equations from '../../content/equations.json';
import type { CatalogRow } from '../engine/types.ts';
import { valueOf, type Values } from '../state/params.ts';
import { applies, type When } from './function/equation-model.ts';

/** A number, 1 + times · v, or 1 − v of the parameter's value v; a list of them is their product. */
type Factor = number | { plus: string; times?: number } | { minus: string };
interface Rule {
  value: Factor[];
  over?: Factor[];
  /** The share of η with which a gradient enters the memory; 1 where it is left out. */
  share?: Factor[];
  best?: string;
  /** The parameter that is the momentum. */
  momentum?: string;
  when?: When;
}

export interface BestSetting {
  lr: number;
  momentum?: number;
  /** By how much a step shrinks the error in the long run. */
  rate: number;
}
export interface Stability {
  /** Key of the momentum among the method's parameters. */
  momentum?: string;
  /** The largest η·L that does not diverge; `changed` overrides parameters. */
  limit(changed?: Values): number;
  /** The fastest setting where curvatures lie between `least` and `most`; undefined where no closed form is known. */
  best(least: number, most: number): BestSetting | undefined;
}

/** Polyak 1964; Lessard, Recht and Packard 2016 for Nesterov's. `l` and `L` are the smallest and the largest curvature. */
const fastest: Record<string, (l: number, L: number) => BestSetting> = {
  descent: (l, L) => ({ lr: 2 / (l + L), rate: (L - l) / (L + l) }),
  heavyBall: (l, L) => {
    const a = Math.sqrt(L), b = Math.sqrt(l), ratio = (a - b) / (a + b);
    return { lr: (2 / (a + b)) ** 2, momentum: ratio * ratio, rate: ratio };
  },
  nesterov: (l, L) => {
    const root = Math.sqrt((3 * L) / l + 1);
    return { lr: 4 / (3 * L + l), momentum: (root - 2) / (root + 2), rate: 1 - 2 / root };
  },
};

/** The rule that holds for this row with these values; undefined where none is known. */
export function stabilityRule(row: CatalogRow, values: Values): Stability | undefined {
  const rules = (equations as unknown as Record<string, { limit?: Rule[] }>)[row.id]?.limit;
  const options = (changed: Values) => Object.fromEntries(row.params.map((info) => [info.key, changed[info.key] ?? valueOf(info, values)]));
  const rule = rules?.find((r) => applies(r.when, options({})));
  if (!rule) return undefined;
  const product = (factors: Factor[] | undefined, changed: Values) => {
    const all = options(changed);
    return (factors ?? []).reduce<number>((p, f) => p * (typeof f === 'number' ? f : 'plus' in f ? 1 + (f.times ?? 1) * Number(all[f.plus]) : 1 - Number(all[f.minus])), 1);
  };
  return {
    momentum: rule.momentum,
    limit: (changed = {}) => product(rule.value, changed) / product(rule.over, changed) / product(rule.share, changed),
    best(least, most) {
      if (!rule.best || !(least > 0)) return undefined;
      const found = fastest[rule.best](least, most);
      return { ...found, lr: found.lr / product(rule.share, rule.momentum ? { [rule.momentum]: found.momentum! } : {}) };
    },
  };
}
