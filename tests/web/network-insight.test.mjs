// Looking into a network: the images behind the confusion matrix and when each flipped, the first layer's weights.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch } from './browser.mjs';
import { lab, open, says, train, unfold } from './network-lab.mjs';

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
