// Maps: every pixel a run, in a real browser.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { axe, dist, launch, newPage } from './browser.mjs';
import { assertSmooth } from './tasks.mjs';

const presets = JSON.parse(await readFile(join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'web/content/maps.json'), 'utf8'));
const small = 'f=himmelblau&x=-1,3&m=adam&m.lr=0.1&n=120&r=96';
const stable = 'f=valley&x=-5,2&m=momentum&n=120&ax=m.lr&ay=m.momentum&bx=0.02,2&by=0,0.9&lx=0&m.lr=0.4&m.momentum=0.6&show=steps&r=96';
let site, lab;
before(async () => {
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')));
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

const map = (page) => page.locator('descent-map');
const state = (page) => map(page).evaluate((element) => element.getState());
/** The picture is there and nothing is under way any more. */
const finished = (page) => page.waitForFunction(() => {
  const root = document.querySelector('descent-map')?.shadowRoot;
  return root?.querySelector('#picture')?.dataset.painted === 'yes' && root.querySelector('.trail, .path-plot path.trail') && !root.querySelector('progress');
}, undefined, { timeout: 60_000 });
/** The readout stands still: what it says belongs to the marked pixel, its run included. */
const readout = async (page) => {
  await page.waitForFunction(() => document.querySelector('descent-map').shadowRoot.querySelectorAll('#readout span').length >= 4);
  return map(page).locator('#readout').evaluate((element) => ({ text: element.innerText, numbers: [...element.querySelectorAll('span')].map((span) => span.title) }));
};
async function open(path, options) {
  const opened = await newPage(site, options);
  opened.page.setDefaultTimeout(30_000); // the machine may be busy with other things
  await opened.page.goto(site.url + path);
  await finished(opened.page);
  return opened;
}
const settles = (page, wanted) => page.waitForFunction((w) => {
  const now = document.querySelector('descent-map').getState();
  return Object.entries(w).every(([key, value]) => now[key] === value);
}, wanted);
/** Moves the pointer onto a pixel and returns what the map tells about it. */
async function lookAt(page, x, y) {
  await map(page).evaluate((element) => {
    window.told = undefined;
    element.addEventListener('step', (e) => { window.told = e.detail; }, { once: true });
  });
  await page.mouse.move(x, y);
  await page.waitForFunction(() => window.told);
  const told = await page.evaluate(() => window.told);
  await page.waitForFunction(({ x: a, y: b }) => {
    const spans = [...document.querySelector('descent-map').shadowRoot.querySelectorAll('#readout span')];
    return spans.length === 4 && spans[0].title === String(a) && spans[1].title === String(b);
  }, told);
  return told;
}
/** The same for a place of the picture, 0..1 from left and from below. */
async function pointAt(page, u, v) {
  const box = await map(page).locator('#picture').boundingBox();
  return lookAt(page, box.x + u * box.width, box.y + (1 - v) * box.height);
}

/** Chooses in a list by arrow keys alone: typing letters is too slow for the browser on a busy machine. */
async function choose(page, id, value) {
  const list = map(page).locator(id);
  await list.focus();
  for (let i = 0; i < 60; ++i) {
    const by = await list.evaluate((select, wanted) => [...select.options].findIndex((o) => o.value === wanted) - select.selectedIndex, value);
    if (by === 0) return;
    await page.keyboard.press(by > 0 ? 'ArrowDown' : 'ArrowUp');
  }
  assert.fail(`${id}: no ${value}`);
}

async function driveByKeyboard(page) {
  await choose(page, '#function', 'valley');
  await settles(page, { f: 'valley' });
  await choose(page, '#method', 'momentum');
  await page.waitForFunction(() => !('m' in document.querySelector('descent-map').getState())); // a figure's own method is left out
  await choose(page, '#side-x', 'm.lr');
  await settles(page, { ax: 'm.lr' });
  await choose(page, '#side-y', 'm.momentum');
  await page.waitForFunction(() => document.querySelector('descent-map').shadowRoot.querySelector('#overlay').getAttribute('aria-label').includes('Momentum m'));
  await map(page).locator('#to-x').focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1.5');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('descent-map').getState().bx?.endsWith(',1.5'));
  await map(page).getByRole('button', { name: 'How many steps' }).focus();
  await page.keyboard.press('Enter');
  await settles(page, { show: 'steps' });
  await finished(page);
  await map(page).locator('#overlay').focus();
  const first = (await readout(page)).numbers;
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await page.waitForFunction((before) => { const [x, y] = [...document.querySelector('descent-map').shadowRoot.querySelectorAll('#readout span')].map((e) => e.title); return x !== before[0] && y !== before[1]; }, first);
  await finished(page);
  await page.waitForTimeout(500); // the pixel's own run is on its way; Enter keeps what has arrived
  await page.keyboard.press('Enter');
  // The kept pixel is the state: what the read-out says, but for a number that is the method's own default.
  await page.waitForFunction(() => {
    const element = document.querySelector('descent-map'), now = element.getState();
    const [x, y] = [...element.shadowRoot.querySelectorAll('#readout span')].map((e) => e.title);
    return now['m.lr'] === x && (now['m.momentum'] ?? y) === y;
  });
}

describe('map', () => {
  test('it lives without a click: a picture, a replay, a legend whose counts add up, nothing complains', async () => {
    const { page, problems, context } = await open('/map/');
    assert.deepEqual(await state(page), {});
    assert.equal(await map(page).locator('.named').count(), 4);
    assert.equal(await map(page).locator('.trail').count(), 1);
    const counts = await map(page).locator('.legend .count').evaluateAll((list) => list.map((e) => e.title.match(/[\d\u202f]+/g).map((n) => Number(n.replaceAll('\u202f', '')))));
    assert.equal(counts.reduce((sum, [n]) => sum + n, 0), counts[0][1]);
    const colors = await map(page).locator('#picture').evaluate((canvas) => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size);
    assert.ok(colors > 8, `${colors} colours`);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a pixel\'s outcome is the package\'s own descent', async () => {
    for (const [fragment, configOf] of [
      [small, (x, y) => ({ objective: 'himmelblau', start: [x, y], optimizer: { id: 'adam', lr: 0.1 }, steps: 120 })],
      [stable, (x, y) => ({ objective: 'valley', start: [-5, 2], optimizer: { id: 'momentum', lr: x, momentum: y }, steps: 120 })],
      ['f=pit&m=gd&n=50&ax=x&ay=m.lr&by=0.001,0.4&ly=0&r=96', (x, y) => ({ objective: 'pit', start: [x], optimizer: { id: 'gd', lr: y }, steps: 50 })],
    ]) {
      const { page, context } = await open(`/map/#v=1&${fragment}`);
      for (let i = 0; i < 6; ++i) {
        const { x, y, f, minimum, steps } = await pointAt(page, 0.03 + 0.94 * Math.random(), 0.03 + 0.94 * Math.random()), run = await lab.descend(configOf(x, y));
        assert.equal(f, run.f.at(-1), `${fragment} at ${x}, ${y}`);
        assert.equal(minimum === 254, run.status === 'diverged');
        const said = await readout(page);
        assert.deepEqual(said.numbers.slice(0, 3).map(Number), [x, y, f]);
        assert.equal(said.numbers[3], Array.from(run.x.subarray(run.steps * run.dim)).join(', '));
        if (minimum < 254) {
          const { minima } = lab.catalog.objectives.find((row) => fragment.includes(`f=${row.id}&`));
          const away = (at) => Math.hypot(...minima[minimum].x.map((v, k) => v - run.x[at * run.dim + k]));
          assert.ok(away(run.steps) <= away(0) || steps === 0);
          assert.ok(said.text.includes(String(steps)));
        }
        await page.mouse.move(2, 2);
      }
      await context.close();
    }
  });

  test('a click keeps the pixel, and its link leads to the same run', async () => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    await pointAt(page, 0.8, 0.2);
    const { numbers } = await readout(page), box = await map(page).locator('#picture').boundingBox();
    await page.mouse.click(box.x + 0.8 * box.width, box.y + 0.8 * box.height);
    await settles(page, { x: `${numbers[0]},${numbers[1]}` });
    await page.mouse.move(2, 2);
    assert.deepEqual((await readout(page)).numbers, numbers);
    await map(page).getByRole('link', { name: 'Open this run in the function lab' }).click();
    await page.waitForFunction(() => document.querySelector('descent-function')?.shadowRoot?.querySelector('.trail'));
    const shown = await page.locator('descent-function').locator('.readout span').evaluateAll((list) => list.map((e) => e.title));
    assert.equal(shown[0], numbers[3]);
    assert.equal(shown[1], numbers[2]);
    await context.close();
  });

  test('on a quadratic the picture turns where theory draws its line', async () => {
    const { page, context } = await open(`/map/#v=1&${stable}`);
    await map(page).getByText('curvature lies between 0.2 and 4').waitFor();
    assert.equal(await map(page).locator('.edge:not(.casing)').count(), 1);
    assert.equal(await map(page).locator('.best').count(), 1);
    // The line's points, as values on the axes, and what lies one and a half pixels beside them.
    const { points, pixel, box } = await map(page).evaluate((element) => {
      const root = element.shadowRoot, path = root.querySelector('.edge:not(.casing)'), area = root.querySelector('#map-area rect');
      const at = (name) => Number(area.getAttribute(name));
      return { points: path.getAttribute('d').split(/[ML]/).filter(Boolean).map((p) => p.split(' ').map(Number)), pixel: at('width') / 96, box: { x: at('x'), y: at('y'), width: at('width'), height: at('height') } };
    });
    const lr = (px) => 0.02 + ((px - box.x - pixel / 2) / (box.width - pixel)) * (2 - 0.02), momentum = (py) => ((box.y + box.height - pixel / 2 - py) / (box.height - pixel)) * 0.9;
    let checked = 0;
    for (const [px, py] of points.filter((_, i) => i % 20 === 3)) {
      if (py < box.y + pixel || py > box.y + box.height - pixel) continue;
      // Heavy ball: stable below 2 (1 + m) / L.
      assert.ok(Math.abs(lr(px) - (2 * (1 + momentum(py))) / 4) < 0.02, `${lr(px)} at ${momentum(py)}`);
      const overlay = await map(page).locator('#overlay').boundingBox();
      for (const [by, good] of [[-1.6, true], [1.6, false]]) {
        const { x, y } = await lookAt(page, overlay.x + px + by * pixel, overlay.y + py), run = await lab.descend({ objective: 'valley', start: [-5, 2], optimizer: { id: 'momentum', lr: x, momentum: y }, steps: 2000 });
        assert.equal(run.status !== 'diverged' && run.f.at(-1) < run.f[0], good, `lr ${x}, momentum ${y}`);
        assert.equal(await map(page).locator('#readout .bad').count() === 0, good);
        ++checked;
      }
    }
    assert.ok(checked >= 8);
    await context.close();
  });

  test('dragging a box zooms, keys zoom too, and the whole map comes back', async () => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    const box = await map(page).locator('#picture').boundingBox(), to = (u, v) => [box.x + u * box.width, box.y + (1 - v) * box.height];
    await page.mouse.move(...to(0.5, 0.5));
    await page.mouse.down();
    await page.mouse.move(...to(0.7, 0.6), { steps: 3 });
    await page.mouse.move(...to(0.75, 0.75), { steps: 3 });
    await map(page).locator('.zoom-box').waitFor({ state: 'attached' });
    await page.mouse.up();
    await page.waitForFunction(() => 'bx' in document.querySelector('descent-map').getState());
    const zoomed = await state(page), [x0, x1] = zoomed.bx.split(',').map(Number), [y0, y1] = zoomed.by.split(',').map(Number);
    for (const [got, wanted] of [[x0, 0], [x1, 2.5], [y0, 0], [y1, 2.5]]) assert.ok(Math.abs(got - wanted) < 0.15, zoomed.bx);
    await finished(page);
    await map(page).locator('#overlay').focus();
    await page.keyboard.press('+');
    await page.waitForFunction((before) => document.querySelector('descent-map').getState().bx !== before, zoomed.bx);
    const [a, b] = (await state(page)).bx.split(',').map(Number);
    assert.ok(b - a < 0.7 * (x1 - x0));
    await page.keyboard.press('0');
    await page.waitForFunction(() => !('bx' in document.querySelector('descent-map').getState()));
    await context.close();
  });

  test('keyboard alone: another function, method, side, picture; pixels by arrow keys, Enter keeps one', async () => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    await driveByKeyboard(page);
    await context.close();
  });

  test('a long picture tells how far it is, and can be cancelled and finished', async () => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    await map(page).evaluate((element) => element.setState({ f: 'rosenbrock', m: 'hessian-free', n: 2000, r: 384 }));
    await map(page).getByRole('button', { name: 'Cancel' }).click();
    await map(page).getByText('Stopped').waitFor();
    assert.equal(await map(page).locator('progress').count(), 0);
    await map(page).getByRole('button', { name: 'Compute it' }).click();
    await map(page).locator('progress').waitFor();
    // Any change stops it and begins the next.
    await map(page).evaluate((element) => element.setState({ f: 'bowl', m: 'gd', n: 5, r: 96 }));
    await finished(page);
    assert.match(await map(page).locator('#overlay').getAttribute('aria-label'), /Gradient descent on/);
    await context.close();
  });

  test('the main thread is never held while pictures are computed and pixels pointed at', async (t) => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    await assertSmooth(t, page, async () => {
      for (const fields of [{ f: 'himmelblau', m: 'adam', 'm.lr': 0.05, n: 300, r: 256 }, { f: 'valley', x: '-5,2', m: 'momentum', n: 120, ax: 'm.lr', ay: 'm.momentum', show: 'steps', r: 256 }, { f: 'himmelblau', m: 'gd', 'm.lr': 0.01, n: 100, show: 'value', r: 256 }]) {
        await map(page).evaluate((element, given) => element.setState(given), fields);
        const box = await map(page).locator('#picture').boundingBox();
        for (let i = 0; i < 12; ++i) await page.mouse.move(box.x + box.width * (0.1 + 0.06 * i), box.y + box.height * 0.4);
        await finished(page);
      }
      await page.getByRole('button', { name: 'Save as CSV' }).click();
      await page.waitForTimeout(300);
    });
    await context.close();
  });

  test('the address holds the map; getState and setState round-trip every example', async () => {
    const first = await open('/map/');
    for (const { id, state: fragment } of presets) {
      await map(first.page).evaluate((element, fields) => element.setState(fields), { ...Object.fromEntries(new URLSearchParams(fragment)), r: '96' });
      const now = await state(first.page);
      await map(first.page).evaluate((element, fields) => { element.setState({ f: 'bowl' }); element.setState(fields); }, now);
      assert.deepEqual(await state(first.page), now, id);
    }
    await finished(first.page);
    assert.equal(await map(first.page).locator('#preset').inputValue(), presets.at(-1).id);
    assert.deepEqual(first.problems, []);
    await map(first.page).locator('#preset').selectOption('pit');
    await first.page.waitForFunction(() => location.hash.includes('f=pit'));
    const second = await open(first.page.url().slice(site.url.length));
    assert.deepEqual(await state(second.page), await state(first.page));
    await finished(first.page);
    assert.equal((await readout(second.page)).text, (await readout(first.page)).text);
    await Promise.all([first.context.close(), second.context.close()]);
  });

  test('a refused map says why, and the picture stays', async () => {
    const { page, problems, context } = await open(`/map/#v=1&${small}`);
    await map(page).evaluate((element) => element.setState({ f: 'styblinski-tang', m: 'gauss-newton', n: 20, r: 96 }));
    await map(page).getByText('needs an objective that is a sum of squared residuals').first().waitFor();
    await map(page).evaluate((element) => element.setState({ e: 'x^2 + 3*sin(y)', x: '1,1', m: 'gd', 'm.lr': 0.05, n: 20, r: 96, show: 'value' }));
    // The old picture stands until the new one comes: wait for what goes with it.
    await map(page).getByText('needs an objective').first().waitFor({ state: 'detached' });
    await map(page).locator('.named').first().waitFor({ state: 'detached' });
    await finished(page);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the table holds the core\'s numbers, and the files every pixel', async () => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    await map(page).locator('details.data summary').click();
    const cells = await map(page).locator('.data tbody tr').nth(7).locator('td').evaluateAll((list) => list.map((e) => e.title || e.textContent));
    const run = await lab.descend({ objective: 'himmelblau', start: cells.slice(0, 2).map(Number), optimizer: { id: 'adam', lr: 0.1 }, steps: 120 });
    assert.equal(Number(cells[4]), run.f.at(-1));
    const [csv] = await Promise.all([page.waitForEvent('download'), map(page).getByRole('button', { name: 'Save as CSV' }).click()]);
    const lines = (await readFile(await csv.path(), 'utf8')).trim().split('\n');
    assert.equal(lines.length, 1 + 96 * 96);
    const [x, y, outcome, , , f] = lines[4321].split(',');
    assert.ok(['minimum', 'none', 'away', 'diverged'].includes(outcome));
    assert.equal((await lab.descend({ objective: 'himmelblau', start: [Number(x), Number(y)], optimizer: { id: 'adam', lr: 0.1 }, steps: 120 })).f.at(-1), Number(f));
    const [png] = await Promise.all([page.waitForEvent('download'), map(page).getByRole('button', { name: 'Save as PNG' }).click()]);
    const bytes = await readFile(await png.path());
    assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
    assert.ok(bytes.readUInt32BE(16) > 400 && bytes.length > 5000);
    await context.close();
  });

  test('the language changes under the hand: no reload, no lost state', async () => {
    const { page, context } = await open(`/map/#v=1&${stable}`);
    const before = await state(page);
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await map(page).getByText('Số bước cho đến khi ở lại một cực tiểu').waitFor();
    assert.match(await map(page).locator('.theory').innerText(), /độ cong/);
    assert.deepEqual(await state(page), before);
    await context.close();
  });

  test('a teacher\'s lock and hide hold', async () => {
    const { page, context } = await open(`/map/#v=1&${small}`);
    await map(page).evaluate((element) => { element.lock = 'method axes zoom pin m.lr picture'; element.hide = 'legend theory table replay export function'; });
    await map(page).locator('#method:disabled').waitFor({ state: 'attached' });
    assert.equal(await map(page).locator('.legend, .data, #replay, #function').count(), 0);
    for (const id of ['#side-x', '#from-y', '#m-lr']) assert.equal(await map(page).locator(`${id}:disabled`).count(), 1, id);
    const before = await state(page), box = await map(page).locator('#picture').boundingBox();
    await page.mouse.click(box.x + 20, box.y + 20);
    await page.keyboard.press('+');
    await page.waitForTimeout(100);
    assert.deepEqual(await state(page), before);
    await context.close();
  });

  test('a hostile address neither breaks nor marks up anything', async () => {
    const { page, problems, context } = await open('/map/#v=1&f=<img src=x>&m=<b>&ax=<i>&bx=1e400,NaN&show=x&r=1e9&m.lr=-1&n=1e400&x=1,2,3');
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.equal((await state(page)).r, undefined);
    assert.deepEqual(problems, []);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      const { page, context } = await open(`/map/#v=1&${stable}`, { colorScheme });
      await map(page).locator('details.data summary').click();
      await page.waitForTimeout(300);
      assert.deepEqual(await axe(page), []);
      await context.close();
    });
  }

  test('320 pixels are enough, and a tap keeps a pixel', async () => {
    for (const lang of ['en', 'vi']) {
      const { page, context } = await open(`/map/?lang=${lang}#v=1&${small}`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
      const before = await state(page);
      await map(page).locator('#picture').scrollIntoViewIfNeeded();
      const box = await map(page).locator('#picture').boundingBox();
      await page.touchscreen.tap(box.x + 0.7 * box.width, box.y + 0.7 * box.height);
      await page.waitForFunction((x) => document.querySelector('descent-map').getState().x !== x, before.x);
      await context.close();
    }
  });
});
