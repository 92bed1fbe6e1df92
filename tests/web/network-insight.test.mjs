// Looking into a network: the images behind the confusion matrix and when each flipped, the first layer's weights.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch } from './browser.mjs';
import { lab, open, says, steps, train, unfold } from './network-lab.mjs';
import { assertSmooth } from './tasks.mjs';

let site;
before(async () => { site = await launch(); });
after(async () => { await site?.close(); });

test('a cell of the confusion matrix shows its images, and each image when it was right', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=4&l=32');
  await train(page);
  const cell = lab(page).locator('.confusion button[aria-label*="taken from Pullover for Coat"]');
  const n = Number(await cell.innerText());
  assert.ok(n > 0);
  await cell.press('Enter');
  await lab(page).locator('#mistakes .strip li').first().waitFor();
  await says(page, '#mistakes', new RegExp(`of ${n}\\b`));
  assert.equal(await lab(page).locator('#mistakes .strip li').count(), Math.min(20, n));
  for (const label of await lab(page).locator('#mistakes .strip button').evaluateAll((list) => list.map((b) => b.getAttribute('aria-label'))))
    assert.match(label, /it is Pullover, said Coat with \d+/);
  assert.equal(await lab(page).locator('#mistakes .flips li').count(), 5, 'untrained and four epochs');
  assert.equal(await lab(page).locator('#mistakes .flips li').last().getAttribute('class'), 'wrong');
  await lab(page).locator('#mistakes #pair').selectOption('');
  await page.waitForFunction((few) => !document.querySelector('descent-network').shadowRoot.querySelector('#mistakes [role=status]').textContent.endsWith(`of ${few}`), n);
  const given = async (i) => {
    await lab(page).locator('#mistakes .strip button').nth(i).click();
    await lab(page).locator(`#mistakes .strip li:nth-child(${i + 1}) button[aria-pressed=true]`).waitFor();
    return Number.parseFloat(/gives that ([\d.]+)/.exec(await lab(page).locator('#mistakes .detail p').first().innerText())[1]);
  };
  const [worst, tenth] = [await given(0), await given(10)];
  assert.ok(worst <= tenth && tenth < 50, `${worst} %, then ${tenth} %: the true class has the least probability first`);
  await lab(page).locator('#mistakes .strip button').nth(3).press('Enter');
  await lab(page).locator('#mistakes .strip li:nth-child(4) button[aria-pressed=true]').waitFor();
  assert.deepEqual(problems, []);
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test("the first layer's weights are drawn as images and follow the training", async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=3&l=24');
  await unfold(page, 'weights');
  const canvas = lab(page).locator('#weights canvas');
  await canvas.nth(23).waitFor();
  assert.equal(await canvas.count(), 24);
  const picture = () => canvas.first().evaluate((c) => c.toDataURL());
  const before = await picture();
  await train(page);
  await page.waitForTimeout(500);
  assert.notEqual(await picture(), before);
  assert.match(await canvas.first().getAttribute('aria-label'), /Unit 1, weights from −?\d/);
  assert.deepEqual(problems, []);
  await context.close();
});

/** The numbers of a table's row, by the texts of its cells. */
const rowsOf = (page, id) => lab(page).locator(`#${id} tbody tr`).evaluateAll((rows) => rows.map((r) => [...r.children].map((c) => c.title || c.textContent.trim())));

test('every layer is followed while it trains; the deep sigmoid network loses its gradient on the way down', async (t) => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=4&l=64,64,64,64,64&a=sigmoid&i=xavier-uniform&m=gd&m.lr=0.01');
  await unfold(page, 'signals');
  await lab(page).locator('#signals .layer-table').waitFor();
  const before = await rowsOf(page, 'signals');
  assert.equal(before.length, 6);
  const gradient = before.map((r) => Number(r[1])), slopes = before.map((r) => Number(r[2]));
  assert.ok(gradient[0] > 0 && gradient[0] < gradient[5] / 100, `gradients ${gradient}`);
  assert.equal(slopes[5], 1);
  for (let l = 0; l < 5; ++l) assert.ok(slopes[l] > 0 && slopes[l] <= slopes[l + 1] / 4, `a sigmoid's slope is at most a quarter: ${slopes}`);
  await says(page, '#signals .verdict', /the gradient vanishes/);
  await assertSmooth(t, page, () => train(page), async () => { await lab(page).evaluate((e) => e.reset()); await train(page); });
  await says(page, '#signals caption', /At step 316\b/);
  assert.ok(await lab(page).locator('#signals .layer-charts svg').first().locator('path.series').count() === 6);
  const ratios = (await rowsOf(page, 'signals')).map((r) => Number(r[3]));
  assert.ok(ratios.every((r) => r > 0 && r < 1), `updates against weights ${ratios}`);
  await lab(page).locator('#signals #measure').selectOption('saturated');
  await says(page, '#signals .about', /below a hundredth/);
  assert.deepEqual(problems, []);
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test('the rate is judged by the curvature, and a run that diverged is told why', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=1&l=24&m=gd&m.lr=0.05');
  await unfold(page, 'curvature');
  await lab(page).locator('#measure-steps').click();
  await lab(page).locator('#curvature tbody tr').waitFor({ timeout: 60_000 });
  const [[, lambda, limit]] = await rowsOf(page, 'curvature');
  assert.ok(Number(lambda) > 0);
  assert.ok(Math.abs(Number(limit) * Number(lambda) - 2) < 1e-9);
  await says(page, '#curvature .verdict', Number(limit) > 0.05 ? /stable here/ : /grows along/);
  await context.close();

  const again = await open(site, '/network/#v=1&n=1&l=24&m=gd&m.lr=100');
  await train(again.page);
  await lab(again.page).locator('.finding.bad').waitFor();
  await unfold(again.page, 'curvature');
  await lab(again.page).locator('#measure-steps', { hasText: /diverge/ }).click();
  await says(again.page, '#curvature .verdict', /diverged.*times that/);
  const [[step, began]] = await rowsOf(again.page, 'curvature');
  assert.equal(step, '0');
  assert.ok(Math.abs(Number(began) / Number(lambda) - 1) < 1e-3, `the weights it began with: ${began}, measured before the run ${lambda}`);
  await lab(again.page).locator('#slower').click();
  await again.page.waitForFunction((most) => Number(document.querySelector('descent-network').getState()['m.lr']) < most, Number(limit));
  await steps(again.page, 79);
  assert.deepEqual([...problems, ...again.problems], []);
  await again.context.close();
});
