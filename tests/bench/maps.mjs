// A basin map, 256 × 256 pixels of 200 Adam steps each: the lab's sweep beside the same loop in plain JavaScript.

import { say } from '../../wasm/toolchain/system.mjs';

/** The map that is timed, as `lab.sweep` takes it; the package fills in Adam's defaults and the function's minima. */
export const mapRequest = {
  objective: 'himmelblau', optimizer: { id: 'adam', lr: 0.05 }, steps: 200, width: 256, height: 256,
  x: { start: 0, lo: -6, hi: 6 }, y: { start: 1, lo: -6, hi: 6 },
};

/** { rows: [{ name, seconds[], first[] }], same: share of pixels on which lab and plain loop agree }. */
export async function measureMaps(browser, { cores, reps, request = mapRequest }) {
  const counts = cores > 1 ? [1, 'auto'] : [1];
  const page = await browser.open();
  const rows = counts.map((threads) => ({
    name: `Descent Lab, ${threads === 1 ? 'one thread' : `all threads (${Math.min(8, cores)})`}`, threads, seconds: [], first: [],
  }));
  const plain = { name: 'plain JavaScript', seconds: [], first: [] };
  for (const { name, threads } of rows) await page.call('openMaps', name, { simd: 'relaxed', threads });
  let same = 1;
  for (let rep = 0; rep < reps + 1; ++rep) {
    for (const row of rows) {
      const { seconds, first } = await page.call('map', row.name, request);
      if (rep > 0) { row.seconds.push(seconds); row.first.push(first); } // the first is the warm-up
    }
    const done = await page.call('plainMap', rows[0].name, request);
    if (rep > 0) plain.seconds.push(done.seconds);
    same = Math.min(same, done.same);
  }
  await page.close();
  say('bench', `maps: done ${reps} times`);
  return { rows: [...rows, plain], same };
}
