// The network lab in a real browser: training, curves, the address, the reader's own files, and what goes wrong.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { axe, dist, launch, newPage } from './browser.mjs';
import { idxImages, idxLabels, stripes } from './idx.mjs';
import { assertSmooth } from './tasks.mjs';

const manifest = JSON.parse(readFileSync(join(dist, 'data/fashion-mnist/manifest.json'), 'utf8'));

let site, plain;
before(async () => { site = await launch(); plain = await launch({ isolated: false }); });
after(async () => { await site?.close(); await plain?.close(); });

const lab = (page) => page.locator('descent-network');
/** The network stands and has been evaluated. */
const ready = (page) => page.waitForFunction(() => document.querySelector('descent-network')?.accuracy >= 0, null, { timeout: 60_000 });
async function open(path = '/network/', options = {}, where = site) {
  const opened = { ...(await newPage(where, options)), modules: [] };
  opened.page.on('response', (response) => { if (response.url().endsWith('.wasm')) opened.modules.push(response.url().split('/').at(-1)); });
  await opened.page.goto(where.url + path);
  await ready(opened.page);
  return opened;
}
const losses = (page) => lab(page).evaluate((e) => Array.from(e.losses));
const accuracy = (page) => lab(page).evaluate((e) => e.accuracy);
const state = (page) => lab(page).evaluate((e) => e.getState());
const train = (page) => lab(page).evaluate((e) => e.train());
const steps = (page, n) => page.waitForFunction((least) => document.querySelector('descent-network').losses.length >= least, n, { timeout: 60_000 });
/** Waits until something found in the figure has a text that matches. */
const says = (page, selector, pattern) => page.waitForFunction(([sel, source]) => {
  const found = document.querySelector('descent-network').shadowRoot.querySelector(sel);
  return found && new RegExp(source, 'i').test(found.textContent.replace(/\s+/g, ' '));
}, [selector, pattern.source], { timeout: 20_000 });
const settles = (page, key, value) => page.waitForFunction(([k, v]) => document.querySelector('descent-network').getState()[k] === v, [key, value]);
const read = async (page, name) => lab(page).locator('.reads div', { hasText: name }).locator('dd').innerText();

for (const isolated of [true, false]) {
  describe(isolated ? 'with isolation headers' : 'without special headers', () => {
    const where = () => (isolated ? site : plain);

    test('trains to more than 75 % while the page stays smooth', async (t) => {
      const { page, problems, context, modules } = await open('/network/', {}, where());
      assert.equal(await page.evaluate(() => crossOriginIsolated), isolated);
      // The catalogue's module, and the networks' with threads where there may be any.
      assert.deepEqual(modules.map((name) => name.replace(/relaxed|baseline/, '*')).sort(), ['descent-functions.wasm', `descent-networks-*${isolated ? '-mt' : ''}.wasm`]);
      assert.ok((await accuracy(page)) < 0.4, 'untrained');
      let started = 0;
      const training = async () => {
        started = Date.now();
        await lab(page).locator('#train').click();
        await page.waitForFunction(() => document.querySelector('descent-network').shadowRoot.querySelector('.finding.good'), null, { timeout: 120_000 });
        await lab(page).getByRole('button', { name: /^Train for/ }).waitFor({ timeout: 120_000 });
      };
      await assertSmooth(t, page, training, async () => {
        await lab(page).evaluate((element) => element.reset());
        await training();
      });
      const threads = await read(page, 'Threads');
      t.diagnostic(`${manifest.synthetic ? 'synthetic' : 'Fashion-MNIST'}: ${(100 * (await accuracy(page))).toFixed(1)} % after ${await read(page, 'Epoch')} epochs, ${Date.now() - started} ms, ${await read(page, 'Samples per second')} samples/s, ${threads} thread(s)`);
      assert.ok((await accuracy(page)) > 0.75);
      if (!isolated) assert.equal(threads, '1');
      else assert.equal(Number(threads), Math.min(8, await page.evaluate(() => navigator.hardwareConcurrency)));
      assert.deepEqual(problems, []);
      await context.close();
    });

    test('what is typed while the network trains stays until it is taken', async () => {
      const { page, problems, context } = await open('/network/#v=1&n=60&l=32', {}, where());
      const field = lab(page).locator('input#m-lr');
      await lab(page).locator('#train').click();
      await steps(page, 5);
      await field.focus();
      await page.keyboard.press('Control+A');
      const wanted = '0.00375';
      for (const key of wanted) { // slowly: the figure is drawn again between any two keys
        const before = (await losses(page)).length;
        await page.keyboard.type(key);
        await steps(page, before + 1);
      }
      assert.equal(await field.inputValue(), wanted);
      await page.keyboard.press('Enter');
      await settles(page, 'm.lr', wanted);
      await lab(page).evaluate((e) => e.pause());
      assert.deepEqual(problems, []);
      await context.close();
    });

    test('pausing, stepping and starting again give the same curve, bit for bit', async () => {
      const { page, problems, context } = await open('/network/#v=1&n=2&l=32', {}, where());
      await train(page);
      const whole = await losses(page);
      await lab(page).locator('#reset').click();
      await page.waitForFunction(() => document.querySelector('descent-network').losses.length === 0);
      await ready(page);
      await lab(page).locator('#step').click();
      await steps(page, 1);
      await lab(page).locator('#step').click();
      await steps(page, 2);
      await lab(page).locator('#train').click();
      await steps(page, 3);
      await lab(page).evaluate((e) => e.pause());
      await lab(page).getByRole('button', { name: /^(Go on|Train)/ }).waitFor();
      const paused = (await losses(page)).length;
      await page.waitForTimeout(300);
      assert.equal((await losses(page)).length, paused, 'paused means still');
      while ((await losses(page)).length < whole.length) await train(page);
      assert.deepEqual((await losses(page)).slice(0, whole.length), whole);
      assert.deepEqual(problems, []);
      await context.close();
    });
  });
}

describe('network lab', () => {
  test('changing rate, method, schedule and batch size in mid-run goes on with the run', async () => {
    const { page, problems, context } = await open('/network/#v=1&n=500&l=64');
    await lab(page).locator('#train').click();
    await steps(page, 20);
    await lab(page).evaluate((e) => e.pause());
    await page.waitForTimeout(200);
    const before = await losses(page);
    await lab(page).locator('#train').click();
    for (const change of [{ 'm.lr': 0.01 }, { m: 'momentum', 'm.lr': 0.05 }, { m: 'momentum', s: 'exponential' }, { m: 'momentum', b: 64 }]) {
      const n = (await losses(page)).length;
      await lab(page).evaluate((e, c) => e.setState({ n: 500, l: 64, ...c }), change);
      await steps(page, n + 10);
    }
    await lab(page).evaluate((e) => e.pause());
    assert.deepEqual((await losses(page)).slice(0, before.length), before);
    assert.equal(await lab(page).locator('.finding.bad').count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('layers by hand, with the keyboard alone', async () => {
    const { page, context } = await open();
    await says(page, '.layers', /118.282 parameters/); // 784·128+128 + 128·128+128 + 128·10+10
    await lab(page).getByLabel('Units of hidden layer 2').focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('ArrowDown');
    await settles(page, 'l', '128,111');
    await lab(page).getByRole('button', { name: 'Add a layer' }).press('Enter');
    await lab(page).getByRole('button', { name: 'Remove hidden layer 1' }).press('Enter');
    await settles(page, 'l', '111,111');
    await says(page, '.layers', /100.?687 parameters/);
    await lab(page).getByLabel('Units of hidden layer 1').fill('0');
    await page.keyboard.press('Enter');
    assert.equal(await lab(page).getByLabel('Units of hidden layer 1').getAttribute('aria-invalid'), 'true');
    assert.equal((await state(page)).l, '111,111');
    await lab(page).locator('#train').focus();
    await page.keyboard.press('Enter');
    await steps(page, 5);
    await page.keyboard.press('Enter');
    await lab(page).locator('.strip button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await lab(page).evaluate((e) => [...e.shadowRoot.querySelectorAll('.strip button')].indexOf(e.shadowRoot.activeElement)), 2);
    await says(page, '.detail', /Test image 3 is:/);
    await context.close();
  });

  test('the address holds the experiment', async () => {
    const first = await open();
    await lab(first.page).locator('#method').selectOption('momentum');
    await lab(first.page).locator('#m-momentum').waitFor(); // its settings have taken the place of the former method's
    await lab(first.page).locator('#m-lr').fill('0.05');
    await lab(first.page).locator('#m-lr').press('Enter');
    await lab(first.page).locator('#activation').selectOption('tanh');
    await says(first.page, '.finding', /Untrained/);
    await first.page.waitForFunction(() => /a=tanh/.test(location.hash));
    await lab(first.page).locator('#batch').fill('50');
    await lab(first.page).locator('#batch').press('Enter');
    await first.page.waitForFunction(() => /b=50/.test(location.hash));
    assert.equal(new URL(first.page.url()).hash, '#v=1&a=tanh&m=momentum&m.lr=0.05&b=50');
    const second = await open(new URL(first.page.url()).pathname + new URL(first.page.url()).hash);
    assert.deepEqual(await state(second.page), await state(first.page));
    await lab(first.page).locator('#step').click();
    await lab(second.page).locator('#step').click();
    await Promise.all([steps(first.page, 1), steps(second.page, 1)]);
    assert.deepEqual(await losses(first.page), await losses(second.page));
    await first.context.close();
    await second.context.close();
  });

  test('a hostile address changes nothing but what it may', async () => {
    const { page, problems, context } = await open('/network/#v=1&l=128,-5,x&m=newton&b=1e99&seed=-3&n=0&a=__proto__&m.lr=NaN&d=own&zzz=%E0%A4&r=7');
    assert.deepEqual(await state(page), { b: '8192', seed: '0', n: '1', r: '0.999' });
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a run that diverges stops with a sentence, and one click starts it again with a smaller rate', async () => {
    const { page, problems, context } = await open('/network/#v=1&a=identity&m=gd&m.lr=1000&l=16,16&n=1');
    await train(page);
    const finding = lab(page).locator('.finding.bad');
    await says(page, '.finding.bad', /Stopped at step \d+/);
    assert.ok((await losses(page)).every(Number.isFinite));
    await lab(page).evaluate((e) => e.setState({ a: 'identity', m: 'gd', 'm.lr': 0.5, l: '16,16', n: 1 }));
    await finding.getByRole('button', { name: 'Start again with learning rate 0.05' }).click();
    await page.waitForFunction(() => document.querySelector('descent-network').accuracy > 0.5, null, { timeout: 60_000 });
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the language changes under the hand and the run goes on', async () => {
    const { page, problems, context } = await open('/network/#v=1&n=300&l=32');
    await lab(page).locator('#train').click();
    await steps(page, 10);
    await page.locator('#language').click();
    await lab(page).getByRole('button', { name: 'Tạm dừng' }).waitFor();
    const n = (await losses(page)).length;
    await steps(page, n + 10);
    await lab(page).evaluate((e) => e.pause());
    const text = await lab(page).evaluate((e) => e.shadowRoot.textContent);
    assert.doesNotMatch(text, /\b(Loss|Accuracy|Start again|Layers|Method|undefined|NaN)\b/);
    assert.match(text, /Áo thun/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      for (const address of ['/network/?lang=en#v=1&n=1&l=32', '/network/?lang=vi#v=1&a=identity&m=gd&m.lr=1000&n=1']) {
        const { page, context } = await open(address, { colorScheme });
        await train(page);
        await lab(page).locator('details.data summary').click();
        await page.waitForTimeout(200);
        assert.deepEqual(await axe(page), [], address);
        await context.close();
      }
    });
  }

  test('a phone of 320 pixels shows everything without scrolling sideways', async () => {
    for (const lang of ['en', 'vi']) {
      const { page, context } = await open(`/network/?lang=${lang}#v=1&n=1&l=32`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      await train(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${width} pixels wide`);
      await context.close();
    }
  });

  test("a teacher's lock and hide hold; events and methods serve the page's author", async () => {
    const { page, context } = await open('/network/#v=1&n=1&l=16');
    await lab(page).evaluate((e) => { e.lock = 'm.lr layers'; e.hide = 'confusion gallery schedule'; });
    await lab(page).locator('#m-lr:disabled').waitFor();
    assert.ok(await lab(page).getByLabel('Units of hidden layer 1').isDisabled());
    for (const gone of ['.confusion', '.gallery', '#schedule']) assert.equal(await lab(page).locator(gone).count(), 0);
    const seen = await lab(page).evaluate(async (e) => {
      const events = [];
      e.addEventListener('step', ({ detail }) => events.push(detail.step));
      await e.train();
      return events;
    });
    assert.equal(seen.at(-1), (await losses(page)).length);
    await context.close();
  });

  test('the curves have a table, and pointing tells the numbers', async () => {
    const { page, context } = await open('/network/#v=1&n=2&l=32');
    await train(page);
    await lab(page).locator('details.data summary').click();
    await lab(page).locator('details.data tbody tr').nth(2).waitFor(); // untrained and two epochs
    assert.equal(await lab(page).locator('details.data tbody tr').count(), 3);
    const shown = await lab(page).locator('details.data tbody tr').last().locator('td').nth(2).getAttribute('title');
    assert.equal(Number(shown), await accuracy(page));
    await lab(page).getByRole('button', { name: 'Steps', exact: true }).click();
    const chart = await lab(page).locator('.chart svg').first().boundingBox();
    await page.mouse.move(chart.x + chart.width / 2, chart.y + 60);
    await lab(page).locator('.chart .note', { hasText: /step \d+: \d/ }).waitFor();
    await context.close();
  });
});

describe("the reader's own files", () => {
  const images = idxImages(600, 9, 9, stripes.pixel), labels = idxLabels(600, stripes.label);
  const file = (name, buffer) => ({ name, mimeType: 'application/octet-stream', buffer });
  const give = (page, ...files) => lab(page).locator('.drop input').setInputFiles(files);
  const complaint = (page) => lab(page).locator('#own-problem');
  /** A trained run and the panel for own files open. */
  async function begun() {
    const opened = await open('/network/#v=1&n=1&l=32');
    await train(opened.page);
    await lab(opened.page).locator('#data').selectOption('own');
    return opened;
  }

  test('a bad file gets a sentence with a remedy, and the run stays', async () => {
    const { page, problems, context } = await begun();
    const before = [await losses(page), await accuracy(page)];
    const wrongMagic = Buffer.from(images);
    wrongMagic[2] = 0x0d;
    for (const [name, buffer, said] of [
      ['short.idx', images.subarray(0, images.length - 7), /short\.idx.*cannot be used/],
      ['long.idx', Buffer.concat([images, Buffer.alloc(3)]), /long\.idx.*cannot be used/],
      ['magic.idx', wrongMagic, /magic\.idx.*cannot be used/],
      ['picture.png', Buffer.from('\x89PNG not at all'), /picture\.png.*IDX/],
      ['cut.gz', gzipSync(images).subarray(0, 400), /cut\.gz.*downloaded anew/],
      ['empty', Buffer.alloc(0), /empty/],
    ]) {
      await give(page, file(name, buffer));
      await page.waitForFunction((n) => document.querySelector('descent-network').shadowRoot.querySelector('#own-problem')?.textContent.includes(n), name);
      assert.match(await complaint(page).innerText(), said);
      assert.match(await complaint(page).innerText(), /[Cc]hoose/);
    }
    await give(page, file('images', images), file('labels', idxLabels(599, stripes.label)));
    await lab(page).locator('#own-problem', { hasText: '599' }).waitFor();
    assert.deepEqual([await losses(page), await accuracy(page)], before);
    await lab(page).locator('#step').click();
    await steps(page, before[0].length + 1);
    assert.deepEqual((await losses(page)).slice(0, before[0].length), before[0]);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('images and labels in any order, plain or gzip, are recognised, shown and learnt', async () => {
    const { page, problems, context } = await begun();
    await give(page, file('b.bin', labels));
    await says(page, '.own', /600 labels.*add the image file/);
    await give(page, file('a.gz', gzipSync(images)));
    await says(page, '.layers', /81 inputs/);
    await says(page, '.preview', /500 images to learn from, 100 to test with, 9×9 pixels, 3 classes.*one sixth/);
    assert.equal(await lab(page).locator('.preview canvas').count(), 3);
    await lab(page).evaluate((e) => { e.setState({ l: 32, n: 20, b: 32 }); });
    await page.waitForTimeout(600);
    await ready(page);
    await train(page);
    assert.ok((await accuracy(page)) > 0.9, `accuracy ${await accuracy(page)}`);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('four files dropped at once: the test set is the one that says so', async () => {
    const { page, context } = await begun();
    const transfer = await page.evaluateHandle(([a, b, c, d]) => {
      const data = new DataTransfer();
      for (const [name, text] of [['t10k-images', c], ['train-labels', b], ['train-images', a], ['t10k-labels', d]])
        data.items.add(new File([Uint8Array.from(atob(text), (x) => x.charCodeAt(0))], name));
      return data;
    }, [images, labels, idxImages(700, 9, 9, stripes.pixel), idxLabels(700, stripes.label)].map((b) => b.toString('base64')));
    await lab(page).locator('.lab').dispatchEvent('drop', { dataTransfer: transfer });
    await lab(page).locator('.preview', { hasText: /600 images to learn from, 700 to test with/ }).waitFor();
    await context.close();
  });
});

test('without a connection there is a sentence, and trying again helps', async () => {
  const { page, context } = await newPage(site);
  let broken = true;
  await page.route('**/data/fashion-mnist/*', (route) => (broken ? route.abort() : route.continue()));
  await page.goto(`${site.url}/network/`);
  await lab(page).locator('.error', { hasText: 'could not be fetched' }).waitFor();
  broken = false;
  await lab(page).getByRole('button', { name: 'Try again' }).click();
  await ready(page);
  await context.close();
});
