/** The state of a network figure and its keys in the address. Pure: runs in Node, knows the catalogue only as data. */
import type { Catalog, CatalogRow, NetworkConfig, ParamInfo } from '../engine/types.ts';
import { fittingLoss, isSource, shareInfo, taskOf, toyOf, usualLoss, type DataOptions, type Source } from './network-data.ts';
import { accept, clean, complete, toText, type Values } from './params.ts';

export { sources, type Source } from './network-data.ts';

export interface NetworkState extends DataOptions {
  /** Sizes of the hidden layers; inputs and outputs are the data's. */
  hidden: number[];
  activation: string;
  activationParams: Values;
  loss: string;
  lossParams: Values;
  initializer: string;
  initializerParams: Values;
  optimizer: string;
  optimizerParams: Values;
  schedule: string;
  scheduleParams: Values;
  batch: number;
  /** Share of the hidden units silenced in a step. */
  dropout: number;
  seed: number;
  /** How many epochs one press of the button trains. */
  epochs: number;
  /** What a comparison varies, e.g. `m:gd;adam`; empty for none. */
  compare: string;
  /** With how many seeds each. */
  seeds: number;
  /** In turns of an epoch instead of one after the other. */
  inTurns: boolean;
  /** When a run ends before its epochs are over; 0 means never. */
  stopSteps: number;
  stopSeconds: number;
  stopAccuracy: number;
  stopPatience: number;
  /** Weight of the past in the smoothed loss curve, 0..0.999. */
  smoothing: number;
}

/** What the page itself bounds; the rest is the catalogue's and the core's. */
export const networkLimits = { layers: 10, units: 2048, batch: 8192, epochs: 1000, seed: 2 ** 31 - 1, smoothing: 0.999, seeds: 10, steps: 1e7, seconds: 86_400, patience: 1000 };

/** Where a bare page starts: it reaches 80 % on the quick subset within seconds. */
const first = {
  data: 'quick', hidden: [128, 128], activation: 'relu', initializer: 'he-normal', optimizer: 'adam', schedule: 'constant',
  batch: 128, seed: 1, epochs: 5, smoothing: 0.9, dataSeed: 1, labelNoise: 0, validation: 0,
  compare: '', seeds: 1, inTurns: false, stopSteps: 0, stopSeconds: 0, stopAccuracy: 0, stopPatience: 0,
} as const;
/** Points of the plane want a small network and small batches; it learns most of them within seconds. */
const firstOfToys = { hidden: [16, 16], batch: 10, epochs: 100 } as const;
/** What goes with it when the reader turns to such a set: a rate at which even the spirals are learnt. */
export const rateOfToys = 0.01;
const longestComparison = 300;

/** The settings a data set starts with. */
export function defaultNetworkState(catalog: Catalog, data: Source = first.data): NetworkState {
  const start = toyOf(catalog, data) ? { ...first, ...firstOfToys } : first;
  const pick = (rows: CatalogRow[], id: string) => (rows.find((row) => row.id === id) ?? rows[0])?.id ?? '';
  return {
    data, toyParams: {}, dataSeed: first.dataSeed, labelNoise: first.labelNoise, validation: first.validation,
    hidden: [...start.hidden], dropout: Number(dropoutInfo(catalog)?.default ?? 0),
    activation: pick(catalog.activations, first.activation), activationParams: {},
    loss: usualLoss(catalog, taskOf(catalog, data)), lossParams: {},
    initializer: pick(catalog.initializers, first.initializer), initializerParams: {},
    optimizer: pick(catalog.optimizers.filter((row) => row.networks), first.optimizer), optimizerParams: {},
    schedule: pick(catalog.schedules, first.schedule), scheduleParams: {},
    batch: start.batch, seed: first.seed, epochs: start.epochs, smoothing: first.smoothing,
    compare: first.compare, seeds: first.seeds, inTurns: first.inTurns,
    stopSteps: first.stopSteps, stopSeconds: first.stopSeconds, stopAccuracy: first.stopAccuracy, stopPatience: first.stopPatience,
  };
}

/** Dropout as the catalogue describes it. */
export const dropoutInfo = (catalog: Catalog): ParamInfo | undefined => catalog.network.find((info) => info.key === 'dropout');

const clamp = (x: number, lo: number, hi: number) => Math.min(hi, Math.max(lo, x));
type Raw = Partial<Record<keyof NetworkState, unknown>>;
/** The five rows a state names, by the key of their parameters. */
const groups = [
  { id: 'activation', params: 'activationParams', rows: (c: Catalog): CatalogRow[] => c.activations, prefix: 'a' },
  { id: 'initializer', params: 'initializerParams', rows: (c: Catalog): CatalogRow[] => c.initializers, prefix: 'i' },
  { id: 'optimizer', params: 'optimizerParams', rows: (c: Catalog): CatalogRow[] => c.optimizers.filter((row) => row.networks), prefix: 'm' },
  { id: 'schedule', params: 'scheduleParams', rows: (c: Catalog): CatalogRow[] => c.schedules, prefix: 's' },
  { id: 'loss', params: 'lossParams', rows: (c: Catalog): CatalogRow[] => c.losses, prefix: 'o' },
] as const;

/** The row of the catalogue that a state names. */
export const rowOf = (catalog: Catalog, state: NetworkState, which: (typeof groups)[number]['id']): CatalogRow | undefined =>
  groups.find((g) => g.id === which)!.rows(catalog).find((row) => row.id === state[which]);

/** Anything partial or foreign made a state: unknown ids become the defaults, numbers are clamped. */
export function normaliseNetwork(raw: Raw, catalog: Catalog): NetworkState {
  const base = defaultNetworkState(catalog, isSource(catalog, raw.data) ? raw.data : undefined), toy = toyOf(catalog, base.data);
  const given = (values: unknown) => (values && typeof values === 'object' ? (values as Record<string, unknown>) : {});
  const accepted = (info: ParamInfo | undefined, x: unknown, otherwise: number) => (info && x !== undefined ? Number(accept(info, x) ?? otherwise) : otherwise);
  const whole = (given: unknown, lo: number, hi: number, otherwise: number) => {
    const x = Number(given);
    return given !== undefined && given !== null && Number.isFinite(x) ? clamp(Math.round(x), lo, hi) : otherwise;
  };
  const real = (given: unknown, hi: number) => { const x = Number(given ?? 0); return Number.isFinite(x) ? clamp(x, 0, hi) : 0; };
  const hidden = Array.isArray(raw.hidden) && raw.hidden.every((n) => Number.isFinite(Number(n)))
    ? raw.hidden.slice(0, networkLimits.layers).map((n) => clamp(Math.round(Number(n)), 1, networkLimits.units)) : base.hidden;
  const smoothing = Number(raw.smoothing ?? base.smoothing);
  const state: NetworkState = {
    ...base, hidden,
    toyParams: clean(toy, given(raw.toyParams)),
    dataSeed: whole(raw.dataSeed, 0, networkLimits.seed, base.dataSeed),
    // Numbers have no classes to be mistaken for.
    labelNoise: toy?.task === 'regression' ? 0 : accepted(shareInfo('labelNoise'), raw.labelNoise, base.labelNoise),
    validation: accepted(shareInfo('validation'), raw.validation, base.validation),
    dropout: accepted(dropoutInfo(catalog), raw.dropout, base.dropout),
    batch: whole(raw.batch, 1, networkLimits.batch, base.batch),
    seed: whole(raw.seed, 0, networkLimits.seed, base.seed),
    epochs: whole(raw.epochs, 1, networkLimits.epochs, base.epochs),
    smoothing: Number.isFinite(smoothing) ? clamp(smoothing, 0, networkLimits.smoothing) : base.smoothing,
    compare: typeof raw.compare === 'string' ? raw.compare.slice(0, longestComparison) : base.compare,
    seeds: whole(raw.seeds, 1, networkLimits.seeds, base.seeds),
    inTurns: raw.inTurns === true || raw.inTurns === '1',
    stopSteps: whole(raw.stopSteps, 0, networkLimits.steps, 0), stopPatience: whole(raw.stopPatience, 0, networkLimits.patience, 0),
    stopSeconds: real(raw.stopSeconds, networkLimits.seconds), stopAccuracy: real(raw.stopAccuracy, 1),
  };
  for (const { id, params, rows } of groups) {
    const wanted = id === 'loss' ? fittingLoss(catalog, taskOf(catalog, base.data), raw.loss ?? base.loss) : raw[id];
    const row = rows(catalog).find((r) => r.id === wanted) ?? rows(catalog).find((r) => r.id === base[id]);
    state[id] = row?.id ?? '';
    state[params] = clean(row, id === 'loss' && raw.loss !== undefined && row?.id !== raw.loss ? {} : given(raw[params]));
  }
  return state;
}

/** Hidden layers as text: `128,128`; `none` where inputs meet outputs at once. */
export const layersText = (hidden: readonly number[]): string => (hidden.length ? hidden.join(',') : 'none');

/** Reads `128,128` or `none`; undefined if it is neither. */
export function parseLayers(text: string): number[] | undefined {
  if (text.trim() === 'none') return [];
  const parts = text.split(/[,;\s-]+/).filter(Boolean);
  return parts.length > 0 && parts.every((p) => /^\d{1,9}$/.test(p) && Number(p) >= 1) ? parts.map(Number) : undefined;
}

/** Reads the address keys: d ds ln vs l a i m s o b p seed n ns nt na np c k ci r, and d.* a.* i.* m.* s.* o.* for parameters. Unknown keys are ignored. */
export function decodeNetwork(fields: Map<string, string>, catalog: Catalog): NetworkState {
  const number = (key: string) => (fields.get(key)?.trim() ? fields.get(key) : undefined);
  const params = (prefix: string) => Object.fromEntries([...fields].filter(([key]) => key.startsWith(`${prefix}.`)).map(([key, value]) => [key.slice(prefix.length + 1), value]));
  const raw: Raw = {
    data: fields.get('d') === 'own' ? undefined : fields.get('d'), toyParams: params('d'), dataSeed: number('ds'), labelNoise: number('ln'), validation: number('vs'),
    dropout: number('p'), hidden: parseLayers(fields.get('l') ?? ''),
    batch: number('b'), seed: number('seed'), epochs: number('n'), smoothing: number('r'),
    compare: fields.get('c'), seeds: number('k'), inTurns: fields.get('ci'),
    stopSteps: number('ns'), stopSeconds: number('nt'), stopAccuracy: number('na'), stopPatience: number('np'),
  };
  for (const group of groups) {
    raw[group.id] = fields.get(group.prefix);
    raw[group.params] = params(group.prefix);
  }
  return normaliseNetwork(raw, catalog);
}

/** The state's address keys, defaults left out. decode(encode(s)) is s, but for files of the reader's own. */
export function encodeNetwork(state: NetworkState, catalog: Catalog): [string, string][] {
  const base = defaultNetworkState(catalog, state.data === 'own' ? undefined : state.data);
  const fields: [string, string][] = [];
  const put = (key: string, value: string, otherwise: string) => { if (value !== otherwise) fields.push([key, value]); };
  if (state.data !== 'own') put('d', state.data, first.data);
  Object.keys(state.toyParams).sort().forEach((key) => fields.push([`d.${key}`, toText(state.toyParams[key])]));
  put('ds', String(state.dataSeed), String(base.dataSeed));
  put('ln', String(state.labelNoise), String(base.labelNoise));
  put('vs', String(state.validation), String(base.validation));
  put('l', layersText(state.hidden), layersText(base.hidden));
  for (const { id, params, prefix } of groups) {
    put(prefix, state[id], base[id]);
    Object.keys(state[params]).sort().forEach((key) => fields.push([`${prefix}.${key}`, toText(state[params][key])]));
  }
  put('b', String(state.batch), String(base.batch));
  put('p', String(state.dropout), String(base.dropout));
  put('seed', String(state.seed), String(base.seed));
  put('n', String(state.epochs), String(base.epochs));
  put('ns', String(state.stopSteps), '0');
  put('nt', String(state.stopSeconds), '0');
  put('na', String(state.stopAccuracy), '0');
  put('np', String(state.stopPatience), '0');
  put('c', state.compare, '');
  put('k', String(state.seeds), '1');
  put('ci', state.inTurns ? '1' : '0', '0');
  put('r', String(state.smoothing), String(base.smoothing));
  return fields;
}

const spec = (catalog: Catalog, state: NetworkState, group: (typeof groups)[number]) => {
  const row = rowOf(catalog, state, group.id);
  return row ? { id: row.id, ...complete(row, state[group.params]) } : undefined;
};

/** Method, schedule and batch size: what may change while a run goes on. */
export const methodConfig = (state: NetworkState, catalog: Catalog) => ({
  optimizer: spec(catalog, state, groups[2])!, schedule: spec(catalog, state, groups[3])!, batchSize: state.batch,
});

/** What decides the initial weights: a change means another network. */
export const weightsConfig = (state: NetworkState, catalog: Catalog, inputs: number, outputs: number) => ({
  layers: [inputs, ...state.hidden, outputs], loss: spec(catalog, state, groups[4])!,
  activation: spec(catalog, state, groups[0])!, initializer: spec(catalog, state, groups[1])!, seed: state.seed,
  ...(state.dropout > 0 && { dropout: state.dropout }),
});

export const networkConfig = (state: NetworkState, catalog: Catalog, inputs: number, outputs: number): NetworkConfig =>
  ({ ...weightsConfig(state, catalog, inputs, outputs), ...methodConfig(state, catalog) });
