// The case studies in a real browser, on the quick subset: what each run comes to, what the page says of it, and that it
// can be stopped.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createLab } from 'descent-lab';
import '../node/bundles.mjs'; // relaxed SIMD is behind a flag in Node 20
import { axe, dist, launch, newPage } from './browser.mjs';

const cases = JSON.parse(readFileSync(new URL('../../web/content/cases.json', import.meta.url), 'utf8'));
const folder = join(dist, 'data/fashion-mnist');
const { synthetic, quick } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

let site;
before(async () => { site = await launch(); });
after(() => site?.close());

async function open(options = {}, query = '') {
  const opened = await newPage(site, options);
  await opened.page.goto(`${site.url}/cases/${query}`);
  await opened.page.waitForFunction(() => [...document.querySelectorAll('descent-case')].every((e) => e.shadowRoot?.querySelector('#train')), null, { timeout: 60_000 });
  return opened;
}
const study = (page, id) => page.locator(`descent-case[case="${id}"]`);
/** One click, and waits until every run came to its end. */
async function train(page, id) {
  const element = study(page, id);
  const done = element.evaluate((e) => new Promise((resolve) => e.addEventListener('done', ({ detail }) => resolve(detail), { once: true })));
  await element.locator('#train').click();
  const { complete, results } = await done;
  assert.ok(complete, id);
  assert.ok(results.every(({ status }) => status === 'ok'), JSON.stringify(results));
  return results;
}
const text = async (locator) => (await locator.innerText()).replace(/\s+/g, ' ').trim();

/** The package in Node on the same images. */
async function inNode(lab, config, epochs) {
  const idx = async ({ file }) => (await lab.parseIdx(new Uint8Array(readFileSync(join(folder, file))))).bytes;
  const set = async ({ images, labels }) => ({ images: await idx(images), labels: await idx(labels) });
  const sets = synthetic ? { train: await lab.syntheticGarments({ count: 10_000, seed: 1 }), test: await lab.syntheticGarments({ count: 2_000, seed: 2 }) }
    : { train: await set(quick.train), test: await set(quick.test) };
  const network = await lab.network(config);
  await network.load(sets);
  await network.train({ steps: epochs * Math.ceil(sets.train.labels.length / config.batchSize) });
  const { accuracy } = await network.evaluate('test');
  await network.dispose();
  return accuracy;
}

test('four optimizers: the numbers are those of the package, in charts, table and sentence', async () => {
  const { page, problems, context } = await open();
  const results = await train(page, 'fashion');
  assert.deepEqual(results.map(({ method }) => method), ['gd', 'adagrad', 'adam', 'adamw']);
  for (const { method, accuracy } of results) assert.ok(accuracy > 0.6, `${method} ${accuracy}`);
  const element = study(page, 'fashion');
  const rows = await element.locator('tbody tr').allInnerTexts();
  results.forEach(({ accuracy }, i) => assert.ok(rows[i].includes(`${(100 * accuracy).toFixed(1)}\u202f%`), rows[i]));
  for (const i of [0, 1]) assert.equal(await element.locator('.chart').nth(i).locator('path.series').count(), 4);
  const best = Math.max(...results.map(({ accuracy }) => accuracy)), least = Math.min(...results.map(({ accuracy }) => accuracy));
  const said = await text(element.locator('.finding'));
  for (const share of [best, least]) assert.ok(said.includes(`${(100 * share).toFixed(1)} %`), said);
  if (!synthetic) {
    const gd = results[0].accuracy;
    for (const { method, accuracy } of results.slice(1)) assert.ok(accuracy > gd, `${method} ${accuracy}, gradient descent ${gd}`);
  }

  const simd = await page.evaluate(async () => (await (await import('/lib/index.js')).createLab({ threads: 1 })).info.simd);
  const lab = await createLab({ threads: 1, simd });
  const config = { layers: [784, 128, 128, 10], activation: 'relu', loss: 'softmax-cross-entropy', initializer: 'pytorch-default', batchSize: 128, seed: 1, optimizer: { id: 'adam', lr: 0.001 } };
  assert.equal(results[2].accuracy, await inNode(lab, config, cases.find(({ id }) => id === 'fashion').epochs.quick));
  await lab.dispose();

  // Seconds instead of epochs: the same ends, another axis.
  await element.getByRole('button', { name: 'Seconds' }).click();
  assert.equal(await element.locator('.chart .unit').first().textContent(), 'Seconds');
  // The network lab opens with the same network and method.
  const link = await element.locator('tbody a').nth(2).getAttribute('href');
  assert.match(link, /\/network\/#v=1&/);
  assert.match(decodeURIComponent(link), /i=pytorch-default/);
  assert.deepEqual(problems, []);
  await context.close();
});

test('the vanishing gradient: who stands still, who leaves, and what helps', async () => {
  const { page, problems, context } = await open();
  const [gd, momentum, rmsprop, adam] = await train(page, 'vanishing');
  for (const run of [gd, momentum]) assert.ok(run.accuracy < 0.15, JSON.stringify(run));
  for (const run of [rmsprop, adam]) assert.ok(run.accuracy > 0.2, JSON.stringify(run));
  const said = await text(study(page, 'vanishing').locator('.finding'));
  assert.match(said, /Still guessing.*Gradient descent.*Momentum/);
  const [none, ...remedies] = await train(page, 'remedies');
  assert.ok(none.accuracy < 0.15, JSON.stringify(none));
  for (const run of remedies) assert.ok(run.accuracy > 0.5, JSON.stringify(run));
  assert.deepEqual(problems, []);
  await context.close();
});

test('forward gradient and second order behave as the page expects', async () => {
  const { page, problems, context } = await open();
  const lossOf = async (id) => (await study(page, id).locator('tbody tr').evaluateAll((rows) => rows.map((row) => Number(row.cells[4].title))));
  const [backprop, slow, one, eight] = await train(page, 'forward');
  assert.ok(backprop.accuracy > slow.accuracy && backprop.accuracy > eight.accuracy);
  assert.ok(eight.accuracy > one.accuracy);
  await train(page, 'second');
  const [gd, adam, ...curved] = await lossOf('second');
  for (const loss of curved) assert.ok(loss < gd && loss < adam, `${loss}, gradient descent ${gd}, Adam ${adam}`);
  assert.deepEqual(problems, []);
  await context.close();
});

test('colour pictures, and SAM against wrong labels', async () => {
  const { page, problems, context } = await open();
  const [gd, adamw] = await train(page, 'colours');
  for (const { accuracy } of [gd, adamw]) assert.ok(accuracy > 0.2, JSON.stringify({ gd, adamw }));
  assert.ok(adamw.accuracy > gd.accuracy);
  const [momentum, , wide] = await train(page, 'sam');
  assert.ok(wide.accuracy > momentum.accuracy, `SAM ${wide.accuracy}, momentum ${momentum.accuracy}`);
  assert.deepEqual(problems, []);
  await context.close();
});

test('a study can be stopped and started again', async () => {
  const { page, problems, context } = await open();
  const element = study(page, 'vanishing');
  await element.locator('#train').click();
  await page.waitForFunction(() => document.querySelector('descent-case[case="vanishing"]').shadowRoot.querySelector('progress').value > 0.02, null, { timeout: 60_000 });
  await element.locator('#cancel').click();
  await element.locator('#train').waitFor();
  const results = await element.evaluate((e) => e.results);
  assert.ok(results.some(({ accuracy }) => accuracy === undefined), 'some run had not begun');
  assert.equal(await element.locator('[role="alert"]').count(), 0);
  await train(page, 'second');
  assert.deepEqual(problems, []);
  await context.close();
});

test('Vietnamese, narrow and dark: everything fits, and axe finds nothing serious', async () => {
  const { page, problems, context } = await open({ viewport: { width: 360, height: 800 }, colorScheme: 'dark' }, '?lang=vi');
  await page.waitForFunction(() => /bậc hai/.test(document.querySelector('#second h2').textContent));
  await train(page, 'second');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'the page is wider than the screen');
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(problems, []);
  await context.close();
});
