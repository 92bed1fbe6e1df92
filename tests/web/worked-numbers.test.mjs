// Every worked number of the lectures stands on its lesson's page, in each language, and is the core's; where the slide
// prints a number, it stands beside it, marked where it is another one. The rows: worked-numbers.json.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import { dist, launch, newPage } from './browser.mjs';

const here = dirname(fileURLToPath(import.meta.url)), root = resolve(here, '../..');
const groups = JSON.parse(readFileSync(join(here, 'worked-numbers.json'), 'utf8'));
let site, lab, reading, folder;
const truths = new Map();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-numbers-'));
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: { outDir: folder, minify: false, target: 'node20', lib: { entry: join(root, 'web/src/state/reading.ts'), formats: ['es'], fileName: 'reading' } },
  });
  reading = await import(pathToFileURL(join(folder, 'reading.js')).href);
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')).href);
  lab = await createLab({ threads: 1 });
  for (const group of groups) {
    const run = group.run && await lab.descend(reading.configOf(lab.catalog, group.run));
    const average = group.average && await lab.average(group.average);
    for (const item of group.items) {
      // Averages over a window have no value before the first full one.
      const value = run ? reading.take(run, item.take) : average[Number(item.take.slice(1, -1)) - 1 - (group.average.values.length - average.length)];
      assert.ok(Number.isFinite(value), `${group.example}: ${item.take}`);
      truths.set(item, value);
    }
  }
});
after(async () => { await lab?.dispose(); await site?.close(); await rm(folder, { recursive: true, force: true }); });

const numeric = (text) => Number(text.replace(/−/g, '-').replace(/×?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/, (_w, up) => `${_w.startsWith('×') ? '' : '1'}e${[...up].map((c) => (c === '⁻' ? '-' : '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))).join('')}`));
/** How far a number written so may be from the truth: half its last digit; a whole one where digits were only cut off. */
const unitOf = (text) => {
  const [mantissa, exponent = '0'] = String(text).replace(/−/g, '-').split('e');
  return 10 ** (Number(exponent) - (mantissa.split('.')[1]?.length ?? 0));
};

test('the rows themselves: true values and verdicts agree with the core', () => {
  let printed = 0, wrong = 0;
  for (const { example, items } of groups) for (const item of items) {
    const truth = truths.get(item), what = `${example}, ${item.take}`;
    if (item.truth !== undefined) assert.ok(Math.abs(truth - Number(item.truth)) <= 0.51 * unitOf(item.truth), `${what}: ${truth} is not ${item.truth}`);
    if (item.printed === undefined) continue;
    ++printed;
    const off = Math.abs(numeric(item.printed) - truth), unit = unitOf(item.printed), slack = 1e-9 * unit;
    if (item.verdict === 'ok') assert.ok(off <= unit / 2 + slack, what);
    if (item.verdict === 'trunc') assert.ok(off > unit / 2 && off < unit && Math.abs(numeric(item.printed)) < Math.abs(truth), what);
    // An error is no matter of rounding: exact arithmetic cannot print this, rounded or cut off.
    if (item.verdict === 'err') { ++wrong; assert.ok(off > unit / 2 + slack && !(off < unit - slack && Math.abs(numeric(item.printed)) < Math.abs(truth)), what); }
  }
  assert.ok(printed >= 110 && wrong >= 20, `${printed} printed, ${wrong} wrong`);
});

/** What a reader of the page sees: the tables' rows, and the numbers in the prose. */
const seen = (page) => page.evaluate(() => {
  const visible = (e) => e.checkVisibility();
  const datum = (e) => ({ value: e.value, text: e.textContent.trim() });
  return {
    prose: [...document.querySelectorAll('data.computed')].filter((e) => visible(e) && !e.closest('[id^="table-"]')).map(datum),
    tables: Object.fromEntries([...document.querySelectorAll('[id^="table-"]')].filter(visible).map((box) => [box.id.slice(6), [...box.querySelectorAll('tbody tr')].map((row) => ({
      head: row.cells[0].textContent.trim(), data: [...row.querySelectorAll('data')].map(datum),
      // The slide's number stands right after the computed one.
      pairs: [...row.cells].flatMap((cell, i) => (cell.classList.contains('slide') && cell.textContent.trim() !== ''
        ? [{ value: row.cells[i - 1]?.querySelector('data')?.value, printed: cell.firstChild.textContent.trim(), off: cell.querySelector('.off') !== null }] : [])),
    }))])),
  };
});

for (const lang of ['en', 'vi']) for (const slug of [...new Set(groups.map((g) => g.page))]) {
  test(`${slug}, ${lang}: every worked number is there, and is the core's`, async () => {
    const { page, problems, context } = await newPage(site);
    await page.goto(`${site.url}/course/${slug}/?lang=${lang}`);
    await page.waitForFunction((l) => document.documentElement.lang === l && document.querySelectorAll('data.computed').length > 0, lang);
    const { prose, tables } = await seen(page);
    const missing = [];
    for (const { example, table, items } of groups.filter((g) => g.page === slug)) for (const item of items) {
      const truth = truths.get(item), what = `${example}: ${item.take}`;
      const row = table && (item.row !== undefined ? tables[table]?.[item.row] : tables[table]?.find((r) => r.head === String(item.step)));
      const found = (table ? row?.data : prose)?.find((d) => Number(d.value) === truth);
      if (!found) { missing.push(`${what} = ${truth}${table ? ` (table ${table})` : ''}`); continue; }
      const shown = numeric(found.text);
      assert.ok(Math.abs(shown - truth) <= 0.06 * Math.abs(truth), `${what}: ${found.text} is not ${truth}`);
      if (item.printed === undefined) continue;
      const pair = row.pairs.find((p) => Number(p.value) === truth && numeric(p.printed) === numeric(item.printed));
      assert.ok(pair, `${what}: the slide's ${item.printed} is not beside ${truth}; there is ${JSON.stringify(row.pairs)}`);
      assert.equal(pair.off, item.verdict === 'err', `${what}: ${item.printed} beside ${truth}`);
    }
    assert.deepEqual(missing, [], 'missing from the page');
    assert.deepEqual(problems, []);
    await context.close();
  });
}
