// Everything about an engine that is not its speed in the long run: what is fetched, how soon the first step is done,
// how much memory it takes; networks made and disposed of; ten epochs of the real thing.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, say } from '../../wasm/toolchain/system.mjs';
import { fetched } from './browser.mjs';
import { makeJob } from './data.mjs';
import { Torch } from './pytorch.mjs';

/** Per row that lives in the browser: { fetch (gzipped bytes), files, seconds[], heap, page (bytes) }. */
export async function measureStart(browser, rows, { reps }) {
  const job = makeJob(128, 'adam');
  const inBrowser = rows.filter(({ kind }) => kind !== 'torch');
  const results = inBrowser.map((row) => ({ ...row, seconds: [] }));
  for (let rep = 0; rep < reps; ++rep) {
    for (const result of results) {
      const page = await browser.open();
      const { value, files, bytes } = await fetched(() => page.call('firstStep', result.kind, result.options, job, rep === 0));
      result.seconds.push(value.seconds);
      Object.assign(result, { fetch: bytes, files, heap: value.heap, page: value.page ?? result.page });
      await page.close();
    }
    say('bench', `first steps: repetition ${rep + 1} of ${reps}`);
  }
  return results;
}

/** The module's memory after each of `count` networks, and after the first few, in bytes. */
export async function measureNetworks(browser, count = 100) {
  const page = await browser.open();
  const heaps = await page.call('manyNetworks', { simd: 'relaxed', threads: 1 }, makeJob(128, 'adam'), count);
  await page.close();
  const few = 5;
  return { count, few, early: heaps[few - 1], late: heaps.at(-1), growth: heaps.at(-1) - heaps[few - 1] };
}

const fashion = join(root, 'dist/data/fashion-mnist');

/** Whether the real Fashion-MNIST is in dist/data. */
export function haveFashion() {
  const manifest = join(fashion, 'manifest.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).synthetic === false;
}

export const fashionMissing =
  'Fashion-MNIST is missing, so no epochs are timed. On Debian: apt-get install dataset-fashion-mnist; then: node web/tools/data.mjs';

/** Epochs of Fashion-MNIST with Adam and batch 128: rows of { name, seconds[], accuracy[] }. */
export async function measureEpochs(browser, { cores, torch, reps, epochs = 10 }) {
  const job = makeJob(128, 'adam');
  const counts = cores > 1 ? [1, 'auto'] : [1];
  const named = (threads) => (threads === 1 ? 'one thread' : `all threads (${Math.min(8, cores)})`);
  const rows = counts.flatMap((threads) => [
    {
      name: `Descent Lab in Chromium, ${named(threads)}`,
      async run() {
        const page = await browser.open();
        const done = await page.call('epochs', { simd: 'relaxed', threads }, job, epochs);
        await page.close();
        if (Math.abs(done.epoch - epochs) > 0.02) throw new Error(`${done.epoch} epochs were trained, not ${epochs}`);
        return done;
      },
    },
    ...(torch ? [{
      name: `PyTorch, native, ${named(threads)}`,
      async run() {
        const process_ = new Torch(threads === 1 ? 1 : undefined);
        const done = await process_.epochs(job, epochs, fashion);
        process_.close();
        return done;
      },
    }] : []),
  ]).map((row) => ({ ...row, seconds: [], accuracy: [] }));
  for (let rep = 0; rep < reps; ++rep) {
    for (const row of rows) {
      const { seconds, accuracy } = await row.run();
      row.seconds.push(seconds);
      row.accuracy.push(accuracy);
      say('bench', `${epochs} epochs, ${row.name}: ${seconds.toFixed(1)} s, test accuracy ${(100 * accuracy).toFixed(1)} %`);
    }
  }
  return { epochs, rows };
}
