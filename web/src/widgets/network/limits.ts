/** When a run ends before its epochs are over. */
import type { Place } from '../../plots/stream.ts';
import type { RunRecord } from './record.ts';

/** 0 means never. */
export interface Limits {
  steps: number;
  seconds: number;
  /** Of the evaluations. */
  accuracy: number;
  /** So many evaluations without a lower loss. */
  patience: number;
}
export type EndedBy = keyof Limits | '';
export const noLimits: Limits = { steps: 0, seconds: 0, accuracy: 0, patience: 0 };

/** The limit that holds for a run which began at a place, if any. */
export function endedBy(limits: Limits, record: RunRecord, began: Place): EndedBy {
  const { evaluations } = record;
  // Who keeps samples for validation means them: the test set is not to decide when to stop.
  const judged = evaluations.map((e) => e.validation ?? e);
  const best = judged.reduce((k, e, i) => (e.loss < judged[k].loss ? i : k), 0);
  const reached: Record<keyof Limits, boolean> = {
    steps: record.step - began.step >= limits.steps,
    seconds: record.second - began.second >= limits.seconds,
    accuracy: (judged.at(-1)?.accuracy ?? record.latest?.accuracy ?? 0) >= limits.accuracy,
    patience: evaluations.length - 1 - best >= limits.patience,
  };
  return (Object.keys(reached) as (keyof Limits)[]).find((key) => limits[key] > 0 && reached[key]) ?? '';
}
