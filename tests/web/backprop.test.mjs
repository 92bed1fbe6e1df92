// Backpropagation on a small network, in a real browser.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createLab } from 'descent-lab';
import { axe, launch, newPage } from './browser.mjs';

let site, lab;
before(async () => {
  site = await launch();
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

const figure = (page) => page.locator('descent-backprop');
const state = (page) => figure(page).evaluate((element) => element.getState());
async function open(path, options) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await figure(opened.page).locator('.parameter').first().waitFor();
  await figure(opened.page).locator('.lines li').first().waitFor();
  return opened;
}
const settles = (page, wanted) => page.waitForFunction((w) => {
  const now = document.querySelector('descent-backprop').getState();
  return Object.entries(w).every(([key, value]) => (value === null ? !(key in now) : now[key] === value));
}, wanted);
const clipboard = async (page) => page.evaluate(() => navigator.clipboard.readText());
/** The two tables as numbers at full length. */
async function numbers(page) {
  const data = figure(page).locator('details.data');
  if ((await data.getAttribute('open')) === null) await data.locator('summary').click();
  await data.locator('tbody tr').first().waitFor();
  return data.locator('tbody').evaluateAll((bodies) => bodies.map((body) =>
    [...body.rows].map((row) => [...row.cells].slice(1).map((cell) => (cell.title === '' ? NaN : Number(cell.title))))));
}

// Address, network, bytes of the inputs, class, rate.
const networks = [
  ['/backprop/', { layers: [2, 3, 2], activation: 'sigmoid', loss: 'softmax-cross-entropy' }, [255, 153], 0, 0.5],
  ['/backprop/#v=1&task=binary&layers=2-3-1&act=gelu&x=0.4,0.8&y=1', { layers: [2, 3, 1], activation: 'gelu', loss: 'binary-cross-entropy' }, [102, 204], 1, 0.5],
  ['/backprop/#v=1&task=multiclass&layers=4-4-3-3&act=leaky-relu&y=3', { layers: [4, 4, 3, 3], activation: 'leaky-relu', loss: 'softmax-cross-entropy' }, [255, 153, 51, 204], 2, 0.5],
];

describe('backpropagation', () => {
  test('every derivative on the page is the engine\'s, and the updates are those of its training', async () => {
    for (const [path, config, bytes, label, lr] of networks) {
      const { page, problems, context } = await open(path);
      const [, parameters] = await numbers(page), column = (i) => parameters.map((row) => row[i]);
      const net = await lab.network({ ...config, batchSize: 1, optimizer: { id: 'gd', lr } });
      await net.load({ train: { images: Uint8Array.from(bytes), labels: Uint8Array.of(label) } });
      await net.setParameters(Float32Array.from(column(0)));
      const { loss, gradient } = await net.gradient({ samples: Uint32Array.of(0) });
      // The browser may have another bundle than Node, which fuses multiplications and additions.
      const same = (shown, expected) => shown.forEach((x, i) => assert.ok(Math.abs(x - expected[i]) < 1e-6, `${path} ${i}: ${x}, ${expected[i]}`));
      same(column(2), gradient);
      same(column(1), gradient);
      await net.train({ steps: 1 });
      same(column(4), await net.parameters());
      assert.equal(await figure(page).locator('.readout b').innerText(), `C = ${Number(loss.toPrecision(4))}`);
      assert.ok(Number(await figure(page).locator('.agree').getAttribute('data-gap')) < 1e-6);
      assert.deepEqual(problems, []);
      await net.dispose();
      await context.close();
    }
  });

  test('regression: a wanted number is a shift of the last bias for the engine, and nothing else changes', async () => {
    const { page, context } = await open('/backprop/#v=1&task=regression&layers=2-2-2&act=tanh&y=0.8,-1.5&n=3');
    const [neurons, parameters] = await numbers(page);
    // δ of the outputs is ŷ − y; the engine's agrees.
    for (const [j, y] of [0.8, -1.5].entries()) {
      const [, a, , delta, engine] = neurons[neurons.length - 2 + j];
      assert.ok(Math.abs(delta - (a - y)) < 1e-12 && Math.abs(engine - delta) < 1e-6);
    }
    parameters.forEach(([x, hand, engine, , next]) => {
      assert.ok(Math.abs(hand - engine) < 1e-6);
      assert.ok(Math.abs(next - (x - 0.5 * engine)) < 2e-6); // the rate of the bare figure
    });
    await context.close();
  });

  test('the finite difference finds the derivative, and a tiny or huge h does not', async () => {
    const { page, context } = await open('/backprop/');
    const read = (what) => figure(page).locator(`[data-check="${what}"] span`).getAttribute('title').then(Number);
    for (const index of [0, 5, 16]) {
      await figure(page).locator('#pick').selectOption(String(index));
      await page.waitForFunction((i) => document.querySelector('descent-backprop').shadowRoot.querySelector('.parameter.chosen')?.dataset.index === String(i), index);
      await page.waitForTimeout(150);
      const [quotient, hand, engine] = [await read('quotient'), await read('hand'), await read('engine')];
      assert.ok(Math.abs(quotient - hand) < 1e-4 && Math.abs(engine - hand) < 1e-6, `${index}: ${quotient}, ${hand}, ${engine}`);
    }
    const gapAt = async (h) => {
      await figure(page).locator('#nudge').selectOption(String(h));
      await page.waitForTimeout(200);
      return Math.abs(await read('quotient') - await read('hand'));
    };
    const good = await gapAt(-2);
    assert.ok(await gapAt(0) > 20 * good);
    assert.ok(await gapAt(-6) > 20 * good);
    await context.close();
  });

  test('stepped through: what is not yet calculated is not shown', async () => {
    const { page, problems, context } = await open('/backprop/#v=1&t=0');
    const shown = (kind) => figure(page).locator(`.quantity.${kind} .value`).allTextContents();
    const known = async () => Object.fromEntries(await Promise.all(['z', 'a', 'd'].map(async (kind) => [kind, (await shown(kind)).filter((x) => x !== '·').length])));
    const names = [], steps = await figure(page).locator('.stepper input').count();
    const seen = [];
    for (let i = 0; i < steps; ++i) {
      names.push(await figure(page).locator('.stage-name').innerText());
      seen.push(await known());
      if (i < steps - 1) await figure(page).getByRole('button', { name: 'Next step' }).click();
    }
    assert.deepEqual(seen.slice(0, 5), [{ z: 3, a: 3, d: 0 }, { z: 5, a: 5, d: 0 }, { z: 5, a: 5, d: 0 }, { z: 5, a: 5, d: 2 }, { z: 5, a: 5, d: 5 }]);
    assert.equal(new Set(names).size, steps);
    assert.match(names.join('|'), /BP1.*BP2.*BP3.*BP4.*BP4.*update/);
    await settles(page, { t: null }); // the end is the bare figure
    // the radio buttons go with the arrow keys
    await figure(page).locator('.stepper input').nth(2).focus();
    await page.keyboard.press('Space');
    await settles(page, { t: '2' });
    await page.keyboard.press('ArrowRight');
    await settles(page, { t: '3' });
    await figure(page).evaluate((element) => element.addEventListener('step', (e) => { window.announced = e.detail; }));
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => window.announced !== undefined);
    const { loss, ...announced } = await page.evaluate(() => window.announced);
    assert.ok(loss > 0);
    assert.deepEqual(announced, { step: 4, name: 'bp2', layer: 2 });
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a line lights its neurons and edges', async () => {
    const { page, context } = await open('/backprop/#v=1&t=4');
    await figure(page).locator('.lines li').nth(1).locator('output').hover();
    await page.waitForFunction(() => document.querySelector('descent-backprop').shadowRoot.querySelectorAll('.edge.on').length === 2);
    assert.equal(await figure(page).locator('.edge.off').count(), 10);
    assert.equal(await figure(page).locator('.quantity.d.on').count(), 3); // δ²₂ and the two it comes from
    await figure(page).locator('.lines li').nth(1).locator('.q').first().hover();
    await page.waitForFunction(() => document.querySelector('descent-backprop').shadowRoot.querySelectorAll('.quantity.on').length === 1);
    await context.close();
  });

  test('weights, inputs and the target are dragged, typed and moved with the keys alone', async () => {
    const { page, problems, context } = await open('/backprop/');
    const first = figure(page).locator('.parameter[data-index="0"]'), before = Number(await first.getAttribute('aria-valuenow'));
    const box = await first.locator('.body').boundingBox();
    await page.mouse.move(box.x + 30, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + 30, box.y - 38, { steps: 5 });
    await page.mouse.up();
    await settles(page, { w: `0:${Number((before + 0.5).toFixed(2))}` });
    await first.focus();
    await page.keyboard.press('ArrowDown');
    await settles(page, { w: `0:${Number((before + 0.4).toFixed(2))}` });
    await page.keyboard.press('ArrowRight');
    await settles(page, { p: '1' });
    assert.equal(await figure(page).evaluate((element) => element.shadowRoot.activeElement.dataset.index), '1');
    await figure(page).locator('#pick-value').fill('-1.25');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('descent-backprop').getState().w.includes('1:-1.25'));
    await figure(page).locator('.input').nth(1).focus();
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(() => Math.abs(Number(document.querySelector('descent-backprop').getState().x.split(',')[1]) - 0.7) < 0.003);
    await figure(page).locator('.target').nth(1).focus();
    await page.keyboard.press('Enter');
    await settles(page, { y: '2' });
    const loss = Number((await figure(page).locator('.readout b').innerText()).slice(4));
    await figure(page).getByRole('button', { name: 'Ten more' }).click();
    await settles(page, { n: '10' });
    await page.waitForFunction((l) => Number(document.querySelector('descent-backprop').shadowRoot.querySelector('.readout b').innerText.slice(4)) < l, loss);
    await figure(page).locator('.loss-curve').waitFor();
    // A weight set now starts from where the updates led.
    const [, learnt] = await numbers(page);
    await figure(page).locator('.parameter[data-index="0"]').focus();
    await page.keyboard.press('ArrowUp');
    await settles(page, { n: null });
    const [, set] = await numbers(page);
    set.slice(1).forEach(([x], i) => assert.ok(Math.abs(x - learnt[i + 1][0]) <= 1e-5 * Math.abs(x)));
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('keys that come faster than the engine answers are all counted', async () => {
    const { page, problems, context } = await open('/backprop/');
    for (const [selector, value] of [['.parameter[data-index="0"]', (s) => Number(s.w.slice(2))], ['.input', (s) => Number(s.x.split(',')[0])]]) {
      const before = Number(await figure(page).locator(selector).first().getAttribute('aria-valuenow'));
      const now = value(await figure(page).evaluate(async (element, what) => {
        for (let i = 0; i < 3; ++i) {
          element.shadowRoot.querySelector(what).dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, composed: true }));
          await element.updateComplete;
        }
        return element.getState();
      }, selector));
      assert.ok(Math.abs(now - before + 0.3) < 0.01, `${selector}: ${before}, then ${now}`);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('every example runs, agrees with the engine, and its address gives it back', async () => {
    const { page, problems, context } = await open('/backprop/');
    const ids = await figure(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('#preset option')].map((o) => o.value).filter(Boolean));
    assert.ok(ids.length >= 6);
    for (const id of ids) {
      await figure(page).locator('#preset').selectOption(id);
      await page.waitForTimeout(250);
      assert.equal(await figure(page).locator('#preset').inputValue(), id);
      assert.equal(await figure(page).locator('.agree.bad, .finding').count(), 0, id);
      const now = await state(page);
      await figure(page).evaluate((element, fields) => { element.setState({}); element.setState(fields); }, now);
      assert.deepEqual(await state(page), now, id);
    }
    await page.waitForTimeout(500);
    const second = await open(page.url().slice(site.url.length));
    assert.deepEqual(await state(second.page), await state(page));
    assert.deepEqual(await numbers(second.page), await numbers(page));
    assert.deepEqual(problems, []);
    await Promise.all([context.close(), second.context.close()]);
  });

  test('LaTeX and NumPy are copied', async () => {
    const { page, context } = await open('/backprop/', { permissions: ['clipboard-read', 'clipboard-write'] });
    await figure(page).getByRole('button', { name: 'Copy as LaTeX' }).click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('align*'));
    const latex = await clipboard(page), c = Number((await figure(page).locator('.readout b').innerText()).slice(4));
    assert.match(latex, new RegExp(`C &= -\\\\ln\\(\\\\hat y_\\{1\\}\\) = -\\\\ln\\([\\d.]+\\) = ${c}\\n`));
    assert.equal(latex.match(/\\begin\{align\*\}/g).length, await figure(page).locator('.stepper input').count());
    await figure(page).getByRole('button', { name: 'Copy as NumPy' }).click();
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).startsWith('import numpy'));
    await context.close();
  });

  test('a rate that breaks the numbers says so and harms nothing', async () => {
    const { page, problems, context } = await open('/backprop/#v=1&task=regression&layers=2-2-1&act=relu&lr=1000&n=100&w=0:3,1:3,2:3,3:3,4:1,5:1,6:3,7:3,8:1');
    await figure(page).locator('.finding.bad').waitFor();
    assert.ok((await figure(page).locator('.finding.bad').innerText()).length > 20);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the language changes under the hand; lock and hide hold; nonsense in the address does no harm', async () => {
    const { page, problems, context } = await open('/backprop/#v=1&task=no&layers=9-x-<b>&act=foo&x=7,a&y=-4&w=1:x,99:3&lr=-1&n=1e9&t=-2&p=400&h=50&a.slope=no');
    const before = await state(page);
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await figure(page).getByText('Kiểm tra một đạo hàm').first().waitFor();
    assert.deepEqual(await state(page), before);
    await figure(page).evaluate((element) => { element.lock = 'weights inputs target layers'; element.hide = 'check stepper preset'; });
    await figure(page).locator('#hidden:disabled').waitFor();
    assert.equal(await figure(page).locator('.check-card, .stepper, #preset').count(), 0);
    await figure(page).locator('.parameter.chosen').press('ArrowUp');
    await figure(page).locator('.input').first().press('ArrowUp');
    await figure(page).locator('.target').first().press('Enter');
    assert.deepEqual(await state(page), before);
    assert.deepEqual(problems, []);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      for (const address of ['/backprop/', '/backprop/#v=1&task=regression&layers=4-4-3-3&y=1,2,3&n=10&t=6']) {
        const { page, context } = await open(address, { colorScheme });
        await numbers(page);
        await page.waitForTimeout(300);
        assert.deepEqual(await axe(page), [], address);
        await context.close();
      }
    });
  }

  test('320 pixels are enough', async () => {
    for (const lang of ['en', 'vi']) for (const layers of ['2-3-2', '4-4-4-4']) {
      const { page, context } = await open(`/backprop/?lang=${lang}#v=1&layers=${layers}`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
      // no text leaves its box
      const outside = await figure(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('.parameter, .neuron, .target')].filter((g) => {
        const body = g.querySelector('.body').getBoundingClientRect();
        return [...g.querySelectorAll('text')].some((t) => { const b = t.getBoundingClientRect(); return b.left < body.left - 0.5 || b.right > body.right + 0.5; });
      }).map((g) => g.textContent.trim().slice(0, 60)));
      assert.deepEqual(outside, [], `${lang} ${layers}`);
      await context.close();
    }
  });
});
