// The runs a browser keeps: they survive the page, are drawn beside others, go on, are named and deleted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch, newPage } from './browser.mjs';
import { accuracy, lab, losses, open, ready, saved, says, state, steps, train, unfold } from './network-lab.mjs';

let site;
before(async () => { site = await launch(); });
after(async () => { await site?.close(); });

const items = (page) => lab(page).locator('#runs .runs > li');

test('runs survive a reload; any of them is drawn beside the present one', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=1&l=16');
  await train(page);
  await lab(page).locator('#method').selectOption('gd');
  await lab(page).locator('#reset').click();
  await page.waitForFunction(() => document.querySelector('descent-network').losses.length === 0);
  await train(page);
  const [trained, right] = [await losses(page), await accuracy(page)];
  await saved(page);
  await page.reload();
  await ready(page);
  await unfold(page, 'runs');
  await items(page).nth(1).waitFor();
  assert.equal(await items(page).count(), 2);
  assert.match(await items(page).first().innerText(), /2\. .*gradient descent/i);
  assert.match(await lab(page).locator('.runs-head').innerText(), /2 runs, \d+ kB|MB/);
  assert.equal(await items(page).first().locator('dd').first().getAttribute('title'), String(right));
  assert.equal(await lab(page).locator('.chart .end.t3, .chart .end.t4').count(), 0);
  await items(page).first().getByRole('checkbox').press('Space');
  await items(page).nth(1).getByRole('checkbox').press('Space');
  await lab(page).locator('.chart .end.t3').first().waitFor();
  await lab(page).locator('.chart .end.t4').first().waitFor();
  assert.deepEqual(await lab(page).evaluate((e) => e.keptLosses(2)), trained);
  assert.deepEqual(problems, []);
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test('a tab closed in the middle of a run: the next one goes on with it', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=1000&l=256,256&seed=7');
  await lab(page).locator('#train').click();
  await steps(page, 10);
  await page.waitForTimeout(4000);
  const before = await losses(page);
  await page.close();
  const next = await context.newPage();
  await next.goto(`${site.url}/network/`);
  await ready(next);
  await says(next, '.finding', /Run 1 was interrupted at step/);
  await lab(next).locator('#resume').click();
  await steps(next, 1);
  const resumed = await losses(next);
  assert.equal((await state(next)).seed, '7');
  assert.equal((await state(next)).l, '256,256');
  // At most the last few seconds are lost, and what is there is what was there.
  const n = Math.min(before.length, resumed.length);
  assert.ok(n >= 0.05 * before.length, `${resumed.length} of ${before.length} steps`);
  await steps(next, before.length + 10);
  await lab(next).evaluate((e) => e.pause());
  const kept = await lab(next).evaluate((e) => e.keptLosses(1));
  assert.deepEqual(before.slice(0, 10), kept.slice(0, 10));
  await lab(next).getByRole('button', { name: /^Go on/ }).first().waitFor();
  await unfold(next, 'runs');
  assert.equal(await items(next).count(), 1, 'it is still the same run');
  assert.equal(await items(next).first().getByText(/changed at step/).count(), 0, 'and nothing tells of the break');
  // The steps between the last rest and the closed tab are taken again, with the same batches and the method's memory: the same bits.
  const whole = await losses(next);
  assert.ok(whole.length > resumed.length && before.length < 8000, `${before.length} steps: few enough to be kept one by one`);
  assert.deepEqual(whole.slice(0, before.length), before.slice(0, whole.length));
  assert.deepEqual(problems, []);
  await context.close();
});

test('naming, using the settings of, and deleting runs, with the keyboard', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=1&l=16&b=64');
  await train(page);
  await lab(page).evaluate((e) => e.setState({ l: 8, n: 1 }));
  await page.waitForTimeout(600);
  await ready(page);
  await train(page);
  await unfold(page, 'runs');
  await items(page).nth(1).waitFor();
  await items(page).nth(1).getByRole('button', { name: /^Rename/ }).press('Enter');
  await page.waitForTimeout(200);
  await page.keyboard.type('first try');
  await page.keyboard.press('Enter');
  await items(page).nth(1).getByText('first try').waitFor();
  await items(page).nth(1).getByRole('button', { name: /^Use the settings/ }).press('Enter');
  await page.waitForFunction(() => document.querySelector('descent-network').getState().b === '64');
  assert.equal((await state(page)).l, '16');
  await items(page).first().getByRole('button', { name: /^Delete/ }).press('Enter');
  await page.waitForTimeout(200);
  await page.keyboard.press('Escape');
  assert.equal(await items(page).count(), 2, 'escape keeps it');
  await items(page).first().getByRole('button', { name: /^Delete/ }).press('Enter');
  await page.waitForTimeout(200);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('descent-network').shadowRoot.querySelectorAll('.runs > li').length === 1);
  await lab(page).getByRole('button', { name: 'Delete all' }).click();
  await lab(page).locator('.sure').getByRole('button', { name: 'Delete' }).click();
  await says(page, '#runs', /No run is kept yet/);
  await page.reload();
  await ready(page);
  await unfold(page, 'runs');
  await says(page, '#runs', /No run is kept yet/);
  assert.deepEqual(problems, []);
  await context.close();
});

test('where storage is refused there is a sentence, and the lab works', async () => {
  const opened = await newPage(site);
  await opened.page.addInitScript(() => { Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } }); });
  await opened.page.goto(`${site.url}/network/#v=1&n=1&l=16`);
  await ready(opened.page);
  await train(opened.page);
  await unfold(opened.page, 'runs');
  await says(opened.page, '#runs', /refuses to keep data/);
  assert.equal(await items(opened.page).count(), 1);
  assert.deepEqual(opened.problems, []);
  await opened.context.close();
});
