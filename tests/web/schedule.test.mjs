// Schedules of the learning rate and what they do to a path, in a real browser.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { axe, dist, launch, newPage } from './browser.mjs';

let site, lab;
before(async () => {
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')));
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

const figure = (page) => page.locator('descent-schedule');
const state = (page) => figure(page).evaluate((element) => element.getState());
async function open(path, options) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await opened.page.waitForFunction(() => [...document.querySelector('descent-schedule')?.shadowRoot?.querySelectorAll('.beads') ?? []].length > 0);
  return opened;
}
const settles = (page, wanted) => page.waitForFunction((w) => {
  const now = document.querySelector('descent-schedule').getState();
  return Object.entries(w).every(([key, value]) => now[key] === value);
}, wanted);
const board = (page, i) => figure(page).locator('.board tbody tr').nth(i);
const title = async (cell) => Number(await cell.getAttribute('title'));

describe('schedules', () => {
  test('the double well lives without a click: constant swings, decay settles', async () => {
    const { page, problems, context } = await open('/schedules/');
    assert.deepEqual(await state(page), {});
    assert.equal(await figure(page).locator('.beads').count(), 3);
    assert.match(await board(page, 0).innerText(), /swinging between/);
    for (const i of [1, 2]) assert.match(await board(page, i).innerText(), /rests at 0\.5465/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('rates and points read off the page are the core\'s, at any step', async () => {
    const { page, context } = await open('/schedules/#v=1&t=20');
    const schedules = ['constant', { id: 'exponential', decaySteps: 5 }, { id: 'exponential', decaySteps: 1 }];
    for (const t of [1, 7, 20]) {
      await figure(page).evaluate((element, step) => element.setState({ t: step }), t);
      await figure(page).getByText(`Step ${t} of 40`).waitFor();
      for (const [i, schedule] of schedules.entries()) {
        const rates = await lab.learningRates({ schedule, lr: 0.2, steps: 40 });
        const run = await lab.descend({ objective: 'pit', start: [-1.5], optimizer: { id: 'gd', lr: 0.2 }, schedule, steps: 40 });
        const cells = board(page, i).locator('td');
        assert.equal(await title(cells.nth(0)), rates[t - 1]);
        assert.equal(await title(cells.nth(1)), run.x[t]);
        assert.equal(await title(cells.nth(2)), run.f[t]);
      }
    }
    // The lecture's: after 20 steps of k = 5.
    assert.equal((await title(board(page, 1).locator('td').nth(1))).toFixed(7), '0.5467280');
    await context.close();
  });

  test('pointing at a chart or a table row shows the rate of that step everywhere', async () => {
    const { page, context } = await open('/schedules/');
    await figure(page).locator('details.data summary').click();
    await figure(page).locator('.data tbody tr').nth(6).hover();
    await figure(page).getByText('Step 6 of 40').waitFor();
    assert.equal(await title(board(page, 1).locator('td').first()), await title(figure(page).locator('.data tbody tr').nth(6).locator('td').nth(3)));
    const chart = figure(page).locator('[data-chart="lr"] svg');
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForFunction(() => /Step (1\d|2\d) of 40/.test(document.querySelector('descent-schedule').shadowRoot.querySelector('.readout').textContent));
    await context.close();
  });

  test('keyboard alone: add a schedule, set it, step through', async () => {
    const { page, context } = await open('/schedules/');
    await figure(page).getByRole('button', { name: 'Add a schedule' }).focus();
    await page.keyboard.press('Enter');
    await settles(page, { s4: 'step' });
    await figure(page).locator('#s4-period').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('20');
    await page.keyboard.press('Enter');
    await settles(page, { 's4.period': '20' });
    await figure(page).locator('.timeline input').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await settles(page, { t: '1' });
    await figure(page).locator('.handle').focus();
    await page.keyboard.press('ArrowLeft');
    await settles(page, { x: '-1.58' });
    await context.close();
  });

  test('every example runs, and its address gives it back', async () => {
    const { page, problems, context } = await open('/schedules/');
    const ids = await figure(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('#preset option')].map((o) => o.value).filter(Boolean));
    assert.ok(ids.length >= 6);
    for (const id of ids) {
      await figure(page).locator('#preset').selectOption(id);
      await page.waitForTimeout(150);
      assert.equal(await figure(page).locator('#preset').inputValue(), id);
      const now = await state(page);
      await figure(page).evaluate((element, fields) => { element.setState({}); element.setState(fields); }, now);
      assert.deepEqual(await state(page), now, id);
    }
    await page.waitForFunction(() => location.hash.includes('s3=one-cycle'));
    const second = await open(page.url().slice(site.url.length));
    assert.deepEqual(await state(second.page), await state(page));
    assert.deepEqual(problems, []);
    await Promise.all([context.close(), second.context.close()]);
  });

  test('stairs of one step are no stairs', async () => {
    const { page, context } = await open('/schedules/#v=1&t=9&s1=exponential&s1.decaySteps=1&s2=exponential&s2.decaySteps=1&s2.staircase=1');
    assert.equal(await title(board(page, 0).locator('td').nth(1)), await title(board(page, 1).locator('td').nth(1)));
    await context.close();
  });

  test('the language changes under the hand; lock and hide hold', async () => {
    const { page, context } = await open('/schedules/#v=1&t=5&s1=cosine');
    const before = await state(page);
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await figure(page).getByText('Tốc độ học của từng bước').first().waitFor();
    assert.deepEqual(await state(page), before);
    await figure(page).evaluate((element) => { element.lock = 'm.lr start'; element.hide = 'board function'; });
    await figure(page).locator('#m-lr:disabled').waitFor();
    assert.equal(await figure(page).locator('.board, #function').count(), 0);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      const { page, context } = await open('/schedules/#v=1&t=12', { colorScheme });
      await figure(page).locator('.entry summary').nth(1).click();
      await figure(page).locator('details.data summary').click();
      await page.waitForTimeout(300);
      assert.deepEqual(await axe(page), []);
      await context.close();
    });
  }

  test('320 pixels are enough', async () => {
    for (const lang of ['en', 'vi']) {
      const { page, context } = await open(`/schedules/?lang=${lang}`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
      await context.close();
    }
  });
});
