// The engine's modules in a real browser, where the network may fail for a moment.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, newPage } from './browser.mjs';

let site;
before(async () => { site = await launch(); });
after(() => site?.close());

describe('a module that could not be fetched', () => {
  for (const ending of ['mjs', 'wasm']) {
    test(`is fetched again when the next network is made (.${ending})`, async () => {
      const { page, context } = await newPage(site);
      let asked = 0;
      await context.route((url) => url.pathname.includes('/descent-networks-') && url.pathname.endsWith(`.${ending}`),
        (route) => (++asked === 1 ? route.abort() : route.continue()));
      await page.goto(`${site.url}/schedules/`);
      const told = await page.evaluate(async () => {
        const { createLab } = await import(new URL('/lib/index.js', location.href).href);
        const lab = await createLab({ threads: 1 });
        const make = () => lab.network({ layers: [2, 3, 2] }).then(({ size }) => size, (error) => error.code);
        const first = await make();
        const rates = await lab.learningRates({ lr: 0.5, steps: 1 });
        const outcome = { first, rate: rates[0], then: await Promise.all([make(), make()]) };
        await lab.dispose();
        return outcome;
      });
      assert.deepEqual(told, { first: 'load-failed', rate: 0.5, then: [17, 17] });
      assert.equal(asked, 2, 'two requests that come together share one');
      await context.close();
    });
  }
});
