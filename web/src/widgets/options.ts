/** Options of a select from rows of the catalogue. */
import { html, type TemplateResult } from 'lit';
import type { Catalog, CatalogRow } from '../engine/types.ts';
import { familyName, rowName, type Table } from '../i18n/catalog.ts';

/** Grouped by family, in the catalogue's order. */
export function grouped(table: Table, rows: CatalogRow[], selected: string): TemplateResult[] {
  const families = [...new Set(rows.map((row) => row.family))];
  const option = (row: CatalogRow) => html`<option value=${row.id} ?selected=${row.id === selected}>${rowName(table, row)}</option>`;
  if (families.length < 2 || families.length === rows.length) return rows.map(option);
  return families.map((family) => html`<optgroup label=${familyName(family)}>${rows.filter((row) => row.family === family).map(option)}</optgroup>`);
}

/** What an input or select holds. */
export const value = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

/** Names for the choices of a wrapper's base, which are methods themselves. */
export const baseName = (catalog: Catalog) => (key: string, id: string): string | undefined => {
  const base = key === 'base' ? catalog.optimizers.find((row) => row.id === id) : undefined;
  return base && rowName('optimizers', base);
};
