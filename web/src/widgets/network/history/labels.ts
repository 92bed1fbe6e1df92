/** What runs are called: the name they were given, else what tells them apart. */
import type { Catalog, CatalogRow, ParamInfo } from '../../../engine/types.ts';
import { choiceName, paramName, rowName, type Table } from '../../../i18n/catalog.ts';
import { lookup } from '../../../i18n/i18n.ts';
import { full } from '../../../state/format.ts';
import { decodeNetwork, encodeNetwork, layersText, type NetworkState } from '../../../state/network-state.ts';
import { accept, type ParamValue } from '../../../state/params.ts';
import { texToText } from '../../tex.ts';
import type { RunSummary } from './types.ts';

/** Keys that say how long to train or how to draw, not what. */
const aside = new Set(['n', 'r', 'ns', 'nt', 'na', 'np', 'c', 'k', 'ci']);
const tables: Record<string, { table: Table; group: 'loss' | 'activation' | 'initializer' | 'optimizer' | 'schedule' }> = {
  a: { table: 'activations', group: 'activation' }, i: { table: 'initializers', group: 'initializer' },
  m: { table: 'optimizers', group: 'optimizer' }, s: { table: 'schedules', group: 'schedule' }, o: { table: 'losses', group: 'loss' },
};
const brief = (name: string) => name.replace(/\s*\(.*\)$/, '');

export const stateOf = (run: RunSummary, catalog: Catalog): NetworkState => decodeNetwork(new Map(Object.entries(run.fields)), catalog);

/** Names for these runs, in their order. */
export function runNames(runs: readonly RunSummary[], catalog: Catalog): string[] {
  const states = runs.map((run) => stateOf(run, catalog));
  const fields = states.map((state) => new Map(encodeNetwork(state, catalog)));
  const keys = [...new Set(fields.flatMap((map) => [...map.keys()]))].filter((key) => !aside.has(key) && key !== 'm');
  // The rate of a method is always worth saying; anything else only where runs differ in it.
  const differing = keys.filter((key) => new Set(fields.map((map) => map.get(key) ?? '')).size > 1 && key !== 'm.lr');
  return runs.map((run, i) => {
    if (run.name) return run.name;
    const row = catalog.optimizers.find((r) => r.id === states[i].optimizer);
    const rate = row?.params.find((p) => p.key === 'lr');
    const twins = states.some((s, k) => k !== i && s.optimizer === states[i].optimizer && s.optimizerParams.lr !== states[i].optimizerParams.lr);
    const head = row ? brief(rowName('optimizers', row)) : states[i].optimizer;
    return [head, ...(rate && twins ? [number(rate, states[i].optimizerParams.lr ?? rate.default)] : []),
      ...differing.map((key) => part(key, states[i], fields[i], catalog)).filter(Boolean)].join(', ');
  });
}

/** The same, short enough for a line's end: with their numbers, which the list of runs shows too. */
export const shortNames = (runs: readonly RunSummary[], catalog: Catalog, most: number): string[] =>
  runNames(runs, catalog).map((name, i) => {
    const text = `${runs[i].number}. ${name}`;
    return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
  });

const number = (info: ParamInfo, value: ParamValue) => `${texToText(info.symbol) || paramName(info.key)} = ${typeof value === 'number' ? full(value) : String(value)}`;

function part(key: string, state: NetworkState, fields: Map<string, string>, catalog: Catalog): string {
  const [prefix, param] = key.split('.');
  const known = tables[prefix];
  const word = (name: string, value: string | number) => `${lookup('network', name)?.toLowerCase() ?? name} ${value}`;
  if (!known) {
    if (key === 'l') return layersText(state.hidden);
    if (key === 'b') return word('batch', state.batch);
    if (key === 'p') return word('dropout', state.dropout);
    if (key === 'seed') return word('seed', state.seed);
    if (key === 'd') return lookup('network', `data.${state.data}`) ?? state.data;
    return fields.has(key) ? `${key} ${fields.get(key)}` : '';
  }
  const row = (catalog[known.table] as CatalogRow[]).find((r) => r.id === state[known.group]);
  if (!param) return row ? brief(rowName(known.table, row)) : '';
  const info = row?.params.find((p) => p.key === param), text = fields.get(key);
  if (!info || text === undefined) return '';
  const value = accept(info, text);
  if (typeof value === 'boolean') return value ? paramName(param) : '';
  return typeof value === 'string' ? choiceName(param, value) : number(info, value ?? text);
}

/** Hues and dashes of the runs' lines, in the order they are given out; the present run has the first two hues as they are. */
const styles = [[3, 0], [4, 0], [6, 0], [5, 0], [3, 1], [4, 1], [6, 1], [5, 1], [1, 1], [2, 2], [3, 2], [4, 2], [6, 2], [5, 2], [1, 2]] as const;
export const styleOf = (run: RunSummary): { hue: number; dash: number } => {
  const [hue, dash] = styles[run.style % styles.length];
  return { hue, dash };
};
