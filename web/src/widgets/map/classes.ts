/** What a picture tells apart: minima, step counts or heights; runs that went nowhere, away or out of all numbers. */
import type { Picture } from '../../state/map-state.ts';
import type { Shown } from './model.ts';

export type PixelClass =
  | { kind: 'minimum'; k: number }
  | { kind: 'band'; index: number; lo: number; hi: number }
  | { kind: 'none' | 'away' | 'diverged' };

/** What became of one run. */
export type Fate = Exclude<PixelClass, { kind: 'band' }>;

export interface Classified {
  classes: PixelClass[];
  /** Of each pixel, an index into classes. */
  of: Uint8Array;
  counts: number[];
  /** The height that bands of the value count from, if not 0. */
  floor?: number;
}

/** What `minimum` says besides indices of minima. */
const atNone = 255, diverged = 254;
export const bands = 8;

/** Whether the run of a pixel ended higher than it began. */
function wentAway({ f, before }: Shown, i: number): boolean {
  return before !== undefined && f[i] > before[before.length === 1 ? 0 : i];
}

/** Whether a pixel's run ended at a minimum. */
export const arrived = ({ minimum }: Shown, i: number): boolean => minimum[i] < diverged;

/** What became of one pixel's run, whatever the picture. */
export function fateOf(shown: Shown, i: number): Fate {
  const m = shown.minimum[i];
  if (m === diverged) return { kind: 'diverged' };
  if (m === atNone) return { kind: wentAway(shown, i) ? 'away' : 'none' };
  return { kind: 'minimum', k: m };
}

export function classify(shown: Shown, picture: Picture, lowest: number | undefined): Classified {
  const n = shown.minimum.length, minima = shown.minima.length / shown.dim;
  const last = { none: 0, away: 1, diverged: 2 } as const, others: PixelClass[] = [{ kind: 'none' }, { kind: 'away' }, { kind: 'diverged' }];
  const of = new Uint8Array(n);
  if (picture === 'minimum') {
    const classes: PixelClass[] = [...Array.from({ length: minima }, (_, k): PixelClass => ({ kind: 'minimum', k })), ...others];
    for (let i = 0; i < n; ++i) {
      const m = shown.minimum[i];
      of[i] = m === diverged ? minima + last.diverged : m === atNone ? minima + (wentAway(shown, i) ? last.away : last.none) : m;
    }
    return counted(classes, of);
  }
  const steps = picture === 'steps', floor = steps ? 0 : lowest ?? smallest(shown);
  const inBand = (i: number) => (steps ? shown.minimum[i] < diverged : shown.minimum[i] !== diverged && Number.isFinite(shown.f[i]));
  const number = (i: number) => (steps ? shown.steps[i] : shown.f[i] - floor);
  const edges = edgesOf(sample(n, inBand, number), steps);
  const count = edges.length - 1, classes: PixelClass[] = [...Array.from({ length: count }, (_, k): PixelClass => ({ kind: 'band', index: k, lo: edges[k], hi: edges[k + 1] })), ...others];
  for (let i = 0; i < n; ++i) {
    if (!inBand(i)) {
      of[i] = count + (shown.minimum[i] === atNone && steps ? (wentAway(shown, i) ? last.away : last.none) : last.diverged);
      continue;
    }
    const v = number(i);
    let k = 0;
    while (k < count - 1 && v >= edges[k + 1]) ++k;
    of[i] = k;
  }
  return { ...counted(classes, of), floor: steps || floor === 0 ? undefined : floor };
}

function counted(classes: PixelClass[], of: Uint8Array): Classified {
  const counts = new Array<number>(classes.length).fill(0);
  for (const k of of) counts[k]++;
  return { classes, of, counts };
}

const smallest = ({ f }: Shown): number => {
  let least = Infinity;
  for (const x of f) if (x < least && x !== -Infinity) least = x;
  return Number.isFinite(least) ? least : 0;
};

/** Enough of the numbers to see how they are spread, in order. */
function sample(n: number, wanted: (i: number) => boolean, number: (i: number) => number): Float64Array {
  const every = Math.max(1, Math.floor(n / 4096)) | 1, found: number[] = [];
  for (let i = 0; i < n; i += every) if (wanted(i)) found.push(number(i));
  return Float64Array.from(found).sort();
}

/** Edges of the bands: whole numbers of steps from first to last; heights by decades, without the odd extremes. */
function edgesOf(sorted: Float64Array, steps: boolean): number[] {
  if (sorted.length === 0) return [];
  const at = (q: number) => sorted[Math.round(q * (sorted.length - 1))];
  if (steps) {
    const lo = Math.max(1, at(0)), hi = Math.max(lo + 1, at(1) + 1), byFactor = hi / lo > 12;
    const edges = Array.from({ length: bands + 1 }, (_, i) => Math.round(byFactor ? lo * (hi / lo) ** (i / bands) : lo + ((hi - lo) * i) / bands));
    edges[0] = Math.min(at(0), lo);
    return edges.filter((edge, i) => i === 0 || edge > edges[i - 1]);
  }
  const hi = at(0.97), positive = sorted.find((x) => x > 0);
  if (!(hi > 0) || positive === undefined) return [0, hi > 0 ? hi : 1];
  const lo = Math.max(at(0.03), positive, hi * 1e-12);
  return hi > lo * 1.01 ? Array.from({ length: bands + 1 }, (_, i) => lo * (hi / lo) ** (i / bands)) : [0, hi];
}
