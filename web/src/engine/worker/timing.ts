/** How long a step takes in this engine: the same run again and again until the clock shows enough. */
import { LabError } from '../errors';
import type { StepTime } from '../types';
import type { FunctionSession } from './descent-functions';
import { answered, type Call, type Handlers } from './host';
import { inSlices } from './slices';

/** A round lasts at least this long and this many ticks of the clock; the fastest round is the least disturbed one. */
const ROUND_SECONDS = 0.008, ROUND_TICKS = 20, ROUNDS = 5;
/** Coarse clocks make rounds long: none begins after this. */
const ENOUGH_SECONDS = 0.5;
/** Runs keep their paths: so many steps may be held at once. A round is never longer than the most. */
const HELD_STEPS = 50_000, MOST_STEPS = 50_000_000;
const FIRST_STEPS = 4096;

/** Browsers round their clocks, some to 100 ms. Undefined where the clock stands still. */
function tick(): number | undefined {
  const from = performance.now();
  for (let reads = 0; reads < 20_000_000; ++reads) {
    const ms = performance.now() - from;
    if (ms > 0) return ms / 1000;
  }
  return undefined;
}

/** Seconds that `runs` runs of `steps` steps take; starting and dropping them is not counted. */
async function together(config: object, runs: number, steps: number, { session, cancel }: Call<FunctionSession>): Promise<number> {
  const started: number[] = [];
  try {
    for (let i = 0; i < runs; ++i) started.push(answered<{ run: number }>(session.descendStart(config)).run);
    let seconds = 0, done = 0;
    await inSlices(runs * steps, FIRST_STEPS, cancel, (n) => {
      for (const end = done + n; done < end;) {
        const part = Math.min(end - done, steps - (done % steps));
        session.descendAdvance(started[Math.floor(done / steps)]!, part);
        done += part;
      }
      return true;
    }, (_, spent) => { seconds += spent; });
    return seconds;
  } finally {
    for (const run of started) session.descendDispose(run);
  }
}

export const timingMethods: Handlers<'stepTime', FunctionSession> = {
  async stepTime(config, call) {
    const steps = await stepsTaken(config, call), clock = tick();
    if (steps === 0 || clock === undefined) return { steps } satisfies StepTime;
    const most = Math.max(1, Math.floor(HELD_STEPS / steps)), wanted = Math.max(ROUND_SECONDS, ROUND_TICKS * clock);
    let runs = 1, best = Infinity, all = 0;
    for (let round = 0; round < ROUNDS && all < ENOUGH_SECONDS; ++round) {
      let seconds = 0, walked = 0;
      while (seconds < wanted && walked < MOST_STEPS) {
        seconds += await together(config, runs, steps, call);
        walked += runs * steps;
        if (seconds < wanted) runs = Math.min(most, 2 * runs);
      }
      best = Math.min(best, seconds / walked);
      all += seconds;
    }
    return { steps, ...(best > 0 && { seconds: best }) } satisfies StepTime;
  },
};

/** How many of its steps the run takes before it ends by itself. */
async function stepsTaken(config: { steps: number }, { session, cancel }: Call<FunctionSession>): Promise<number> {
  const { run } = answered<{ run: number }>(session.descendStart(config));
  try {
    if (!(config.steps > 0)) throw new LabError('out-of-range', `There is no step to time: steps is ${config.steps}.`, 'steps');
    let taken = 0;
    await inSlices(config.steps, FIRST_STEPS, cancel, (n) => {
      const { steps, running } = answered<{ steps: number; running: boolean }>(session.descendAdvance(run, n));
      taken = steps;
      return running;
    }, () => {});
    return taken;
  } finally {
    session.descendDispose(run);
  }
}
