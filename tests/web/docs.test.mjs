// The documentation in a browser: every page is there and speaks both languages, its figures live, links lead somewhere, the search finds it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createLab } from 'descent-lab';
import { axe, dist, launch, newPage } from './browser.mjs';

const pages = readdirSync(join(dist, 'docs'), { recursive: true }).map(String).filter((path) => path.endsWith('index.html')).map((path) => `docs/${path.replace(/index\.html$/, '')}`.replaceAll('\\', '/'));
const alive = (page, element) => page.waitForFunction((name) => {
  const root = document.querySelector(name)?.shadowRoot;
  return root && [...root.querySelectorAll('svg path')].some((path) => (path.getAttribute('d') ?? '').length > 40);
}, element, { timeout: 30_000 });

describe('documentation', () => {
  let lab, browser;
  before(async () => { lab = await createLab(); browser = await launch({ isolated: false }); });
  after(async () => { await browser?.close(); await lab?.dispose(); });

  test('a page for every optimizer, schedule and function; nothing in them is left open', () => {
    for (const [section, table] of Object.entries({ optimizers: 'optimizers', schedules: 'schedules', functions: 'objectives' }))
      for (const { id } of lab.catalog[table]) assert.ok(pages.includes(`docs/${section}/${id}/`), `${section}/${id}`);
    for (const path of pages) {
      const html = readFileSync(join(dist, path, 'index.html'), 'utf8'), words = html.replace(/<annotation[\s\S]*?<\/annotation>|<pre[\s\S]*?<\/pre>/g, '').replace(/<[^>]*>/g, ' ');
      if (path !== 'docs/api/') assert.doesNotMatch(words, /\bundefined\b|\bNaN\b|:::|\$\w/, path); // types may say so
      assert.doesNotMatch(html, /katex-error|\sstyle="/, path);
      assert.equal((html.match(/class="l[^"]*" lang="en"/g) ?? []).length, (html.match(/class="l[^"]*" lang="vi"/g) ?? []).length, `${path}: its languages`);
    }
  });

  test('every link leads to a page, every #place is on it', () => {
    const ids = new Map(), idsOf = (file) => ids.get(file) ?? ids.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id))).get(file);
    const broken = pages.flatMap((path) => [...readFileSync(join(dist, path, 'index.html'), 'utf8').matchAll(/<a [^>]*href="([^"]+)"/g)].flatMap(([, href]) => {
      if (/^https?:/.test(href)) return [];
      const url = new URL(href.replaceAll('&amp;', '&'), `http://lab/${path}`), file = join(dist, decodeURIComponent(url.pathname), url.pathname.endsWith('/') ? 'index.html' : '');
      if (!existsSync(file)) return [`${path}: ${href}`];
      const place = url.hash.slice(1);
      return place && !place.includes('=') && dirname(file).includes('docs') && !idsOf(file).has(place) ? [`${path}: ${href}`] : [];
    }));
    assert.deepEqual(broken, []);
  });

  for (const [path, element, width] of [['docs/optimizers/adam/', 'descent-function', 1280], ['docs/schedules/cosine/', 'descent-schedule', 360], ['docs/functions/himmelblau/', 'descent-function', 1280], ['docs/embedding/', 'descent-function', 360]]) {
    test(`${path} at ${width} pixels: alive, readable, nothing to complain of`, { timeout: 90_000 }, async () => {
      const { page, problems, context } = await newPage(browser, { viewport: { width, height: 900 } });
      await page.goto(`${browser.url}/${path}`);
      await alive(page, element);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no wider than the screen');
      assert.deepEqual(await axe(page), []);
      await page.click('#language');
      await page.waitForFunction(() => document.documentElement.lang === 'vi');
      assert.match(await page.title(), /Descent Lab/);
      assert.equal(await page.locator('.l[lang="en"]').filter({ visible: true }).count(), 0);
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  test('the API page: output under every example, types linked, no trouble on a narrow screen', { timeout: 60_000 }, async () => {
    const { page, problems, context } = await newPage(browser, { viewport: { width: 360, height: 800 }, colorScheme: 'dark' });
    await page.goto(`${browser.url}/docs/api/`);
    const examples = page.locator('.example');
    assert.ok(await examples.count() >= 9);
    for (const text of await page.locator('.example samp').allInnerTexts()) assert.ok(text.trim().length > 0);
    await page.locator('#Lab + p, #Lab').first().scrollIntoViewIfNeeded();
    assert.ok(await page.locator('dl.members a[href="#DescendResult"]').count() > 0);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'no wider than the screen');
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the search finds methods, options and pages of the documentation; the home page and every footer lead there', { timeout: 60_000 }, async () => {
    const { page, context } = await newPage(browser);
    await page.goto(`${browser.url}/`);
    assert.ok(await page.locator('main a[href$="docs/"]').count() === 1 && await page.locator('footer a[href$="docs/"]').count() === 1);
    await page.keyboard.press('/');
    await page.locator('dialog.search input').fill('sandboxed postMessage');
    await page.waitForFunction(() => [...document.querySelectorAll('dialog.search li a')].some((a) => /\/docs\/embedding\//.test(a.href)), undefined, { timeout: 10_000 }).catch(async () => {
      throw new Error(`found: ${(await page.locator('dialog.search li').allInnerTexts()).join(' | ')}`);
    });
    await page.locator('dialog.search input').fill('levenberg');
    await page.waitForFunction(() => [...document.querySelectorAll('dialog.search li a')].some((a) => /\/docs\/optimizers\/levenberg-marquardt\//.test(a.href)));
    await context.close();
  });
});
