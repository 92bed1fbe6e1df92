// Nothing jumps: the layout shift of pages while they load, slowed down, and while a reader scrolls through them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch, newPage } from './browser.mjs';

let site;
before(async () => { site = await launch(); });
after(() => site?.close());

const pages = ['/', '/course/momentum/', '/function/', '/network/', '/map/', '/exercises/', '/quizzes/', '/cases/', '/schedules/', '/landscape/', '/errata/', '/docs/gallery/', '/docs/optimizers/adam/', '/docs/functions/ackley/', '/docs/schedules/cosine/'];
/** Pages of the reference have a form between those of a desk and of a hand. */
const widths = (path) => (path.startsWith('/docs/') ? [1280, 800, 360] : [1280, 360]);
/** What web vitals call good. */
const limit = 0.1;

/** The worst window of shifts at most a second apart and five seconds long together, as the vitals count it. */
function worst(shifts) {
  let most = 0, sum = 0, first = -Infinity, last = -Infinity;
  for (const { at, value } of shifts) {
    if (at - last > 1000 || at - first > 5000) { sum = 0; first = at; }
    sum += value;
    last = at;
    most = Math.max(most, sum);
  }
  return most;
}

describe('layout shift', () => {
  for (const path of pages) for (const width of widths(path)) {
    test(`${path} at ${width} pixels stays below ${limit}`, async () => {
      const { page, context } = await newPage(site, { viewport: { width, height: 800 }, locale: 'vi-VN' });
      // A busy machine: texts, fonts and figures come late and one by one.
      const tools = await context.newCDPSession(page);
      await tools.send('Emulation.setCPUThrottlingRate', { rate: 3 });
      await page.addInitScript(() => {
        window.shifts = [];
        new PerformanceObserver((list) => {
          for (const e of list.getEntries()) {
            if (e.hadRecentInput) continue;
            window.shifts.push({ at: e.startTime, value: e.value, who: e.sources.map(({ node }) => node?.localName ?? node?.parentNode?.localName ?? '?') });
          }
        }).observe({ type: 'layout-shift', buffered: true });
      });
      await page.goto(site.url + path);
      // Of a page with many figures only the first ones: the others come when they come near.
      await page.waitForFunction(() => [...document.querySelectorAll('main *')].every((e) => !e.localName.includes('-') || e.matches(':defined') || e.getBoundingClientRect().top > innerHeight));
      await page.waitForTimeout(1500);
      // As fast as an eye follows, from the moment when the first figure stands.
      await page.waitForLoadState('networkidle');
      for (let y = 0; y < 4000; y += 250) {
        await page.evaluate((to) => scrollTo(0, to), y);
        await page.waitForTimeout(200);
      }
      await page.waitForTimeout(500);
      const shifts = await page.evaluate(() => window.shifts);
      assert.ok(worst(shifts) <= limit, `${worst(shifts).toFixed(3)}: ${JSON.stringify(shifts.filter(({ value }) => value > 0.01).slice(0, 5))}`);
      await context.close();
    });
  }
});
