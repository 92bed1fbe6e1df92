/** The state of a moving-average figure and its keys in the address: from series n noise seed k rho init bias t. Pure. */
import { parseFragment } from './url.ts';

export const sources = ['list', 'gradients'] as const;
export const inits = ['zero', 'first'] as const;

export interface AverageState {
  /** Typed numbers, or the noisy gradients of a descent. */
  from: (typeof sources)[number];
  values: number[];
  /** Of the gradients: how many, their noise and its seed. */
  count: number;
  noise: number;
  seed: number;
  /** How many values the simple average takes. */
  window: number;
  /** The exponential average's weight of the past. */
  rho: number;
  init: (typeof inits)[number];
  biasCorrection: boolean;
  /** The value looked at, 1..n; null is the last. */
  at: number | null;
}

/** What the page itself bounds; whether a window or a rho has a meaning the core decides. */
export const limits = { values: 200, value: 1e9, noise: 1e3, seed: 2 ** 31 - 1, rho: 0.9999 };

export const sizeOf = (state: AverageState): number => (state.from === 'list' ? state.values.length : state.count);

/** Within the bounds, and never -0, which no text keeps. */
const clamp = (x: number, lo: number, hi: number) => Math.min(hi, Math.max(lo, x)) + 0;

export function normalise(raw: AverageState): AverageState {
  const values = raw.values.slice(0, limits.values).map((x) => clamp(x, -limits.value, limits.value));
  const state: AverageState = {
    ...raw, values, count: clamp(Math.round(raw.count), 2, limits.values), noise: clamp(raw.noise, 0, limits.noise),
    seed: clamp(Math.round(raw.seed), 0, limits.seed), rho: clamp(raw.rho, 0, limits.rho),
    // A start at the first value leaves nothing to correct.
    biasCorrection: raw.biasCorrection && raw.init === 'zero',
  };
  const n = sizeOf(state);
  const at = state.at === null ? null : clamp(Math.round(state.at), 1, n);
  return { ...state, window: clamp(Math.round(state.window), 1, n), at: at === n ? null : at };
}

/** Reads address keys over those of an example; what cannot be read counts as not given. */
export function decode(fields: Map<string, string>, preset: string): AverageState {
  const base = parseFragment(`v=1&${preset}`)!;
  const number = (key: string, otherwise: number): number => {
    for (const text of [fields.get(key), base.get(key)]) {
      if (text !== undefined && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
    }
    return otherwise;
  };
  const word = <T extends string>(key: string, allowed: readonly T[]): T =>
    allowed.find((w) => w === fields.get(key)) ?? allowed.find((w) => w === base.get(key)) ?? allowed[0];
  const list = (text: string | undefined): number[] | undefined => {
    const xs = text?.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
    return xs && xs.length > 0 && xs.every(Number.isFinite) ? xs : undefined;
  };
  const at = number('t', 0);
  return normalise({
    from: word('from', sources), values: list(fields.get('series')) ?? list(base.get('series')) ?? [0], count: number('n', 100), noise: number('noise', 1),
    seed: number('seed', 1), window: number('k', 2), rho: number('rho', 0.5), init: word('init', inits), biasCorrection: number('bias', 0) === 1,
    at: at >= 1 ? at : null,
  });
}

/** The address keys that differ from the example the bare figure shows. decode(encode(s)) is s. */
export function encode(state: AverageState, preset: string): [string, string][] {
  const base = decode(new Map(), preset);
  const all = (s: AverageState): [string, string][] => [
    ['from', s.from], ['series', s.values.join(',')], ['n', String(s.count)], ['noise', String(s.noise)], ['seed', String(s.seed)],
    ['k', String(s.window)], ['rho', String(s.rho)], ['init', s.init], ['bias', s.biasCorrection ? '1' : '0'], ['t', s.at === null ? '' : String(s.at)],
  ];
  const other = state.from === 'list' ? ['n', 'noise', 'seed'] : ['series'];
  const bare = new Map(all(base));
  return all(state).filter(([key, value]) => !other.includes(key) && bare.get(key) !== value);
}
