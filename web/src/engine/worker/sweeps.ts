/** Requests about maps. */
import type { SweepFrame, SweepPixels, SweepResult } from '../types';
import type { FunctionSession } from './descent-functions';
import type { Handlers } from './host';
import { answered } from './host';
import { coarse } from './pictures';
import { inSlices } from './slices';

interface Started extends SweepFrame {
  sweep: number;
  /** Pixels of each pass, and how many are computed together. */
  passes: Uint32Array;
  group: number;
}

export const sweepMethods: Handlers<'sweep', FunctionSession> = {
  async sweep({ pictures, ...request }, { session, cancel, progress }) {
    const { sweep, passes, group, ...frame } = answered<Started>(session.sweepStart(request));
    try {
      const total = frame.x.length * frame.y.length;
      let before = 0;
      let slice = 1;
      for (const [pass, count] of passes.entries()) {
        await inSlices(Math.ceil(count / group), slice, cancel,
          (n) => {
            slice = n; // what has proved to be a slice is where the next pass begins
            return answered<{ running: boolean }>(session.sweepAdvance(sweep, n)).running;
          },
          (done) => progress({ done: before + Math.min(count, done * group), total }));
        before += count;
        const block = 2 ** (passes.length - 1 - pass);
        if (pictures && count > 0 && block > 1) {
          const pixels = answered<SweepPixels>(session.sweepResult(sweep));
          coarse([pixels.f, pixels.minimum, pixels.steps, pixels.status], frame.x.length, block);
          progress({ ...own(frame), ...pixels, block });
        }
      }
      return { ...frame, ...answered<SweepPixels>(session.sweepResult(sweep)) } satisfies SweepResult;
    } finally {
      session.sweepDispose(sweep);
    }
  },
};

/** Messages take their arrays with them: each picture gets its own. */
const own = (frame: SweepFrame): SweepFrame => ({ ...frame, x: frame.x.slice(), y: frame.y.slice(), minima: frame.minima.slice() });
