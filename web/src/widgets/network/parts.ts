/** What the parts of the network figure take from their element. */
import { lookup, type Key } from '../../i18n/i18n.ts';
import type { DataSet } from '../../data/dataset.ts';
import type { NetworkModel } from './model.ts';

export type Translate = (key: Key<'network'>, values?: Record<string, string | number>) => string;

export interface Parts {
  model: NetworkModel;
  t: Translate;
  /** Names of controls a teacher has fixed or taken away. */
  locked: (name: string) => boolean;
  hidden: (name: string) => boolean;
}

/** Fashion-MNIST's classes have names; others are their numbers. */
export const className = (data: DataSet, label: number): string =>
  (data.garments ? lookup('network', `class.${label}`) : undefined) ?? String(label);
