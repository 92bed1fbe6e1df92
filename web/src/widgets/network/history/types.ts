/** What is kept of a run. */
import type { RunStatus } from '../../../engine/types.ts';
import type { Place } from '../../../plots/stream.ts';
import type { Course } from '../course.ts';
import type { Evaluated } from '../record.ts';
import type { Moment } from '../trainer.ts';

export interface Checkpoint {
  step: number;
  epoch: number;
  bytes: number;
  /** Taken in the middle of an epoch, for a run to go on from; the next one replaces it. */
  passing?: boolean;
}

/** What the list needs of a run; small, and read for all of them at once. */
export interface RunSummary {
  id: string;
  /** Counts up; the first run ever is 1. */
  number: number;
  /** Given by the reader, else empty. */
  name: string;
  created: number;
  updated: number;
  /** The configuration as address keys. */
  fields: Record<string, string>;
  /** Inputs and outputs included. */
  layers: number[];
  /** Tells one data set from another, whatever its source. */
  data: string;
  place: Place;
  status: RunStatus;
  message: string;
  /** Epochs that were still to go. */
  left: number;
  /** Training when last heard of: a tab that was closed cannot say more. */
  training: boolean;
  /** The latest evaluation. */
  test: { loss: number; accuracy: number; trainAccuracy: number } | null;
  /** Steps at which its settings were changed, or it went on from its weights alone. */
  changes: number[];
  /** Which line it is drawn with. */
  style: number;
  /** Runs of one comparison that differ by their seed alone. */
  group: string;
  /** Steps at which weights are kept, ascending; the last one is where it can go on. */
  checkpoints: Checkpoint[];
  /** What it takes in the store, weights included. */
  bytes: number;
}
export interface RunCourse { id: string; course: Course; evaluations: Evaluated[]; moment?: Moment }
export interface StoredWeights { id: string; step: number; weights: Float32Array }

/** Weights are kept to at most so much a run: then every second of the earlier ones goes. */
export const weightsBudget = 24 * 2 ** 20;
/** And at most so many times. */
export const mostCheckpoints = 40;
/** A run whose weights are larger than this alone is kept without them. */
export const largestWeights = 64 * 2 ** 20;

export const bytesOf = (course: Course): number => Object.values(course).reduce((n, a) => n + a.byteLength, 0);
export const evaluationBytes = (list: readonly Evaluated[]): number => list.reduce((n, e) => n + 64 + e.confusion.byteLength, 0);
