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
  'read.epoch', 'column.epoch', 'format.quarto', 'format.torch', 'steps.column.limit', 'board.limit', 'layers.gradient.short']);
/** Names of catalogue rows come from the core in English; other languages may give their own. */
const optional = (key) => /^(objectives|optimizers|schedules|activations|losses|initializers|toys)\..*\.name$/.test(key);

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
        // An error may be told without quoting the core, whose sentence is English.
        const optionalBlanks = topic === 'errors.json' ? ['{message}', '{path}'] : [];
        assert.deepEqual([...new Set([...blanks(other[key]), ...optionalBlanks])].sort(), [...new Set([...blanks(en[key]), ...optionalBlanks])].sort(), key);
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

test('errors: every kind has its words, and every sentence translated whole is one the engine says', () => {
  const en = read('en/errors.json');
  const text = (folder, ends) => readdirSync(join(root, folder), { recursive: true }).filter((name) => ends.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')).join('\n');
  const types = readFileSync(join(root, 'web/src/engine/types.ts'), 'utf8');
  const codes = [...(/export type LabErrorCode =([^;]*);/.exec(types)[1]).matchAll(/'([\w-]+)'/g)].map(([, code]) => code);
  assert.ok(codes.length > 10, 'no codes found');
  const whole = Object.keys(en).filter((key) => en[key] === key);
  const core = text('core', /\.[ch]pp$/), engine = core + text('web/src/engine', /\.ts$/);
  // A code whose only sentence is translated needs no words of its own.
  const onlySentence = { cancelled: 'The work was cancelled.', 'no-webassembly': 'This browser cannot run WebAssembly. A current Chrome, Firefox, Edge or Safari can.' };
  for (const code of codes) assert.ok(code in en || en[onlySentence[code]], `no words for ${code}`);
  for (const sentence of whole) assert.ok(engine.includes(sentence), `nobody says "${sentence}"`);
  for (const key of Object.keys(en)) {
    if (whole.includes(key)) continue;
    assert.equal(en[key], '{message}', `${key}: English shows the engine's own sentence`);
    assert.ok(codes.includes(key.split('@')[0]) || /"(diverged|failed|converged)"/.test(core) && ['diverged', 'failed', 'converged'].includes(key), `${key} is no code`);
  }
  // Why a run ends is always one of the core's constants: all of them are translated.
  const reasons = [...core.matchAll(/(?:inline constexpr const char\* k\w+|report\.reason|stop\(RunStatus::k(?:Failed|Converged),)\s*=?\s*"((?:[^"\\]|\\.){12,})"/g)].map(([, reason]) => reason);
  assert.ok(reasons.length >= 10, `only ${reasons.length} reasons found`);
  for (const reason of reasons) assert.ok(whole.includes(reason), `"${reason}" is not translated`);
});
