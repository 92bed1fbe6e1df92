// Exercises by hand and the errata, in a real browser: every number of the exercise session is read off the page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { axe, dist, launch, newPage as anyPage } from './browser.mjs';

let site, lab;
/** Pages of many figures: a busy machine needs its time for all of them. */
async function newPage(...options) {
  const opened = await anyPage(...options);
  opened.page.setDefaultTimeout(40_000);
  return opened;
}
before(async () => {
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')));
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

/** The four exercises (f = 0.1x² + 2y² from (−5, 2), rates reconstructed) and, rounded, what they come to. */
const exercises = {
  gd: { optimizer: { id: 'gd', lr: 0.4 }, x: { 1: ['-4.6', '-1.2'], 2: ['-4.232', '0.72'], 30: ['-0.40983101789', '4.4215e-7'] }, f30: '0.0167961463' },
  momentum: {
    optimizer: { id: 'momentum', form: 'ema', lr: 0.6, momentum: 0.5 }, x: { 1: ['-4.7', '-0.4'], 2: ['-4.268', '-1.12'], 30: ['-0.061007259', '-0.000064516'] }, f30: '0.000372197',
    lines: { v: { 1: ['-0.5', '4'], 2: ['-0.72', '1.2'] } },
  },
  rmsprop: {
    optimizer: { id: 'rmsprop', lr: 0.3, rho: 0.9, eps: 1e-6, epsPlace: 'inside' }, x: { 1: ['-4.0513214453', '1.0513167761'], 2: ['-3.4351975407', '0.5915234259'], 30: ['-0.0030057708', '3.005e-17'] }, f30: '9.0347e-7',
    lines: { s: { 1: ['0.1', '6.4'], 2: ['0.1556528218', '7.5284271418'] } },
  },
  adam: {
    optimizer: { id: 'adam', lr: 0.2, eps: 1e-6 }, x: { 1: ['-4.8000002', '1.800000025'], 2: ['-4.6002547794', '1.6008245064'], 30: ['-0.1138645747', '-0.0679352937'] }, f30: '0.0105269224',
    lines: {
      m: { 1: ['-0.1', '0.8'], 2: ['-0.186000004', '1.44000001'] }, '\\hat m': { 1: ['-1', '8'] },
      v: { 1: ['0.001', '0.064'] }, '\\hat v': { 1: ['1', '64'], 2: ['0.9607804286', '57.9169591996'] },
    },
  },
};
const inside = { ...exercises.adam, lines: {}, optimizer: { ...exercises.adam.optimizer, epsPlace: 'inside' }, x: { 1: ['-4.8000001', '1.8000000016'], 2: ['-4.6002545798', '1.6008244586'], 30: ['-0.1138633314', '-0.0679350628'] }, f30: '0.0105268313' };
const misprint = { ...exercises.adam, lines: { '\\hat v': { 1: ['0.01', '0.64'] } }, optimizer: { ...exercises.adam.optimizer, biasCorrection: 'beta1Both' }, x: { 1: ['-3.0000199998', '0.0000025'], 2: ['-1.1330816', '-1.3065077'], 30: ['0.537738', '-0.2764728'] }, f30: '0.1817906' };

const mantissaDigits = (text) => text.replace(/e.*/, '').replace(/^[-0.]*/, '').replace(/[-.]/g, '').length;
/** Whether the number, rounded to the digits of the text, is the text's. */
const rounds = (x, text) => Math.abs(x - Number(text)) <= 0.51 * 10 ** (Math.floor(Math.log10(Math.abs(Number(text)))) - mantissaDigits(text) + 1);

async function open(path, options) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await opened.page.waitForFunction(() => [...document.querySelectorAll('descent-worked')].every((e) => e.shadowRoot?.querySelector('.sheet .katex') && e.shadowRoot.querySelector('tbody tr')));
  return opened;
}
const exercise = (page, id) => page.locator(`#${id} descent-worked`);
/** What the page shows: the values of a line in a step, the rows of the table. */
const lineValues = (figure, t, target) => figure.evaluate((e, [step, name]) => [...e.shadowRoot.querySelectorAll(`.sheet[data-step="${step}"] .line`)]
  .filter((line) => line.dataset.target === name).flatMap((line) => [...line.querySelectorAll('data.value')].map((d) => [Number(d.value), d.textContent])), [t, target]);
const tableRows = (figure) => figure.evaluate((e) => [...e.shadowRoot.querySelectorAll('details.data tbody tr')].map((row) => [...row.cells].slice(1).map((c) => Number(c.title))));

async function check(figure, { optimizer, x, f30, lines = {} }, what) {
  const run = await lab.descend({ objective: 'valley', start: [-5, 2], optimizer, steps: 30 });
  const rows = await tableRows(figure);
  assert.equal(rows.length, 31, what);
  rows.forEach((row, t) => assert.deepEqual([row[0], row[1], row[2]], [run.x[2 * t], run.x[2 * t + 1], run.f[t]], `${what}, row ${t}`));
  for (const [t, wanted] of Object.entries(x)) wanted.forEach((text, i) => assert.ok(rounds(rows[t][i], text), `${what} step ${t}: ${rows[t][i]} is not ${text}`));
  assert.ok(rounds(rows[30][2], f30), `${what}: f = ${rows[30][2]} is not ${f30}`);
  for (const t of [1, 2]) {
    assert.deepEqual((await lineValues(figure, t, 'x+')).map(([value]) => value), [...run.x.subarray(2 * t, 2 * t + 2)], `${what} step ${t}`);
    assert.deepEqual((await lineValues(figure, t, 'g')).map(([value]) => value), [...run.gradient.subarray(2 * t - 2, 2 * t)], `${what} gradient ${t}`);
    for (const [name, values] of Object.entries(run.state)) assert.deepEqual((await lineValues(figure, t, name)).map(([value]) => value), [...values.subarray(2 * t - 2, 2 * t)], `${what} ${name}${t}`);
  }
  for (const [target, steps] of Object.entries(lines)) for (const [t, wanted] of Object.entries(steps)) {
    const shown = await lineValues(figure, t, target);
    assert.equal(shown.length, 2, `${what}: ${target} in step ${t}`);
    wanted.forEach((text, i) => assert.ok(rounds(shown[i][0], text), `${what} ${target}${t}: ${shown[i][0]} is not ${text}`));
  }
}

describe('the exercise session', () => {
  for (const lang of ['en', 'vi']) {
    test(`every number of its table, in ${lang}`, async () => {
      const { page, problems, context } = await open(`/exercises/?lang=${lang}`);
      for (const [id, wanted] of Object.entries(exercises)) await check(exercise(page, id), wanted, id);
      const press = (k) => page.locator('#adam .what-if').nth(k).click();
      const shows = (form, not) => page.waitForFunction(([key, value, absent]) => {
        const e = document.querySelector('#adam descent-worked'), state = e.getState();
        return (absent ? !(key in state) : state[key] === value) && e.shadowRoot.querySelector('.sheet[data-step="1"] [data-target="x+"] data').value !== e.dataset.before;
      }, [...form, not]);
      const mark = () => exercise(page, 'adam').evaluate((e) => { e.dataset.before = e.shadowRoot.querySelector('.sheet[data-step="1"] [data-target="x+"] data').value; });
      await mark();
      await press(1);
      await shows(['m.biasCorrection', 'beta1Both']);
      await check(exercise(page, 'adam'), misprint, 'misprint');
      await mark();
      await press(1);
      await shows(['m.biasCorrection', ''], true);
      await mark();
      await press(2);
      await shows(['m.epsPlace', 'inside']);
      await check(exercise(page, 'adam'), inside, 'inside');
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  test('a mirrored start mirrors the second coordinate and nothing else', async () => {
    const { page, context } = await open('/exercises/');
    for (const id of Object.keys(exercises)) {
      const plain = await tableRows(exercise(page, id));
      await page.locator(`#${id} .what-if`).first().click();
      await page.waitForFunction((which) => document.querySelector(`#${which} descent-worked`).shadowRoot.querySelector('details.data tbody tr').cells[2].title === '-2', id);
      const mirrored = await tableRows(exercise(page, id));
      plain.forEach((row, t) => { assert.equal(mirrored[t][0], row[0]); assert.equal(mirrored[t][1], -row[1]); assert.equal(mirrored[t][2], row[2]); });
      await page.locator(`#${id} .what-if`).first().click();
    }
    await context.close();
  });

  test('any step: by the table, by the slider, in the address keys; the last one too', async () => {
    const { page, problems, context } = await open('/exercises/');
    const figure = exercise(page, 'rmsprop');
    await figure.locator('tbody button', { hasText: /^17$/ }).click();
    await figure.locator('.sheet[data-step="17"]').waitFor();
    assert.equal((await figure.evaluate((e) => e.getState())).t, '17');
    await figure.locator('#another').focus();
    await page.keyboard.press('ArrowRight');
    await figure.locator('.sheet[data-step="18"]').waitFor();
    await figure.locator('tbody button', { hasText: /^30$/ }).click();
    await figure.locator('.sheet[data-step="30"]').waitFor();
    const rows = await tableRows(figure);
    assert.deepEqual((await lineValues(figure, 30, 'x+')).map(([x]) => x), rows[30].slice(0, 2));
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('your turn', () => {
  test('by keyboard alone: numbers checked, slips named, typing kept', async () => {
    const { page, problems, context } = await open('/exercises/');
    const figure = exercise(page, 'momentum');
    await figure.getByRole('button', { name: 'Your turn' }).focus();
    await page.keyboard.press('Enter');
    const boxes = figure.locator('input.answer');
    assert.equal(await boxes.count(), 12);
    await figure.evaluate((e) => { window.answers = []; e.addEventListener('answer', (event) => window.answers.push(event.detail)); });
    const note = (k) => figure.locator('.note').nth(k).innerText();
    const fill = async (text) => { await page.keyboard.press('Control+A'); await page.keyboard.type(text); await page.keyboard.press('Enter'); await page.waitForTimeout(60); };
    await boxes.first().focus();
    await fill('1');
    assert.match(await note(0), /sign/);
    await fill('−1'); // a true minus; Enter goes on to the next box
    await fill('80');
    assert.match(await note(1), /decimal point/);
    await fill('8');
    await fill('-1');
    assert.match(await note(2), /1 minus the weight/);
    for (const text of ['-0,5', '4', '-4.7', '-0.4', '-0.94', '-1.6', '-0.72']) await fill(text);
    await fill('4.8');
    assert.match(await note(9), /step before|previous|number|formula|sign|share|Not yet|weight/);
    await fill('1.2');
    await fill('0.432');
    assert.match(await note(10), /change alone/);
    await fill('-4.268');
    await fill('nonsense');
    assert.match(await note(11), /Type a number/);
    await fill('-1.12');
    assert.match(await figure.locator('.score').innerText(), /12 of 12/);
    assert.deepEqual(await page.evaluate(() => window.answers.at(-1)), { place: '2.2.1', right: true, score: 12, of: 12 });
    // The language may change, the page may be left: what was typed stays.
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await figure.getByText('Đúng 12 trên 12').waitFor();
    await page.reload();
    await page.waitForFunction(() => document.querySelector('#momentum descent-worked')?.shadowRoot?.querySelector('.sheet'));
    await figure.getByRole('button', { name: 'Tự làm' }).click();
    assert.equal(await boxes.nth(2).inputValue(), '-0,5');
    await figure.getByRole('button', { name: /Xóa/ }).click();
    assert.equal(await boxes.nth(2).inputValue(), '');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a number that will not come can be shown, and does not count', async () => {
    const { page, context } = await open('/exercises/');
    const figure = exercise(page, 'adam');
    await figure.evaluate((e) => e.setState({ ...e.getState(), mode: 'turn' }));
    await figure.locator('input.answer').nth(4).fill('7');
    await figure.locator('input.answer').nth(4).press('Tab');
    await figure.getByRole('button', { name: 'Show this one' }).click();
    assert.equal(await figure.locator('.reveal data.value').first().getAttribute('value'), String((await lab.descend({ objective: 'valley', start: [-5, 2], optimizer: { id: 'adam', lr: 0.2, eps: 1e-6 }, steps: 1 })).state.v[0]));
    assert.match(await figure.locator('.score').innerText(), /^0 of 24/);
    await context.close();
  });
});

describe('the element', () => {
  test('copies as LaTeX, Markdown and Python', async () => {
    const { page, context } = await open('/exercises/', { permissions: ['clipboard-read', 'clipboard-write'] });
    const figure = exercise(page, 'adam'), copied = () => page.evaluate(() => navigator.clipboard.readText());
    await figure.getByRole('button', { name: 'LaTeX' }).click();
    const latex = await copied();
    for (const part of ['\\begin{aligned}', '\\hat v_{2,y} &= \\frac{0.11577600', 'x_{1} &= -5 - 0.2 \\cdot \\frac{-1}{\\sqrt{1} + 10^{-6}} = -4.8000002', 'y_{2} &=', '\\frac{\\partial f}{\\partial y} = 4\\,y']) assert.ok(latex.includes(part), `${part}\n${latex}`);
    await figure.getByRole('button', { name: 'Markdown' }).click();
    const markdown = await copied();
    assert.match(markdown, /\| 30 \| −0\.1138645747 \| −0\.06793529\d+ \|/);
    await figure.getByRole('button', { name: 'Python' }).click();
    assert.match(await copied(), /for t in range\(1, 31\):\n {4}g = gradient\(w\)\n {4}m = beta1 \* m \+ \(1 - beta1\) \* g/);
    await context.close();
  });

  test('state round-trips, lock and hide hold, any method and a typed expression are worked, nonsense does no harm', async () => {
    const { page, problems, context } = await open('/exercises/');
    const figure = exercise(page, 'gd');
    const set = (fields) => figure.evaluate((e, f) => { e.setState(f); return e.getState(); }, fields);
    const seen = (pattern) => page.waitForFunction((source) => new RegExp(source).test(document.querySelector('#gd descent-worked').shadowRoot.querySelector('.given').textContent), pattern.source);
    const one = await set({ e: 'x^3 - 2*sin(y)', x: '1,0.5', m: 'nesterov', 'm.lr': '0.05', n: '4', mode: 'turn' });
    await seen(/Nesterov/);
    assert.deepEqual(await set(one), one);
    await set({ ...one, mode: 'show' });
    await page.waitForFunction(() => document.querySelector('#gd descent-worked').shadowRoot.querySelectorAll('.sheet[data-step="2"] [data-target="g"] data').length === 2);
    const run = await lab.descend({ objective: { expression: 'x^3 - 2*sin(y)' }, start: [1, 0.5], optimizer: { id: 'nesterov', lr: 0.05 }, steps: 4 });
    assert.deepEqual((await lineValues(figure, 2, 'x+')).map(([x]) => x), [...run.x.subarray(4, 6)]);
    await set({ f: 'rosenbrock', m: 'newton', n: '3' });
    await figure.locator('table.memory').first().waitFor();
    await set({ f: 'linear-regression', m: 'adam', n: '3' });
    await seen(/Adam/);
    await set({ f: '<b>', m: 'nobody', x: 'a', n: '-4', t: '99', mode: '<img>' });
    await figure.evaluate((e) => { e.setState({ f: 'square', m: 'gd' }); e.lock = 'mode steps'; e.hide = 'copy table change'; });
    await figure.locator('.modes button:disabled').first().waitFor();
    assert.equal(await figure.locator('.copies, details.data, details.change').count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the numbers can be changed in the panel', async () => {
    const { page, context } = await open('/exercises/');
    const figure = exercise(page, 'gd');
    await figure.locator('details.change > summary').click();
    await figure.locator('#m-lr').fill('0.1');
    await figure.locator('#m-lr').press('Enter');
    await page.waitForFunction(() => document.querySelector('#gd descent-worked').getState()['m.lr'] === undefined);
    await page.waitForFunction(() => document.querySelector('#gd descent-worked').shadowRoot.querySelector('[data-step="1"] [data-target="x+"] data').value === '-4.9');
    await context.close();
  });
});

describe('the errata', () => {
  const root = join(fileURLToPath(import.meta.url), '../../..');
  const entries = JSON.parse(readFileSync(join(root, 'web/content/errata.json'), 'utf8'));
  const cells = (page, id) => page.locator(`#${id} descent-exhibit`).evaluate((e) => [...e.shadowRoot.querySelectorAll('tbody tr')].map((row) => [...row.cells].map((c) => (c.querySelector('data') ? Number(c.querySelector('data').value) : c.innerText.trim()))));
  const ready = (page) => page.waitForFunction((n) => {
    const all = [...document.querySelectorAll('descent-exhibit')];
    return all.length === n && all.every((e) => e.shadowRoot?.querySelector('tbody tr') && !e.shadowRoot.textContent.includes('…'));
  }, entries.filter((e) => e.exhibit).length);

  for (const lang of ['en', 'vi']) {
    test(`every entry stands, linked and computed, in ${lang}`, async () => {
      const { page, problems, context } = await newPage(site);
      await page.goto(`${site.url}/errata/?lang=${lang}`);
      await ready(page);
      const texts = JSON.parse(readFileSync(join(root, `web/content/${lang}/errata.json`), 'utf8'));
      for (const { id } of entries) {
        await page.waitForFunction(([which, title]) => document.querySelector(`#${which} h2`)?.textContent === title, [id, texts[`${id}.title`]]);
        assert.equal(await page.locator(`#${id} dd`).count(), 3);
        assert.equal(await page.locator(`.contents a[href="#${id}"]`).count(), 1);
      }
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  test('what is computed there is the core\'s, and shows the slip', async () => {
    const { page, context } = await newPage(site);
    await page.goto(`${site.url}/errata/`);
    await ready(page);
    const gd = (await lab.descend({ objective: 'square', start: [70], optimizer: { id: 'gd', lr: 0.1 }, steps: 1000 }));
    const late = await cells(page, 'x2-shifted');
    let seen = 0;
    for (const [what, printed, here, next] of late) {
      const k = Number([...what].filter((c) => '₀₁₂₃₄₅₆₇₈₉'.includes(c)).map((c) => '₀₁₂₃₄₅₆₇₈₉'.indexOf(c)).join('')), values = what.startsWith('f') ? gd.gradient : gd.x;
      assert.equal(here, values[k], what);
      assert.equal(next, values[k + 1], what);
      // The slide's number is the next one's, cut or rounded; never its own.
      assert.ok(Math.abs(next - Number(printed)) < 10 ** -printed.split('.')[1].length && Math.abs(here - Number(printed)) > 2 * 10 ** -printed.split('.')[1].length, what);
      ++seen;
    }
    assert.equal(seen, 17);
    const ends = await cells(page, 'x1000-float32');
    assert.equal(ends[1][1], gd.x[1000]);
    assert.ok(Math.abs(ends[1][1] / 8.6116e-96 - 1) < 1e-4 && Math.abs(ends[1][2] / 1.2179e-95 - 1) < 1e-4);
    assert.ok(Math.abs(ends[2][1] / 3e-45 - 1) < 0.1 && Math.abs(ends[3][1] / 4.94e-38 - 1) < 1e-3 && Math.abs(ends[3][2] / 5.59e-38 - 1) < 1e-3);
    assert.deepEqual([ends[4][1], ends[5][1]], [478, 404]);
    const odd = await cells(page, 'momentum-float32');
    for (const [what, printed, exact, single] of odd) {
      assert.equal(Math.trunc(single * 100) / 100, Number(printed.replace('−', '-')), what);
      assert.notEqual(Math.trunc(Number((exact * 100).toFixed(9))) / 100, Number(printed.replace('−', '-')), what);
    }
    assert.ok(Math.abs((await cells(page, 'composite-84'))[0][2] + 84.57) < 1e-12);
    assert.ok(Math.abs((await cells(page, 'weight-098'))[0][2] - 0.019208) < 1e-15);
    assert.deepEqual((await cells(page, 'decay-first-step'))[0].slice(1), [0.2, 0.1]);
    assert.match((await cells(page, 'rho-one')).at(-1)[1], /less than 1/);
    const soft = await cells(page, 'softmax-index');
    assert.ok(Math.abs(soft.reduce((sum, row) => sum + row[1], 0) - 1) < 1e-12);
    assert.deepEqual((await cells(page, 'composite-derivative')).map((row) => row[1]), [18, 9, 973, 8757]);
    await context.close();
  });

  test('an address with an entry leads there; its figures come alive', async () => {
    const { page, problems, context } = await newPage(site);
    await page.goto(`${site.url}/errata/#adam-beta1-twice`);
    await page.locator('#adam-beta1-twice descent-worked .sheet').first().waitFor();
    await page.waitForFunction(() => { const box = document.getElementById('adam-beta1-twice').getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0; });
    const figures = entries.filter((e) => e.figure);
    assert.ok(figures.length >= 10);
    for (const { id, figure } of figures) {
      await page.locator(`#${id}`).scrollIntoViewIfNeeded();
      await page.waitForFunction(([which, name]) => (document.querySelector(`#${which} > ${name}`)?.shadowRoot?.childElementCount ?? 0) > 0, [id, figure.element]);
    }
    await page.waitForTimeout(500);
    assert.deepEqual(problems, []);
    await context.close();
  });
});

describe('for everybody', () => {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      const { page, context } = await open('/exercises/', { colorScheme });
      await exercise(page, 'momentum').evaluate((e) => e.setState({ ...e.getState(), mode: 'turn' }));
      await exercise(page, 'momentum').locator('input.answer').first().fill('3');
      await exercise(page, 'momentum').locator('input.answer').first().press('Tab');
      await exercise(page, 'gd').locator('details.change > summary').click();
      assert.deepEqual(await axe(page), [], 'exercises');
      await context.close();
      const errata = await newPage(site, { colorScheme });
      await errata.page.goto(`${site.url}/errata/`);
      await errata.page.waitForFunction(() => document.querySelector('descent-exhibit')?.shadowRoot?.querySelector('tbody tr'));
      await errata.page.evaluate(async () => { for (let y = 0; y < document.body.scrollHeight; y += 700) { scrollTo(0, y); await new Promise((done) => setTimeout(done, 60)); } });
      await errata.page.waitForTimeout(800);
      assert.deepEqual(await axe(errata.page), [], 'errata');
      await errata.context.close();
    });
  }

  test('320 pixels are enough', async () => {
    for (const lang of ['en', 'vi']) for (const path of ['/exercises/', '/errata/']) {
      const { page, context } = await newPage(site, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      await page.goto(`${site.url}${path}?lang=${lang}`);
      await page.waitForTimeout(1500);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320, `${path} ${lang}`);
      await context.close();
    }
  });
});
