// Loss landscapes: what is drawn is the loss that the network itself tells, the cut goes through the run's end, coarse first and
// to be stopped; keys, address, both languages.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { createLab } from '../../dist/lib/index.js';
import { axe, launch, newPage } from './browser.mjs';
import { pure, seeded } from './pure.mjs';
import { assertSmooth } from './tasks.mjs';

let site, lab, states, closePure;
before(async () => {
  [site, lab] = [await launch(), await createLab({ threads: 1, simd: 'baseline' })];
  const { modules, close } = await pure('state/landscape-state', 'state/url');
  [states, closePure] = [{ ...modules[0], ...modules[1] }, close];
});
after(async () => {
  await site?.close();
  lab?.dispose();
  await closePure?.();
});

/** Trained within a second. */
const small = 'n=6&q=33';
const figure = (page) => page.locator('descent-landscape');
const state = (page) => figure(page).evaluate((e) => e.getState());
const idle = (page) => page.waitForFunction(() => document.querySelector('descent-landscape')?.idle, null, { timeout: 90_000 });
const cutOf = (page) => figure(page).evaluate((e) => ({ x: [...e.cut.x], y: [...e.cut.y], loss: [...e.cut.loss], finished: e.cut.finished }));
async function open(fragment = small, options = {}, query = '') {
  const opened = await newPage(site, options);
  await opened.page.goto(`${site.url}/landscape/${query}${fragment && `#v=1&${fragment}`}`);
  return opened;
}
const text = (page, selector) => figure(page).locator(selector).innerText();
const close = (a, b, tolerance, what) => assert.ok(Math.abs(a - b) <= tolerance * Math.max(1e-6, Math.abs(b)), `${what}: ${a} and ${b}`);
/** Where an axis has the run's end. */
const middle = (values) => values.findIndex((v) => Math.abs(v) < 1e-9 * (values.at(-1) - values[0]));

/** The network and the data that a state of the page means, built here through the package. */
async function twin(fields) {
  const { catalog } = lab, s = states.decodeLandscape(new Map(Object.entries(fields)), catalog);
  const toy = await lab.toy({ kind: s.data, ...s.dataParams, seed: s.seed });
  const { labels } = await lab.noisyLabels({ labels: toy.labels, classes: 2, share: s.wrong, seed: s.seed });
  const net = await lab.network(states.configOf(s, catalog, s.methods[0], 2, 2));
  await net.load({ train: { images: toy.images, labels } });
  return { net, samples: Uint32Array.from(labels, (_, i) => i) };
}

describe('the state', () => {
  test('comes back from its own keys, whatever they were', () => {
    const { catalog } = lab, { random, pick, chance, below } = seeded(7);
    const rows = catalog.optimizers.filter((row) => row.networks).map((row) => row.id);
    const values = ['', '0', '1', '0.2', '-3', '1e9', 'NaN', 'x', '<b>', '16,16', 'none', '3', '0.05'];
    const keys = ['w', 'l', 'b', 'n', 'seed', 'of', 'r', 'ds', 'q', 'p.noise', 'p.samples', 'm1.lr', 'm2.radius', 'a.alpha', 'nonsense'];
    for (let i = 0; i < 400; ++i) {
      const fields = new Map([...keys.filter(() => chance(0.4)).map((key) => [key, pick(values)]),
        ...(chance(0.5) ? [['d', pick(['circles', 'xor', 'plane', 'fashion', 'nothing'])]] : []), ...(chance(0.5) ? [['a', pick(catalog.activations).id]] : []),
        ...['m1', 'm2', 'm3', 'm4'].filter(() => chance(0.5)).map((key) => [key, pick([...rows, 'newton'])]), ...(chance(0.5) ? [['cut', pick(['random', 'path', 'other'])]] : []),
        ...(chance(0.3) ? [['r', String(random() * 20)], ['q', String(below(120))]] : [])]);
      const s = states.decodeLandscape(fields, catalog), written = states.encodeLandscape(s, catalog);
      assert.deepEqual(states.decodeLandscape(new Map(written), catalog), s, JSON.stringify([...fields]));
      assert.ok(s.methods.length >= 1 && s.methods.length <= 3 && s.about < s.methods.length && s.wrong >= 0 && s.wrong <= 0.5 && s.reach > 0);
      assert.deepEqual(states.decodeLandscape(states.parseFragment(states.buildFragment(written)) ?? new Map(), catalog), s);
    }
    assert.deepEqual(states.encodeLandscape(states.decodeLandscape(new Map(), catalog), catalog), []);
  });
});

describe('the picture', () => {
  for (const cut of ['path', 'random']) {
    test(`is the loss of the network itself, and its middle is the run's own end (${cut})`, async () => {
      const { page, problems, context } = await open(`${small}&cut=${cut}&of=2`);
      await idle(page);
      const { x, y, loss, finished } = await cutOf(page), runs = await figure(page).evaluate((e) => e.runs.map((r) => ({ ends: [...r.checkpoints.at(-1)], losses: r.losses, path: [...r.path], start: [...r.checkpoints[0]] })));
      const directions = await figure(page).evaluate((e) => e.directions.map((d) => [...d]));
      assert.ok(finished);
      assert.deepEqual([x.length, y.length, loss.length], [33, 33, 33 * 33]);
      assert.deepEqual(runs[0].start, runs[1].start, 'both begin with the same weights');
      const [i, j] = [middle(x), middle(y)], sam = runs[1];
      assert.ok(i >= 0 && j >= 0, 'the end is a point of the cut');
      close(loss[j * 33 + i], sam.losses.at(-1), 1e-5, 'the middle');
      const { net, samples } = await twin({ ...(await state(page)) });
      const at = async (a, b) => {
        await net.setParameters(Float32Array.from(sam.ends, (w, k) => w + a * directions[0][k] + b * directions[1][k]));
        return (await net.gradient({ samples })).loss;
      };
      for (const p of [0, 17, 300, 544, 777, 1000, 1088]) close(loss[p], await at(x[p % 33], y[Math.floor(p / 33)]), 1e-4, `point ${p}`);
      if (cut === 'path') {
        for (const { path, losses } of runs) assert.equal(path.length, 2 * losses.length);
        assert.deepEqual(sam.path.slice(-2).map(Math.abs), [0, 0]);
        close(Math.hypot(...directions[0]), 1, 1e-4, 'a principal direction is of length 1');
      } else {
        // The first unit's part of a random direction is as long as that unit's weights; its bias does not move.
        close(Math.hypot(...directions[0].slice(0, 2)), Math.hypot(...sam.ends.slice(0, 2)), 1e-4, 'filter-normalised');
        assert.equal(directions[0][32], 0);
        assert.equal(runs[0].path.length, 0, 'the other run does not lie on it');
      }
      await net.dispose();
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  test('tells sharpness and curvature of each end as the package does', async () => {
    const { page, context } = await open();
    await idle(page);
    const rows = await figure(page).locator('#board tbody tr').evaluateAll((list) => list.map((tr) => [...tr.querySelectorAll('td')].map((td) => Number(td.title))));
    const ends = await figure(page).evaluate((e) => e.runs.map((r) => [...r.checkpoints.at(-1)])), { net, samples } = await twin(await state(page));
    const radius = lab.catalog.optimizers.find((row) => row.id === 'sam').params.find((p) => p.key === 'radius').default;
    for (const [k, end] of ends.entries()) {
      await net.setParameters(Float32Array.from(end));
      const rise = await net.sharpness({ samples, radius }), bent = await net.curvature({ samples, tolerance: 1e-4 });
      close(rows[k][0], rise.loss, 1e-4, 'loss');
      close(rows[k][3], rise.sharpness, 2e-3, 'sharpness');
      close(rows[k][4], bent.eigenvalue, 5e-3, 'λ_max');
    }
    await net.dispose();
    await context.close();
  });

  test('comes coarse first, can be stopped, and goes on', async () => {
    const { page, context } = await open('n=3&q=33');
    await idle(page);
    await page.evaluate(() => {
      window.blocks = new Set();
      const figure = document.querySelector('descent-landscape');
      const look = () => { const { cut } = figure; if (cut) window.blocks.add(`${cut.x.length} ${cut.finished}`); requestAnimationFrame(look); };
      look();
    });
    await figure(page).evaluate((e) => e.setState({ n: 3, q: 97, r: 1.5 }));
    await page.waitForFunction(() => window.blocks.has('97 false'), null, { timeout: 60_000 });
    await figure(page).locator('#cancel').click();
    await figure(page).locator('#continue').waitFor();
    assert.equal((await cutOf(page)).finished, false);
    assert.equal(await figure(page).evaluate((e) => e.idle), false);
    await page.waitForTimeout(700);
    assert.equal((await cutOf(page)).finished, false, 'nothing goes on in secret');
    await figure(page).evaluate((e) => e.setState({ n: 3, q: 33, r: 1.5 }));
    await idle(page);
    assert.deepEqual([(await cutOf(page)).x.length, (await cutOf(page)).finished], [33, true]);
    await context.close();
  });

  test('a run that is stopped is trained anew when one goes on', async () => {
    const { page, problems, context } = await open('d=spirals&l=64,64,64&n=200&b=1&q=33&m1=gd&m1.lr=0.01');
    await page.waitForFunction(() => /Training/.test(document.querySelector('descent-landscape')?.shadowRoot?.querySelector('.progress')?.textContent ?? ''), null, { timeout: 60_000 });
    await figure(page).locator('#cancel').click();
    await figure(page).locator('#continue').click();
    await figure(page).locator('#cancel').waitFor();
    await figure(page).evaluate((e) => e.setState({ n: 2, q: 33, m1: 'gd' }));
    await idle(page);
    assert.equal((await cutOf(page)).finished, true);
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('the hand', () => {
  test('arrow keys read the loss point by point', async () => {
    const { page, context } = await open();
    await idle(page);
    const { x, y, loss } = await cutOf(page), [i, j] = [middle(x), middle(y)];
    const read = () => figure(page).locator('#readout').evaluate((e) => ({ x: Number(e.querySelectorAll('span')[0].title), y: Number(e.querySelectorAll('span')[1].title), loss: Number(e.querySelector('b').title) }));
    assert.deepEqual(await read(), { x: 0, y: 0, loss: loss[j * 33 + i] });
    assert.match(await text(page, '#readout'), /Gradient descent, epoch 6: its own loss is/);
    await figure(page).locator('#overlay').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowUp');
    await figure(page).evaluate((e) => e.updateComplete);
    const up = Math.min(32, j + 8), now = await read();
    assert.deepEqual(now, { x: x[i + 1], y: Math.abs(y[up]) < 1e-12 ? 0 : y[up], loss: loss[up * 33 + i + 1] });
    await page.keyboard.press('Escape');
    await figure(page).evaluate((e) => e.updateComplete);
    assert.deepEqual(await read(), { x: 0, y: 0, loss: loss[j * 33 + i] });
    const box = await figure(page).locator('#picture').boundingBox();
    await page.mouse.move(box.x + box.width * 0.999, box.y + 1);
    await figure(page).evaluate((e) => e.updateComplete);
    assert.equal((await read()).loss, loss[33 * 33 - 1], 'the corner under the pointer');
    await context.close();
  });

  test('everything is changed from the panel by keyboard, and the address holds it', async () => {
    const { page, problems, context } = await open();
    await idle(page);
    await figure(page).locator('#cut').focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => document.querySelector('descent-landscape').getState().cut === 'random');
    await figure(page).getByRole('button', { name: 'Add a method' }).press('Enter');
    await page.waitForFunction(() => 'm3' in document.querySelector('descent-landscape').getState());
    await figure(page).locator('#method-2').waitFor();
    await figure(page).locator('#layers').fill('8, 4');
    await figure(page).locator('#layers').press('Enter');
    await page.waitForFunction(() => document.querySelector('descent-landscape').getState().l === '8,4');
    await idle(page);
    await page.waitForFunction(() => location.hash.includes('l=8,4'));
    const [before, picture] = [await state(page), await cutOf(page)];
    assert.equal(before.m1, 'gd');
    assert.equal(await figure(page).locator('#board tbody tr').count(), 3);
    await page.reload();
    await idle(page);
    assert.deepEqual(await state(page), before);
    const again = await cutOf(page);
    for (const p of [0, 100, 544, 1088]) close(again.loss[p], picture.loss[p], 1e-4, 'the same picture');
    await figure(page).locator('#layers').fill('1e3,x');
    await figure(page).locator('#layers').press('Enter');
    assert.equal(await figure(page).locator('#layers').getAttribute('aria-invalid'), 'true');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('lock and hide hold and take away', async () => {
    const { page, context } = await open();
    await idle(page);
    await figure(page).evaluate((e) => { e.lock = 'cut data m2.radius'; e.hide = 'warning board'; });
    await figure(page).evaluate((e) => e.updateComplete);
    for (const id of ['#cut', '#reach', '#data', '#m2-radius']) assert.ok(await figure(page).locator(id).isDisabled(), id);
    assert.equal(await figure(page).locator('.warning, #board').count(), 0);
    await context.close();
  });

  test('the cut leaves as CSV and as a picture, and stands in a table', async () => {
    const { page, context } = await open();
    await idle(page);
    const { x, loss } = await cutOf(page);
    const [csv] = await Promise.all([page.waitForEvent('download'), figure(page).getByRole('button', { name: 'CSV' }).click()]);
    const lines = (await readFile(await csv.path(), 'utf8')).trim().split('\n');
    assert.equal(lines[0], 'kind,run,epoch,x,y,loss');
    assert.equal(lines.filter((line) => line.startsWith('cut')).length, 33 * 33);
    assert.deepEqual(lines[1].split(',').filter((_, i) => i === 3 || i === 5).map(Number), [x[0], loss[0]]);
    assert.equal(lines.filter((line) => line.startsWith('path,"SAM"')).length, 41);
    const [png] = await Promise.all([page.waitForEvent('download'), figure(page).getByRole('button', { name: 'PNG' }).click()]);
    assert.ok((await readFile(await png.path())).subarray(1, 4).equals(Buffer.from('PNG')));
    await figure(page).locator('details.data summary').click();
    const first = figure(page).locator('details.data tbody tr').first().locator('td');
    assert.equal(Number(await first.nth(2).getAttribute('title')), loss[0]);
    await context.close();
  });
});

describe('for everybody', () => {
  test('while it trains and draws, no task holds the page up', async (t) => {
    const { page, problems, context } = await open();
    await idle(page);
    let seed = 1;
    await assertSmooth(t, page, async () => {
      await figure(page).evaluate((e, s) => e.setState({ d: 'xor', seed: s, n: 20, q: 49, m1: 'gd', m2: 'adam' }), ++seed);
      await idle(page);
      const box = await figure(page).locator('#picture').boundingBox();
      for (let k = 0; k < 30; ++k) await page.mouse.move(box.x + (box.width * k) / 30, box.y + (box.height * ((k * 7) % 30)) / 30);
      await figure(page).evaluate((e, s) => e.setState({ d: 'xor', seed: s, n: 20, q: 65, r: 2, m1: 'gd', m2: 'adam' }), seed);
      await idle(page);
    });
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('pictures of clothes, numbers, and deep sigmoids have a landscape too', async () => {
    for (const fragment of ['d=fashion&w=0&l=16&a=relu&b=256&n=1&q=33&m1=gd', 'd=plane&l=8&n=4&q=33', 'd=gaussians&l=8,8,8&a=sigmoid&n=3&q=33&m1=gd&m1.lr=1000&m2=adam']) {
      const { page, problems, context } = await open(fragment);
      await idle(page);
      assert.equal((await cutOf(page)).finished, true, fragment);
      assert.equal(await figure(page).locator('[role=alert]').count(), 0);
      assert.equal(await figure(page).locator('#board th', { hasText: 'accuracy' }).count(), fragment.startsWith('d=plane') ? 0 : 1);
      assert.deepEqual(problems, []);
      await context.close();
    }
  });

  for (const [colorScheme, lang] of [['light', 'en'], ['dark', 'vi']]) {
    test(`axe finds nothing serious, and 320 pixels are enough (${colorScheme}, ${lang})`, async () => {
      const { page, context } = await open(small, { colorScheme }, `?lang=${lang}`);
      await idle(page);
      await figure(page).locator('details.data summary').click();
      for (const summary of await figure(page).locator('.entry > summary').all()) await summary.click();
      await page.waitForTimeout(300);
      assert.deepEqual(await axe(page), []);
      assert.match(await text(page, '.warning'), lang === 'vi' ? /lát cắt.*Li và cộng sự, 2018/s : /cut.*Li et al\., 2018/s);
      await page.setViewportSize({ width: 320, height: 640 });
      await page.waitForTimeout(300);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
      await context.close();
    });
  }

  test('a hostile address neither breaks nor marks up anything', async () => {
    const { page, problems, context } = await open('d=<img src=x>&l=1e9&m1=<b>&m2.lr=NaN&cut=<i>&of=99&r=1e400&q=1e9&n=1&b=-1&a=__proto__');
    await idle(page);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.equal((await cutOf(page)).finished, true);
    assert.deepEqual(problems, []);
    await context.close();
  });
});
