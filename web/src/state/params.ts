/** Values of catalogue parameters: defaults, clamping, slider positions. What is allowed comes from the row alone. */
import type { CatalogRow, ParamInfo } from '../engine/types.ts';

export type ParamValue = number | string | boolean;
/** Only what differs from the row's defaults. */
export type Values = Record<string, ParamValue>;

/** `raw` as a value this parameter accepts; null where nothing near it would be. */
export function accept(info: ParamInfo, raw: unknown): ParamValue | null {
  if (info.scale === 'choice') return typeof raw === 'string' && info.choices?.includes(raw) ? raw : null;
  if (info.scale === 'flag') {
    if (typeof raw === 'boolean') return raw;
    return raw === '1' || raw === 'true' ? true : raw === '0' || raw === 'false' ? false : null;
  }
  let x = typeof raw === 'number' ? raw : typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : NaN;
  if (!Number.isFinite(x)) return null;
  if (info.scale === 'integer') x = Math.round(x);
  // An open end cannot be taken itself: step to what the slider offers there.
  if (info.min !== undefined && (info.openMin ? x <= info.min : x < info.min)) x = info.openMin ? Math.max(info.lo ?? NaN, info.min) : info.min;
  if (info.max !== undefined && (info.openMax ? x >= info.max : x > info.max)) x = info.openMax ? Math.min(info.hi ?? NaN, info.max) : info.max;
  return Number.isFinite(x) ? x + 0 : null; // no text keeps the sign of a zero
}

export const valueOf = (info: ParamInfo, values: Values): ParamValue => values[info.key] ?? info.default;

/** Known keys, accepted values, defaults left out. */
export function clean(row: CatalogRow | undefined, raw: Record<string, unknown>): Values {
  const values: Values = {};
  for (const info of row?.params ?? []) {
    if (!(info.key in raw)) continue;
    const value = accept(info, raw[info.key]);
    if (value !== null && value !== info.default) values[info.key] = value;
  }
  return values;
}

/** All of the row's values, as the engine's calls take them. */
export const complete = (row: CatalogRow, values: Values): Record<string, ParamValue> =>
  Object.fromEntries(row.params.map((info) => [info.key, valueOf(info, values)]));

export const toText = (value: ParamValue): string =>
  typeof value === 'boolean' ? (value ? '1' : '0') : String(value);

/** Sliders run 0..1000; logarithmic ones over the decades between lo and hi, as do wide ranges of whole numbers. */
export const sliderSteps = 1000;
const byDecades = (info: ParamInfo) =>
  info.scale === 'log' || (info.scale === 'integer' && (info.lo ?? 0) >= 1 && (info.hi ?? 0) > 200);

export function toSlider(info: ParamInfo, value: number): number {
  const lo = info.lo ?? 0, hi = info.hi ?? 1;
  const share = byDecades(info) ? Math.log(Math.max(value, lo) / lo) / Math.log(hi / lo) : (value - lo) / (hi - lo);
  return Math.round(sliderSteps * Math.min(1, Math.max(0, share)));
}

/** The value at a slider position, rounded to what the eye can tell apart. */
export function fromSlider(info: ParamInfo, position: number): number {
  const lo = info.lo ?? 0, hi = info.hi ?? 1;
  const share = position / sliderSteps;
  // A logarithmic slider cannot reach 0; where 0 is allowed (penalties, epsilons) its left end means it.
  if (share <= 0) return info.scale === 'log' && info.min === 0 && !info.openMin ? 0 : lo;
  if (share >= 1) return hi;
  if (byDecades(info)) {
    const x = Number((lo * (hi / lo) ** share).toPrecision(2));
    return info.scale === 'integer' ? Math.round(x) : x;
  }
  const x = lo + share * (hi - lo);
  if (info.scale === 'integer') return Math.round(x);
  const digits = Math.max(0, 3 - Math.ceil(Math.log10(hi - lo)));
  return Number(x.toFixed(digits));
}
