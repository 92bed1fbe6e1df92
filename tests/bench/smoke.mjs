// The short run that belongs to the tests: the lab's single-thread bundles in Chromium, a few steps of every job.
// It shows that the benchmark works, not how fast anything is.

import { buildPage, launch } from './browser.mjs';
import { jobs, lossTolerance } from './compare.mjs';
import { writeData } from './data.mjs';
import { measureNetworks } from './extras.mjs';
import { mapRequest, measureMaps } from './maps.mjs';
import { shown, table } from './stats.mjs';

const steps = 40;

/** Runs it, prints a table and the counts tests/count.mjs understands; resolves to whether all is well. */
export async function smoke() {
  const counts = { pass: 0, fail: 0 };
  const expect = (holds, what) => {
    counts[holds ? 'pass' : 'fail'] += 1;
    process.stdout.write(`${holds ? '✔' : '✖'} ${what}\n`);
  };
  const positive = (value) => Number.isFinite(value) && value > 0;

  writeData();
  await buildPage([]);
  const browser = await launch();
  const lines = [];
  try {
    const page = await browser.open();
    const losses = {};
    for (const simd of ['relaxed', 'baseline']) {
      const engine = page.engine(simd, 'descent', { simd, threads: 1 });
      const info = await engine.open();
      expect(info.simd === simd && info.threads === 1, `${simd}: the bundle that was asked for, with one thread`);
      for (const job of jobs) {
        await engine.prepare(job);
        const { seconds, loss } = await engine.time(job.key, steps);
        const rate = (steps * job.batch) / seconds;
        losses[simd] = { ...losses[simd], [job.key]: await engine.losses(job.key, steps) };
        const all = losses[simd][job.key];
        expect(positive(seconds) && positive(rate), `${simd}, ${job.key}: a time and a rate, finite and positive`);
        expect(all.every(positive) && all.at(-1) === loss && loss < all[0] / 2, `${simd}, ${job.key}: the loss falls, the same in both runs`);
        lines.push([`${simd}, ${job.key}`, shown(rate), all[0].toFixed(3), loss.toFixed(3)]);
      }
    }
    for (const { key } of jobs) {
      const far = losses.relaxed[key].some((loss, i) => Math.abs(loss / losses.baseline[key][i] - 1) > lossTolerance);
      expect(!far, `${key}: both bundles learn the same`);
    }
    const first = await page.call('firstStep', 'descent', { simd: 'relaxed', threads: 1 }, jobs[0]);
    expect(positive(first.seconds) && positive(first.heap), 'first step and heap: finite and positive');
    const map = await measureMaps(browser, { cores: 1, reps: 1, request: { ...mapRequest, width: 48, height: 48 } });
    expect(map.rows.every(({ seconds }) => positive(seconds[0])) && map.same > 0.99, `a map: times, and ${shown(100 * map.same)} % of the pixels as in plain JavaScript`);
    const { growth } = await measureNetworks(browser, 10);
    expect(growth === 0, `ten networks made and disposed of: the module grows by ${growth} bytes after the first five`);
  } finally {
    await browser.close();
  }
  process.stdout.write(`\n${table(['one thread, a few steps', 'samples/s', 'first loss', 'last loss'], lines)}\n\n`);
  process.stdout.write(`# pass ${counts.pass}\n# fail ${counts.fail}\n${counts.pass} passed, ${counts.fail} failed\n`);
  return counts.fail === 0;
}
