/** Names and short descriptions of the catalogue's rows, parameters and choices in the reader's language. */
import type { CatalogRow } from '../engine/types.ts';
import { texToText } from '../widgets/tex.ts';
import { lookup } from './i18n.ts';

export type Table = 'objectives' | 'optimizers' | 'schedules' | 'activations' | 'losses' | 'initializers' | 'toys';

/** The catalogue's own name unless the language translates it. */
export const rowName = (table: Table, row: CatalogRow): string =>
  lookup('catalog', `${table}.${row.id}.name`) ?? row.name;

/** One sentence about the row, if there is one. */
export const rowAbout = (table: Table, id: string): string | undefined => lookup('catalog', `${table}.${id}.about`);

/** Words for a parameter's key, those of the row first if its parameter means something of its own; the key in words where there is no text yet. */
export const paramName = (key: string, row = ''): string =>
  lookup('catalog', `params.${row}.${key}`) ?? lookup('catalog', `params.${key}`) ?? key.replace(/([A-Z])/g, ' $1').toLowerCase();

export const choiceName = (param: string, choice: string): string =>
  lookup('catalog', `choices.${param}.${choice}`) ?? choice;

/** A state vector's name: its symbol, or words where it has none. */
export const stateName = (name: string): string => lookup('catalog', `states.${name}`) ?? (name.length > 1 ? texToText(`\\${name}`) : name);

export const familyName = (family: string): string => lookup('catalog', `families.${family}`) ?? family;
