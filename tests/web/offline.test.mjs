// After one visit the site works without a network: with isolation headers and without, at the root and under a path.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from '../../web/tools/server.mjs';
import { dist, findBrowser, newPage } from './browser.mjs';

/** A lesson visited online; then the server is gone. */
async function visitThenCut(options, run) {
  const server = await serve({ root: dist, port: 0, ...options });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  let open = true;
  try {
    const { page, context } = await newPage({ browser }, { serviceWorkers: 'allow' });
    await page.goto(`${server.url.replace(/\/$/, '')}/course/update-rule/`);
    await page.evaluate(() => new Promise((resolve) => {
      navigator.serviceWorker.addEventListener('message', ({ data }) => { if (data?.kept) resolve(); });
    }));
    await server.close();
    open = false;
    await run(page, server.url.replace(/\/$/, ''));
    await context.close();
  } finally {
    await browser.close();
    if (open) await server.close();
  }
}
const alive = (page) => page.waitForFunction(() =>
  document.querySelector('descent-function')?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length > 20, undefined, { timeout: 20_000 });

for (const [what, options] of [['with isolation headers', { isolation: true }], ['without them, under a path', { isolation: false, base: '/notes/lab/' }]]) {
  describe(`offline ${what}`, () => {
    test('the lesson reloads, other pages open, their figures compute', { timeout: 90_000 }, async () => {
      await visitThenCut(options, async (page, url) => {
        await page.reload();
        await alive(page);
        assert.equal(await page.evaluate(() => window.crossOriginIsolated), options.isolation);
        assert.match(await page.locator('h1').innerText(), /update rule/i);
        await page.goto(`${url}/function/#v=1&f=valley&m=adam`);
        await alive(page);
        await page.goto(`${url}/course/momentum/?lang=vi`);
        await alive(page);
        assert.equal(await page.evaluate(() => document.documentElement.lang), 'vi');
        const kept = await page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (key) => (await (await caches.open(key)).keys()).map((r) => r.url)))).flat());
        const modules = kept.filter((one) => one.endsWith('.wasm')).map((one) => one.split('/').at(-1)).sort();
        const expected = ['functions', `networks-${modules.some((name) => name.includes('relaxed')) ? 'relaxed' : 'baseline'}`];
        assert.deepEqual(modules, expected.flatMap((name) => (options.isolation ? ['-mt', ''] : ['']).map((threads) => `descent-${name}${threads}.wasm`)));
        await page.goto(`${url}/backprop/`);
        await page.locator('descent-backprop .parameter').first().waitFor();
        assert.deepEqual(kept.filter((one) => /\/data\/.*(train|full)/.test(one) && !/quick/.test(one)), [], 'the full data set is not kept');
      });
    });
  });
}
