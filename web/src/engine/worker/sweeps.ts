/** Requests about maps. */
import type { SweepFrame, SweepPixels, SweepResult } from '../types';
import type { FunctionSession } from './descent-functions';
import type { Handlers } from './host';
import { answered } from './host';
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
      for (const [pass, pixels] of passes.entries()) {
        await inSlices(Math.ceil(pixels / group), slice, cancel,
          (n) => {
            slice = n; // what has proved to be a slice is where the next pass begins
            return answered<{ running: boolean }>(session.sweepAdvance(sweep, n)).running;
          },
          (done) => progress({ done: before + Math.min(pixels, done * group), total }));
        before += pixels;
        const block = 2 ** (passes.length - 1 - pass);
        if (pictures && pixels > 0 && block > 1) {
          progress({ ...own(frame), ...coarse(answered<SweepPixels>(session.sweepResult(sweep)), frame.x.length, block) });
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

/** The whole picture as far as it is known: every block shows its first pixel. */
function coarse({ f, minimum, steps, status }: SweepPixels, width: number, block: number): SweepPixels & { block: number } {
  for (const pixels of [f, minimum, steps, status]) {
    for (let row = 0; row < pixels.length; row += width) {
      if (((row / width) % block) !== 0) {
        pixels.copyWithin(row, row - width, row); // the row above shows the same blocks
        continue;
      }
      for (let x = 0; x < width; x += block) pixels.fill(pixels[row + x]!, row + x, row + Math.min(x + block, width));
    }
  }
  return { block, f, minimum, steps, status };
}
