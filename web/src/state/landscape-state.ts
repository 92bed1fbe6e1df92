/**
 * The state of a landscape figure and its keys in the address: data, network, up to three methods, and which cut through the
 * loss is shown. Pure: knows the catalogue only as data.
 */
import type { Catalog, CatalogRow, NetworkConfig, ParamInfo } from '../engine/types.ts';
import { layersText, networkLimits, parseLayers } from './network-state.ts';
import { accept, clean, complete, toText, valueOf, type Values } from './params.ts';

/** Photographs of garments, beside the catalogue's toy sets. */
export const garments = 'fashion';
/** The plane of the paths' own principal directions, or one of random directions. */
export const cuts = ['path', 'random'] as const;
export type Cut = (typeof cuts)[number];
/** Points along a side: a coarse picture of every 16th then has them all on its edges. */
export const resolutions = [33, 49, 65, 97] as const;
export const mostMethods = 3;

export interface Method { id: string; params: Values }
export interface LandscapeState {
  /** A toy set's id, or `fashion`. */
  data: string;
  dataParams: Values;
  /** Share of the training labels made wrong on purpose. */
  wrong: number;
  hidden: number[];
  activation: string;
  activationParams: Values;
  initializer: string;
  initializerParams: Values;
  batch: number;
  seed: number;
  epochs: number;
  methods: Method[];
  cut: Cut;
  /** The run whose end is the middle of the cut, from 0. */
  about: number;
  /** How far the cut reaches: of the paths' extent, or of the weights' own length. */
  reach: number;
  /** Of the random directions. */
  directions: number;
  resolution: number;
}

const whole = (key: string, initial: number, min: number, max: number, hi: number): ParamInfo =>
  ({ key, symbol: '', scale: 'integer', default: initial, min, max, lo: min, hi });
/** What the figure itself bounds; the rest is the catalogue's and the core's. */
export const landscapeParams = {
  wrong: { key: 'wrong', symbol: '', scale: 'linear', default: 0.1, min: 0, max: 0.5, lo: 0, hi: 0.5 },
  batch: whole('batch', 32, 1, networkLimits.batch, 512),
  epochs: whole('epochs', 40, 1, 500, 200),
  reach: { key: 'reach', symbol: '', scale: 'log', default: 1, min: 0.01, max: 10, lo: 0.1, hi: 4 },
} as const satisfies Record<string, ParamInfo>;
/** A landscape is trained at one go, several times over. */
const mostUnits = 256, mostLayers = 6;

/** Where a bare figure starts: two methods that end differently sharp within a second. */
const first = {
  data: 'circles', dataParams: { noise: 0.2 }, hidden: [16, 16], activation: 'tanh', initializer: 'glorot-normal', seed: 1, cut: 'path', directions: 1, resolution: 49,
  methods: [{ id: 'gd', params: {} }, { id: 'sam', params: { radius: 0.2 } }],
} as const;

const methodRows = (catalog: Catalog): CatalogRow[] => catalog.optimizers.filter((row) => row.networks);
export const methodRow = (catalog: Catalog, id: string): CatalogRow | undefined => methodRows(catalog).find((row) => row.id === id);
export const dataRow = (catalog: Catalog, id: string): CatalogRow | undefined => catalog.toys.find((row) => row.id === id);
export const isNumbers = (catalog: Catalog, id: string): boolean => catalog.toys.find((row) => row.id === id)?.task === 'regression';
/** The samples' number and noise are the figure's own defaults where they differ from the catalogue's. */
const starting = (row: CatalogRow | undefined): Values => (row?.id === first.data ? clean(row, first.dataParams) : {});

/** Anything partial or foreign made a state. */
export function normaliseLandscape(raw: Partial<Record<keyof LandscapeState, unknown>>, catalog: Catalog): LandscapeState {
  const row = (rows: CatalogRow[], id: unknown, otherwise: string) => (rows.find((r) => r.id === id) ?? rows.find((r) => r.id === otherwise) ?? rows[0]);
  const number = (info: ParamInfo, given: unknown) => (given === undefined || given === '' ? info.default : accept(info, given) ?? info.default) as number;
  const count = (given: unknown, lo: number, hi: number, otherwise: number) => {
    const x = given === undefined || given === '' ? NaN : Math.round(Number(given));
    return Number.isFinite(x) ? Math.min(hi, Math.max(lo, x)) : otherwise;
  };
  const group = (given: unknown) => (given && typeof given === 'object' ? (given as Record<string, unknown>) : {});
  const data = raw.data === garments ? garments : row(catalog.toys, raw.data, first.data)!.id;
  const activation = row(catalog.activations, raw.activation, first.activation), initializer = row(catalog.initializers, raw.initializer, first.initializer);
  const given = (Array.isArray(raw.methods) ? (raw.methods as Method[]) : []).slice(0, mostMethods)
    .flatMap(({ id, params }) => { const found = methodRow(catalog, id); return found ? [{ id, params: clean(found, group(params)) }] : []; });
  const methods = given.length ? given : first.methods.flatMap(({ id, params }) => { const found = methodRow(catalog, id); return found ? [{ id, params: clean(found, params) }] : []; });
  const hidden = Array.isArray(raw.hidden) ? raw.hidden.slice(0, mostLayers).map((n) => count(n, 1, mostUnits, first.hidden[0])) : [...first.hidden];
  return {
    data, dataParams: data === garments ? {} : raw.dataParams === undefined ? starting(dataRow(catalog, data)) : clean(dataRow(catalog, data), group(raw.dataParams)),
    wrong: isNumbers(catalog, data) ? 0 : number(landscapeParams.wrong, raw.wrong),
    hidden, activation: activation?.id ?? '', activationParams: clean(activation, group(raw.activationParams)),
    initializer: initializer?.id ?? '', initializerParams: clean(initializer, group(raw.initializerParams)),
    batch: number(landscapeParams.batch, raw.batch), seed: count(raw.seed, 0, networkLimits.seed, first.seed), epochs: number(landscapeParams.epochs, raw.epochs),
    methods, cut: cuts.find((cut) => cut === raw.cut) ?? first.cut, about: count(raw.about, 0, methods.length - 1, 0),
    reach: number(landscapeParams.reach, raw.reach), directions: count(raw.directions, 0, networkLimits.seed, first.directions),
    resolution: resolutions.find((r) => r === Number(raw.resolution)) ?? first.resolution,
  };
}

const under = (fields: Map<string, string>, prefix: string): Values =>
  Object.fromEntries([...fields].filter(([key]) => key.startsWith(`${prefix}.`)).map(([key, value]) => [key.slice(prefix.length + 1), value]));

/** Reads the keys d p.* w l a a.* i i.* b n seed m1 m1.* … cut of r ds q; unknown ones are ignored. */
export function decodeLandscape(fields: Map<string, string>, catalog: Catalog): LandscapeState {
  const get = (key: string) => (fields.get(key)?.trim() ? fields.get(key) : undefined), of = get('of');
  const methods = Array.from({ length: mostMethods }, (_, k) => `m${k + 1}`).flatMap((name) => { const id = fields.get(name); return id === undefined ? [] : [{ id, params: under(fields, name) }]; });
  // The bare figure's own noise holds until a set or its parameters are named.
  const named = fields.has('d') || [...fields.keys()].some((key) => key.startsWith('p.'));
  return normaliseLandscape({
    data: get('d'), dataParams: named ? under(fields, 'p') : undefined, wrong: get('w'), hidden: parseLayers(fields.get('l') ?? ''),
    activation: get('a'), activationParams: under(fields, 'a'), initializer: get('i'), initializerParams: under(fields, 'i'),
    batch: get('b'), epochs: get('n'), seed: get('seed'), methods, cut: get('cut'), about: of === undefined ? undefined : Number(of) - 1,
    reach: get('r'), directions: get('ds'), resolution: get('q'),
  }, catalog);
}

/** The state's keys, what is as in a bare figure left out. decode(encode(s)) is s. */
export function encodeLandscape(state: LandscapeState, catalog: Catalog): [string, string][] {
  const base = normaliseLandscape({}, catalog), fields: [string, string][] = [];
  const put = (key: string, value: string | number, otherwise: string | number) => { if (String(value) !== String(otherwise)) fields.push([key, String(value)]); };
  const values = (prefix: string, own: Values) => Object.keys(own).sort().forEach((key) => fields.push([`${prefix}.${key}`, toText(own[key])]));
  if (JSON.stringify([state.data, sorted(state.dataParams)]) !== JSON.stringify([base.data, sorted(base.dataParams)])) {
    fields.push(['d', state.data]);
    values('p', state.dataParams);
  }
  if (!isNumbers(catalog, state.data)) put('w', state.wrong, base.wrong);
  put('l', layersText(state.hidden), layersText(base.hidden));
  put('a', state.activation, base.activation);
  values('a', state.activationParams);
  put('i', state.initializer, base.initializer);
  values('i', state.initializerParams);
  put('b', state.batch, base.batch);
  put('n', state.epochs, base.epochs);
  put('seed', state.seed, base.seed);
  const written = (list: Method[]) => JSON.stringify(list.map(({ id, params }) => [id, sorted(params)]));
  if (written(state.methods) !== written(base.methods)) state.methods.forEach(({ id, params }, k) => { fields.push([`m${k + 1}`, id]); values(`m${k + 1}`, params); });
  put('cut', state.cut, base.cut);
  put('of', state.about + 1, base.about + 1);
  put('r', state.reach, base.reach);
  put('ds', state.directions, base.directions);
  put('q', state.resolution, base.resolution);
  return fields;
}
const sorted = (values: Values) => Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));

/** What goes with a task: outputs and loss, as in any lecture's table. */
export function headOf(state: LandscapeState, catalog: Catalog, classes: number): { outputs: number; loss: string } {
  if (state.data === garments) return { outputs: classes, loss: 'softmax-cross-entropy' };
  return { outputs: 1, loss: isNumbers(catalog, state.data) ? 'mse' : 'binary-cross-entropy' };
}

/** The network of one method; all methods start from the same weights and see the same batches. */
export function configOf(state: LandscapeState, catalog: Catalog, method: Method, inputs: number, classes: number): NetworkConfig {
  const spec = (rows: CatalogRow[], id: string, values: Values) => { const row = rows.find((r) => r.id === id)!; return { id, ...complete(row, values) }; };
  const { outputs, loss } = headOf(state, catalog, classes);
  return {
    layers: [inputs, ...state.hidden, outputs], loss, activation: spec(catalog.activations, state.activation, state.activationParams),
    initializer: spec(catalog.initializers, state.initializer, state.initializerParams), optimizer: spec(methodRows(catalog), method.id, method.params), batchSize: state.batch, seed: state.seed,
  };
}

/** The radius at which sharpness is told: SAM's own default. */
export function usualRadius(catalog: Catalog): number {
  const info = methodRow(catalog, 'sam')?.params.find((p) => p.key === 'radius');
  return info ? Number(valueOf(info, {})) : 0.05;
}
