/** Texts of the landscape, and what its runs are called. */
import type { Catalog, CatalogRow } from '../../engine/types.ts';
import { lookup, type Key } from '../../i18n/i18n.ts';
import { dataRow, methodRow, type LandscapeState, type Method } from '../../state/landscape-state.ts';
import type { Outcome } from '../compare/model.ts';
import { names } from '../compare/names.ts';

export type LandscapeText = (key: Key<'landscape'>, values?: Record<string, string | number>) => string;

/** The methods' names, with what tells those of the same row apart. */
export function methodNames(methods: Method[], catalog: Catalog): string[] {
  return names(methods.map((entry) => ({ entry, row: methodRow(catalog, entry.id) as CatalogRow }) as Outcome), 'optimizers');
}

export const dataName = (id: string, catalog: Catalog): string => lookup('landscape', `data.${id}`) ?? dataRow(catalog, id)?.name ?? id;

/** The network and its data in a few words. */
export const described = (state: LandscapeState, catalog: Catalog, t: LandscapeText): string =>
  t('network', { data: dataName(state.data, catalog), layers: state.hidden.length ? state.hidden.join(' × ') : t('layers.none') });
