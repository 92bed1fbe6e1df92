/** The case studies as web/content/cases.json lists them, and what each of their runs is. */
import list from '../../../content/cases.json';
import type { Catalog } from '../../engine/types.ts';
import { decodeNetwork, type NetworkState } from '../../state/network-state.ts';

export type Size = 'quick' | 'full';

export interface CaseRow {
  id: string;
  /** CIFAR-10, or drawings of its shape where the site has none; garments where it is missing. */
  data?: 'cifar';
  /** Only the first so many training images, as one batch; all of them where it is missing. */
  first?: number;
  /** What the runs have in common, as keys of the network lab's address. */
  common: string;
  /** How many epochs of the quick subset, of all images; a case without `full` has no full size. */
  epochs: { quick: number; full?: number };
  /** Each run's own keys; `name` where the method alone does not tell it apart: the text run.<case>.<name>. */
  runs: { set: string; name?: string }[];
}

export const cases: CaseRow[] = list as CaseRow[];
export const findCase = (id: string | null): CaseRow | undefined => cases.find((row) => row.id === id);

const fieldsOf = (text: string) => text.split('&').filter(Boolean).map((part) => part.split('=') as [string, string]);

/** The state of a run, whose address opens it in the network lab. */
export function stateOf(row: CaseRow, run: CaseRow['runs'][number], size: Size, catalog: Catalog): NetworkState {
  const state = decodeNetwork(new Map([...fieldsOf(row.common), ...fieldsOf(run.set)]), catalog);
  const data = row.data !== 'cifar' ? size : size === 'full' ? 'cifar' : 'cifar-quick';
  return { ...state, data, epochs: row.epochs[size] ?? row.epochs.quick, ...(row.first === undefined ? {} : { batch: row.first }) };
}
