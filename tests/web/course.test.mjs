// The course in a real browser: every lesson in both languages, its numbers, its figures, its printing, the map, the search.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { axe, dist, launch, newPage } from './browser.mjs';

const content = resolve(dirname(fileURLToPath(import.meta.url)), '../../web/content');
const slugs = JSON.parse(readFileSync(join(content, 'course.json'), 'utf8')).chapters.flatMap((chapter) => chapter.lessons)
  .filter((slug) => readdirSync(join(dist, 'course')).includes(slug));

let site;
before(async () => { site = await launch(); });
after(() => site?.close());

async function open(path, options) {
  const opened = await newPage(site, options);
  opened.page.setDefaultTimeout(30_000); // a lesson holds many figures
  await opened.page.goto(site.url + path);
  return opened;
}
const alive = (page, figure = 'figure descent-function') => page.waitForFunction((selector) =>
  document.querySelector(selector)?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length > 20, figure);
/** From top to bottom, so that whatever waits to be seen has been. */
const readThrough = (page) => page.evaluate(async () => {
  for (let y = 0; y < document.body.scrollHeight; y += 800) { scrollTo(0, y); await new Promise((r) => setTimeout(r, 60)); }
  await Promise.all([...document.querySelectorAll('main *')].filter((e) => e.localName.includes('-')).map((e) => customElements.whenDefined(e.localName).then(() => e.updateComplete)));
});
const states = (page) => page.evaluate(() => [...document.querySelectorAll('figure.living > :first-child')].map((e) => e.getState?.()));
/** How far the page is wider than the window, once the figures have taken their new width. */
async function noSidewaysScroll(page) {
  await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth, undefined, { timeout: 10_000 }).catch(() => undefined);
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}
/** Leaving a page breaks off what it was loading; that is no fault. */
const stayed = (problems) => problems.filter((one) => !/net::ERR_ABORTED/.test(one));
const settled = (page) => page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));

for (const slug of slugs) {
  test(`lesson ${slug}: both languages, both themes, wide and narrow`, { timeout: 300_000 }, async () => {
    const { page, problems, context } = await open(`/course/${slug}/`);
    await readThrough(page);
    assert.match(await page.title(), / · Descent Lab$/);
    assert.ok(await page.locator('h1 .l[lang="en"]').isVisible());
    assert.equal(await page.locator('main .l[lang="vi"]:visible').count(), 0, 'one language at a time');
    assert.deepEqual(await axe(page), [], 'wide, light, English');
    const before = await states(page);
    const english = await page.locator('main').innerText();
    await page.evaluate(() => { window.sameDocument = true; });
    await page.locator('#language').click();
    await page.waitForFunction(() => document.documentElement.lang === 'vi');
    await settled(page);
    assert.notEqual(await page.locator('main').innerText(), english);
    assert.equal(await page.locator('main .l[lang="en"]:visible').count(), 0, 'one language at a time');
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.deepEqual(await states(page), before, 'the figures are as they were');
    await page.setViewportSize({ width: 320, height: 720 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await readThrough(page);
    await settled(page);
    assert.ok(await noSidewaysScroll(page) <= 0, 'no sideways scrolling at 320 px');
    assert.deepEqual(await axe(page), [], 'narrow, dark, Vietnamese');
    assert.deepEqual(problems, []);
    await context.close();
  });
}

/** The lectures' worked numbers, true values: where they stand, as `lesson: values`. */
const worked = {
  'update-rule': [140, 56, 112, 44.8, 89.6, 35.84, 71.68, 28.672, 7.516192768, 15.032385536, 6.0129542144, 12.0259084288, 4.81036337152, 3.848290697216, 3.0786325577728,
    2.46290604621824, 0.0866558, 0.1733116, 0.0693246, 0.1386493, 0.0554597, 0.1109194, 0.0443678, 0.0887355, 0.0354942, 0.0709884, 0.0283954, 8.6116e-96, 4.94e-38],
  'learning-rate': [-56, 44.8, -35.84, 28.672, -6, 18, -54, 162, -84.57, -5.757, -1.3785, 2.1243, 6.7777778, 3.8269581, -1.3991247, 12.8955267],
  'two-variables': [4.8, 7.2, 3.84, 5.76, 3.072, 4.608, 2.4576, 3.6864],
  averages: [5.5, 7, 3, 4, 8, 4.5, 6, 5.75, 5.375, 3.1875, 5.09375, 7.046875, 3.5234375, 5.76171875, 4.880859375, 0.019208, 0.0196, 0.081, 0.09, 0.125, 0.25],
  rmsprop: [18, 32.4, 8.683772234, 17.367544469, 59.323160088, 8.458282757, 16.916565514, 82.007862957, 8.271479498],
  momentum: [-18, 72, 144, -30.6, 41.4, 82.8, -35.82, 5.58, 11.16, -33.354, -27.774, -55.548, -24.4638, -52.2378],
};
describe('the lectures\' worked numbers stand in the lessons, as the core computes them', () => {
  for (const [slug, values] of Object.entries(worked)) {
    for (const language of ['en', 'vi']) {
      test(`${slug}, ${language}`, { skip: !slugs.includes(slug) }, async () => {
        const { page, context } = await open(`/course/${slug}/?lang=${language}`);
        const shown = await page.evaluate(() => [...document.querySelectorAll('main data.computed')].filter((e) => e.offsetParent !== null).flatMap((e) => e.value.split(' ').map(Number)));
        const missing = values.filter((value) => !shown.some((x) => Math.abs(x - value) <= 5e-6 * Math.abs(value) + (Math.abs(value) < 1e-30 ? 5e-4 * Math.abs(value) : 0) + (String(value).length < 5 ? 1e-9 : 0)));
        // The specification gives small numbers with few digits.
        const near = missing.filter((value) => !shown.some((x) => Number(x.toPrecision(Math.max(1, String(Math.abs(value)).replace(/e.*/, '').replace('.', '').replace(/^0+/, '').length))) === value));
        assert.deepEqual(near, []);
        await context.close();
      });
    }
  }
});

describe('numbers and figures', () => {
  test('a number moves the figure to its step, and both say the same', async () => {
    const { page, problems, context } = await open('/course/update-rule/');
    await alive(page);
    const numbers = await page.evaluate(() => [...document.querySelectorAll('article .l[lang="en"] button.number[data-figure="first"] data')].map((e) => ({ name: e.dataset.name, value: e.value, step: e.parentElement.dataset.step })));
    assert.ok(numbers.length > 6);
    for (const { name, value, step } of numbers) {
      await page.locator(`.l[lang="en"] button.number:has([data-name="${name}"])`).first().click();
      await page.waitForFunction((t) => document.querySelector('figure descent-function').shadowRoot.querySelector('.timeline output').textContent.startsWith(`${t} /`), step);
      const titles = await page.locator('figure descent-function .readout span').evaluateAll((spans) => spans.map((span) => span.title));
      assert.ok(titles.includes(value), `${name}: ${value} at step ${step}, the figure has ${titles}`);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('by keyboard: a step of a table, a "what if", and back', async () => {
    const { page, context } = await open('/course/update-rule/');
    await alive(page);
    const step = page.locator('#table-ten tbody th button').nth(1);
    await step.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('figure descent-function').getState().t === '11');
    const back = page.locator('button.back');
    await back.waitFor({ state: 'visible' });
    assert.equal(await back.innerText(), 'Back to the text');
    await back.focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.matches('#table-ten button'));
    await page.locator('.try button').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('figure descent-function').getState().x === '-40');
    await context.close();
  });

  test('three arithmetics: the 32-bit walks come to rest where the specification says', async () => {
    const { page, context } = await open('/course/update-rule/');
    const finding = page.locator('descent-float .finding');
    // The element itself is there from the beginning; what it holds is drawn anew once its texts and the engine are there.
    await page.evaluate(() => document.querySelector('descent-float').scrollIntoView());
    await page.waitForFunction(() => /404/.test(document.querySelector('descent-float').shadowRoot?.querySelector('.finding')?.textContent));
    assert.match(await finding.innerText(), /from step 404 on, at 4\.937×10⁻³⁸.*from step 478 on, at 2\.803×10⁻⁴⁵/s);
    assert.match(await page.locator('descent-float .readout').innerText(), /8\.612×10⁻⁹⁶/);
    await context.close();
  });

  test('text comes first and stays in its place', async () => {
    const { page, context } = await newPage(site);
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${site.url}/course/momentum/`);
    await alive(page);
    await page.waitForTimeout(500);
    const shift = await page.evaluate(() => window.shift);
    assert.ok(shift < 0.1, `layout shift ${shift}`);
    await context.close();
  });

  test('without scripts all the text, the numbers and the mathematics are there', async () => {
    const { page, context } = await open('/course/update-rule/', { javaScriptEnabled: false });
    assert.match(await page.locator('#table-steps').innerText(), /28\.672/);
    assert.ok(await page.locator('article .katex:visible').count() > 10);
    assert.ok(await page.locator('article math').count() > 10, 'MathML for screen readers');
    await context.close();
  });

  test('printing: on white in the dark theme, no controls, the figures\' addresses', async () => {
    const { page, context } = await open('/course/update-rule/', { colorScheme: 'dark' });
    await alive(page);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await settled(page);
    const look = await page.evaluate(() => {
      const figure = document.querySelector('figure descent-function').shadowRoot, visible = (e) => e && getComputedStyle(e).display !== 'none';
      return {
        ground: getComputedStyle(document.body).backgroundColor, ink: getComputedStyle(document.body).color,
        controls: visible(figure.querySelector('.controls')), timeline: visible(figure.querySelector('.timeline')), plot: visible(figure.querySelector('.plot svg')),
        address: getComputedStyle(document.querySelector('figure a.lab'), '::after').content, nav: visible(document.querySelector('header nav')),
      };
    });
    assert.deepEqual({ ...look, ground: undefined, ink: undefined, address: undefined }, { ground: undefined, ink: undefined, address: undefined, controls: false, timeline: false, plot: true, nav: false });
    const light = (colour) => Number(/\d+/.exec(colour)?.[0]);
    assert.ok(light(look.ground) > 245 && light(look.ink) < 60, `${look.ground}, ${look.ink}`);
    assert.match(look.address, /http.*\/function\/#v=1&f=square/);
    await page.emulateMedia({ media: 'screen', colorScheme: 'dark' });
    await page.waitForFunction(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)[0]) < 60);
    await context.close();
  });
});

describe('finding one\'s way', () => {
  test('the map remembers what was begun and read, and forgets on request', async () => {
    const { page, problems, context } = await open('/course/update-rule/');
    await page.goto(`${site.url}/course/`);
    const row = page.locator('li[data-lesson="update-rule"] .state');
    await page.waitForFunction(() => document.querySelector('li[data-lesson="update-rule"] .state').textContent === 'Begun');
    await page.goto(`${site.url}/course/update-rule/`);
    await page.locator('#end').scrollIntoViewIfNeeded();
    await page.waitForFunction(() => localStorage.getItem('descent-progress')?.includes('read'));
    await page.goto(`${site.url}/course/`);
    await page.waitForFunction(() => document.querySelector('li[data-lesson="update-rule"] .state').textContent === 'Read');
    assert.match(await page.locator('#progress').innerText(), /1 of \d+ lessons read/);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('button', { name: 'Forget my progress' }).click();
    await page.waitForFunction(() => document.getElementById('progress').hidden);
    assert.equal(await row.innerText(), '');
    assert.deepEqual(stayed(problems), []);
    await context.close();
  });

  test('previous and next lead through the whole course', async () => {
    const { page, context } = await open(`/course/${slugs[0]}/`);
    const seen = [slugs[0]];
    for (;;) {
      const next = page.locator('.turn a[rel="next"]');
      if (await next.count() === 0) break;
      await page.goto(await next.evaluate((a) => a.href), { waitUntil: 'domcontentloaded' });
      seen.push(await page.evaluate(() => document.body.dataset.lesson));
    }
    assert.deepEqual(seen, slugs);
    await context.close();
  });

  test('the lecture map: axe, 320 px, and every link inside the site finds its page and section', async () => {
    const { page, problems, context } = await open('/lectures/');
    assert.deepEqual(await axe(page), []);
    await page.setViewportSize({ width: 320, height: 720 });
    assert.ok(await noSidewaysScroll(page) <= 0);
    const links = await page.evaluate(() => [...new Set([...document.querySelectorAll('main a')].map((a) => a.href))]);
    for (const link of links) {
      const { pathname, hash } = new URL(link), html = readFileSync(join(dist, pathname, 'index.html'), 'utf8');
      if (hash && !hash.startsWith('#v=')) assert.ok(html.includes(`id="${hash.slice(1)}"`) || /errata|exercises/.test(pathname), link);
    }
    assert.ok(links.length > 60);
    assert.deepEqual(stayed(problems), []);
    await context.close();
  });

  test('search: "/" opens it, words without accents find, Enter goes there', async () => {
    const { page, problems, context } = await open('/course/?lang=vi');
    await page.waitForFunction(() => document.documentElement.lang === 'vi' && !document.getElementById('search').hidden);
    await page.keyboard.press('/');
    const input = page.locator('dialog.search input');
    await input.waitFor({ state: 'visible' });
    await input.fill('dao ham noi gi');
    const first = page.locator('dialog.search li a').first();
    await first.waitFor();
    assert.match(await first.innerText(), /Đạo hàm nói gì/);
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.activeElement?.matches('dialog.search li a'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/course\/update-rule\/#/);
    await page.locator('#search').click();
    await input.fill('rastrigin');
    await page.waitForFunction(() => /rastrigin/i.test(document.querySelector('dialog.search li a')?.textContent ?? ''));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog.search').open);
    assert.deepEqual(stayed(problems), []);
    await context.close();
  });
});
