// What threads bring: one thread, several pages with one thread each at the same time, and several threads, in turn,
// for batch sizes from one sample up.

import { say } from '../../wasm/toolchain/system.mjs';
import { makeJob } from './data.mjs';

export const threadJobs = [
  ...[1, 8, 32, 128, 512].map((batch) => makeJob(batch, 'sgd')),
  ...[32, 128].map((batch) => makeJob(batch, 'adam')),
];
/** Rarely are there more pages than this beside each other. */
const mostPages = 8;

/** Per job { one, pages, threads }: samples per second of each repetition; `count` is how many pages and threads. */
export async function measureThreads(browser, { cores, reps, seconds }) {
  const count = Math.min(mostPages, cores);
  if (count < 2) return undefined;
  const open = async (threads) => {
    const page = await browser.open();
    const engine = page.engine('lab', 'descent', { simd: 'relaxed', threads });
    await engine.open();
    return { page, engine };
  };
  const alone = [];
  for (let i = 0; i < count; ++i) alone.push(await open(1));
  const together = await open(count);
  const results = {};
  for (const { key, ...job } of threadJobs) {
    const steps = {};
    for (const { engine } of [...alone, together]) await engine.prepare({ key, ...job });
    for (const { engine } of alone) steps.one = Math.max(10, Math.ceil((await engine.pace(key, seconds)) * seconds));
    steps.threads = Math.max(10, Math.ceil((await together.engine.pace(key, seconds)) * seconds));
    results[key] = { one: [], pages: [], threads: [], steps };
  }
  for (let rep = 0; rep < reps; ++rep) {
    for (const { key, batch } of threadJobs) {
      const { one, pages, threads, steps } = results[key];
      const rate = ({ seconds: spent }, taken) => (taken * batch) / spent;
      one.push(rate(await alone[0].engine.time(key, steps.one), steps.one));
      const at = Date.now() + 200; // all begin at the same moment
      const side = await Promise.all(alone.map(({ engine }) => engine.time(key, steps.one, at)));
      pages.push(side.reduce((sum, timed) => sum + rate(timed, steps.one), 0));
      threads.push(rate(await together.engine.time(key, steps.threads), steps.threads));
    }
    say('bench', `threads: repetition ${rep + 1} of ${reps}`);
  }
  for (const { page } of [...alone, together]) await page.close();
  return { count, results };
}
