// Moving averages, in a real browser.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { axe, dist, launch, newPage } from './browser.mjs';

const lecture = [3, 8, 6, 5, 1, 7, 9, 0, 8, 4];
let site, lab;
before(async () => {
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')));
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

const figure = (page) => page.locator('descent-average');
const state = (page) => figure(page).evaluate((element) => element.getState());
async function open(path, options) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await opened.page.waitForFunction(() => document.querySelector('descent-average')?.shadowRoot?.querySelector('.series.s6')?.getAttribute('d')?.length > 20);
  return opened;
}
const settles = (page, wanted) => page.waitForFunction((w) => {
  const now = document.querySelector('descent-average').getState();
  return Object.entries(w).every(([key, value]) => now[key] === value);
}, wanted);
/** The columns of the table as numbers at full length; NaN where a cell is empty. */
async function columns(page) {
  const data = figure(page).locator('details.data');
  if ((await data.getAttribute('open')) === null) await data.locator('summary').click();
  await data.locator('tbody tr').first().waitFor();
  return data.locator('tbody').evaluate((body) => {
    const rows = [...body.rows].map((row) => [...row.cells].slice(1).map((cell) => (cell.title === '' ? NaN : Number(cell.title))));
    return rows[0].map((_, k) => rows.map((row) => row[k]));
  });
}

describe('averages', () => {
  test('the lecture\'s table, and the core\'s, digit for digit', async () => {
    const { page, problems, context } = await open('/averages/');
    assert.deepEqual(await state(page), {});
    const [s, sma, ewa] = await columns(page);
    assert.deepEqual(s, lecture);
    assert.deepEqual(ewa.map((x) => x.toFixed(1)), ['3.0', '5.5', '5.8', '5.4', '3.2', '5.1', '7.0', '3.5', '5.8', '4.9']);
    assert.deepEqual(sma.slice(1).map((x) => x.toFixed(1)), ['5.5', '7.0', '5.5', '3.0', '4.0', '8.0', '4.5', '4.0', '6.0']);
    assert.ok(Number.isNaN(sma[0]));
    assert.deepEqual(ewa, [...await lab.average({ kind: 'ewa', values: lecture, rho: 0.5, init: 'first' })]);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('started at zero and corrected, the core\'s numbers again', async () => {
    const { page, context } = await open('/averages/#v=1&init=zero&bias=1');
    const [, , corrected, raw] = await columns(page);
    assert.deepEqual(raw, [...await lab.average({ kind: 'ewa', values: lecture, rho: 0.5, init: 'zero' })]);
    assert.deepEqual(corrected, [...await lab.average({ kind: 'ewa', values: lecture, rho: 0.5, init: 'zero', biasCorrection: true })]);
    assert.equal(corrected[4].toFixed(6), '3.193548');
    await context.close();
  });

  test('the weights of V₃ for the three memories; they sum to what is said', async () => {
    const { page, context } = await open('/averages/#v=1&init=zero&t=3');
    for (const [rho, wanted] of [['0.5', ['0.125', '0.25', '0.5']], ['0.9', ['0.081', '0.09', '0.1']], ['0.98', ['0.01921', '0.0196', '0.02']]]) {
      await figure(page).getByRole('button', { name: `ρ = ${rho}`, exact: true }).click();
      await page.waitForFunction((w) => {
        const bars = [...document.querySelector('descent-average').shadowRoot.querySelectorAll('.bar title')].map((e) => e.textContent);
        return JSON.stringify(bars) === JSON.stringify(w);
      }, wanted);
      const reach = await figure(page).locator('.reach-name').textContent();
      assert.match(reach, new RegExp(`= ${Math.round(1 / (1 - Number(rho)))}$`));
    }
    assert.match(await figure(page).locator('.sums').innerText(), /sum to 0\.05881 only/); // 1 − 0.98³
    await context.close();
  });

  test('pointing at a value shows its sum with numbers everywhere', async () => {
    const { page, context } = await open('/averages/');
    const plot = await figure(page).locator('.plots svg').first().boundingBox(), knob = await figure(page).locator('.value .knob').nth(4).boundingBox();
    await page.mouse.move(knob.x + knob.width / 2, plot.y + 40);
    await page.waitForFunction(() => /t = 5:/.test(document.querySelector('descent-average').shadowRoot.querySelector('.readout').textContent));
    assert.match(await figure(page).locator('[data-sum="ewa"]').innerText(), /0\.5·5\.375 \+ 0\.5·1 = 3\.188/);
    assert.match(await figure(page).locator('[data-sum="sma"]').innerText(), /\(1 \+ 5\) \/ 2 = 3/);
    await context.close();
  });

  test('a value is dragged, and moved with the keyboard alone', async () => {
    const { page, problems, context } = await open('/averages/');
    const knob = await figure(page).locator('.value .knob').nth(2).boundingBox();
    await page.mouse.move(knob.x + 5, knob.y + 5);
    await page.mouse.down();
    await page.mouse.move(knob.x + 5, knob.y + 65, { steps: 6 });
    await page.mouse.up();
    await page.waitForFunction(() => 'series' in document.querySelector('descent-average').getState());
    const dragged = (await state(page)).series.split(',').map(Number);
    assert.ok(dragged[2] < 6 && dragged.every((x, i) => i === 2 || x === lecture[i]), String(dragged));
    await figure(page).locator('.value').nth(4).focus();
    for (const key of ['ArrowUp', 'ArrowUp', 'Shift+ArrowDown']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(120);
    }
    await page.waitForFunction(() => document.querySelector('descent-average').getState().series.split(',')[4] === '2.9');
    await figure(page).locator('#values').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('1 2 4');
    await page.keyboard.press('Tab');
    await settles(page, { series: '1,2,4' });
    await figure(page).locator('.timeline input').focus();
    await page.keyboard.press('ArrowLeft');
    await settles(page, { t: '2' });
    await figure(page).locator('#rho').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('0.75');
    await page.keyboard.press('Enter');
    await settles(page, { rho: '0.75' });
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('every example runs, and its address gives it back', async () => {
    const { page, problems, context } = await open('/averages/');
    const ids = await figure(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('#preset option')].map((o) => o.value).filter(Boolean));
    assert.ok(ids.length >= 5);
    for (const id of [...ids, ids[3]]) {
      await figure(page).locator('#preset').selectOption(id);
      await page.waitForTimeout(200);
      assert.equal(await figure(page).locator('#preset').inputValue(), id);
      const now = await state(page);
      await figure(page).evaluate((element, fields) => { element.setState({}); element.setState(fields); }, now);
      assert.deepEqual(await state(page), now, id);
    }
    await page.waitForFunction(() => location.hash.includes('from=gradients'));
    await page.waitForTimeout(400);
    const second = await open(page.url().slice(site.url.length));
    assert.deepEqual(await state(second.page), await state(page));
    assert.deepEqual(await columns(second.page), await columns(page));
    assert.deepEqual(problems, []);
    await Promise.all([context.close(), second.context.close()]);
  });

  test('the language changes under the hand; lock and hide hold; nonsense in the address does no harm', async () => {
    const { page, problems, context } = await open('/averages/#v=1&series=1,x,<b>&k=99&rho=7&init=no&bias=2&t=4');
    const before = await state(page);
    assert.equal(before.k, '10');
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await figure(page).getByText('Trung bình trượt mũ').waitFor();
    assert.deepEqual(await state(page), before);
    await figure(page).evaluate((element) => { element.lock = 'rho series'; element.hide = 'sums init'; });
    await figure(page).locator('#rho:disabled').waitFor();
    assert.equal(await figure(page).locator('.sums, #init, .value').count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      for (const address of ['/averages/', '/averages/#v=1&from=gradients&n=100&noise=3&init=zero&bias=1']) {
        const { page, context } = await open(address, { colorScheme });
        await columns(page);
        await page.waitForTimeout(300);
        assert.deepEqual(await axe(page), [], address);
        await context.close();
      }
    });
  }

  test('320 pixels are enough', async () => {
    for (const lang of ['en', 'vi']) {
      const { page, context } = await open(`/averages/?lang=${lang}`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
      await context.close();
    }
  });
});
