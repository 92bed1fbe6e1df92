/** The state of a backpropagation figure and its keys in the address: task layers act a.* init seed x y w lr n t p h. Pure. */
import type { ActivationRow, Catalog, CatalogRow, LossRow, ParamInfo } from '../engine/types.ts';
import { accept, clean, toText, type Values } from './params.ts';
import { parseFragment } from './url.ts';

export const tasks = ['regression', 'binary', 'multiclass'] as const;

export interface BackpropState {
  task: (typeof tasks)[number];
  /** Units per layer, inputs first. */
  layers: number[];
  activation: string;
  activationParams: Values;
  initializer: string;
  seed: number;
  /** Multiples of 1/255, as the engine takes its pictures. */
  inputs: number[];
  /** Regression: the wanted outputs. Otherwise one number, the true class from 0. */
  target: number[];
  /** Parameters set by hand, by their place; the others are those of the seed. */
  edits: Record<number, number>;
  lr: number;
  /** Updates done before what is shown. */
  updates: number;
  /** The step of the calculation looked at, from 0; null is the last. */
  stage: number | null;
  /** The parameter looked at. */
  pick: number;
  /** The finite difference moves it by this much, as a power of ten. */
  nudge: number;
}

/** What the page bounds, so that everything stays readable. */
export const limits = { units: 4, layers: 4, weight: 100, target: 100, seed: 2 ** 31 - 1, updates: 500, nudge: [-6, 0] };
export const levels = 255;

const clamp = (x: number, lo: number, hi: number) => Math.min(hi, Math.max(lo, x));
export const snap = (x: number): number => Math.round(clamp(x, 0, 1) * levels) / levels;

export const rateInfo = (catalog: Catalog): ParamInfo => catalog.optimizers.find((row) => row.id === 'gd')!.params.find((p) => p.key === 'lr')!;
export const lossOf = (catalog: Catalog, task: BackpropState['task']): LossRow => catalog.losses.find((row) => row.task === task)!;
export const activationOf = (catalog: Catalog, id: string): ActivationRow => catalog.activations.find((row) => row.id === id) ?? catalog.activations[0];

/** As many digits as the address keeps. */
const tidy = (x: number) => Number(x.toPrecision(7)) + 0;
const size = (layers: number[]) => layers.slice(1).reduce((sum, n, i) => sum + n * (layers[i] + 1), 0);

export function normalise(raw: BackpropState, catalog: Catalog): BackpropState {
  const id = (rows: CatalogRow[], given: string) => (rows.some((row) => row.id === given) ? given : rows[0].id);
  const layers = raw.layers.slice(0, limits.layers).map((n) => clamp(Math.round(n), 1, limits.units));
  while (layers.length < 2) layers.push(2);
  const last = layers.length - 1;
  if (raw.task === 'binary') layers[last] = 1;
  if (raw.task === 'multiclass') layers[last] = Math.max(2, layers[last]);
  const activation = id(catalog.activations, raw.activation);
  const n = size(layers);
  const spare = [1, 0.6, 0.2, 0.8];
  const target = raw.task === 'regression'
    ? Array.from({ length: layers[last] }, (_, j) => tidy(clamp(raw.target[j] ?? 0, -limits.target, limits.target)))
    : [clamp(Math.round(raw.target[0] ?? 0), 0, raw.task === 'binary' ? 1 : layers[last] - 1)];
  return {
    ...raw, layers, activation, activationParams: clean(activationOf(catalog, activation), raw.activationParams), initializer: id(catalog.initializers, raw.initializer),
    seed: clamp(Math.round(raw.seed), 0, limits.seed), target,
    inputs: Array.from({ length: layers[0] }, (_, k) => snap(raw.inputs[k] ?? spare[k])),
    edits: Object.fromEntries(Object.entries(raw.edits).filter(([at, x]) => Number(at) < n && Number.isFinite(x)).map(([at, x]) => [at, tidy(clamp(x, -limits.weight, limits.weight))])),
    lr: accept(rateInfo(catalog), raw.lr) as number, updates: clamp(Math.round(raw.updates), 0, limits.updates),
    stage: raw.stage === null ? null : Math.max(0, Math.round(raw.stage)),
    pick: clamp(Math.round(raw.pick), 0, n - 1), nudge: clamp(Math.round(raw.nudge), limits.nudge[0], limits.nudge[1]),
  };
}

/** Reads address keys over those of an example; what cannot be read counts as not given. */
export function decode(fields: Map<string, string>, preset: string, catalog: Catalog): BackpropState {
  const base = parseFragment(`v=1&${preset}`)!;
  const given = <T>(key: string, read: (text: string) => T | undefined): T | undefined => {
    for (const text of [fields.get(key), base.get(key)]) {
      const value = text === undefined || text.trim() === '' ? undefined : read(text);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const list = (separator: string) => (text: string) => {
    const xs = text.split(separator).map((part) => (part.trim() === '' ? NaN : Number(part)));
    return xs.length > 0 && xs.every(Number.isFinite) ? xs : undefined;
  };
  const number = (key: string, otherwise: number) => given(key, (text) => (Number.isFinite(Number(text)) ? Number(text) : undefined)) ?? otherwise;
  const word = (rows: readonly { id: string }[]) => (text: string) => rows.find((row) => row.id === text)?.id;
  const task = given('task', (text) => tasks.find((x) => x === text)) ?? tasks[0];
  const target = given('y', list(',')) ?? [];
  const params = Object.fromEntries([...base, ...fields].filter(([key]) => key.startsWith('a.')).map(([key, value]) => [key.slice(2), value]));
  const edits = given('w', (text) => text.split(',').map((part) => part.split(':').map(Number)).filter((p) => p.length === 2 && Number.isInteger(p[0]) && p[0] >= 0)) ?? [];
  const stage = number('t', -1);
  return normalise({
    task, layers: given('layers', list('-')) ?? [2, 2, 1], activation: given('act', word(catalog.activations)) ?? '', activationParams: params as Values,
    initializer: given('init', word(catalog.initializers)) ?? '', seed: number('seed', 1), inputs: given('x', list(',')) ?? [],
    // Classes are counted from 1, except the two of a yes or no.
    target: task === 'multiclass' ? target.map((y) => y - 1) : target,
    edits: Object.fromEntries(edits), lr: number('lr', rateInfo(catalog).default as number), updates: number('n', 0), stage: stage < 0 ? null : stage,
    pick: number('p', 0), nudge: number('h', -2),
  }, catalog);
}

const shown = (x: number) => String(tidy(x));

/** The address keys that differ from the example the bare figure shows. */
export function encode(state: BackpropState, preset: string, catalog: Catalog): [string, string][] {
  const all = (s: BackpropState): [string, string][] => [
    ['task', s.task], ['layers', s.layers.join('-')], ['act', s.activation], ...Object.entries(s.activationParams).map(([key, x]): [string, string] => [`a.${key}`, toText(x)]),
    ['init', s.initializer], ['seed', String(s.seed)], ['x', s.inputs.map(shown).join(',')], ['y', s.target.map((y) => shown(s.task === 'multiclass' ? y + 1 : y)).join(',')],
    ['w', Object.entries(s.edits).map(([at, x]) => `${at}:${shown(x)}`).join(',')], ['lr', String(s.lr)], ['n', String(s.updates)], ['t', s.stage === null ? '' : String(s.stage)],
    ['p', String(s.pick)], ['h', String(s.nudge)],
  ];
  const bare = new Map(all(decode(new Map(), preset, catalog)));
  return all(state).filter(([key, value]) => (bare.get(key) ?? '') !== value);
}
