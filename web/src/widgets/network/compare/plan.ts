/** What a comparison runs: the present settings with one difference, once for each value and each seed. Pure. */
import type { Catalog, ParamInfo } from '../../../engine/types.ts';
import { decodeNetwork, dropoutInfo, encodeNetwork, networkLimits, rowOf, type NetworkState } from '../../../state/network-state.ts';

/** The difference as the address has it: a key of the state and its values, e.g. `m:gd;adam,lr=0.01` or `b:32;128`. */
export interface Difference { key: string; values: string[] }

export const mostValues = 8;
export const mostSeeds = 10;

export function parseDifference(text: string): Difference | undefined {
  const at = text.indexOf(':');
  if (at < 1) return undefined;
  const values = text.slice(at + 1).split(';').map((v) => v.trim()).filter(Boolean);
  return { key: text.slice(0, at).trim(), values: [...new Set(values)].slice(0, mostValues) };
}
export const differenceText = ({ key, values }: Difference): string => (values.length ? `${key}:${values.join(';')}` : '');

/** What may differ: the rows' choices and every plain number of the present settings. */
export interface Field { key: string; kind: 'row' | 'number' | 'layers'; group?: 'optimizer' | 'activation' | 'initializer' | 'schedule'; info?: ParamInfo }
export function fields(catalog: Catalog, state: NetworkState): Field[] {
  const numbers = (prefix: string, group: 'optimizer' | 'activation' | 'initializer' | 'schedule'): Field[] =>
    (rowOf(catalog, state, group)?.params ?? []).filter((p) => p.scale !== 'choice' && p.scale !== 'flag').map((info) => ({ key: `${prefix}.${info.key}`, kind: 'number' as const, info }));
  const dropout = dropoutInfo(catalog);
  return [
    { key: 'm', kind: 'row', group: 'optimizer' }, ...numbers('m', 'optimizer'), { key: 'a', kind: 'row', group: 'activation' },
    { key: 'i', kind: 'row', group: 'initializer' }, { key: 's', kind: 'row', group: 'schedule' }, ...numbers('s', 'schedule'),
    { key: 'l', kind: 'layers' }, { key: 'b', kind: 'number' }, ...(dropout ? [{ key: 'p', kind: 'number' as const, info: dropout }] : []),
  ];
}

export interface Planned { state: NetworkState; value: number; seed: number }

/** The runs, value by value, the seeds from the state's own upwards. */
export function plan(state: NetworkState, catalog: Catalog, { key, values }: Difference, seeds: number): Planned[] {
  const base = new Map(encodeNetwork(state, catalog));
  for (const own of ['c', 'k', 'ci']) base.delete(own);
  return values.flatMap((text, value) => {
    const changed = new Map(base);
    if (['m', 'a', 'i', 's'].includes(key)) {
      const [id, ...params] = text.split(',');
      // Another method has its own defaults: the settings of the present one are not meant for it.
      if (id !== state[({ m: 'optimizer', a: 'activation', i: 'initializer', s: 'schedule' } as const)[key as 'm']]) {
        for (const name of [...changed.keys()]) if (name.startsWith(`${key}.`)) changed.delete(name);
      }
      changed.set(key, id);
      for (const p of params) { const [name, x] = p.split('='); changed.set(`${key}.${name.trim()}`, (x ?? '').trim()); }
    } else {
      changed.set(key, text);
    }
    const one = { ...decodeNetwork(changed, catalog), data: state.data, loss: state.loss, lossParams: state.lossParams };
    return Array.from({ length: seeds }, (_, k) => ({ value, seed: k, state: { ...one, seed: (one.seed + k) % (networkLimits.seed + 1) } }));
  });
}

/** Of runs that differ by their seed alone: mean, lowest and highest at each evaluation they all have. */
export interface Spread { x: Float64Array; mean: Float64Array; low: Float64Array; high: Float64Array }
export function spreadOf<E>(runs: readonly (readonly E[])[], x: (e: E) => number, y: (e: E) => number): Spread {
  const n = Math.min(...runs.map((run) => run.length));
  const make = () => new Float64Array(n);
  const spread: Spread = { x: make(), mean: make(), low: make(), high: make() };
  for (let i = 0; i < n; ++i) {
    const ys = runs.map((run) => y(run[i]));
    spread.x[i] = runs.reduce((sum, run) => sum + x(run[i]), 0) / runs.length;
    spread.mean[i] = ys.reduce((a, b) => a + b, 0) / ys.length;
    spread.low[i] = Math.min(...ys);
    spread.high[i] = Math.max(...ys);
  }
  return spread;
}
