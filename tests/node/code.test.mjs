// Runs written as programs for other libraries: the functions are the core's, the rules lead along the core's path.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createLab } from 'descent-lab';
import { build } from 'vite';
import { findPython } from '../python.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let folder, m, lab;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-code-'));
  const modules = ['snippet', 'expression'];
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name, join(root, 'web/src/widgets/code', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.assign({}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name}.js`)).href)))));
  lab = await createLab({ threads: 1, simd: 'baseline' });
});
after(async () => { await lab?.dispose(); await rm(folder, { recursive: true, force: true }); });

let seed = 3;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const defaults = (row) => Object.fromEntries(row.params.map((p) => [p.key, p.default]));
/** The row with its defaults, and with each choice and flag turned, one at a time. */
const variants = (row) => row.params.reduce((list, p) => [
  ...list, ...(p.scale === 'choice' ? p.choices : p.scale === 'flag' ? [true, false] : []).filter((x) => x !== p.default).map((x) => ({ ...list[0], [p.key]: x })),
], [{ id: row.id, ...defaults(row) }]);

/** A run, its rates and its path. */
async function running(config) {
  const run = await lab.descend(config);
  assert.equal(run.status, 'ok', JSON.stringify(config));
  return { request: { config, rates: run.lr }, path: Array.from({ length: run.steps + 1 }, (_, t) => [...run.x.subarray(t * run.dim, (t + 1) * run.dim)]) };
}

test('every function of one or two variables that rests on no data has its expression, and the core finds the same values', async () => {
  for (const row of lab.catalog.objectives.filter((r) => r.dimension <= 2)) {
    const spec = { id: row.id, ...defaults(row), ...(row.params.some((p) => p.key === 'angle') && { angle: 30, kappa: 7 }) };
    const found = m.expressionOf(spec);
    if (row.id.endsWith('-regression')) { assert.equal(found, undefined); continue; }
    assert.ok(found, row.id);
    const text = found.text.replace(/[a-z]{4,}/g, (name) => (name in found.values ? `(${found.values[name]})` : name));
    for (let i = 0; i < 8; ++i) {
      const x = row.domain.lo.map((lo, k) => lo + random() * (row.domain.hi[k] - lo));
      const expected = (await lab.point(spec, x)).f, typed = (await lab.point({ expression: text, variables: ['x', 'y'].slice(0, row.dimension) }, x)).f;
      assert.ok(Math.abs(typed - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${row.id} at ${x}: ${typed}, ${expected}`);
    }
  }
});

/** Many programs in one Python; each must leave its `path`. */
function paths(python, programs) {
  const runner = `import json, sys, io, contextlib
out = []
for source in json.load(sys.stdin):
    scope = {}
    try:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(compile(source, "snippet", "exec"), scope)
        out.append([scope["path"], len(said.getvalue().splitlines())])
    except Exception as e:
        out.append(repr(e))
print(json.dumps(out))
`;
  return JSON.parse(execFileSync(python, ['-c', runner], { input: JSON.stringify(programs), encoding: 'utf8', maxBuffer: 1 << 28 }).trim().split('\n').at(-1));
}

const torch = findPython('torch');
const near = (actual, expected, name) => {
  assert.ok(Array.isArray(actual), `${name}: ${actual}`);
  assert.equal(actual.length, expected.length, name);
  const size = Math.max(1, ...expected.flat().map(Math.abs));
  actual.forEach((point, t) => point.forEach((x, i) => assert.ok(Math.abs(x - expected[t][i]) <= 1e-8 * size, `${name}, step ${t}: ${point}, ${expected[t]}`)));
};

test('PyTorch walks along the core\'s path: every method and setting that is written', { skip: torch === undefined && 'no Python with PyTorch here' }, async () => {
  const jobs = [];
  for (const row of lab.catalog.optimizers.filter((r) => r.functions)) for (const optimizer of variants(row)) {
    for (const change of [{}, ...(optimizer.weightDecayMode !== undefined && Object.values(optimizer).every((x, i) => x === Object.values(variants(row)[0])[i])
      ? [{ weightDecay: 0.1, weightDecayMode: 'decoupled' }, { weightDecay: 0.1, weightDecayMode: 'l2' }, { clip: 'norm', clipThreshold: 0.5 }, { clip: 'value', clipThreshold: 0.5 }] : [])]) {
      const config = { objective: 'valley', start: [-5, 2], optimizer: { ...optimizer, lr: 0.05, ...change }, schedule: { id: 'constant' }, steps: 25, seed: 1, gradientNoise: 0 };
      const probe = m.snippet('torch', { config, rates: [0.05] });
      if (probe === undefined) continue;
      const { request, path } = await running(config);
      jobs.push({ name: `${row.id} ${JSON.stringify({ ...change, ...Object.fromEntries(Object.entries(optimizer).filter(([k, x]) => x !== variants(row)[0][k])) })}`, source: m.snippet('torch', request), path });
    }
  }
  const written = new Set(jobs.map((job) => job.name.split(' ')[0]));
  for (const id of ['gd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'adamw', 'amsgrad', 'adamax', 'nadam', 'radam', 'adabelief', 'yogi', 'lion', 'rprop']) assert.ok(written.has(id), id);
  for (const row of lab.catalog.objectives.filter((r) => r.dimension <= 2 && !r.id.endsWith('-regression'))) {
    const config = { objective: { id: row.id, ...defaults(row) }, start: row.start, optimizer: { id: 'gd', ...defaults(lab.catalog.optimizers.find((o) => o.id === 'gd')), lr: 1e-5 }, steps: 5, seed: 1, gradientNoise: 0 };
    const { request, path } = await running(config);
    jobs.push({ name: `function ${row.id}`, source: m.snippet('torch', request), path });
  }
  for (const expression of ['x^2 + 3sin(y)', '2x² − |x|'.replace('|x|', 'abs(x)'), '-x^2/4 + x^4 + max(0, y)', 'sqrt(1 + x^2) + cbrt(8)*softplus(y) + pow(y, 2)', 'sigmoid(2(x - 1)) + log10(2 + y^2) + 2^-1x^2']) {
    const config = { objective: { expression }, start: expression.includes('y') ? [0.7, -0.4] : [0.7], optimizer: { id: 'gd', ...defaults(lab.catalog.optimizers.find((o) => o.id === 'gd')), lr: 0.05 }, steps: 10 };
    const { request, path } = await running(config);
    jobs.push({ name: expression, source: m.snippet('torch', request), path });
  }
  for (const schedule of lab.catalog.schedules) for (const [id, options] of [['gd', {}], ['momentum', { form: 'heavy' }], ['momentum', { form: 'torch' }], ['adam', { epsPlace: 'inside' }]]) {
    const row = lab.catalog.optimizers.find((o) => o.id === id);
    const config = { objective: 'valley', start: [-5, 2], optimizer: { id, ...defaults(row), ...options, lr: 0.05 }, schedule: { id: schedule.id, ...defaults(schedule) }, steps: 40 };
    if (schedule.id === 'one-cycle') config.schedule.cycleMomentum = false;
    const { request, path } = await running(config);
    jobs.push({ name: `${schedule.id} ${id} ${JSON.stringify(options)}`, source: m.snippet('torch', request), path });
  }
  assert.ok(jobs.length > 80);
  const results = paths(torch, jobs.map((job) => job.source));
  jobs.forEach((job, i) => {
    near(results[i][0].length > 1 ? results[i][0] : results[i], job.path, `${job.name}\n${job.source}`);
    assert.equal(results[i][1], job.path.length, 'a line for every step');
  });
});

const python = findPython('ast');
test('the programs for Keras are Python, and say where the convention differs', { skip: python === undefined && 'no Python here' }, async () => {
  const sources = [];
  for (const row of lab.catalog.optimizers.filter((r) => r.functions)) for (const optimizer of variants(row)) {
    const source = m.snippet('keras', { config: { objective: 'pit', start: [-3.2], optimizer: { ...optimizer, lr: 0.1 }, steps: 20 }, rates: new Float64Array(20).fill(0.1) });
    if (source) sources.push(source);
  }
  assert.ok(sources.length > 30);
  execFileSync(python, ['-c', 'import ast, json, sys\nfor s in json.load(sys.stdin): ast.parse(s)'], { input: JSON.stringify(sources) });
  const adam = lab.catalog.optimizers.find((o) => o.id === 'adam');
  const of = (epsPlace) => m.snippet('keras', { config: { objective: 'pit', start: [-3.2], optimizer: { id: 'adam', ...defaults(adam), epsPlace }, steps: 20 }, rates: [] });
  assert.match(of('outsideHat'), /keras\.optimizers\.Adam\(learning_rate=0\.001, beta_1=0\.9, beta_2=0\.999, epsilon=1e-8\)/);
  assert.match(of('outside'), /# Keras places epsilon differently \(here: outside\)/);
  assert.doesNotMatch(of('outside'), /keras\.optimizers/);
});

test('what rests on data or takes more than a few lines is written for the core only', () => {
  const gd = { id: 'gd', lr: 0.1 };
  for (const language of ['torch', 'keras']) {
    assert.equal(m.snippet(language, { config: { objective: 'linear-regression', start: [0, 0], optimizer: gd, steps: 5 }, rates: [] }), undefined);
    assert.equal(m.snippet(language, { config: { objective: 'bowl', start: [6, 9], optimizer: { id: 'newton', lr: 1 }, steps: 5 }, rates: [] }), undefined);
  }
  assert.match(m.snippet('cpp', { config: { objective: 'linear-regression', start: [0, 0], optimizer: gd, steps: 5 }, rates: [] }), /config\.set\("objective", "linear-regression"\)/);
});

const eigen = ['/usr/include/eigen3', '/usr/local/include/eigen3'].find(existsSync);
const compiler = [process.env.CXX, 'c++', 'g++', 'clang++'].filter(Boolean).find((c) => spawnSync(c, ['--version']).status === 0);
test('the C++ program fits the core\'s headers', { skip: (!eigen || !compiler) && 'no compiler or no Eigen here' }, async () => {
  const optimizer = { id: 'adam', ...defaults(lab.catalog.optimizers.find((o) => o.id === 'adam')) };
  const source = m.snippet('cpp', { config: { objective: { expression: 'x^2 + "y"' }, start: [-1.2, 1], optimizer, schedule: { id: 'step', period: 7, decayAtZero: true }, steps: 100, seed: 3, gradientNoise: 0.5 }, rates: [] });
  const file = join(folder, 'run.cpp');
  await writeFile(file, source);
  const result = spawnSync(compiler, ['-std=c++20', '-fsyntax-only', '-Wall', '-Wextra', `-I${root}`, `-isystem${eigen}`, file], { encoding: 'utf8' });
  assert.equal(result.status, 0, result.stderr + (await readFile(file, 'utf8')));
  assert.equal(result.stderr, '');
});
