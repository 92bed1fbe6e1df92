/** The state of a function figure and its keys in the address. Pure: runs in Node, knows the catalogue only as data. */
import type { Catalog, CatalogRow, DescendConfig, ObjectiveRow, ObjectiveSpec, ParamInfo } from '../engine/types.ts';
import { clean, complete, toText, type Values } from './params.ts';

export interface FunctionState {
  /** A catalogue id, or '' for the typed expression. */
  objective: string;
  expression: string;
  objectiveParams: Values;
  /** Empty: the objective's own start. */
  start: number[];
  optimizer: string;
  optimizerParams: Values;
  schedule: string;
  scheduleParams: Values;
  steps: number;
  /** The step looked at, 0..steps; null is the end. */
  frame: number | null;
  /** Standard deviation of the noise on each gradient coordinate. */
  noise: number;
  seed: number;
  /** The shown box, lo and hi per coordinate; null is the objective's own. */
  view: number[] | null;
}

/** What the page itself bounds: how long a drawn path may be, how long an expression. The rest is the catalogue's. */
export const limits = { steps: 2000, expression: 300, coordinate: 1e9, noise: 1e6, seed: 2 ** 31 - 1 };

/** Where a bare figure starts: momentum rolls out of the shallow well. */
const first = { objective: 'pit', optimizer: 'momentum', schedule: 'constant', steps: 100 };

export function defaultState(catalog: Catalog): FunctionState {
  const pick = (rows: CatalogRow[], id: string) => (rows.find((row) => row.id === id) ?? rows[0])?.id ?? '';
  return {
    objective: pick(catalog.objectives, first.objective), expression: '', objectiveParams: {}, start: [],
    optimizer: pick(catalog.optimizers, first.optimizer), optimizerParams: {},
    schedule: pick(catalog.schedules, first.schedule), scheduleParams: {},
    steps: first.steps, frame: null, noise: 0, seed: 1, view: null,
  };
}

export const objectiveRow = (catalog: Catalog, state: Pick<FunctionState, 'objective'>): ObjectiveRow | undefined =>
  catalog.objectives.find((row) => row.id === state.objective);
export const optimizerRow = (catalog: Catalog, state: Pick<FunctionState, 'optimizer'>) =>
  catalog.optimizers.find((row) => row.id === state.optimizer);
export const scheduleRow = (catalog: Catalog, state: Pick<FunctionState, 'schedule'>) =>
  catalog.schedules.find((row) => row.id === state.schedule);

/** The catalogue with what wrappers (SAM and the like) wrap as one more choice of theirs: any plain gradient method. */
export function withBases(catalog: Catalog): Catalog {
  const plain = catalog.optimizers.filter((row) => row.functions && !wraps(row) && row.needs.every((need) => need === 'gradient')).map((row) => row.id);
  const base: ParamInfo = { key: 'base', symbol: '', scale: 'choice', default: plain[0], choices: plain };
  return { ...catalog, optimizers: catalog.optimizers.map((row) => (wraps(row) ? { ...row, params: [...row.params, base] } : row)) };
}
const wraps = (row: CatalogRow): boolean => (row as { wraps?: boolean }).wraps === true;

/** What this figure can show: 1 or 2 variables. */
export const drawable = (row: ObjectiveRow): boolean => row.dimension <= 2;

/** Within the bounds, and never -0, which no text keeps. */
const clamp = (x: number, lo: number, hi: number) => Math.min(hi, Math.max(lo, x)) + 0;
/** As much of an expression as is read; whole characters only. */
const cut = (text: string): string => text.slice(0, limits.expression).replace(/\p{Cs}/gu, '');

/** Anything partial or foreign made a state: unknown ids become the defaults, numbers are clamped. */
export function normalise(raw: Partial<Record<keyof FunctionState, unknown>>, catalog: Catalog): FunctionState {
  const base = defaultState(catalog);
  const id = (rows: CatalogRow[], given: unknown, otherwise: string) =>
    rows.some((row) => row.id === given) ? (given as string) : otherwise;
  const whole = (given: unknown, lo: number, hi: number, otherwise: number) => {
    const x = Number(given);
    return given !== undefined && given !== null && Number.isFinite(x) ? clamp(Math.round(x), lo, hi) : otherwise;
  };
  const numbers = (given: unknown): number[] =>
    Array.isArray(given) || ArrayBuffer.isView(given) ? Array.from(given as ArrayLike<unknown>, Number) : [];
  const object = (given: unknown) => (given && typeof given === 'object' ? (given as Record<string, unknown>) : {});

  const expression = typeof raw.expression === 'string' && raw.expression.trim() !== '' ? cut(raw.expression) : '';
  const objective = expression && (raw.objective === '' || raw.objective === undefined)
    ? '' : id(catalog.objectives.filter(drawable), raw.objective, base.objective);
  const row = catalog.objectives.find((r) => r.id === objective);
  const optimizer = id(catalog.optimizers.filter((r) => r.functions), raw.optimizer, base.optimizer);
  const schedule = id(catalog.schedules, raw.schedule, base.schedule);
  let start = numbers(raw.start);
  const dims = row ? [row.dimension] : [1, 2];
  if (!dims.includes(start.length) || !start.every(Number.isFinite)) start = [];
  start = start.map((x) => clamp(x, -limits.coordinate, limits.coordinate));
  if (row && start.every((x, i) => x === row.start[i])) start = [];
  let view: number[] | null = numbers(raw.view);
  const ordered = view.every((x, i) => Number.isFinite(x) && Math.abs(x) <= limits.coordinate && (i % 2 === 0 || x > view![i - 1]));
  if (!ordered || !dims.includes(view.length / 2)) view = null;
  const steps = whole(raw.steps, 1, limits.steps, base.steps);
  const frame = whole(raw.frame, 0, steps, steps);
  const noise = Number(raw.noise ?? 0);
  return {
    objective, expression: objective === '' ? expression : '', objectiveParams: clean(row, object(raw.objectiveParams)), start,
    optimizer, optimizerParams: clean(catalog.optimizers.find((r) => r.id === optimizer), object(raw.optimizerParams)),
    schedule, scheduleParams: clean(catalog.schedules.find((r) => r.id === schedule), object(raw.scheduleParams)),
    steps, frame: frame === steps ? null : frame,
    noise: Number.isFinite(noise) ? clamp(noise, 0, limits.noise) : 0,
    seed: whole(raw.seed, 0, limits.seed, base.seed), view,
  };
}

/** Reads the address keys: f e x m s n t noise seed b, and f.*, m.*, s.* for parameters. Unknown keys are ignored. */
export function decode(fields: Map<string, string>, catalog: Catalog): FunctionState {
  const numbers = (text: string | undefined) =>
    text === undefined || text.trim() === '' ? undefined : text.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  const group = (prefix: string) =>
    Object.fromEntries([...fields].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]));
  const number = (key: string) => (fields.get(key)?.trim() ? fields.get(key) : undefined);
  return normalise({
    objective: fields.get('f'), expression: fields.get('e'), objectiveParams: group('f.'), start: numbers(fields.get('x')),
    optimizer: fields.get('m'), optimizerParams: group('m.'), schedule: fields.get('s'), scheduleParams: group('s.'),
    steps: number('n'), frame: number('t'), noise: number('noise'), seed: number('seed'), view: numbers(fields.get('b')),
  }, catalog);
}

/** The state's address keys, defaults left out. decode(encode(s)) is s. */
export function encode(state: FunctionState, catalog: Catalog): [string, string][] {
  const base = defaultState(catalog);
  const fields: [string, string][] = [];
  const put = (key: string, value: string, otherwise = '') => { if (value !== otherwise) fields.push([key, value]); };
  const group = (prefix: string, values: Values) =>
    Object.keys(values).sort().forEach((key) => fields.push([prefix + key, toText(values[key])]));
  if (state.objective === '') put('e', state.expression);
  else put('f', state.objective, base.objective);
  group('f.', state.objectiveParams);
  put('x', state.start.join(','));
  put('m', state.optimizer, base.optimizer);
  group('m.', state.optimizerParams);
  put('s', state.schedule, base.schedule);
  group('s.', state.scheduleParams);
  put('n', String(state.steps), String(base.steps));
  if (state.frame !== null) put('t', String(state.frame));
  put('noise', String(state.noise), '0');
  put('seed', String(state.seed), String(base.seed));
  if (state.view) put('b', state.view.join(','));
  return fields;
}

export function objectiveSpec(state: FunctionState, catalog: Catalog): ObjectiveSpec {
  const row = objectiveRow(catalog, state);
  return row ? { id: row.id, ...complete(row, state.objectiveParams) } : { expression: state.expression };
}

/** The engine's request for this state; `start` is where it really starts. */
export function descendConfig(state: FunctionState, catalog: Catalog, start: number[]): DescendConfig {
  const optimizer = optimizerRow(catalog, state)!, schedule = scheduleRow(catalog, state);
  return {
    objective: objectiveSpec(state, catalog), start, steps: state.steps, seed: state.seed, gradientNoise: state.noise,
    optimizer: { id: optimizer.id, ...complete(optimizer, state.optimizerParams) },
    ...(schedule && { schedule: { id: schedule.id, ...complete(schedule, state.scheduleParams) } }),
  };
}
