// Texts: both languages complete and really translated; every row of the catalogue has its words and its equations.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const content = join(root, 'web/content');
const read = (path) => JSON.parse(readFileSync(join(content, path), 'utf8'));
const languages = readdirSync(content, { withFileTypes: true }).filter((e) => e.isDirectory() && existsSync(join(content, e.name, 'page.json'))).map((e) => e.name);
const topics = readdirSync(join(content, 'en')).filter((name) => name.endsWith('.json'));

/** Texts that are rightly the same: symbols, proper names and words the other language borrows. */
const shared = new Set(['readout.gradient', 'term.gradient', 'families.cosine', 'params.momentum', 'sma.short', 'ewa.short',
  'read.epoch', 'column.epoch', 'format.quarto', 'format.torch', 'steps.column.limit']);
/** Names of catalogue rows come from the core in English; other languages may give their own. */
const optional = (key) => /^(objectives|optimizers|schedules|activations|losses|initializers)\..*\.name$/.test(key);

for (const language of languages.filter((l) => l !== 'en')) {
  for (const topic of topics) {
    test(`${language}/${topic} has every text, in its own words, with the same blanks`, () => {
      const en = read(`en/${topic}`), other = read(`${language}/${topic}`);
      const keys = (texts) => Object.keys(texts).filter((key) => !optional(key)).sort();
      assert.deepEqual(keys(other), keys(en));
      for (const key of keys(en)) {
        assert.ok(other[key].trim(), `${key} is empty`);
        if (!shared.has(key)) assert.notEqual(other[key], en[key], `${key} is not translated`);
        const blanks = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
        assert.deepEqual([...new Set(blanks(other[key]))], [...new Set(blanks(en[key]))], key);
      }
    });
  }
}

let catalog;
const built = join(root, 'dist/lib/index.js');
before(async () => {
  assert.ok(existsSync(built), 'dist/lib/index.js is missing: run "npm run build" first');
  const { createLab } = await import(pathToFileURL(built).href);
  const lab = await createLab();
  catalog = lab.catalog;
  await lab.dispose();
});

test('every row, parameter and choice a page offers has words', () => {
  const en = read('en/catalog.json');
  const missing = [];
  const want = (key) => { if (!(key in en)) missing.push(key); };
  for (const table of ['objectives', 'optimizers', 'schedules']) {
    for (const row of catalog[table]) {
      want(`${table}.${row.id}.about`);
      want(`families.${row.family}`);
      for (const info of row.params) {
        want(`params.${info.key}`);
        info.choices?.forEach((choice) => want(`choices.${info.key}.${choice}`));
      }
    }
  }
  assert.deepEqual([...new Set(missing)], []);
});

test('every method has equations whose names the core knows', () => {
  const equations = read('equations.json');
  const own = new Set(['x', 'x+', 'g', 't', 'lr', "f'", "f'interim", 'interim']);
  for (const row of catalog.optimizers.filter((r) => r.functions)) {
    const entry = equations[row.id];
    assert.ok(entry, `${row.id} has no equations`);
    const equation = entry.like ? equations[entry.like] : entry;
    const params = new Map(row.params.map((info) => [info.key, info]));
    for (const line of equation.lines) {
      for (const [, name] of line.tex.matchAll(/@[{(]([^})]+)[})]/g)) {
        if (own.has(name)) continue;
        if (name.startsWith('p.')) assert.ok(params.has(name.slice(2)), `${row.id}: no parameter ${name}`);
        else assert.match(name, /^(s\.)?[a-z]\w*-?$/i, `${row.id}: ${name}`);
      }
      for (const [key, wanted] of Object.entries(line.when ?? {})) {
        const info = params.get(key);
        assert.ok(info, `${row.id}: a line depends on ${key}, which it has not`);
        if (info.choices) for (const value of [wanted].flat().filter((w) => typeof w === 'string')) assert.ok(info.choices.includes(value), `${row.id}: ${key}=${value}`);
      }
    }
    // Whatever the choices, some line says where the next point is.
    const choices = row.params.filter((info) => info.choices && equation.lines.some((line) => info.key in (line.when ?? {})));
    const combine = (list) => list.reduce((sets, info) => sets.flatMap((s) => info.choices.map((c) => ({ ...s, [info.key]: c }))), [{}]);
    for (const options of combine(choices)) {
      const all = { ...Object.fromEntries(row.params.map((info) => [info.key, info.default])), ...options };
      const applies = (when) => Object.entries(when ?? {}).every(([key, wanted]) =>
        Array.isArray(wanted) ? wanted.includes(all[key]) : typeof wanted === 'object' ? all[key] !== wanted.not : all[key] === wanted);
      assert.equal(equation.lines.filter((line) => line.tex.includes('@{x+} =') && applies(line.when)).length >= 1, true, `${row.id} ${JSON.stringify(options)}`);
    }
  }
});

test('examples name rows, parameters and starts that exist', () => {
  for (const { id, state } of read('presets.json')) {
    const fields = new URLSearchParams(state);
    const objective = catalog.objectives.find((row) => row.id === (fields.get('f') ?? 'pit')), optimizer = catalog.optimizers.find((row) => row.id === (fields.get('m') ?? 'momentum'));
    const schedule = catalog.schedules.find((row) => row.id === (fields.get('s') ?? 'constant'));
    assert.ok((objective || fields.has('e')) && optimizer && schedule, id);
    const rows = { f: objective, m: optimizer, s: schedule };
    for (const key of fields.keys()) {
      const [group, name] = key.split('.');
      if (name) assert.ok(rows[group].params.some((info) => info.key === name), `${id}: ${key}`);
    }
    for (const language of languages) assert.ok(read(`${language}/function.json`)[`preset.${id}`], `${language}: preset.${id}`);
  }
});
