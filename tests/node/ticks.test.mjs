// The figures' own ticks: round, inside the range, about as many as asked for, written without rounding dust, never two alike.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let folder, m;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-ticks-'));
  const modules = ['plots/scale'];
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name.split('/').at(-1), join(root, 'web/src', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.assign({}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name.split('/').at(-1)}.js`)))))));
});
after(() => rm(folder, { recursive: true, force: true }));

const ticks = (lo, hi, count) => m.linear(lo, hi, 0, 100).ticks(count);

test('known ranges', () => {
  assert.deepEqual(ticks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(ticks(-4, 4, 8), [-4, -3, -2, -1, 0, 1, 2, 3, 4]);
  assert.deepEqual(ticks(0, 12000, 6), [0, 2000, 4000, 6000, 8000, 10000, 12000]);
  assert.deepEqual(ticks(0.1, 0.52, 4), [0.1, 0.2, 0.3, 0.4, 0.5], 'the ends may be off a tick; 0.3 is 0.3, not 0.30000000000000004');
});

test('a range of one value, an empty one and endless ones', () => {
  assert.deepEqual(ticks(2, 2, 2), [1.5, 2, 2.5], 'a range of one value is opened around it');
  assert.deepEqual(m.linear(1, 0, 0, 100).ticks(5), []);
  assert.deepEqual(ticks(0, Infinity, 5), []);
  assert.deepEqual(ticks(NaN, 1, 5), []);
  assert.deepEqual(ticks(0, 1, 0), []);
});

test('over many ranges: multiples of 1, 2 or 5 times a power of ten, evenly apart, none left out, about as many as asked for', () => {
  let seed = 12345, tried = 0;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  for (let i = 0; i < 4000; ++i) {
    const size = 10 ** (random() * 24 - 12), lo = (random() - 0.5) * size * 4, hi = lo + size, count = 2 + Math.floor(random() * 9);
    const found = ticks(lo, hi, count);
    assert.ok(found.length >= 1 && found.length <= 2 * count + 1 && found.length >= Math.floor(count / 2.2), `${found.length} ticks for ${count} in ${lo}..${hi}`);
    if (found.length < 2) continue;
    ++tried;
    const step = (found.at(-1) - found[0]) / (found.length - 1), power = 10 ** Math.floor(Math.log10(step * 1.000001));
    const factor = step / power;
    assert.ok([1, 2, 5].some((f) => Math.abs(factor / f - 1) < 1e-6), `a step of ${step}`);
    const slack = 1e-6 * step;
    assert.ok(found[0] >= lo - slack && found.at(-1) <= hi + slack, `${found} outside ${lo}..${hi}`);
    assert.ok(found[0] - step < lo + slack && found.at(-1) + step > hi - slack, `a tick is left out at an end: ${found} in ${lo}..${hi}`);
    for (const [k, x] of found.entries()) assert.ok(Math.abs(x / step - Math.round(x / step)) < 1e-5, `${x} is no multiple of ${step} (${k})`);
    const texts = found.map(String);
    assert.ok(texts.every((text) => text.replace(/e.*$/, '').replace(/\D/g, '').replace(/^0+|0+$/g, '').length <= 5), `rounding dust in ${texts}`);
  }
  assert.ok(tried > 3000, `${tried} ranges had two ticks`);
});

test('logarithmic: powers of ten, or ordinary ticks where there is not a decade', () => {
  assert.deepEqual(m.logarithmic(1e-6, 1, 0, 100).ticks(4).map((x) => Math.round(Math.log10(x))), [-6, -4, -2, 0]);
  assert.deepEqual(m.logarithmic(2, 8, 0, 100).ticks(3), [2, 4, 6, 8]);
});
