// The page's pure modules: numbers as text, the address as state. Bundled on the fly, run in Node.
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
  folder = await mkdtemp(join(tmpdir(), 'descent-state-'));
  const modules = ['state/format', 'state/url', 'state/params', 'state/function-state', 'widgets/tex', 'plots/scale', 'plots/contours', 'plots/marks'];
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name.split('/')[1], join(root, 'web/src', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.assign({}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name.split('/')[1]}.js`)).href)))));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A catalogue like the core's, with every kind of parameter. */
const number = (key, extra) => ({ key, symbol: key, scale: 'linear', default: 0, min: 0, max: 1, lo: 0, hi: 1, ...extra });
const catalog = {
  objectives: [
    { id: 'pit', name: 'Pit', family: 'a', citation: '', params: [], formula: '', dimension: 1, anyDimension: false, domain: { lo: [-4], hi: [4] }, start: [-3.5], starts: [[-3.5]], minima: [] },
    { id: 'plane', name: 'Plane', family: 'b', citation: '', params: [number('kappa', { scale: 'log', default: 100, min: 1, max: 1e8, lo: 1, hi: 1e4 })], formula: '', dimension: 2, anyDimension: false, domain: { lo: [-5, -5], hi: [5, 5] }, start: [4, 1], starts: [[4, 1]], minima: [] },
  ],
  optimizers: [
    { id: 'momentum', name: 'Momentum', family: 'c', citation: '', functions: true, networks: true, needs: [], state: ['v'], params: [
      number('lr', { scale: 'log', default: 0.1, min: 0, max: 1e12, openMin: true, lo: 1e-4, hi: 2 }),
      number('momentum', { default: 0.9, openMax: true, hi: 0.999 }),
      { key: 'form', symbol: '', scale: 'choice', default: 'heavy', choices: ['heavy', 'ema'] },
      { key: 'centered', symbol: '', scale: 'flag', default: false },
      number('memory', { scale: 'integer', default: 10, min: 1, max: 100, lo: 1, hi: 30 }),
    ] },
    { id: 'adam', name: 'Adam', family: 'c', citation: '', functions: true, networks: true, needs: [], state: [], params: [] },
    { id: 'muon', name: 'Matrices only', family: 'c', citation: '', functions: false, networks: true, needs: [], state: [], params: [] },
  ],
  schedules: [{ id: 'constant', name: '', family: '', citation: '', params: [] }, { id: 'step', name: '', family: '', citation: '', params: [number('period', { scale: 'integer', default: 10, min: 1, max: 1e9, lo: 1, hi: 1000 })] }],
  activations: [], losses: [], initializers: [],
};

const state = (fragment) => m.decode(m.parseFragment(`#v=1&${fragment}`), catalog);

test('numbers are rounded for the eye and complete for the copy', () => {
  assert.equal(m.short(-2.5448704754460865), '−2.545');
  assert.equal(m.short(0), '0');
  assert.equal(m.short(1e-7), '10⁻⁷');
  assert.equal(m.short(8198979477.68), '8.199×10⁹');
  assert.equal(m.short(999999.6), '10⁶');
  assert.equal(m.short(0.1), '0.1');
  assert.equal(m.short(NaN), '—');
  assert.equal(m.short(-Infinity), '−∞');
  assert.equal(m.vector([1, -0.5]), '(1, −0.5)');
  for (const x of [0.1, -1 / 3, 5e-324, 1.7976931348623157e308]) assert.equal(Number(m.full(x)), x);
});

test('typed numbers: points, commas, true minus signs, exponents; nothing else', () => {
  assert.equal(m.parse('−0,5'), -0.5);
  assert.equal(m.parse(' 1e-3 '), 0.001);
  assert.equal(m.parse('.5'), 0.5);
  for (const bad of ['', 'abc', '1e999', '1,2,3', '0x10', 'NaN', 'Infinity', '--1']) assert.equal(m.parse(bad), null, bad);
  assert.deepEqual(m.parseVector('1.5, −2'), [1.5, -2]);
  assert.equal(m.parseVector('1, x'), null);
});

test('a thousand random states survive the address', () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const pick = (list) => list[Math.floor(random() * list.length)];
  for (let i = 0; i < 1000; ++i) {
    const plane = random() < 0.5, own = random() < 0.2;
    const raw = {
      ...(own ? { objective: '', expression: pick(['x^2 + 3*sin(y)', 'x & y = "<b>"', 'é^2 % 5 #', '1+1']) } : { objective: plane ? 'plane' : 'pit' }),
      objectiveParams: { kappa: 10 ** (4 * random()) },
      start: Array.from({ length: own ? pick([1, 2]) : plane ? 2 : 1 }, () => (random() - 0.5) * 10 ** (8 * random() - 2)),
      optimizer: pick(['momentum', 'adam']),
      optimizerParams: { lr: 10 ** (4 * random() - 4), momentum: random(), form: pick(['heavy', 'ema']), centered: random() < 0.5, memory: 1 + Math.floor(99 * random()) },
      schedule: pick(['constant', 'step']), scheduleParams: { period: 1 + Math.floor(99 * random()) },
      steps: 1 + Math.floor(1999 * random()), frame: random() < 0.5 ? null : Math.floor(100 * random()), noise: pick([0, random()]), seed: Math.floor(1e6 * random()),
      view: pick([null, plane && !own ? [-1, 2 + random(), -3, 4] : [-random(), 1]]),
    };
    const before = m.normalise(raw, catalog);
    const fragment = m.buildFragment(m.encode(before, catalog));
    assert.deepEqual(m.decode(m.parseFragment(fragment) ?? new Map(), catalog), before, fragment);
  }
});

test('defaults are left out of the address', () => {
  assert.equal(m.buildFragment(m.encode(m.defaultState(catalog), catalog)), '');
  assert.deepEqual(m.encode(state('m.lr=0.1&x=-3.5&t=100'), catalog), []);
});

test('hostile addresses change nothing but what they may', () => {
  const base = m.defaultState(catalog);
  for (const fragment of ['f=__proto__', 'm=muon', 'm=nobody&m.lr=abc', 'n=NaN', 'x=1,2,3', 'x=,', 'm.momentum=', 'b=1,0', 'constructor=1', 't=-5&t=7&zzz=%', '%E0%A4%A=1'])
    assert.deepEqual({ ...state(fragment), frame: null }, base, fragment);
  assert.equal(state('n=1e99').steps, 2000);
  assert.equal(state('n=-3').steps, 1);
  assert.equal(state('m.momentum=5').optimizerParams.momentum, 0.999);
  assert.equal(state('m.lr=-1').optimizerParams.lr, 1e-4);
  assert.deepEqual(state('x=1e300').start, [1e9]);
  assert.equal(state(`e=${'x+'.repeat(900)}x`).expression.length, 300);
  assert.equal(m.parseFragment('#section-2'), null);
  assert.equal(m.parseFragment('#v=2&f=pit'), null);
});

test('sliders reach both ends and come back to where they were', () => {
  const [lr, momentum] = catalog.optimizers[0].params;
  assert.equal(m.fromSlider(lr, 0), 1e-4);
  assert.equal(m.fromSlider(lr, 1000), 2);
  assert.equal(m.fromSlider(momentum, 1000), 0.999);
  for (let p = 0; p <= 1000; p += 50) for (const info of [lr, momentum]) {
    const x = m.fromSlider(info, p);
    assert.ok(Math.abs(m.toSlider(info, x) - p) <= 12, `${info.key} at ${p}`);
  }
});

test('TeX reads as plain text', () => {
  assert.equal(m.texToText('x^2 - 3.5\\,\\sin(1.6\\,x + 0.5)'), 'x² − 3.5 sin(1.6 x + 0.5)');
  assert.equal(m.texToText('\\frac{m_t}{1 - \\beta_1^{t}}'), 'mₜ/(1 − β₁ᵗ)');
  assert.equal(m.texToText('\\sqrt{v + \\varepsilon}'), '√(v + ε)');
});

test('contour levels rise and reach from the bottom to the top over any range', () => {
  for (const make of [(i) => i * i, (i) => 10 ** (i / 50), (i) => Math.sin(i)]) {
    const values = Float64Array.from({ length: 400 }, (_, i) => make(i));
    const levels = m.contourLevels(values), [lo, hi] = m.extent(values);
    assert.ok(levels.length > 10);
    levels.forEach((level, i) => assert.ok(level > lo && level < hi && (i === 0 || level > levels[i - 1])));
  }
  assert.deepEqual(m.contourLevels(Float64Array.of(1, 1, 1)), []);
  assert.deepEqual(m.contourLevels(Float64Array.of(NaN, Infinity)), []);
});

test('a plane is widened until units are equally long, unless it is far from square', () => {
  const [a, b, c, d] = m.isotropic([-1, 1, -1, 1], 2);
  assert.ok(Math.abs((b - a) / (d - c) - 2) < 1e-12 && c === -1 && d === 1);
  assert.deepEqual(m.isotropic([-100, 100, -1, 1], 1), [-100, 100, -1, 1]);
});

test('the nearest iterate is found within reach only, the latest of equals', () => {
  const points = Float64Array.of(0, 0, 10, 0, 10, 0, NaN, NaN);
  assert.equal(m.nearest(points, 9, 0, 5), 2);
  assert.equal(m.nearest(points, 50, 50, 5), -1);
});
