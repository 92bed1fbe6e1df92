// Comparing: the same weights and batches with one difference, seeds as a band, stop conditions.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, launch } from './browser.mjs';
import { lab, losses, open, saved, says, state, steps, train, unfold } from './network-lab.mjs';

let site;
before(async () => { site = await launch(); });
after(async () => { await site?.close(); });

const results = (page) => lab(page).locator('#compare .results tbody tr');
/** With so many results at least: before it has begun, a comparison looks as it does when it is over. */
const finished = (page, least = 1) => page.waitForFunction((n) => {
  const root = document.querySelector('descent-network').shadowRoot;
  return /Run \d+ times/.test(root.querySelector('#compare-start')?.textContent ?? '') && root.querySelectorAll('#compare .results tbody tr').length >= n;
}, least, { timeout: 120_000 });
const kept = (page, number) => lab(page).evaluate((e, n) => e.keptLosses(n), number);

for (const inTurns of [false, true]) {
  test(`two methods from the same weights ${inTurns ? 'in turns' : 'one after the other'} are what each is alone`, async () => {
    const { page, problems, context } = await open(site, '/network/#v=1&n=2&l=16&seed=3');
    await train(page); // Adam alone: run 1
    const alone = await losses(page);
    await unfold(page, 'compare');
    if (inTurns) await lab(page).getByLabel('In turns, an epoch each').check();
    for (const name of ['RMSProp', 'Momentum']) await lab(page).locator('#compare').getByRole('checkbox', { name, exact: true }).uncheck();
    assert.equal((await state(page)).c, 'm:gd;adam');
    await lab(page).locator('#compare-start').click();
    await lab(page).getByRole('button', { name: 'Stop', exact: true }).waitFor();
    await finished(page);
    assert.equal(await results(page).count(), 2);
    await saved(page);
    assert.deepEqual(await kept(page, 3), alone, 'bit for bit the run alone');
    const other = await kept(page, 2);
    assert.equal(other.length, alone.length);
    assert.equal(other[0], alone[0], 'the same weights and the same first batch');
    assert.notEqual(other[5], alone[5]);
    await lab(page).locator('.chart .end', { hasText: /gradi/i }).first().waitFor();
    assert.deepEqual(problems, []);
    assert.deepEqual(await axe(page), []);
    await context.close();
  });
}

test('seeds are drawn as a band about their mean; without the band each is a line', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=2&l=8&c=b:64;256&k=3');
  await unfold(page, 'compare');
  await lab(page).getByRole('button', { name: 'Run 6 times 2 epochs' }).click();
  await finished(page, 6);
  assert.equal(await results(page).count(), 6);
  assert.equal(await lab(page).locator('.charts .spread').count(), 4, 'two bands in each of the charts');
  const ends = () => lab(page).locator('.chart').nth(1).locator('.end').count();
  const banded = await ends();
  await lab(page).getByLabel('Bands over seeds').uncheck();
  await page.waitForFunction(() => document.querySelector('descent-network').shadowRoot.querySelectorAll('.spread').length === 0);
  assert.equal(await ends(), banded + 4); // six lines instead of two
  const seeds = await Promise.all([1, 2, 3].map((n) => kept(page, n)));
  assert.notEqual(seeds[0][0], seeds[1][0]);
  assert.deepEqual(problems, []);
  await context.close();
});

test('dropout can be the difference: the same weights, thinned or not', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=1&l=16');
  await train(page);
  const alone = await losses(page);
  await unfold(page, 'compare');
  await lab(page).getByLabel('The one difference').selectOption('p');
  assert.equal((await state(page)).c, 'p:0;0.2;0.5');
  await lab(page).locator('#values').fill('0; 1');
  await lab(page).locator('#values').press('Enter');
  await says(page, '#compare .error', /1/); // every unit silenced is no network
  await lab(page).locator('#values').fill('0; 0.5');
  await lab(page).locator('#values').press('Enter');
  await page.waitForFunction(() => document.querySelector('descent-network').getState().c === 'p:0;0.5');
  await lab(page).getByRole('button', { name: 'Run 2 times 1 epoch', exact: true }).click();
  await finished(page, 2);
  assert.deepEqual(await kept(page, 2), alone, 'without dropout bit for bit the run alone');
  assert.notDeepEqual(await kept(page, 3), alone);
  assert.deepEqual(await results(page).locator('th').allTextContents().then((names) => names.map((n) => /dropout ([\d.]+)/.exec(n)?.[1])), ['0', '0.5']);
  assert.deepEqual(problems, []);
  await context.close();
});

test('values by hand: what cannot be used is said and changes nothing; a comparison can be stopped', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=500&l=64');
  await unfold(page, 'compare');
  await lab(page).getByLabel('The one difference').selectOption('m.lr');
  assert.equal((await state(page)).c, 'm.lr:0.01;0.001;0.0001');
  await lab(page).locator('#values').fill('0.1; banana');
  await lab(page).locator('#values').press('Enter');
  await says(page, '#compare .error', /banana/);
  assert.equal((await state(page)).c, 'm.lr:0.01;0.001;0.0001');
  await lab(page).locator('#values').fill('0.1; 0.003');
  await lab(page).locator('#values').press('Enter');
  await page.waitForFunction(() => document.querySelector('descent-network').getState().c === 'm.lr:0.1;0.003');
  await lab(page).locator('#compare-start').click();
  await lab(page).getByRole('button', { name: 'Stop', exact: true }).waitFor();
  await page.waitForTimeout(800);
  await lab(page).getByRole('button', { name: 'Stop', exact: true }).click();
  await finished(page);
  assert.ok((await results(page).count()) >= 1);
  assert.deepEqual(problems, []);
  await context.close();
});

test('a run stops after the steps, at the accuracy, or when nothing gets better', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=50&l=32&ns=100');
  await train(page);
  assert.equal((await losses(page)).length, 100);
  await says(page, '.finding', /Stopped after the steps you set/);
  await lab(page).evaluate((e) => e.setState({ n: 50, l: 32, na: 0.7 }));
  await train(page);
  assert.ok(await lab(page).evaluate((e) => e.accuracy >= 0.7));
  const n = (await losses(page)).length;
  assert.ok(n < 50 * 79);
  await says(page, '.finding', /Stopped at the accuracy/);
  await lab(page).evaluate((e) => e.setState({ n: 50, l: 32, np: 2, 'm.lr': 0.3 }));
  await train(page);
  assert.ok((await losses(page)).length < n + 50 * 79);
  await says(page, '.finding', /has not fallen|test loss is/);
  await steps(page, n + 1);
  assert.deepEqual(problems, []);
  await context.close();
});
