// What the network lab learns from: toy sets with the plane drawn live, the reader's tables and CIFAR-10 batches, label noise,
// validation, dropout. Data are made here; what the page shows is compared with what the engine says.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { createLab } from 'descent-lab';
import { axe, launch, newPage } from './browser.mjs';
import { accuracy, lab, losses, open, says, state, train } from './network-lab.mjs';

let site, engine;
before(async () => { site = await launch(); engine = await createLab({ threads: 1, simd: 'baseline' }); });
after(async () => { await site?.close(); await engine?.dispose(); });

/** The plane is painted as fine as it gets: nothing trains any more. */
const painted = (page) => page.waitForFunction(() => document.querySelector('descent-network').shadowRoot.querySelector('.surface canvas.field')?.width >= 90, null, { timeout: 30_000 });
const drop = (page, files) => lab(page).locator('.own input[type=file]').setInputFiles(files);
const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(buffer) });
const until = (page, test) => page.waitForFunction(test, null, { timeout: 60_000 });
const evaluated = (page) => until(page, () => Number.isFinite(document.querySelector('descent-network').accuracy) && document.querySelector('descent-network').losses.length === 0);

/** Pixels of the plane: the red of each, row by row from the top. */
const pixels = (page) => lab(page).evaluate((element) => {
  const canvas = element.shadowRoot.querySelector('.surface canvas.field');
  return { n: canvas.width, bytes: [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data] };
});

test('circles are learnt, and the colours of the plane are what the network says', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&d=circles&m.lr=0.01&n=40');
  assert.ok((await accuracy(page)) < 0.9, 'untrained');
  await train(page);
  assert.ok((await accuracy(page)) > 0.95);
  await painted(page);
  // The cursor, moved by the keys alone, reads the network itself; the pixel beneath has the same side of the scale.
  await lab(page).locator('.plane').focus();
  const { n, bytes } = await pixels(page);
  const reading = () => says(page, '#surface-read', /%/);
  for (const keys of [[], ['Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight'], ['ArrowUp', 'ArrowUp', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft']]) {
    for (const key of keys) await page.keyboard.press(key);
    const text = (await reading()).replace(/\u2212/g, '-');
    const [x, y] = [...text.matchAll(/= (-?[\d.]+)/g)].map((m) => Number(m[1])), [, cls, share] = /: (\d), ([\d.]+)/.exec(text);
    const p = cls === '1' ? Number(share) / 100 : 1 - Number(share) / 100;
    const column = Math.round(((x + 6) / 12) * (n - 1)), row = n - 1 - Math.round(((y + 6) / 12) * (n - 1)), at = 4 * (row * n + column);
    const [r, , b] = bytes.slice(at, at + 3);
    // The first class is the bluer end of the scale.
    if (Math.abs(p - 0.5) > 0.2) assert.equal(r > b, p > 0.5, `${text}: red ${r}, blue ${b}`);
  }
  assert.equal(await lab(page).locator('.gallery, #mistakes, #weights').count(), 0, 'nothing about pictures');
  assert.deepEqual(problems, []);
  await context.close();
});

test('a plane of numbers is learnt: R² instead of accuracy, the squared error beside it', async () => {
  // An untrained network may be worse than the mean: R² is then negative.
  const { page, problems, context } = await newPage(site);
  await page.goto(`${site.url}/network/#v=1&d=plane&m.lr=0.01&n=20`);
  await until(page, () => Number.isFinite(document.querySelector('descent-network')?.accuracy));
  await train(page);
  assert.ok((await accuracy(page)) > 0.95);
  await says(page, '.reads', /R².*squared error/);
  await says(page, '.finding', /R² is 0\.9|R² is 1/);
  assert.equal(await lab(page).locator('.confusion').count(), 0);
  const options = await lab(page).locator('#loss option').allInnerTexts();
  assert.equal(options.length, engine.catalog.losses.filter((row) => row.task === 'regression').length);
  assert.deepEqual(problems, []);
  await context.close();
});

test('every toy set can be chosen, with settings that suit it, and is in the address', async () => {
  const { page, problems, context } = await open(site);
  for (const { id, task } of engine.catalog.toys) {
    await lab(page).locator('#data').selectOption(id);
    await page.waitForFunction((source) => new RegExp(`d=${source}(&|$)`).test(location.hash), id);
    await lab(page).locator('.surface .boundary').waitFor({ state: 'attached' });
    await says(page, '.layers', task === 'regression' ? /1 output, a number/ : /1 output, a probability/);
  }
  await lab(page).locator('#d-samples').fill('300');
  await lab(page).locator('#d-samples').press('Enter');
  await says(page, '.preview', /300 rows to learn from, 150 to test with/);
  assert.equal((await state(page))['d.samples'], '300');
  await lab(page).locator('#data').selectOption('synthetic');
  await lab(page).locator('.gallery').waitFor();
  const back = await state(page);
  assert.deepEqual([back.l, back.b, back.n, back.o, back['m.lr']], [undefined, undefined, undefined, undefined, undefined], 'what came with the points has gone with them');
  assert.deepEqual(problems, []);
  await context.close();
});

/** Ten classes of colour, told apart by their brightness in one plane. */
function cifar(count, label = (s) => s % 10) {
  const bytes = Buffer.alloc(count * 3073);
  for (let s = 0; s < count; ++s) {
    const c = label(s);
    bytes[s * 3073] = c;
    for (let i = 0; i < 3072; ++i) bytes[s * 3073 + 1 + i] = i % 1024 >= 100 * c && i % 1024 < 100 * (c + 1) ? 230 : (s * 7 + i * 13) % 60;
  }
  return bytes;
}

test('batches of CIFAR-10 train; wrong ones are refused with the reason, and the network stays', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&d=synthetic&l=24&n=3&b=32');
  await lab(page).evaluate((e) => e.step());
  const before = await losses(page);
  await lab(page).locator('#data').selectOption('own');
  for (const [name, bytes, why] of [['data_batch_1.bin', cifar(3).subarray(0, 5000), /no whole number of records/], ['data_batch_2.bin', cifar(3, () => 77), /label of record 0 is 77/], ['cifar.tar.gz', gzipSync(Buffer.from('not an archive')), /records|archive/]]) {
    await drop(page, [file(name, bytes)]);
    await says(page, '#own-problem', why);
    assert.deepEqual(await losses(page), before, 'the run stays');
  }
  await drop(page, [file('data_batch_1.bin', cifar(300))]);
  await says(page, '.preview', /250 images to learn from, 50 to test with, 32×32×3 pixels, 10 classes.*one sixth/);
  await drop(page, [file('data_batch_1.bin', cifar(300)), file('test_batch.bin', cifar(100))]);
  await says(page, '.preview', /300 images to learn from, 100 to test with, 32×32×3 pixels, 10 classes/);
  await evaluated(page);
  await says(page, '.layers', /3,?.?072 inputs/);
  const colour = await lab(page).evaluate((e) => { const c = e.shadowRoot.querySelector('.preview canvas'); return [...c.getContext('2d').getImageData(31, 31, 1, 1).data.slice(0, 3)]; });
  assert.ok(new Set(colour).size > 1, `a colour picture: ${colour}`);
  await train(page);
  assert.ok((await accuracy(page)) > 0.6, `${await accuracy(page)}`);
  await says(page, '.gallery', /bird|ship|truck/);
  assert.deepEqual(problems, []);
  await context.close();
});

const table = (rows, make) => Buffer.from(`width,height,kind\n${Array.from({ length: rows }, (_, i) => make(i).join(',')).join('\n')}\n`);
const three = (i) => [10 + 5 * (i % 3) + ((i * 7) % 10) / 10, 3 * (i % 3) + ((i * 13) % 10) / 10, ['oak', 'elm', 'fir'][i % 3]];

test('a table is shown, its label chosen, learnt; a wrong one is refused by its line', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&d=circles&n=2&m.lr=0.01');
  await lab(page).evaluate((e) => e.step());
  const before = await losses(page);
  await lab(page).locator('#data').selectOption('own');
  await drop(page, [file('trees.csv', 'width,height,kind\n1,2,oak\n3,4\n')]);
  await says(page, '#table-problem', /line 3 has 2 cells/);
  await drop(page, [file('trees.csv', 'width,height,kind\n1,2,oak\n3,x,elm\n')]);
  await says(page, '#table-problem', /line 3, column 2 \(height\): "x" is not a number/);
  assert.deepEqual(await losses(page), before, 'the run stays');
  await drop(page, [file('trees.csv', table(120, three))]);
  await says(page, '.table-choice', /width.*height.*kind.*10.*oak/);
  await says(page, '.preview', /100 rows to learn from, 20 to test with, 2 inputs, 3 classes.*mean 0/);
  await evaluated(page);
  await lab(page).locator('#epochs').fill('40');
  await lab(page).locator('#epochs').press('Enter');
  await train(page);
  assert.ok((await accuracy(page)) > 0.95);
  await says(page, '.confusion', /oak/);
  const tested = await lab(page).locator('.confusion tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].reduce((sum, cell) => sum + Number(cell.textContent), 0)));
  assert.ok(tested.length === 3 && tested.every((n) => n > 0), `rows that alternate between the classes: ${tested} of each to test with`);
  // Another label: the trees' names are then no numbers to learn from, and the engine says where.
  await lab(page).locator('#table-label').selectOption('0');
  await says(page, '#table-problem', /line 2, column 3 \(kind\): "oak" is not a number/);
  await drop(page, [file('line.csv', table(90, (i) => [i, (i * 37) % 50, 3 * i + ((i * 37) % 50)]))]);
  await lab(page).locator('#table-task').selectOption('numbers');
  await says(page, '.preview', /What is learnt is a number: kind/);
  await evaluated(page);
  await train(page);
  assert.ok((await accuracy(page)) > 0.9, `R² ${await accuracy(page)}`);
  assert.deepEqual(problems, []);
  await context.close();
});

test('label noise, validation and dropout have an effect, and are in the address', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&d=gaussians&n=10&m.lr=0.01');
  await train(page);
  const clean = await losses(page);
  await lab(page).locator('.shares > summary').click();
  const set = async (id, text) => { await lab(page).locator(`#${id}`).fill(text); await lab(page).locator(`#${id}`).press('Enter'); };
  await set('labelNoise', '0.3');
  await says(page, '.preview', /150 training labels are wrong on purpose/);
  await evaluated(page);
  await train(page);
  const noisy = await losses(page), mean = (list) => list.slice(-50).reduce((a, b) => a + b, 0) / 50;
  assert.ok(mean(noisy) > mean(clean) + 0.2, `${mean(noisy)} ${mean(clean)}`);
  await set('labelNoise', '0');
  await set('validation', '0.2');
  await says(page, '.preview', /400 rows to learn from.*100 more are kept for validation/);
  await evaluated(page);
  await train(page);
  assert.equal((await losses(page)).length, 400, 'ten epochs of what is left');
  await says(page, '.charts', /validation/);
  await set('validation', '0');
  await says(page, '.preview', /500 rows to learn from/);
  await evaluated(page);
  await set('dropout', '0.5');
  await page.waitForFunction(() => /p=0\.5/.test(location.hash));
  await page.waitForTimeout(600);
  await evaluated(page);
  await train(page);
  const dropped = await losses(page);
  assert.equal(dropped.length, clean.length);
  assert.ok(mean(dropped) > mean(clean), 'what is silenced is missed');
  assert.deepEqual(problems, []);
  await context.close();
});

test('nothing for axe to say, in both languages, on a phone of 320 pixels too', async () => {
  for (const [locale, width, colorScheme] of [['en-US', 1280, 'light'], ['vi-VN', 320, 'dark']]) {
    const { page, problems, context } = await open(site, '/network/#v=1&d=xor&ln=0.1&vs=0.1&n=3', { locale, viewport: { width, height: 800 }, colorScheme });
    await train(page);
    await painted(page);
    await lab(page).locator('.surface details summary').click();
    assert.deepEqual(await axe(page), [], locale);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width} pixels`);
    if (locale === 'vi-VN') await says(page, '.surface', /Mạng trả lời gì trên mặt phẳng/);
    assert.deepEqual(problems, []);
    await context.close();
  }
});

test('where the site has CIFAR-10 it is offered; where it has not, drawings with its shape stand in and say so', async () => {
  const { page, problems, context } = await newPage(site);
  const packed = { 'quick-train.bin.gz': gzipSync(cifar(300)), 'quick-test.bin.gz': gzipSync(cifar(60)) };
  const set = (name, count) => ({ file: name, bytes: packed[name].length, count });
  const quick = { train: set('quick-train.bin.gz', 300), test: set('quick-test.bin.gz', 60) };
  await page.route('**/data/fashion-mnist/manifest.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: { ...(await response.json()), beside: ['cifar-10'] } });
  });
  await page.route('**/data/cifar-10/*', (route) => {
    const name = route.request().url().split('/').at(-1);
    return name === 'manifest.json' ? route.fulfill({ json: { version: 1, quick, full: quick } }) : route.fulfill({ body: packed[name], contentType: 'application/gzip' });
  });
  await page.goto(`${site.url}/network/#v=1&l=16&n=1`);
  await until(page, () => document.querySelector('descent-network')?.accuracy >= 0);
  await lab(page).locator('#data').selectOption('cifar-quick');
  await lab(page).getByRole('button', { name: 'Fetch now' }).click();
  await says(page, '.preview', /300 images to learn from, 60 to test with, 32×32×3 pixels/);
  assert.equal((await state(page)).d, 'cifar-quick');
  await context.close();

  const other = await open(site, '/network/#v=1&l=16&n=1');
  assert.equal(await lab(other.page).locator('#data option[value="cifar"]').count(), 0, 'what is not there is not offered');
  await lab(other.page).locator('#data').selectOption('colours');
  await says(other.page, '.preview', /Synthetic.*32×32×3 pixels, 10 classes/);
  assert.deepEqual([...problems, ...other.problems], []);
  await other.context.close();
});
