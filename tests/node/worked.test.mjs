// Exercises by hand: every line with its numbers put in gives what the core computed, for every method named.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let folder, m, lab;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-worked-'));
  const modules = ['state/format', 'state/function-state', 'widgets/worked/formula', 'widgets/worked/print', 'widgets/worked/derivative', 'widgets/worked/steps', 'widgets/worked/mistakes', 'widgets/worked/copy'];
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name.split('/').at(-1), join(root, 'web/src', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.assign({}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name.split('/').at(-1)}.js`)).href)))));
  const { createLab } = await import(pathToFileURL(join(root, 'dist/lib/index.js')).href);
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await rm(folder, { recursive: true, force: true }); });

/** All steps of a run, worked. */
async function work(fields) {
  const catalog = m.withBases(lab.catalog), state = m.decode(new Map(Object.entries(fields)), catalog);
  const row = m.optimizerRow(catalog, state), objectiveRow = m.objectiveRow(catalog, state);
  const start = state.start.length ? state.start : objectiveRow.start;
  const run = await lab.descend(m.descendConfig(state, catalog, start));
  const ahead = new Map();
  for (let t = 1; run.state.interim && t <= run.steps; ++t)
    ahead.set(t, (await lab.point(m.objectiveSpec(state, catalog), run.state.interim.subarray((t - 1) * run.dim, t * run.dim))).gradient);
  const setting = { row, values: state.optimizerParams, noise: state.noise, scheduled: state.schedule !== 'constant', dim: run.dim, batched: false, lookAhead: (t) => ahead.get(t) };
  const formula = m.objectiveFormula(state, objectiveRow, run.dim);
  const own = (name) => { const key = name.replace('\\', ''); return objectiveRow?.params.some((p) => p.key === key) ? Number(state.objectiveParams[key] ?? objectiveRow.params.find((p) => p.key === key).default) : undefined; };
  return { state, run, setting, formula, own, steps: Array.from({ length: run.steps }, (_, i) => m.workedStep(setting, run, i + 1, formula, own)) };
}

let seed = 11;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const pick = (list) => list[Math.floor(random() * list.length)];
const digits = (x) => String(Number(x.toPrecision(3)));
/** How near a substituted formula must come; a difference of large numbers is judged by their size. */
const close = (a, b, size) => Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b), size);

/** Every line of every step has its numbers, and they give the core's. */
function check(worked, what) {
  const { run, steps, setting } = worked;
  assert.ok(run.steps >= 2, `${what}: too few steps`);
  for (const step of steps) {
    assert.ok(step.complete, `${what}, step ${step.t}: ${step.lines.filter((l) => !l.rows.length).map((l) => l.law)}`);
    const told = new Set();
    for (const line of step.lines) {
      for (const [i, row] of line.rows.entries()) {
        assert.ok(row.node, `${what}: ${row.lhs} has no formula`);
        const value = m.evaluate(row.node, row.lookup);
        const size = Math.max(...[...m.namesIn(row.node)].map((name) => Math.abs(row.lookup(name) ?? 0)), 0);
        if (row.core !== undefined) {
          told.add(line.target);
          assert.ok(close(value, row.core, size * (line.kind === 'gradient' ? 1e3 : 1)), `${what}, step ${step.t}: ${row.lhs} = ${value}, the core says ${row.core}`);
        }
        if (line.target === 'x+') assert.equal(row.core, run.x[step.t * run.dim + i]);
        assert.ok(Number.isFinite(row.value), what);
        // Nothing but numbers is left in what is shown.
        const shown = m.substituted(row, setting, 17, false);
        assert.doesNotMatch(shown.replace(/\\,/g, '').replace(/\\(cdot|left|right|frac|sqrt|times|lvert|rvert|operatorname|max|min|sin|cos|exp|log|pi|kappa)\b/g, '').replace(/\bsign\b/g, ''), /[a-df-zA-Z\\]/, `${what}: ${shown}`);
      }
    }
    for (const name of [...Object.keys(run.state).filter((k) => k !== 'interim' || setting.values.form !== 'lookahead'), 'x+']) assert.ok([...told].some((t) => t.replace(/^s\./, '') === name) , `${what}: no line gives the core's ${name}`);
  }
}

const methods = {
  gd: [{}],
  momentum: ['heavy', 'ema', 'betaAlpha', 'torch'].map((form) => ({ form })),
  nesterov: ['interim', 'lookahead'].map((form) => ({ form })),
  adagrad: ['inside', 'outside'].flatMap((epsPlace) => [{ epsPlace }, { epsPlace, lrDecay: '0.1', accumulatorInit: '0.1' }]),
  rmsprop: ['inside', 'outside', 'none'].flatMap((epsPlace) => [{ epsPlace }, { epsPlace, centered: '1' }, { epsPlace, momentum: '0.9' }]),
  adam: ['inside', 'outside', 'outsideHat', 'both'].flatMap((epsPlace) => ['both', 'none', 'firstOnly', 'beta1Both'].map((biasCorrection) => ({ epsPlace, biasCorrection, epsRoot: '1e-4' }))),
  adamw: ['inside', 'outside', 'outsideHat', 'both'].map((epsPlace) => ({ epsPlace, weightDecay: '0.05' })),
  adadelta: [{}], amsgrad: ['rawMax', 'correctedMax', 'paper'].map((variant) => ({ variant })),
  adamax: ['inMax', 'outside', 'none'].map((epsPlace) => ({ epsPlace })), yogi: [{}], lion: [{}], adabelief: [{}],
};
const functions = [
  () => ({ f: 'valley' }), () => ({ f: 'square' }), () => ({ f: 'pit' }), () => ({ f: 'composite', 'm.lr': '1e-4' }), () => ({ f: 'rosenbrock', 'm.lr': '1e-4' }), () => ({ f: 'bowl' }),
  () => ({ f: 'ill-conditioned', 'f.kappa': digits(1 + 9 * random()) }), () => ({ e: 'x^2*sin(3*y) + exp(-x) + y^2/2', x: '1,2' }), () => ({ e: 'log(1 + x^2) - 3*cos(x)/x', x: '1.5' }),
];
for (const [method, variants] of Object.entries(methods)) {
  test(`${method}: the substituted formulas give the core's numbers, whatever the parameters`, async () => {
    for (const options of variants) for (const [k, make] of functions.entries()) {
      const params = { lr: digits(0.002 * 10 ** (1.3 * random())) };
      for (const info of lab.catalog.optimizers.find((r) => r.id === method).params) {
        if (['momentum', 'rho', 'beta1', 'beta2'].includes(info.key) && !(info.key in options)) params[info.key] = method === 'rmsprop' && info.key === 'momentum' ? '0' : digits(0.2 + 0.75 * random());
        if (info.key === 'eps' && random() < 0.5) params.eps = pick(['1e-8', '1e-3', '0.1']);
      }
      const fields = { m: method, n: '6', ...Object.fromEntries(Object.entries({ ...params, ...options }).map(([key, x]) => [`m.${key}`, x])), ...make() };
      if (k % 3 === 2 && method !== 'lion') Object.assign(fields, { s: 'exponential' });
      check(await work(fields), JSON.stringify(fields));
    }
  });
}

test('penalties are worked too: L2 in the gradient, decay before the step', async () => {
  for (const mode of ['l2', 'decoupled', 'decoupledFixed']) for (const method of ['gd', 'momentum', 'adam'])
    check(await work({ f: 'valley', m: method, 'm.lr': '0.05', 'm.weightDecay': '0.1', 'm.weightDecayMode': mode, n: '4' }), `${method} ${mode}`);
});

test('every other method shows its memory before and after, and no line with a wrong number', async () => {
  for (const row of lab.catalog.optimizers.filter((r) => r.functions && !(r.id in methods))) {
    const { run, steps } = await work({ f: 'rosenbrock', m: row.id, n: '3' });
    assert.ok(run.steps >= 1, row.id);
    for (const step of steps) {
      assert.deepEqual(step.state.map((s) => s.name), Object.keys(run.state), row.id);
      for (const { name, after } of step.state) assert.deepEqual(after, [...run.state[name].subarray((step.t - 1) * after.length, step.t * after.length)], `${row.id}: ${name}`);
      for (const line of step.lines.filter((l) => l.target === 'x+')) line.rows.forEach((r, i) => assert.equal(r.value, run.x[step.t * run.dim + i]));
    }
  }
});

test('derivatives are the core\'s wherever the formula can be read, and most can', async () => {
  let read = 0;
  const rows = lab.catalog.objectives.filter((r) => r.dimension <= 2);
  for (const row of rows) {
    const { steps, run } = await work({ f: row.id, m: 'gd', 'm.lr': '1e-6', n: '1' });
    const [line] = steps[0].lines;
    line.rows.forEach((r, i) => assert.equal(r.value, run.gradient[i]));
    if (line.rows.every((r) => r.node)) ++read;
  }
  assert.ok(read >= 20, `${read} of ${rows.length}`);
});

test('a formula that is not understood is refused, never misread', () => {
  for (const bad of ['', 'x +', '(x', '\\sum_i x_i', 'x^{2', '\\begin{cases} x \\end{cases}', 'H^{-1} )', '@{v', '\\lVert g \\rVert', '\\quad x'])
    assert.equal(m.parseFormula(bad), undefined, bad);
  for (const [text, value] of [['2x^2', 18], ['-x^2', -9], ['2 - 3 - x', -4], ['\\tfrac12 x', 1.5], ['x^{2}x', 27], ['\\sin^2 x + \\cos^2 x', 1], ['e^{-x}', Math.exp(-3)], ['12 / x / 2', 2], ['|-x|', 3], ['\\cos x\\,\\sin x', Math.cos(3) * Math.sin(3)]])
    assert.ok(Math.abs(m.evaluate(m.parseFormula(text), (n) => (n === 'x' ? 3 : undefined)) - value) < 1e-12, text);
  for (const [text, value] of [['x^-1', 1 / 3], ['-x^2', -9], ['2*(x-1)^3', 16], ['1e-3*x', 0.003], ['max(x, 4)', 4], ['2^x^2', 512]])
    assert.ok(Math.abs(m.evaluate(m.parseFormula(text, 'typed'), (n) => (n === 'x' ? 3 : undefined)) - value) < 1e-12, text);
});

test('slips are recognised', async () => {
  const adam = await work({ f: 'valley', x: '-5,2', m: 'adam', 'm.lr': '0.2', 'm.eps': '1e-6', n: '3' });
  const rms = await work({ f: 'valley', x: '-5,2', m: 'rmsprop', 'm.lr': '0.3', 'm.eps': '1', 'm.epsPlace': 'inside', n: '3' });
  const row = (w, t, target, i = 0) => w.steps[t - 1].lines.find((l) => l.target === target).rows[i];
  const judge = (typed, r, around = {}) => { const j = m.judge(typed, r, around); return j.verdict === 'wrong' ? j.slip : j.verdict; };
  const earlier = (w, t, i = 0) => (name) => w.steps[t - 2].lines.find((l) => l.target === name)?.rows[i]?.value;
  const g1 = row(adam, 1, 'g').value, g2 = row(adam, 2, 'g').value, m1 = row(adam, 1, 'm').value;
  assert.equal(judge(-0.1, row(adam, 1, 'm')), 'right');
  assert.equal(judge(-0.1004, row(adam, 1, 'm')), 'near');
  assert.equal(judge(0.1, row(adam, 1, 'm')), 'sign');
  assert.equal(judge(g1, row(adam, 1, 'm')), 'share');
  assert.equal(judge(0.9 * m1 + 0.1 * g1, row(adam, 2, 'm'), { earlier: earlier(adam, 2) }), 'previous');
  assert.equal(judge(0.1 * m1 + 0.1 * g2, row(adam, 2, 'm')), 'swapped');
  assert.equal(judge(0.001 * 8, row(adam, 1, 'v', 1)), 'square');
  const m2 = row(adam, 2, 'm').value;
  assert.equal(judge(m2 / (1 - 0.9), row(adam, 2, '\\hat m')), 'power');
  assert.equal(judge(m2, row(adam, 2, '\\hat m')), 'share');
  assert.equal(judge(2 - 0.2 * 8 / 64, row(adam, 1, 'x+', 1)), 'root');
  assert.equal(judge(2 - 8 / 8, row(adam, 1, 'x+', 1)), 'rate');
  assert.equal(judge(-5 - 0.2, row(adam, 1, 'x+')), 'sign');
  assert.equal(judge(0.2, row(adam, 1, 'x+')), 'step');
  const s = row(rms, 1, 's', 1).value;
  assert.equal(judge(2 - 0.3 * 8 / (Math.sqrt(s) + 1), row(rms, 1, 'x+', 1)), 'eps');
  assert.equal(judge(80, row(adam, 1, 'g', 1)), 'decimal');
  assert.equal(judge(-1, row(adam, 1, 'g', 1), { other: row(adam, 1, 'g', 0) }), 'other');
  assert.equal(judge(5.55, row(adam, 1, 'g', 1)), 'unknown');
});

const python = ['python3', 'python'].find((name) => { try { execFileSync(name, ['--version'], { stdio: 'ignore' }); return true; } catch { return false; } });
/** Enough of NumPy for the programs, so that the test needs none. */
const standIn = `
import math, sys, types
class array(list):
    def _z(self, o, f): return array(f(a, b) for a, b in zip(self, o if isinstance(o, list) else [o] * len(self)))
    def __add__(s, o): return s._z(o, lambda a, b: a + b)
    def __radd__(s, o): return s + o
    def __sub__(s, o): return s._z(o, lambda a, b: a - b)
    def __rsub__(s, o): return s._z(o, lambda a, b: b - a)
    def __mul__(s, o): return s._z(o, lambda a, b: a * b)
    __rmul__ = __mul__
    def __truediv__(s, o): return s._z(o, lambda a, b: a / b)
    def __rtruediv__(s, o): return s._z(o, lambda a, b: b / a)
    def __pow__(s, o): return s._z(o, lambda a, b: a ** b)
    def __neg__(s): return array(-a for a in s)
def each(f): return lambda *xs: array(map(f, *[x if isinstance(x, list) else [x] * len(next(y for y in xs if isinstance(y, list))) for x in xs])) if any(isinstance(x, list) for x in xs) else f(*xs)
np = types.ModuleType('numpy')
np.array = array; np.zeros = lambda n: array([0.0] * n); np.full = lambda n, x: array([x] * n); np.pi = math.pi; np.e = math.e
for name in ('sqrt', 'sin', 'cos', 'tan', 'exp', 'log', 'tanh'): setattr(np, name, each(getattr(math, name)))
np.abs = each(abs); np.maximum = each(max); np.minimum = each(min); np.sign = each(lambda x: (x > 0) - (x < 0))
sys.modules['numpy'] = np
`;
test('the copied program computes the run', { skip: !python && 'no Python here' }, async () => {
  for (const [method, variants] of Object.entries(methods)) for (const options of [variants[0], variants.at(-1)]) for (const objective of [{ f: 'valley', x: '-5,2' }, { f: 'square', x: '9' }, { f: 'pit' }, { f: 'rosenbrock', 'm.lr': '1e-4', s: 'exponential' }]) {
    const fields = { m: method, 'm.lr': '0.05', n: '12', ...Object.fromEntries(Object.entries(options).map(([key, x]) => [`m.${key}`, x])), ...objective };
    const { setting, run, formula, own } = await work(fields);
    const program = m.toProgram(setting, run, formula, own);
    assert.ok(program, JSON.stringify(fields));
    const out = execFileSync(python, ['-c', standIn + program], { encoding: 'utf8' }).trim().split('\n').map((line) => line.split(' ').map(Number));
    assert.equal(out.length, run.steps);
    for (const [t, ...x] of out) x.forEach((value, i) => {
      const truth = run.x[t * run.dim + i];
      assert.ok(Math.abs(value - truth) <= 1e-9 * Math.max(1, Math.abs(truth)), `${JSON.stringify(fields)} step ${t}: ${value} is not ${truth}\n${program}`);
    });
  }
});

test('LaTeX and Markdown carry every number and no marks of the page', async () => {
  const { setting, run, steps } = await work({ f: 'valley', x: '-5,2', m: 'adam', 'm.lr': '0.2', 'm.eps': '1e-6', n: '30' });
  const exercise = { setting, run, steps: steps.slice(0, 2), f: '0.1x^2 + 2y^2', settings: '', method: 'Adam', say: (key) => key };
  for (const text of [m.toLatex(exercise), m.toMarkdown(exercise)]) {
    assert.doesNotMatch(text, /\\term|undefined|NaN|@[{(*]/);
    for (const wanted of ['-4.8000002', '1.800000025', '-4.600254779', '1.600824506', '57.9169592', '\\hat v_{2,y}', '\\frac{\\partial f}{\\partial x} = 0.2\\,x']) assert.ok(text.includes(wanted), wanted);
    const depth = [...text].reduce((d, c) => { assert.ok(d >= 0); return d + (c === '{' ? 1 : c === '}' ? -1 : 0); }, 0);
    assert.equal(depth, 0);
  }
});
