/** Requests about functions: runs, grids, points, averages, schedules. */
import type { DescendResult } from '../types';
import type { FunctionSession } from './descent-functions';
import type { Call, Handlers } from './host';
import { answered } from './host';
import { inSlices } from './slices';

type FunctionMethod =
  | 'descend' | 'descendStart' | 'descendAdvance' | 'descendDispose' | 'grid' | 'point' | 'average' | 'learningRates';

/** A first slice of this many steps is far below a frame for every method on a function of a few variables. */
const FIRST_STEPS = 256;

async function advance(run: number, steps: number, { session, cancel, progress }: Call<FunctionSession>): Promise<DescendResult> {
  // Also for 0 steps: the session checks the number.
  answered(session.descendAdvance(run, steps > 0 && steps <= FIRST_STEPS ? steps : 0));
  if (steps > FIRST_STEPS || !(steps >= 0)) {
    await inSlices(steps, FIRST_STEPS, cancel,
      (n) => answered<{ running: boolean }>(session.descendAdvance(run, n)).running,
      (done) => progress({ done, total: steps }));
  }
  return answered<DescendResult>(session.descendResult(run));
}

export const descendMethods: Handlers<FunctionMethod, FunctionSession> = {
  async descend(config, call) {
    const { run } = answered<{ run: number }>(call.session.descendStart(config));
    try {
      return await advance(run, config.steps ?? 0, call);
    } finally {
      call.session.descendDispose(run);
    }
  },
  descendStart: (config, { session }) => answered<{ run: number }>(session.descendStart(config)),
  descendAdvance: ({ run, steps }, call) => advance(run, steps, call),
  descendDispose({ run }, { session }) {
    session.descendDispose(run);
    return null;
  },
  grid: (request, { session }) => answered(session.grid(request)),
  point: (request, { session }) => answered(session.point(request)),
  average: (request, { session }) => answered<{ values: Float64Array }>(session.average(request)).values,
  learningRates: (request, { session }) => answered<{ values: Float64Array }>(session.learningRates(request)).values,
};
