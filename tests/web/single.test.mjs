// The function lab as one HTML file, opened from disk: it computes, answers, speaks both languages and asks nobody for anything.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { axe, dist, findBrowser, newPage } from './browser.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const alive = (page) => page.waitForFunction(() =>
  document.querySelector('descent-function')?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length > 20, undefined, { timeout: 30_000 });
const path = (page) => page.evaluate(() => document.querySelector('descent-function').shadowRoot.querySelector('.dots:not(.rest)').getAttribute('d'));

describe('the single file', () => {
  let browser, folder, address;
  before(async () => {
    execFileSync(process.execPath, [join(root, 'web/tools/build-single.mjs')], { cwd: root, stdio: 'pipe' });
    folder = mkdtempSync(join(tmpdir(), 'descent single ')); // alone in a folder, with a blank in its name
    copyFileSync(join(dist, 'descent-lab-single.html'), join(folder, 'lab.html'));
    address = pathToFileURL(join(folder, 'lab.html')).href;
    browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  test('opens from disk, computes, answers the keyboard, without a request and without a complaint', { timeout: 90_000 }, async (t) => {
    t.diagnostic(`${(statSync(join(folder, 'lab.html')).size / 1024).toFixed(0)} KiB`);
    const { page, problems, context } = await newPage({ browser });
    const asked = [];
    page.on('request', (request) => { if (!/^(blob|data):/.test(request.url())) asked.push(request.url()); });
    await page.goto(`${address}#v=1&f=valley&m=momentum&n=30`);
    await alive(page);
    const before = await path(page);
    await page.locator('descent-function').getByRole('slider', { name: /start/i }).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((old) => document.querySelector('descent-function').shadowRoot.querySelector('.dots:not(.rest)').getAttribute('d') !== old, before);
    await page.waitForFunction(() => document.querySelector('descent-function').shadowRoot.querySelector('.katex')); // the typesetter and its fonts are in it
    assert.ok((await page.evaluate(() => location.hash)).includes('f=valley'), 'the state stays in the address');
    assert.deepEqual(asked, [address]);
    assert.deepEqual(problems, []);
    assert.deepEqual(await axe(page), []);
    await context.close();
  });

  test('changes its language and its theme, and keeps the state', { timeout: 60_000 }, async () => {
    const { page, problems, context } = await newPage({ browser }, { viewport: { width: 360, height: 800 } });
    await page.goto(`${address}#v=1&f=valley&m=adam`);
    await alive(page);
    await page.click('#language');
    await page.waitForFunction(() => document.documentElement.lang === 'vi' && /hàm/i.test(document.querySelector('h1').textContent));
    await page.click('#theme');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    assert.ok((await page.evaluate(() => location.hash)).includes('m=adam'));
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no wider than the screen');
    assert.deepEqual(problems, []);
    await context.close();
  });
});
