// Every quiz of every group: complete in both languages, answered by the core, its figures' states understood; and the score
// and the results code, which must bear whatever storage and teachers' fields hold.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const content = join(root, 'web/content');
const read = (path) => JSON.parse(readFileSync(join(content, path), 'utf8'));
const groups = readdirSync(join(content, 'quizzes')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5));
const languages = ['en', 'vi'];
const kinds = ['choice', 'number', 'place', 'path'];
const own = ['ground', 'coordinates'];

let folder, m, lab, catalog;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'descent-quizzes-'));
  const modules = ['quiz', 'score', 'results-code', 'reading', 'function-state', 'compare-state'];
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name, join(root, 'web/src/state', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.fromEntries(await Promise.all(modules.map(async (name) => [name, await import(pathToFileURL(join(folder, `${name}.js`)).href)])));
  const { createLab } = await import(pathToFileURL(join(root, 'dist/lib/index.js')).href);
  lab = await createLab({ threads: 1 });
  catalog = m['function-state'].withBases(lab.catalog);
});
after(async () => {
  await lab?.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const all = () => groups.flatMap((group) => read(`quizzes/${group}.json`));
const variants = (quiz) => (quiz.variants ?? [{}]).map((_, i) => m.quiz.variantOf(quiz, i));
/** The keys of the texts a quiz shows. */
const keysOf = (quiz) => [...new Set(variants(quiz).flatMap((one) => [
  'question', 'why', ...(one.options ?? []), ...m.quiz.figuresOf(one).flatMap((figure) => (figure.caption ? [figure.caption] : [])),
]))].map((rest) => `${quiz.id}.${rest}`);
/** Optional texts. */
const extras = ['value'];
/** The names in a text; the braces of mathematics are none. */
const blanks = (text) => [...text.replace(/\$[^$]+\$/g, '').matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

test('there are the lecture\'s six, and at least three of every other group; ids and their hashes are unique', () => {
  assert.equal(read('quizzes/lecture.json').length, 6);
  for (const group of groups) assert.ok(read(`quizzes/${group}.json`).length >= 3, group);
  const ids = all().map((quiz) => quiz.id);
  assert.equal(new Set(ids).size, ids.length, `twice: ${ids.filter((id, i) => ids.indexOf(id) !== i)}`);
  const hashes = ids.map(m['results-code'].quizHash);
  assert.equal(new Set(hashes).size, ids.length, `same hash: ${ids.filter((_, i) => hashes.indexOf(hashes[i]) !== i)}`);
});

for (const group of groups) {
  describe(`quizzes of ${group}`, () => {
    test('are well formed', () => {
      const known = new Set(['id', 'kind', 'options', 'answer', 'figure', 'figures', 'numbers', 'digits', 'within', 'variants', 'with']);
      const figureKeys = new Set(['element', 'state', 'before', 'show', 'hide', 'lock', 'caption', 'marks', 'heights', 'path', 'run']);
      for (const quiz of read(`quizzes/${group}.json`)) {
        const { id } = quiz;
        assert.ok(m.quiz.isQuizId(id) && m.quiz.groupOf(id) === group, `${id} is no id of ${group}`);
        assert.deepEqual(Object.keys(quiz).filter((key) => !known.has(key)), [], `${id}: unknown keys`);
        assert.ok(kinds.includes(quiz.kind), `${id}: kind ${quiz.kind}`);
        if (quiz.kind === 'choice') {
          assert.ok(quiz.options.length >= 2 && quiz.options.length <= 8, id);
          assert.equal(new Set(quiz.options).size, quiz.options.length, `${id}: an option twice`);
          assert.ok(!quiz.options.some((o) => ['question', 'why', ...extras].includes(o)), `${id}: an option named like a text`);
          const rule = quiz.answer, named = typeof rule === 'string' ? [rule] : (rule.compare ?? rule.cases).map((one) => one.option);
          for (const option of named) assert.ok(quiz.options.includes(option), `${id}: the answer names ${option}`);
        }
        for (const figure of m.quiz.figuresOf(quiz)) {
          assert.deepEqual(Object.keys(figure).filter((key) => !figureKeys.has(key)), [], `${id}: unknown keys of a figure`);
          assert.ok(['predict', 'always', 'after', undefined].includes(figure.show), `${id}: show ${figure.show}`);
          const folders = readdirSync(join(root, 'web/src/widgets'));
          assert.ok(own.includes(figure.element) || folders.some((f) => existsSync(join(root, 'web/src/widgets', f, `${figure.element}.ts`))), `${id}: no element ${figure.element}`);
        }
      }
    });

    test('have all texts in both languages, in their own words', () => {
      const quizzes = read(`quizzes/${group}.json`), texts = Object.fromEntries(languages.map((l) => [l, read(`${l}/quizzes/${group}.json`)]));
      const wanted = quizzes.flatMap(keysOf), allowed = new Set([...wanted, ...quizzes.flatMap((quiz) => extras.map((e) => `${quiz.id}.${e}`))]);
      for (const language of languages) {
        assert.deepEqual(wanted.filter((key) => !texts[language][key]?.trim()), [], `${language}: missing`);
        assert.deepEqual(Object.keys(texts[language]).filter((key) => !allowed.has(key)), [], `${language}: texts of nothing`);
      }
      assert.deepEqual(Object.keys(texts.vi).sort(), Object.keys(texts.en).sort());
      for (const quiz of quizzes) {
        const names = new Set(['answer', 'value', ...variants(quiz).flatMap((one) => Object.keys(one.numbers ?? {}))]);
        for (const key of Object.keys(texts.en).filter((k) => k.startsWith(`${quiz.id}.`))) {
          // Names and numbers are the same in every language; sentences are not.
          const option = quiz.options?.includes(key.slice(quiz.id.length + 1));
          if (!option || /[a-z]{2,} [a-z]{2,}/i.test(texts.en[key])) assert.notEqual(texts.vi[key], texts.en[key], `${key} is not translated`);
          for (const language of languages) for (const name of blanks(texts[language][key])) assert.ok(names.has(name), `${language} ${key}: {${name}} is no number of it`);
        }
        // A question must not give its own answer away.
        for (const language of languages) assert.ok(!blanks(texts[language][`${quiz.id}.question`]).includes('answer'), quiz.id);
      }
    });

    test('are answered by the core, one way only', async () => {
      for (const quiz of read(`quizzes/${group}.json`)) {
        for (const [i, one] of variants(quiz).entries()) {
          const where = `${quiz.id}, version ${i + 1}`;
          const { answer, numbers, figures } = await m.quiz.solve(lab, one).catch((error) => { throw new Error(`${where}: ${error.message}`); });
          for (const [name, { value }] of Object.entries(numbers)) assert.ok(Number.isFinite(value), `${where}: {${name}} is ${value}`);
          const right = (given) => m.quiz.isRight(answer, given);
          const through = (given) => m.quiz.parseGiven(one, m.quiz.givenText(given));
          if (answer.kind === 'choice') {
            assert.deepEqual(one.options.filter(right), [answer.option], where);
            assert.equal(through(answer.option), answer.option);
          } else if (answer.kind === 'number') {
            assert.ok(Number.isFinite(answer.value), where);
            assert.ok(right(through(answer.value)), where);
            const unit = Math.abs(answer.value) || 1;
            assert.ok(!right(answer.value + 1.1 * answer.within * unit) && !right(answer.value - 1.1 * answer.within * unit), where);
          } else {
            assert.ok(right(through(answer.points)), where);
            for (const [k, point] of answer.points.entries()) {
              point.forEach((x, d) => assert.ok(x >= answer.box[2 * d] && x <= answer.box[2 * d + 1], `${where}: step ${answer.steps[k]} (${point}) is outside the box ${answer.box}`));
              const off = answer.points.map((p, j) => (j === k ? p.map((x, d) => (d === 0 ? x + 1.1 * answer.within * (answer.box[1] - answer.box[0]) : x)) : p));
              assert.ok(!right(off), where);
            }
            // Leaving the point where the run starts must not be right.
            const start = m.reading.configOf(catalog, (await new m.quiz.Solver(lab, one.numbers ?? {}).fill(one.answer.run))).start;
            assert.ok(!right(answer.points.map(() => [...start])), `${where}: the start itself counts as right`);
          }
          for (const figure of figures) checkFigure(figure, where);
        }
      }
    });
  });
}

/** A figure's state must be understood in full, not forgiven. */
function checkFigure(figure, where) {
  const states = [figure.state, ...(figure.before === undefined ? [] : [`${figure.state}&${figure.before}`])];
  for (const state of states) {
    if (figure.element === 'descent-function' || own.includes(figure.element)) {
      assert.doesNotThrow(() => m.reading.configOf(catalog, state), `${where}: ${state}`);
    } else if (figure.element === 'descent-race' || figure.element === 'descent-schedule') {
      const kind = figure.element === 'descent-race' ? 'm' : 's', presets = read(kind === 'm' ? 'races.json' : 'schedules.json');
      const decode = (fields) => m['compare-state'].decode(fields, catalog, { kind, presets });
      const fields = m.reading.fieldsOf(state), decoded = decode(fields);
      const rows = new Map(decoded.entries.map((entry, i) => [`${kind}${i + 1}`, catalog[kind === 'm' ? 'optimizers' : 'schedules'].find((row) => row.id === entry.id)]));
      for (const [key, value] of fields) {
        const [name, param] = key.split('.'), row = rows.get(name);
        if (row && !param) assert.equal(row.id, value, `${where}: ${key}=${value}`);
        else if (row && param === 'batch') assert.equal(String(decoded.entries[Number(name.slice(1)) - 1].batch), value, `${where}: ${key}=${value}`);
        else if (row) {
          const info = row.params.find((one) => one.key === param), entry = decoded.entries[Number(name.slice(1)) - 1];
          assert.ok(info, `${where}: ${row.id} has no ${param}`);
          assert.equal(String(entry.params[param] ?? info.default), value.replace(/^1$|^true$/, info.scale === 'flag' ? 'true' : value), `${where}: ${key}=${value}`);
        } else {
          assert.match(key, /^(f|e|x|b|n|t|m|noise|seed|axis|tol|f\.\w+|m\.\w+)$/, `${where}: ${key}`);
        }
      }
      const base = [...fields].filter(([key]) => /^(f|e|x|b|n|noise|seed)$|^f\./.test(key)).map((field) => field.join('=')).join('&');
      if (base) assert.doesNotThrow(() => m.reading.configOf(catalog, base), `${where}: ${base}`);
    } else {
      assert.ok(m.reading.fieldsOf(state).size > 0 || state === '', `${where}: ${state}`);
    }
  }
}

describe('rates, the lecture\'s fourth question', () => {
  test('the rule r = L₂/L₁ decides every version, and all four options occur or are near', async () => {
    const quiz = read('quizzes/lecture.json').find((one) => one.id === 'lecture.rates');
    const found = [];
    for (const one of variants(quiz)) {
      const { answer, numbers } = await m.quiz.solve(lab, one);
      const r = numbers.L2.value / numbers.L1.value;
      found.push(answer.option);
      assert.equal(answer.option, r >= 5 ? 'muchLess' : r > 1 ? 'less' : r > 0.2 ? 'more' : 'muchMore');
      // With the rate so chosen the second function is as far as the first.
      assert.ok(Math.abs(numbers.changed.value - numbers.first.value) < 1e-12, String(r));
    }
    assert.deepEqual([...new Set(found)].sort(), ['less', 'more', 'muchLess', 'muchMore']);
    assert.equal(found[0], 'muchLess');
  });
});

describe('score', () => {
  const day = '2026-03-01';
  test('counts attempts until the first right answer, and nothing after it', () => {
    const { recorded, tally } = m.score;
    let score = new Map();
    score = recorded(score, 'a.b', false, day);
    score = recorded(score, 'a.b', true, day);
    score = recorded(score, 'a.b', false, day);
    score = recorded(score, 'a.c', true, day);
    score = recorded(score, 'a.d', false, day);
    assert.deepEqual(score.get('a.b'), { tries: 2, solvedAt: 2, day });
    assert.deepEqual(tally(score, ['a.b', 'a.c', 'a.d', 'a.e']), { all: 4, tried: 3, right: 2, first: 1 });
    for (let i = 0; i < 40; ++i) score = recorded(score, 'a.d', false, day);
    assert.equal(score.get('a.d').tries, m.score.mostTries);
    assert.deepEqual(m.score.fromStored(m.score.toStored(score)), score);
  });
  test('reads from storage only what makes sense', () => {
    const { fromStored } = m.score, size = (text) => fromStored(text).size;
    for (const text of [null, '', 'x', '[]', '7', '{"v":1}', '{"v":2,"score":{"a.b":{"tries":1,"solvedAt":1,"day":"2026-03-01"}}}', '{"v":1,"score":[1,2]}'])
      assert.equal(size(text), 0, String(text));
    const one = (id, value) => size(JSON.stringify({ v: 1, score: { [id]: value } }));
    assert.equal(one('a.b', { tries: 1, solvedAt: 1, day }), 1);
    for (const [id, value] of [['__proto__', { tries: 1, solvedAt: 1, day }], ['a', { tries: 1, solvedAt: 1, day }], ['A.<b>', { tries: 1, solvedAt: 1, day }],
      ['a.b', { tries: 0, solvedAt: 0, day }], ['a.b', { tries: 1, solvedAt: 2, day }], ['a.b', { tries: 1e9, solvedAt: 1, day }],
      ['a.b', { tries: 1.5, solvedAt: 1, day }], ['a.b', { tries: 1, solvedAt: 1, day: '2026-02-30' }], ['a.b', null], ['a.b', 'x']])
      assert.equal(one(id, value), 0, JSON.stringify([id, value]));
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`a.q${i}`, { tries: 1, solvedAt: 0, day }]));
    assert.equal(size(JSON.stringify({ v: 1, score: many })), 500);
    assert.equal({}.tries, undefined);
  });
});

describe('results code', () => {
  const day = '2026-03-01', some = () => new Map(all().map((quiz, i) => [quiz.id, { tries: 1 + (i % 5), solvedAt: i % 3 === 0 ? 0 : 1 + (i % 5), day }]));
  test('gives back the day, the name and every outcome', () => {
    const { encodeResults, decodeResults, quizHash } = m['results-code'];
    for (const name of ['', 'Nguyễn Thị Ánh', 'Zoë "Q" O\'Neil', '名前', 'x'.repeat(300), '𝕏'.repeat(60)]) {
      const code = encodeResults(some(), day, name), { results } = decodeResults(code);
      assert.match(code, /^DL1(-[0-9A-HJKMNP-TV-Z]{1,5})+$/);
      assert.equal(results.day, day);
      assert.equal(results.name, m['results-code'].cleanName(name));
      assert.equal(results.outcomes.length, some().size);
      for (const [id, { tries, solvedAt }] of some()) assert.deepEqual(results.outcomes.find((o) => o.hash === quizHash(id)), { hash: quizHash(id), tries, solvedAt });
    }
    assert.equal(encodeResults(new Map([['lecture.convex', { tries: 1, solvedAt: 1, day }]]), day).length, 3 + 16 + 4);
  });
  test('survives lower case, line breaks, spaces, confused letters and words around it', () => {
    const { encodeResults, decodeResults, findCodes } = m['results-code'];
    const code = encodeResults(some(), day, 'An'), wanted = decodeResults(code);
    for (const text of [code.toLowerCase(), code.replace(/-/g, '-\n '), `  ${code}\n`, code.replace(/0/g, 'O').replace(/(?<=-.*)1/g, 'l')]) assert.deepEqual(decodeResults(text), wanted, text.slice(0, 40));
    const other = encodeResults(new Map(), day, 'Binh'), text = `An: ${code}, then\nBinh (late): ${other.replace(/-/g, '-\r\n')}\nThanks.`;
    assert.deepEqual(findCodes(text).map(decodeResults), [wanted, decodeResults(other)]);
  });
  test('any single changed, lost or swapped character is noticed', () => {
    const { encodeResults, decodeResults } = m['results-code'];
    const code = encodeResults(new Map([...some()].slice(0, 6)), day, 'An');
    const bare = code.slice(4).replace(/-/g, ''), alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    for (let i = 0; i < bare.length; ++i) {
      for (const c of alphabet) if (c !== bare[i]) assert.equal(decodeResults(`DL1-${bare.slice(0, i)}${c}${bare.slice(i + 1)}`).problem, 'damaged', `${i} ${c}`);
      assert.equal(decodeResults(`DL1-${bare.slice(0, i)}${bare.slice(i + 1)}`).problem, 'damaged', `lost ${i}`);
      if (i > 0 && bare[i] !== bare[i - 1]) assert.equal(decodeResults(`DL1-${bare.slice(0, i - 1)}${bare[i]}${bare[i - 1]}${bare.slice(i + 1)}`).problem, 'damaged', `swapped ${i}`);
    }
  });
  test('nonsense is refused, quickly, and names are made harmless', () => {
    const { decodeResults, findCodes, cleanName } = m['results-code'];
    for (const text of ['', 'hello', 'DL2-AAAAA', '<script>', '-'.repeat(1e5)]) assert.equal(decodeResults(text).problem, 'foreign', text.slice(0, 20));
    for (const text of ['DL1', 'DL1-', 'DL1-UUUUU', 'DL1-00000-00000-00000', `DL1-${'Z'.repeat(1e5)}`, 'DL1-😀']) assert.equal(decodeResults(text).problem, 'damaged', text.slice(0, 20));
    const start = performance.now();
    findCodes(`DL1${'-AAAAA '.repeat(2e4)}`);
    findCodes('DL1-'.repeat(1e5));
    findCodes(`DL1${'- '.repeat(2e5)}`);
    assert.ok(performance.now() - start < 2000);
    assert.equal(cleanName('  a\u202e\u0000\nb\u200b  '), 'a b');
  });
});
