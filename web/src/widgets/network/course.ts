/** The course of a run in few points: what is kept of it when the page is closed, and drawn of it beside others. */
import { places, type Along, type Place } from '../../plots/stream.ts';

/** Points in the order of the steps; no extreme of the run is missing. */
export interface Course extends Record<Along, Float64Array> { loss: Float64Array }

/** So many points are kept; shorter runs are kept step by step. */
export const mostPoints = 8192;

export const origin: Place = { step: 0, epoch: 0, evaluation: 0, second: 0 };
export const placeAt = (course: Course, i: number): Place =>
  (i < 0 ? origin : { step: course.step[i], epoch: course.epoch[i], evaluation: course.evaluation[i], second: course.second[i] });

/** Losses of steps that lie evenly between two places, or at places of their own. */
export type Block = { loss: Float64Array; from: Place; to: Place; course?: undefined } | { loss: Float64Array; from: Place; to: Place; course: Course };

/** Where the i-th loss of a block lies on an axis. */
const along = (b: Block, i: number, axis: Along): number =>
  (b.course ? b.course[axis][i] : b.from[axis] + ((i + 1) / b.loss.length) * (b.to[axis] - b.from[axis]));

function make(n: number): Course {
  const array = () => new Float64Array(n);
  return { loss: array(), step: array(), epoch: array(), evaluation: array(), second: array() };
}

/**
 * The lowest and the highest loss of each of `most / 2` stretches, where they were, and the very last; all losses where
 * there are not more than `most`.
 */
export function courseOf(blocks: readonly Block[], most = mostPoints): Course {
  const total = blocks.reduce((n, b) => n + b.loss.length, 0);
  const chosen: [Block, number][] = [];
  if (total <= most) {
    for (const b of blocks) for (let i = 0; i < b.loss.length; ++i) chosen.push([b, i]);
  } else {
    const stretches = Math.floor(most / 2) - 1;
    let seen = 0, stretch = 0, low: [Block, number, number] | undefined, high: [Block, number, number] | undefined;
    const close = () => {
      if (!low || !high) return;
      const [first, second] = low[2] <= high[2] ? [low, high] : [high, low];
      chosen.push([first[0], first[1]]);
      if (first[2] !== second[2]) chosen.push([second[0], second[1]]);
      low = high = undefined;
    };
    for (const b of blocks) {
      for (let i = 0; i < b.loss.length; ++i, ++seen) {
        if (seen >= ((stretch + 1) * total) / stretches) { close(); ++stretch; }
        const x = b.loss[i];
        if (!low || x < low[0].loss[low[1]]) low = [b, i, seen];
        if (!high || x > high[0].loss[high[1]]) high = [b, i, seen];
      }
    }
    close();
    const last = blocks[blocks.length - 1], end = last.loss.length - 1, [b, i] = chosen[chosen.length - 1];
    if (b !== last || i !== end) chosen.push([last, end]);
  }
  const course = make(chosen.length);
  chosen.forEach(([b, i], k) => {
    course.loss[k] = b.loss[i];
    for (const axis of places) course[axis][k] = along(b, i, axis);
  });
  return course;
}

/** The part of a course up to a step: what a checkpoint taken there can go on from. */
export function upTo(course: Course, step: number): Course {
  let n = course.step.length;
  while (n > 0 && course.step[n - 1] > step) --n;
  const part = make(n);
  for (const key of ['loss', ...places] as const) part[key].set(course[key].subarray(0, n));
  return part;
}
