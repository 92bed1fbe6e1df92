/** What runs are called and which settings they have, in the reader's language. */
import type { Catalog } from '../../engine/types.ts';
import { rowName } from '../../i18n/catalog.ts';
import { lookup } from '../../i18n/i18n.ts';
import { short } from '../../state/format.ts';
import { rowOf } from '../../state/network-state.ts';
import { valueOf } from '../../state/params.ts';
import type { CaseRow } from './cases.ts';
import type { CaseRun } from './model.ts';

/** What stands in brackets only explains the name. */
const brief = (name: string) => name.replace(/\s*\(.*\)$/, '');

export function nameOf(row: CaseRow, run: CaseRun, catalog: Catalog): string {
  if (run.name) return lookup('case', `run.${row.id}.${run.name}`) ?? run.name;
  const optimizer = rowOf(catalog, run.state, 'optimizer');
  return optimizer ? brief(rowName('optimizers', optimizer)) : run.state.optimizer;
}

/** The learning rate, where the method has one. */
export function rateOf(run: CaseRun, catalog: Catalog): string {
  const info = rowOf(catalog, run.state, 'optimizer')?.params.find(({ key }) => key === 'lr');
  return info ? short(Number(valueOf(info, run.state.optimizerParams))) : '—';
}
