/** Texts of the map, and the names of its sides. */
import type { Key } from '../../i18n/i18n.ts';
import { paramName } from '../../i18n/catalog.ts';
import type { Catalog } from '../../engine/types.ts';
import { coordinateOf, paramOf, type MapState, type Side } from '../../state/map-state.ts';
import { texToText } from '../tex.ts';

export type MapText = (key: Key<'map'>, values?: Record<string, string | number>) => string;

export function sideName(of: Side, state: MapState, catalog: Catalog, t: MapText): string {
  if (coordinateOf(of) >= 0) return t('side.start', { of });
  const info = paramOf(of, catalog, state.base);
  if (!info) return of;
  const symbol = texToText(info.symbol);
  return symbol && symbol !== info.key ? `${paramName(info.key)} ${symbol}` : paramName(info.key);
}

/** Short, for beside a number: the symbol. */
export function sideSymbol(of: Side, state: MapState, catalog: Catalog): string {
  const info = paramOf(of, catalog, state.base);
  return info ? texToText(info.symbol) || paramName(info.key) : of;
}
