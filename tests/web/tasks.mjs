// How long the page's main thread was held up: as its user feels it (long tasks, wall time) and as the page is to
// blame for it (processor time of each task).
import assert from 'node:assert/strict';

/** The browser's limit of what counts as a long task, ms. */
const limit = 50;
/** Main-thread tasks that take this many times their processor time are waiting for other programs. */
const contended = 1.8;

/** Runs `work` and measures the page's main thread meanwhile. */
async function measureTasks(page, work) {
  await page.evaluate(() => {
    window.longTasks = [];
    window.longTaskObserver = new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((e) => Math.round(e.duration))));
    window.longTaskObserver.observe({ type: 'longtask' });
  });
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const long = await page.evaluate(() => { window.longTaskObserver.disconnect(); return window.longTasks; });
  const threads = traceEvents.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain');
  const of = ({ pid, tid }) => traceEvents.filter((e) => e.pid === pid && e.tid === tid && e.ph === 'X' && e.name === 'RunTask');
  const tasks = threads.map(of).sort((a, b) => b.length - a.length)[0] ?? [];
  const sum = (key) => tasks.reduce((total, e) => total + (e[key] ?? 0) / 1000, 0);
  return {
    long, tasks: tasks.length, processor: Math.max(0, ...tasks.map((e) => (e.tdur ?? 0) / 1000)),
    wall: Math.max(0, ...tasks.map((e) => e.dur / 1000)), ratio: sum('dur') / Math.max(1e-9, sum('tdur')),
  };
}

/** No task over 50 ms. On a machine busy with other things only processor time can be judged, and the report says so. */
function judge(t, { long, tasks, processor, wall, ratio }) {
  t.diagnostic(`${tasks} main-thread tasks: the longest ${wall.toFixed(1)} ms, of processor time ${processor.toFixed(1)} ms; long tasks: ${long.length ? long.join(', ') : 'none'}`);
  assert.ok(tasks > 10, 'the trace holds the main thread');
  assert.ok(processor > 0 && processor < limit, `a task took ${processor} ms of processor time`);
  if (ratio > contended) t.diagnostic(`not judged by wall time: the machine is busy, tasks took ${ratio.toFixed(1)} times their processor time`);
  else assert.deepEqual(long, []);
}

/**
 * Does `work` and asserts that no task of it takes the main thread longer than 50 ms. What the page is slow at, it is slow at
 * every time; what another program delays is not delayed three times: after a failure `again` is done instead, twice at most.
 */
export async function assertSmooth(t, page, work, again = work) {
  for (let attempt = 1; ; ++attempt) {
    const measured = await measureTasks(page, attempt === 1 ? work : again);
    try {
      return judge(t, measured);
    } catch (error) {
      if (attempt === 3) throw error;
      t.diagnostic(`measured once more: ${error.message.split('\n')[0]}`);
    }
  }
}
