// The race: several methods from one start, in a real browser.
import assert from 'node:assert/strict';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { axe, dist, launch, newPage } from './browser.mjs';

const presets = (await import(pathToFileURL(join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'web/content/races.json')), { with: { type: 'json' } })).default;
let site, lab;
before(async () => {
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')));
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

const race = (page) => page.locator('descent-race');
const state = (page) => race(page).evaluate((element) => element.getState());
const alive = (page) => page.waitForFunction(() => [...document.querySelector('descent-race')?.shadowRoot?.querySelectorAll('.beads') ?? []].length > 0);
async function open(path, options) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await alive(opened.page);
  return opened;
}
const settles = (page, wanted) => page.waitForFunction((w) => {
  const now = document.querySelector('descent-race').getState();
  return Object.entries(w).every(([key, value]) => now[key] === value);
}, wanted);
const row = (page, i) => race(page).locator('.board tbody tr').nth(i);

describe('race', () => {
  test('it lives without a click: four paths, a scoreboard, nothing complains', async () => {
    const { page, problems, context } = await open('/race/');
    assert.equal(await race(page).locator('.beads').count(), 4);
    assert.equal(await race(page).locator('.board tbody tr').count(), 4);
    assert.equal(await race(page).locator('.plot .path-label').count(), 4);
    assert.deepEqual(await state(page), {});
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the scoreboard holds the core\'s numbers', async () => {
    const { page, context } = await open('/race/#v=1&f=valley&x=-5,2&n=100&m1=gd&m1.lr=0.4&m2=bfgs&m3=adam&m3.lr=0.2');
    const configs = [{ id: 'gd', lr: 0.4 }, 'bfgs', { id: 'adam', lr: 0.2 }];
    for (const [i, optimizer] of configs.entries()) {
      const run = await lab.descend({ objective: 'valley', start: [-5, 2], optimizer, steps: 100 });
      const reached = run.f.findIndex((f) => f <= 1e-3), cells = row(page, i).locator('td');
      assert.equal(Number(await cells.nth(1).getAttribute('title')), run.f[run.steps]);
      assert.equal(Number(await cells.nth(2).getAttribute('title')), Math.min(...run.f));
      assert.equal(Number(await cells.nth(3).getAttribute('title')), Math.hypot(...run.x.subarray(2 * run.steps)));
      assert.equal(await cells.nth(4).innerText(), String(reached));
      // What the first steps cost: the same run, only that long.
      const upTo = await lab.descend({ objective: 'valley', start: [-5, 2], optimizer, steps: reached });
      const { value, gradient, directional, hessian } = upTo.evaluations;
      assert.equal(await cells.nth(5).innerText(), String(value + gradient + directional + 2 * hessian));
    }
    await context.close();
  });

  test('racers may differ in the batch they see; a step on m of N samples counts m/N', async () => {
    const { page, problems, context } = await open('/race/#v=1&f=linear-regression&n=100&m1=gd&m1.lr=0.1&m2=gd&m2.lr=0.1&m2.batch=7&m3=adam&m3.batch=1&tol=0.2');
    for (const [i, { optimizer, batchSize }] of [{ optimizer: { id: 'gd', lr: 0.1 } }, { optimizer: { id: 'gd', lr: 0.1 }, batchSize: 7 }, { optimizer: 'adam', batchSize: 1 }].entries()) {
      const objective = { id: 'linear-regression', ...(batchSize && { batchSize }) };
      const run = await lab.descend({ objective, optimizer, steps: 100 }), cells = row(page, i).locator('td');
      const { minima, params } = lab.catalog.objectives.find((o) => o.id === objective.id), samples = params.find((p) => p.key === 'samples').default;
      assert.equal(Number(await cells.nth(1).getAttribute('title')), run.f[run.steps]);
      const reached = run.f.findIndex((f) => f - minima[0].f <= 0.2);
      assert.equal(await cells.nth(4).innerText(), reached < 0 ? '–' : String(reached));
      // Counted sample by sample: a pass is cut into batches of m and a smaller last one.
      let seen = 0;
      for (let t = 0, left = samples; t < reached; ++t) {
        const taken = Math.min(batchSize ?? samples, left);
        seen += taken;
        left = left === taken ? samples : left - taken;
      }
      const shown = await cells.nth(5).innerText();
      if (reached >= 0) assert.ok(Math.abs(Number(shown) - seen / samples) < 1e-3 * (seen / samples), `${shown} against ${seen / samples}`);
      else assert.equal(shown, '–');
    }
    assert.equal((await state(page))['m2.batch'], '7');
    assert.match(await row(page, 1).locator('th').innerText(), /m = 7/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('dragging the start sends all of them out anew', async () => {
    const { page, problems, context } = await open('/race/');
    const paths = () => race(page).locator('.beads').evaluateAll((list) => list.map((e) => e.getAttribute('d')));
    const before = await paths();
    const knob = await race(page).locator('.knob').boundingBox();
    await page.mouse.move(knob.x + 8, knob.y + 8);
    await page.mouse.down();
    await page.mouse.move(knob.x + 108, knob.y + 60, { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction((d) => [...document.querySelector('descent-race').shadowRoot.querySelectorAll('.beads')].every((e, i) => e.getAttribute('d') !== d[i]), before);
    assert.match((await state(page)).x, /^-?[\d.]+,-?[\d.]+$/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('keyboard alone: start, timeline, another method with its parameters, one fewer', async () => {
    const { page, context } = await open('/race/');
    await race(page).locator('.handle').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction(() => document.querySelector('descent-race').getState().x !== undefined);
    await race(page).locator('.timeline input').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await settles(page, { t: '1' });
    await race(page).getByRole('button', { name: 'Add a method' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => 'm5' in document.querySelector('descent-race').getState());
    await race(page).locator('#entry-4').focus();
    await page.keyboard.type('Lion');
    await settles(page, { m5: 'lion' });
    await race(page).locator('#m5-lr').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('0.05');
    await page.keyboard.press('Enter');
    await settles(page, { 'm5.lr': '0.05' });
    await race(page).getByRole('button', { name: 'Remove Lion' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => !('m5' in document.querySelector('descent-race').getState()));
    assert.equal(await race(page).locator('.beads').count(), 4);
    await context.close();
  });

  test('the address holds the race, down to the frame', async () => {
    const first = await open('/race/');
    await race(first.page).locator('#preset').selectOption('second-order');
    await settles(first.page, { axis: 'evaluations', f: 'rosenbrock' });
    await race(first.page).locator('.timeline input').focus();
    await first.page.keyboard.press('Home');
    await first.page.keyboard.press('ArrowRight');
    await first.page.waitForFunction(() => location.hash.includes('t=1'));
    const second = await open(first.page.url().slice(site.url.length));
    assert.deepEqual(await state(second.page), await state(first.page));
    assert.equal(await race(second.page).locator('.readout p').innerText(), await race(first.page).locator('.readout p').innerText());
    await Promise.all([first.context.close(), second.context.close()]);
  });

  test('getState and setState round-trip every example, and each runs without a complaint', async () => {
    const { page, problems, context } = await open('/race/');
    for (const { id } of presets) {
      await race(page).locator('#preset').selectOption(id);
      await page.waitForTimeout(150);
      const now = await state(page);
      await race(page).evaluate((element, fields) => { element.setState({}); element.setState(fields); }, now);
      assert.deepEqual(await state(page), now, id);
      assert.equal(await race(page).locator('#preset').inputValue(), id);
      assert.equal(await race(page).locator('.board .refused').count(), 0, id);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('tuning finds rates that arrive no later than the ones they replace, with progress, and can be cancelled', async () => {
    const address = '/race/#v=1&f=valley&x=-5,2&n=200&m1=gd&m2=adam&m3=rmsprop';
    const { page, context } = await open(address);
    const before = await state(page);
    await race(page).getByRole('button', { name: 'Tune each method' }).click();
    await race(page).getByText('Every method now runs at its best rate').waitFor();
    const after = await state(page);
    for (const [i, id] of ['gd', 'adam', 'rmsprop'].entries()) {
      const lr = Number(after[`m${i + 1}.lr`]);
      const steps = async (optimizer) => {
        const at = (await lab.descend({ objective: 'valley', start: [-5, 2], optimizer, steps: 200 })).f.findIndex((f) => f <= 1e-3);
        return at < 0 ? Infinity : at;
      };
      const tuned = await steps({ id, lr });
      assert.ok(tuned < 200, `${id} at ${lr} does not arrive`);
      assert.ok(tuned <= await steps(id), `${id}: ${lr} is slower than the default`);
      assert.equal(await row(page, i).locator('td').nth(4).innerText(), String(tuned));
    }
    await race(page).evaluate((element, fields) => element.setState({ ...fields, n: 2000, m4: 'hessian-free', m5: 'sam', m6: 'lbfgs' }), before);
    await race(page).getByRole('button', { name: 'Tune each method' }).click();
    await race(page).getByRole('button', { name: 'Cancel' }).click();
    await race(page).getByText('Cancelled').waitFor();
    assert.equal((await state(page))['m1.lr'], undefined);
    await context.close();
  });

  test('time is measured, and the same work takes the same time', async () => {
    // Other work may disturb one measurement; it does not disturb every one of several.
    const tries = [];
    const micro = { ns: 1e-3, µs: 1, ms: 1e3, s: 1e6 };
    while (tries.length < 6) {
      const { page, problems, context } = await open('/race/#v=1&f=valley&x=-5,2&n=200&m1=gd&m1.lr=0.4&m2=newton&m3=gd&m3.lr=0.3&m4=momentum&m4.form=heavy&axis=time');
      await page.waitForFunction(() => {
        const cells = [...document.querySelector('descent-race').shadowRoot.querySelectorAll('.board tbody tr td:nth-child(9)')];
        return cells.length === 4 && cells.every((cell) => cell.textContent !== '…');
      });
      const measured = [];
      for (let i = 0; i < 4; ++i) {
        const text = await row(page, i).locator('td').nth(7).innerText(), parts = /^([\d.]+) (ns|µs|ms|s)$/.exec(text);
        assert.ok(parts, `row ${i}: ${text}`);
        measured.push(Number(parts[1]) * micro[parts[2]]);
      }
      assert.deepEqual(problems, []);
      await context.close();
      tries.push(measured);
      const [first, newton, again] = measured;
      assert.ok(measured.every((t) => t > 0));
      if (Math.max(first, again) < 2 * Math.min(first, again) && newton > first) return;
    }
    assert.fail(`µs a step: ${JSON.stringify(tries)}`);
  });

  test('the figure does not wait for times, and a drag does not wait for them either', async () => {
    const { page, context } = await open('/race/#v=1&f=rosenbrock&n=2000&m1=hessian-free&m2=lbfgs&m3=sam&m4=newton&m5=gd&m6=adam&axis=time');
    assert.equal(await race(page).locator('.beads').count(), 6);
    await race(page).evaluate((element) => element.setState({ ...element.getState(), x: '0.5,0.5' }));
    await page.waitForFunction(() => document.querySelector('descent-race').shadowRoot.querySelector('#start').value === '0.5, 0.5');
    await page.waitForFunction(() => ![...document.querySelector('descent-race').shadowRoot.querySelectorAll('.board td')].some((cell) => cell.textContent === '…'));
    await context.close();
  });

  test('a method that cannot run on the function says why; the others run', async () => {
    const { page, problems, context } = await open('/race/#v=1&f=styblinski-tang&x=-1,-1&n=50&m1=gd&m1.lr=0.01&m2=gauss-newton&m3=gd&m3.lr=5');
    assert.equal(await row(page, 1).locator('.refused').count(), 1);
    assert.match(await row(page, 1).locator('.refused').getAttribute('title'), /\w{4}/);
    assert.equal(await row(page, 2).locator('.diverged').count(), 1);
    assert.doesNotMatch(await race(page).locator('.board').innerText(), /NaN|∞/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the language changes under the hand: no reload, no lost state', async () => {
    const { page, context } = await open('/race/#v=1&f=pit&x=-3.2&n=50&t=7&m1=momentum&m2=nesterov');
    const before = await state(page);
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await race(page).getByText('Bảng điểm').first().waitFor();
    assert.match(await race(page).locator('.readout').innerText(), /Bước 7/);
    assert.deepEqual(await state(page), before);
    await context.close();
  });

  test('a teacher\'s lock and hide hold', async () => {
    const { page, context } = await open('/race/');
    await race(page).evaluate((element) => { element.lock = 'entries m1.lr tune'; element.hide = 'charts function'; });
    await race(page).locator('#m1-lr:disabled').waitFor({ state: 'attached' });
    assert.equal(await race(page).locator('.chart, #function').count(), 0);
    assert.equal(await race(page).locator('.add, .remove').count(), 0);
    assert.equal(await race(page).getByRole('button', { name: 'Tune each method' }).isDisabled(), true);
    await context.close();
  });

  test('a hostile address neither breaks nor marks up anything', async () => {
    const { page, problems, context } = await open('/race/#v=1&m1=<img src=x>&m2=zzz&axis=x&tol=-1&n=1e400&x=1,2,3&f=<b>&m9=gd');
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.equal((await state(page)).tol, undefined);
    assert.deepEqual(problems, []);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      const { page, context } = await open('/race/#v=1&f=pit&x=-3.2&n=120&m1=gd&m2=momentum&m3=adam&axis=evaluations&t=20', { colorScheme });
      await race(page).locator('.entry summary').first().click();
      await race(page).locator('details.data summary').click();
      await page.waitForTimeout(300);
      assert.deepEqual(await axe(page), []);
      await context.close();
    });
  }

  test('320 pixels are enough', async () => {
    for (const lang of ['en', 'vi']) {
      const { page, context } = await open(`/race/?lang=${lang}`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
      await context.close();
    }
  });
});
