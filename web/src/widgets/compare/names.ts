/** What the entries are called: the row's name, and what tells entries of the same row apart. */
import type { ParamInfo } from '../../engine/types.ts';
import { choiceName, paramName, rowName, type Table } from '../../i18n/catalog.ts';
import { short } from '../../state/format.ts';
import { valueOf } from '../../state/params.ts';
import { texToText } from '../tex.ts';
import type { Outcome } from './model.ts';

/** What stands in brackets only explains the name. */
const brief = (name: string) => name.replace(/\s*\(.*\)$/, '');

function said(info: ParamInfo, outcome: Outcome, flags: boolean): string {
  const value = valueOf(info, outcome.entry.params);
  if (typeof value === 'boolean') return value && flags ? paramName(info.key).toLowerCase() : '';
  if (typeof value === 'string') return choiceName(info.key, value);
  return `${texToText(info.symbol) || paramName(info.key)} = ${short(value, 3)}`;
}

/** Full names, for tables and lists. `batch` is the function's own batch size, where it has one. */
export function names(outcomes: Outcome[], table: Table, batch?: { info: ParamInfo; size: number }): string[] {
  return outcomes.map((o) => {
    const twins = outcomes.filter((other) => other.row.id === o.row.id);
    const differing = o.row.params.filter((info) => new Set(twins.map((twin) => valueOf(info, twin.entry.params))).size > 1);
    const size = (other: Outcome) => other.entry.batch ?? batch?.size, batches = batch && new Set(twins.map(size)).size > 1;
    const apart = [...differing.map((info) => said(info, o, true)), batches ? `${texToText(batch.info.symbol)} = ${size(o)}` : ''].filter(Boolean).join(', ');
    return apart ? `${brief(rowName(table, o.row))}, ${apart}` : brief(rowName(table, o.row));
  });
}

/** What stands at the ends of lines: where all entries are of one row, only what tells them apart. */
export function tags(list: string[]): string[] {
  const head = list[0]?.split(', ')[0], rest = (name: string) => name.slice(head.length + 2);
  const alike = list.length > 1 && list.every((name) => name.split(', ')[0] === head);
  return alike ? list.map((name) => rest(name) || name) : list;
}

/** At the ends of lines there is less room: the names if all of them fit, else the entries' numbers with as many letters as there are. */
export function labels(list: string[], letters: number): string[] {
  if (list.every((name) => name.length <= letters)) return list;
  return list.map((name, i) => (letters < 8 ? String(i + 1) : `${i + 1} ${name.length <= letters - 2 ? name : `${name.slice(0, letters - 3).trimEnd()}…`}`));
}
