// The hand calculation of the backpropagation figure against the engine's gradient and against finite differences; its
// state in the address.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createLab } from 'descent-lab';
import { build } from 'vite';
import { findPython } from '../python.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const modules = ['state/url', 'state/backprop-state', 'widgets/backprop/pass', 'widgets/backprop/notation', 'widgets/backprop/stages', 'widgets/backprop/layout', 'widgets/backprop/export'];
let folder, m, lab, presets;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-backprop-'));
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false,
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name.split('/').at(-1), join(root, 'web/src', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.assign({}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name.split('/').at(-1)}.js`)).href)))));
  presets = JSON.parse(await readFile(join(root, 'web/content/backprops.json'), 'utf8'));
  lab = await createLab({ threads: 1, simd: 'baseline' });
});
after(async () => { await lab?.dispose(); await rm(folder, { recursive: true, force: true }); });

let seed = 7;
const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
const pick = (list) => list[Math.floor(random() * list.length)];
const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
const losses = { regression: 'mse', binary: 'binary-cross-entropy', multiclass: 'softmax-cross-entropy' };

/** A random network, sample and parameters that float32 holds exactly. */
function example(task, activation) {
  const hidden = Array.from({ length: Math.floor(random() * 3) }, () => 1 + Math.floor(random() * 4));
  const outputs = task === 'binary' ? 1 : task === 'multiclass' ? 2 + Math.floor(random() * 3) : 1 + Math.floor(random() * 4);
  const layers = [1 + Math.floor(random() * 4), ...hidden, outputs];
  const bytes = Uint8Array.from({ length: layers[0] }, () => Math.floor(random() * 256));
  const label = task === 'binary' ? Math.floor(random() * 2) : Math.floor(random() * (outputs === 1 ? 2 : outputs));
  const target = outputs === 1 ? [label] : Array.from({ length: outputs }, (_, j) => Number(j === label));
  const act = { id: activation.id, ...(activation.params.length && { slope: 0.05 }) };
  const parameters = Array.from({ length: m.parameterCount(layers) }, () => Math.fround(0.9 * normal()));
  return { layers, bytes, label, target, act, parameters, setting: { layers, task, activation: act }, inputs: Array.from(bytes, (b) => b / 255) };
}

test('every activation, every loss, random networks: the engine has the same loss and gradient', async () => {
  for (const task of Object.keys(losses)) for (const activation of lab.catalog.activations) for (let i = 0; i < 6; ++i) {
    const e = example(task, activation);
    const net = await lab.network({ layers: e.layers, activation: e.act, loss: losses[task], batchSize: 1 });
    await net.load({ train: { images: e.bytes, labels: Uint8Array.of(e.label) } });
    await net.setParameters(Float32Array.from(e.parameters));
    const { loss, gradient } = await net.gradient({ samples: Uint32Array.of(0) });
    const hand = m.pass(e.setting, e.parameters, e.inputs, e.target);
    const name = `${task}, ${activation.id}, ${e.layers}`;
    assert.equal(hand.gradient.length, gradient.length);
    assert.ok(Math.abs(hand.loss - loss) <= 1e-5 * Math.max(Math.abs(loss), 1e-2), `${name}: loss ${hand.loss}, ${loss}`);
    // Where softmax is nearly sure, float32 knows ŷ − y to 1e-7 only.
    const largest = Math.max(...gradient.map(Math.abs));
    hand.gradient.forEach((x, k) => assert.ok(Math.abs(x - gradient[k]) <= 1e-5 * Math.max(largest, 1e-2), `${name}, parameter ${k}: ${x}, ${gradient[k]}`));
    await net.dispose();
  }
});

test('every derivative is the limit of its difference quotient', () => {
  let checked = 0;
  for (const task of Object.keys(losses)) for (const activation of lab.catalog.activations) for (let i = 0; i < 6; ++i) {
    const e = example(task, activation), at = (p) => m.pass(e.setting, p, e.inputs, e.target), here = at(e.parameters);
    const largest = Math.max(1e-3, ...here.gradient.map(Math.abs)), h = 1e-5;
    e.parameters.forEach((_, k) => {
      const [low, high] = [-h, h].map((by) => at(e.parameters.map((x, n) => (n === k ? x + by : x))));
      // Across a kink of ReLU there is no derivative to compare with.
      const signs = (p) => p.z.flat().map(Math.sign).join();
      if (activation.id.endsWith('relu') && signs(low) !== signs(high)) return;
      ++checked;
      const quotient = (high.loss - low.loss) / (2 * h);
      assert.ok(Math.abs(quotient - here.gradient[k]) <= 1e-6 * largest, `${task}, ${activation.id}, ${e.layers}, ${k}: ${quotient}, ${here.gradient[k]}`);
    });
  }
  assert.ok(checked > 1000);
});

test('the four equations hold between the numbers that are shown', () => {
  for (const task of Object.keys(losses)) for (const activation of lab.catalog.activations) {
    const e = example(task, activation), p = m.pass(e.setting, e.parameters, e.inputs, e.target), L = e.layers.length;
    const numbers = { pass: p, layers: e.layers, target: e.target, lr: 0.5, after: e.parameters.map((x, i) => x - 0.5 * p.gradient[i]) };
    const shown = new Set();
    // Every line is read as it stands: its forms, with the numbers put in, give the number on its left.
    for (const stage of m.stagesOf({ layers: e.layers, task, activation: activation.id, target: e.target })) for (const line of stage.lines) {
      const wanted = m.valueOf(line.lhs, numbers);
      shown.add(m.keyOf(line.lhs));
      for (const form of line.forms) {
        const source = form.map((token) => (typeof token === 'string' ? token : `(${m.valueOf(token, numbers)})`)).join('')
          .replace(/\\exp/g, 'Math.exp').replace(/\\ln/g, 'Math.log').replace(/\\tfrac\{1\}\{2\}\\,/, '0.5*').replace(/\\cdot/g, '*').replace(/\^2/g, '**2').replaceAll('[', '(').replaceAll(']', ')')
          .replace(/\\sigma\(/g, 'act(').replace(/\\tanh\(|\\mathrm\{\w+\}\(/g, 'act(');
        const output = stage.name === 'output';
        const act = (z) => (output ? 1 / (1 + Math.exp(-z)) : m.activations[activation.id](z, 0.05)[0]);
        // eslint-disable-next-line no-new-func -- the figure's own lines, in a test
        const value = new Function('act', `return ${source}`)(act);
        assert.ok(Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `${task} ${activation.id} ${stage.name} ${m.keyOf(line.lhs)}: ${source} = ${value}, not ${wanted}`);
      }
    }
    const hidden = e.layers.slice(1, -1).reduce((a, b) => a + b, 0), neurons = hidden + e.layers[L - 1];
    // z, a and δ of every neuron, the loss, a ∂ and an update of every parameter
    assert.equal(shown.size, 3 * neurons + 1 + 2 * e.parameters.length);
  }
});

test('parameters and their places', () => {
  const layers = [3, 4, 2];
  for (let i = 0; i < m.parameterCount(layers); ++i) {
    const r = m.parameterAt(layers, i);
    assert.equal(m.place(layers, r.l, r.j, r.k), i);
  }
  assert.throws(() => m.parameterAt(layers, m.parameterCount(layers)), RangeError);
});

test('nothing in the figure overlaps or leaves it, at any width', () => {
  for (const layers of [[2, 3, 2], [4, 4, 3, 3], [4, 4, 4, 4], [1, 1], [3, 1], [2, 2, 2, 1]]) for (const width of [280, 320, 500, 700, 908, 1200]) {
    const place = m.layOut(layers, width);
    const boxes = [...place.neurons.flat(), ...place.biases.flat(), ...place.weights.flat(2), ...place.targets];
    boxes.forEach((a, i) => {
      assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.w <= width && a.y + a.h <= place.height, `${layers} at ${width}: ${JSON.stringify(a)} of ${place.height}`);
      boxes.slice(i + 1).forEach((b) => assert.ok(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, `${layers} at ${width}: ${JSON.stringify([a, b])}`));
    });
  }
});

test('five hundred random states survive the address', () => {
  const { catalog } = lab, bare = presets[0].state;
  for (let i = 0; i < 500; ++i) {
    const task = pick(m.tasks), activation = pick(catalog.activations);
    const state = m.normalise({
      task, layers: Array.from({ length: 2 + Math.floor(random() * 4) }, () => Math.floor(random() * 7)), activation: activation.id,
      activationParams: activation.params.length && random() < 0.5 ? { slope: Number(random().toFixed(3)) } : {}, initializer: pick(catalog.initializers).id, seed: Math.floor(random() * 1e6),
      inputs: Array.from({ length: 4 }, random), target: Array.from({ length: 4 }, () => 3 * normal()), edits: Object.fromEntries(Array.from({ length: 3 }, () => [Math.floor(random() * 40), 9 * normal()])),
      lr: random(), updates: Math.floor(random() * 600), stage: random() < 0.5 ? null : Math.floor(random() * 9), pick: Math.floor(random() * 50), nudge: 0 - Math.floor(random() * 9),
    }, catalog);
    const fragment = m.buildFragment(m.encode(state, bare, catalog));
    assert.deepEqual(m.decode(m.parseFragment(fragment) ?? new Map(), bare, catalog), state, fragment);
  }
  for (const { id, state } of presets) assert.doesNotThrow(() => m.decode(new Map(), state, catalog), id);
});

const python = findPython('numpy');
test('the script for NumPy runs and finds the same numbers', { skip: python === undefined && 'no Python with NumPy here' }, () => {
  for (const task of Object.keys(losses)) for (const activation of lab.catalog.activations) {
    const e = example(task, activation), p = m.pass(e.setting, e.parameters, e.inputs, e.target);
    const script = m.toNumpy({ state: { task, activation: activation.id }, pass: p, layers: e.layers, target: e.target, now: e.parameters, lr: 0.5 }, e.act.slope)
      + 'import json\nprint(json.dumps([float(C), [float(v) for l in range(2, L + 1) for v in [*dW[l].ravel(), *db[l]]]]))\n';
    const [loss, gradient] = JSON.parse(execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim().split('\n').at(-1));
    assert.ok(Math.abs(loss - p.loss) < 1e-9, `${task} ${activation.id}`);
    gradient.forEach((x, i) => assert.ok(Math.abs(x - p.gradient[i]) < 1e-9, `${task} ${activation.id} ${i}`));
  }
});
