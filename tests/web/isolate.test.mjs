// A host that can send no headers, under a sub-path: the pages marked by hosting.mjs --isolate get threads from their service
// worker, and the same worker still keeps the site without a network. And the settings for hosts that can are what our own server sends.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { headers, prepareHosting } from '../../web/tools/hosting.mjs';
import { isolationHeaders, serve } from '../../web/tools/server.mjs';
import { dist, findBrowser, newPage } from './browser.mjs';

describe('publishing', () => {
  let copy, browser;
  before(async () => {
    copy = mkdtempSync(join(tmpdir(), 'descent-dist-'));
    cpSync(dist, copy, { recursive: true, filter: (path) => relative(dist, path) !== 'data' });
    prepareHosting({ dist: copy, isolate: true });
    browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    rmSync(copy, { recursive: true, force: true });
  });
  const alive = (page) => page.waitForFunction(() =>
    document.querySelector('descent-function')?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length > 20, undefined, { timeout: 30_000 });
  const threads = (page) => page.evaluate(async () => {
    const { createLab } = await import(new URL('../lib/index.js', location.href).href);
    const lab = await createLab(), { info } = lab;
    await lab.dispose();
    return info;
  });

  test('without headers of the host: isolated by the worker, with threads, and still there without a network', { timeout: 120_000 }, async () => {
    const server = await serve({ root: copy, isolation: false, base: '/course-notes/lab/' });
    let open = true;
    try {
      const { page, context } = await newPage({ browser }, { serviceWorkers: 'allow' });
      const url = server.url.replace(/\/$/, '');
      await page.goto(`${url}/network/`);
      await page.waitForFunction(() => window.crossOriginIsolated, undefined, { timeout: 30_000 }); // it loads itself again, once
      const info = await threads(page);
      assert.ok(info.isolated && info.threads > 1, JSON.stringify(info));
      await page.goto(`${url}/function/`);
      await alive(page);
      assert.equal(await page.evaluate(() => window.crossOriginIsolated), true);
      await page.waitForFunction(async () => (await Promise.all((await caches.keys()).map(async (key) => (await (await caches.open(key)).keys()).map((r) => r.url)))).flat().some((one) => one.endsWith('.wasm')));
      await server.close();
      open = false;
      await page.reload();
      await alive(page);
      assert.equal(await page.evaluate(() => window.crossOriginIsolated), true, 'offline, too');
      await context.close();
    } finally {
      if (open) await server.close();
    }
  });

  test('somebody who has begun to use the page is not interrupted', { timeout: 60_000 }, async () => {
    const server = await serve({ root: copy, isolation: false });
    try {
      const { page, context } = await newPage({ browser }, { serviceWorkers: 'allow' });
      await page.addInitScript(() => addEventListener('DOMContentLoaded', () => { window.stayed = true; setTimeout(() => dispatchEvent(new KeyboardEvent('keydown', { key: 'Shift' })), 0); }));
      await page.goto(`${server.url}network/`);
      await page.waitForFunction(() => navigator.serviceWorker.controller, undefined, { timeout: 30_000 });
      await page.waitForTimeout(500);
      assert.deepEqual(await page.evaluate(() => [window.stayed, window.crossOriginIsolated, sessionStorage.getItem('descent-isolated')]), [true, false, null]);
      await context.close();
    } finally {
      await server.close();
    }
  });

  test('every settings file names every header; taking the mark away leaves the pages as they were built', () => {
    for (const name of Object.keys(isolationHeaders)) assert.ok(headers.some((one) => one.name === name), name);
    for (const file of ['_headers', '.htaccess', 'servers/headers.conf', 'servers/Caddyfile'])
      for (const { name, value } of headers) {
        const text = readFileSync(join(copy, file), 'utf8');
        assert.ok(text.includes(name) && text.includes(value), `${file}: ${name}`);
      }
    prepareHosting({ dist: copy, isolate: true }); // twice is once
    assert.equal(readFileSync(join(copy, 'network/index.html'), 'utf8').split('name="isolation"').length, 2);
    prepareHosting({ dist: copy, isolate: false });
    assert.equal(readFileSync(join(copy, 'network/index.html'), 'utf8'), readFileSync(join(dist, 'network/index.html'), 'utf8').replaceAll('<meta name="isolation" content="worker">', ''));
  });
});
