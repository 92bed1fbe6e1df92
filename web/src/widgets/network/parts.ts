/** What the parts of the network figure take from their element. */
import { lookup, type Key } from '../../i18n/i18n.ts';
import { percent, short } from '../../state/format.ts';
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

/** Classes have names where the data bring some (those of CIFAR-10 in the reader's language); others are their numbers. */
export function className(data: DataSet, label: number): string {
  const name = data.names?.[label];
  return (data.garments ? lookup('network', `class.${label}`) : data.channels > 1 && name ? lookup('network', `cifar.${name}`) : undefined) ?? name ?? String(label);
}

/** How well a network does, in words: the share of right answers, or R² where numbers are learnt. */
export const scoreText = (data: DataSet | undefined, score: number, digits = 1): string =>
  (!Number.isFinite(score) ? '—' : data?.task === 'regression' ? short(score, digits + 2) : percent(score, digits));
