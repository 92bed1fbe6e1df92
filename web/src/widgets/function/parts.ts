/** What the parts of the function figure take from their element. */
import type { Key } from '../../i18n/i18n.ts';
import type { FunctionModel } from './model.ts';

export type Translate = (key: Key<'function'>, values?: Record<string, string | number>) => string;

export interface Parts {
  model: FunctionModel;
  t: Translate;
  /** Names of controls a teacher has fixed or taken away. */
  locked: (name: string) => boolean;
  hidden: (name: string) => boolean;
}
