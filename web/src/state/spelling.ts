/** HTML lowers attribute names: m.weightdecay means the parameter weightDecay, whose spelling the catalogue knows. Pure. */
import type { Catalog, CatalogRow } from '../engine/types.ts';

export function respelt(fields: Map<string, string>, catalog: Catalog): Map<string, string> {
  const rows = Object.values(catalog).flat().filter((row): row is CatalogRow => 'params' in row);
  const keys = rows.flatMap((row) => row.params.map((p) => p.key));
  const spelling = new Map(keys.map((key) => [key.toLowerCase(), key]));
  return new Map([...fields].map(([name, value]) => {
    const [group, key] = name.split('.');
    return [key === undefined ? name : `${group}.${spelling.get(key.toLowerCase()) ?? key}`, value];
  }));
}
