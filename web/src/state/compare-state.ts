/**
 * The state of a figure that compares: one function and start, and a few entries that differ in their method (`m1`, `m1.lr`,
 * `m2`, ...) or in their schedule (`s1`, ...). The rest is a function figure's state under its own keys. Pure.
 */
import type { Catalog, CatalogRow, DescendConfig, ParamInfo } from '../engine/types.ts';
import { decode as decodeFunction, defaultState, descendConfig, drawable, encode as encodeFunction, objectiveRow, type FunctionState } from './function-state.ts';
import { accept, clean, toText, type Values } from './params.ts';
import { parseFragment } from './url.ts';

/** What the entries are: methods (m) or schedules (s). */
export type Kind = 'm' | 's';
export interface Entry {
  id: string;
  params: Values;
  /** Samples a step, where the function is a mean over samples; otherwise, or if undefined, the function's own batch size. */
  batch?: number;
}
/** What the charts run along. */
export const axes = ['steps', 'evaluations', 'time'] as const;
export type Axis = (typeof axes)[number];

export interface CompareState {
  base: FunctionState;
  entries: Entry[];
  axis: Axis;
  /** How far above the lowest minimum counts as arrived. */
  tolerance: number;
}

/** As many as there are hues and dashes that the eye keeps apart. */
export const mostEntries = 6;
const tolerances = { default: 1e-3, lo: 1e-12, hi: 1e6 };

export interface Preset { id: string; state: string }
export interface Compared {
  kind: Kind;
  /** The first is what a bare figure shows. */
  presets: Preset[];
}

export const entryRows = (catalog: Catalog, kind: Kind): CatalogRow[] =>
  kind === 'm' ? catalog.optimizers.filter((row) => row.functions) : catalog.schedules;

/** The batch size among the function's parameters: methods may differ in it. */
export const batchInfo = (row: CatalogRow | undefined): ParamInfo | undefined => row?.params.find((info) => info.key === 'batchSize');
const batchOf = (info: ParamInfo | undefined, raw: unknown): Pick<Entry, 'batch'> => {
  const batch = info && raw !== undefined ? accept(info, raw) : null;
  return typeof batch === 'number' ? { batch } : {};
};

const group = (fields: Map<string, string>, prefix: string) =>
  Object.fromEntries([...fields].filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]));

/** An entry as its row and the function's batch size allow it. */
export const cleanEntry = (entry: Entry, row: CatalogRow | undefined, info: ParamInfo | undefined): Entry =>
  ({ id: entry.id, params: clean(row, entry.params), ...batchOf(info, entry.batch) });

function readEntries(fields: Map<string, string>, catalog: Catalog, kind: Kind, info?: ParamInfo): Entry[] {
  const rows = entryRows(catalog, kind);
  return Array.from({ length: mostEntries }, (_, i) => `${kind}${i + 1}`).flatMap((name) => {
    const row = rows.find((r) => r.id === fields.get(name));
    return row ? [{ ...cleanEntry({ id: row.id, params: group(fields, `${name}.`) }, row, undefined), ...batchOf(info, fields.get(`${name}.batch`)) }] : [];
  });
}

/** A key's group; a group is given whole or taken whole from the figure's first preset. */
function groupOf(key: string, kind: Kind): string {
  if (/^(f|e|f\..*)$/.test(key)) return 'function';
  if (/^m(\..*)?$/.test(key)) return 'method';
  if (new RegExp(`^${kind}\\d+(\\..*)?$`).test(key)) return 'entries';
  return key;
}

function readable(key: string, text: string, fields: Map<string, string>, catalog: Catalog): boolean {
  const number = (part: string) => part.trim() !== '' && Number.isFinite(Number(part));
  if (key === 'f') return catalog.objectives.some((row) => row.id === text && drawable(row)) || !!fields.get('e')?.trim();
  if (key === 'e') return text.trim() !== '' || fields.has('f');
  if (key === 'm') return catalog.optimizers.some((row) => row.functions && row.id === text);
  if (key === 'axis') return axes.some((axis) => axis === text);
  return /^(x|b)$/.test(key) ? text.split(',').every(number) : /^(n|t|noise|seed|tol)$/.test(key) ? number(text) : true;
}

/** Whether this is a parameter of the function or the method that `all` names, with a value it accepts. */
function suits(key: string, value: string, all: Map<string, string>, catalog: Catalog): boolean {
  const [prefix, name] = key.split('.'), rows: CatalogRow[] = prefix === 'f' ? catalog.objectives : prefix === 'm' ? catalog.optimizers : [];
  const info = rows.find((row) => row.id === all.get(prefix))?.params.find((p) => p.key === name);
  return info !== undefined && accept(info, value) !== null;
}

/** Reads address keys; whatever group is missing comes from the first preset, and a new function brings its own start and view. */
export function decode(fields: Map<string, string>, catalog: Catalog, { kind, presets }: Compared): CompareState {
  const given = new Set([...fields.keys()].map((key) => groupOf(key, kind)));
  if (given.has('entries') && readEntries(fields, catalog, kind).length === 0) given.delete('entries');
  // What cannot be read counts as not given.
  for (const [key, text] of fields) if (!readable(key, text, fields, catalog)) given.delete(groupOf(key, kind));
  // Parameters alone belong to the preset's own function and method.
  if (!fields.has('f') && !fields.has('e')) given.delete('function');
  if (!fields.has('m')) given.delete('method');
  if (given.has('function')) { given.add('x'); given.add('b'); }
  const all = new Map([...parseFragment(`v=1&${presets[0].state}`)!].filter(([key]) => !given.has(groupOf(key, kind))));
  for (const [key, value] of fields) if (given.has(groupOf(key, kind)) || suits(key, value, all, catalog)) all.set(key, value);
  const tolerance = Number(all.get('tol') ?? tolerances.default);
  const hidden = (key: string) => (kind === 'm' ? /^[ms](\.|$)/ : /^s(\.|$)/).test(key);
  const base = decodeFunction(new Map([...all].filter(([key]) => !hidden(key))), catalog);
  return {
    base,
    entries: readEntries(all, catalog, kind, batchInfo(objectiveRow(catalog, base))),
    axis: axes.find((axis) => axis === all.get('axis')) ?? axes[0],
    tolerance: Number.isFinite(tolerance) && tolerance > 0 ? Math.min(tolerances.hi, Math.max(tolerances.lo, tolerance)) : tolerances.default,
  };
}

/** Every key, defaults of rows left out but not those of the figure. */
function allFields(state: CompareState, catalog: Catalog, { kind }: Compared): [string, string][] {
  const { base } = state, first = defaultState(catalog);
  const fields = new Map(encodeFunction({ ...base, ...(kind === 'm' && { optimizer: first.optimizer, optimizerParams: {} }), schedule: first.schedule, scheduleParams: {} }, catalog));
  if (base.objective !== '') fields.set('f', base.objective);
  fields.set('x', base.start.join(','));
  fields.set('n', String(base.steps));
  if (kind === 's') fields.set('m', base.optimizer);
  fields.set('axis', state.axis);
  fields.set('tol', String(state.tolerance));
  const batched = batchInfo(objectiveRow(catalog, base));
  state.entries.forEach(({ id, params, batch }, i) => {
    fields.set(`${kind}${i + 1}`, id);
    if (batched && batch !== undefined) fields.set(`${kind}${i + 1}.batch`, String(batch));
    for (const key of Object.keys(params).sort()) fields.set(`${kind}${i + 1}.${key}`, toText(params[key]));
  });
  return [...fields];
}

/** The state's address keys, groups that are as in a bare figure left out. decode(encode(s)) is s. */
export function encode(state: CompareState, catalog: Catalog, compared: Compared): [string, string][] {
  const fields = allFields(state, catalog, compared), bare = allFields(decode(new Map(), catalog, compared), catalog, compared);
  const of = (list: [string, string][], name: string) => JSON.stringify(list.filter(([key]) => groupOf(key, compared.kind) === name).sort());
  const same = new Map([...new Set(fields.map(([key]) => groupOf(key, compared.kind)))].map((name) => [name, of(fields, name) === of(bare, name)]));
  return fields.filter(([key, value]) => {
    const name = groupOf(key, compared.kind);
    // Beside another function a missing start means that function's own.
    if (name === 'x' && same.get('function') === false) return value !== '';
    return !same.get(name);
  }).map(([key, value]): [string, string] => {
    const own = catalog.objectives.find((row) => row.id === state.base.objective)?.start;
    return key === 'x' && value === '' && own ? [key, own.join(',')] : [key, value];
  });
}

/** The engine's request for one entry. */
export function entryConfig(state: CompareState, catalog: Catalog, kind: Kind, entry: Entry, start: number[]): DescendConfig {
  const changed = kind === 'm' ? { optimizer: entry.id, optimizerParams: entry.params } : { schedule: entry.id, scheduleParams: entry.params };
  const { base } = state, own = batchInfo(objectiveRow(catalog, base)) && entry.batch !== undefined && { objectiveParams: { ...base.objectiveParams, batchSize: entry.batch } };
  return descendConfig({ ...base, ...own, ...changed }, catalog, start);
}
