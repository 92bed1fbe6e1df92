// Readings: numbers taken out of runs that lessons, quizzes and exercises name by address keys.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let folder, m, lab;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-reading-'));
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: { outDir: folder, emptyOutDir: false, minify: false, target: 'node20', lib: { entry: join(root, 'web/src/state/reading.ts'), fileName: 'reading', formats: ['es'] } },
  });
  m = await import(pathToFileURL(join(folder, 'reading.js')).href);
  const built = join(root, 'dist/lib/index.js');
  assert.ok(existsSync(built), 'dist/lib/index.js is missing: run "npm run build" first');
  const { createLab } = await import(pathToFileURL(built).href);
  lab = await createLab({ threads: 1, simd: 'baseline' });
});
after(async () => { await lab?.dispose(); await rm(folder, { recursive: true, force: true }); });

const run = (state) => lab.descend(m.configOf(lab.catalog, state));
const near = (actual, expected) => assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected), `${actual} is not ${expected}`);

test('the numbers of a run in one variable', async () => {
  const r = await run('f=square&x=70&m=gd&m.lr=0.1&n=1000');
  for (const t of [0, 3, 10, 1000]) near(m.take(r, `x[${t}]`), 70 * 0.8 ** t);
  assert.equal(m.take(r, 'x[3]'), m.take(r, 'x[3][0]'));
  assert.equal(m.take(r, 'f[4]'), m.take(r, 'x[4]') ** 2);
  assert.equal(m.take(r, 'gradient[2]'), 2 * m.take(r, 'x[2]'));
  assert.equal(m.take(r, 'lr[999]'), 0.1);
  assert.equal(m.take(r, 'steps'), 1000);
  assert.equal(m.take(r, 'evaluations.gradient'), r.evaluations.gradient);
});

test('coordinates, and the state after a step', async () => {
  const r = await run('#v=1&f=valley&x=-5,2&m.form=ema&m.momentum=0.5&m.lr=0.6&n=30');
  assert.equal(m.take(r, 'x[0][1]'), 2);
  near(m.take(r, 'state.v[1][0]'), -0.5);
  near(m.take(r, 'state.v[1][1]'), 4);
  near(m.take(r, 'x[1][0]'), -4.7);
  assert.equal(m.take(r, 'gradient[30][1]'), r.gradient[61]);
});

test('values of moving averages count from 1, and a simple one begins with its first full window', async () => {
  const sma = { kind: 'sma', window: 2, values: [3, 8, 6] }, ewa = { kind: 'ewa', rho: 0.5, init: 'zero', values: [3, 8, 6] };
  const read = (average, take) => m.takeAverage(lab, { average, take });
  assert.equal(await read(sma, '[2]'), 5.5);
  assert.equal(await read(sma, '[3]'), 7);
  assert.equal(await read(ewa, '[1]'), 1.5);
  assert.equal(await read({ ...ewa, biasCorrection: true }, '[1]'), 3);
  assert.equal(await m.averageAt(lab, sma, 1), undefined);
  const refused = (average, take, code) => assert.rejects(read(average, take), { name: 'LabError', code, path: 'take' }, take);
  await refused(sma, '[1]', 'out-of-range');
  await refused(ewa, '[4]', 'out-of-range');
  await refused(ewa, '[0]', 'out-of-range');
  await refused(ewa, 'x[1]', 'syntax');
});

test('what the timeline is moved to', () => {
  assert.equal(m.stepOf('x[12][1]'), 12);
  assert.equal(m.stepOf('state.v[3]'), 3);
  assert.equal(m.stepOf('evaluations.value'), null);
});

test('nonsense is refused with a reason', async () => {
  const r = await run('f=valley&n=5'), refused = (expression, code) => assert.throws(() => m.take(r, expression), { name: 'LabError', code, path: 'take' }, expression);
  for (const expression of ['', 'x[-1]', 'x[1', 'x[1][2][3]', '3', 'constructor()']) refused(expression, 'syntax');
  assert.equal(m.take(r, ' f[1] '), r.f[1]);
  refused('x[2]', 'syntax'); // which coordinate?
  refused('f', 'syntax');
  refused('f[1][0]', 'syntax');
  refused('steps[1]', 'syntax');
  refused('x[6][0]', 'out-of-range');
  refused('x[5][2]', 'out-of-range');
  refused('lr[5]', 'out-of-range');
  refused('state.v[0][0]', 'out-of-range');
  refused('state.s[1][0]', 'unknown-key');
  refused('evaluations.time', 'unknown-key');
  refused('toString[1]', 'unknown-key');
});

test('a state string must be understood in full', () => {
  const refused = (state, path) => assert.throws(() => m.configOf(lab.catalog, state), { name: 'LabError', path }, state);
  refused('f=sqare&n=5', 'f');
  refused('f=square&m=gd&m.momentum=0.9', 'm.momentum');
  refused('f=square&lr=0.1', 'lr');
  refused('f=square&m.lr=-1', 'm.lr');
  refused('f=square&x=1,2', 'x');
  refused('f=square&n=1e9', 'n');
  refused('f=square&n=10&t=11', 't');
  refused('e=x^2', 'x');
});

test('a state string becomes the request the figures make', () => {
  const config = m.configOf(lab.catalog, 'f=square&x=70&m=gd&m.lr=0.1&n=20&s=exponential&s.decayRate=0.9&seed=3');
  assert.deepEqual({ ...config, optimizer: config.optimizer.id, schedule: config.schedule.decayRate },
    { objective: { id: 'square' }, start: [70], steps: 20, seed: 3, gradientNoise: 0, optimizer: 'gd', schedule: 0.9 });
  assert.deepEqual(m.configOf(lab.catalog, 'e=x^2+y^2&x=1,2').objective, { expression: 'x^2+y^2' });
  assert.deepEqual(m.configOf(lab.catalog, 'f=valley').start, lab.catalog.objectives.find((row) => row.id === 'valley').start);
  assert.equal(m.configOf(lab.catalog, 'f=valley&m=sam&m.base=adam').optimizer.base, 'adam');
});
