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
  const modules = ['state/format', 'state/function-state', 'widgets/worked/formula', 'widgets/worked/print', 'widgets/worked/derivative', 'widgets/worked/steps'];
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
  return { state, run, setting, formula, steps: Array.from({ length: run.steps }, (_, i) => m.workedStep(setting, run, i + 1, formula, own)) };
}
export const show = ({ steps, setting }, t = 1) => steps[t - 1].lines.map((l) => `${l.target} | ${l.law} | ${l.rows.map((r) => `${r.lhs} = ${m.substituted(r, setting, 8, false)} = ${r.value}`).join(' ; ')}`).join('\n');

test('probe', async () => {
  for (const fields of [{ f: 'valley', m: 'adam', 'm.lr': '0.2', 'm.eps': '1e-6', n: '3' }, { f: 'pit', m: 'nesterov', n: '2' }, { f: 'composite', m: 'adamw', n: '2' }, { f: 'rosenbrock', m: 'adabelief', n: '2' },{ f: '', e:'x^2*sin(3*y)+exp(-x)', x:'1,2', m: 'lion', n: '2' }]) {
    const w = await work(fields);
    console.log(show(w, 2), w.steps.map((s) => s.complete));
  }
  for (const row of lab.catalog.objectives.filter((r) => r.dimension <= 2)) {
    const w = await work({ f: row.id, m: 'gd', 'm.lr': '1e-4', n: '1' });
    console.log(row.id, w.steps[0]?.lines[0].rows.map((r) => r.general ?? '--').join('   '));
  }
});
