// jax-js on its WebAssembly device: the whole step (gradient and update) under jit. The batches are ready arrays,
// so that nothing but training is timed. Arrays are owned: passing one gives it away, `.ref` keeps it.
import './heap.js';
import { answer, floatBatches, unpackLayers } from './serve-worker.js';

const jobs = new Map();
let jax;
let np;
let data;
let waits;

function cost(layers, x, y) {
  let a = x;
  layers.forEach(({ w, b }, l) => {
    a = np.matmul(a, w).add(b);
    if (l + 1 < layers.length) a = jax.nn.relu(a);
  });
  const batch = y.shape[0];
  return y.mul(jax.nn.logSoftmax(a)).sum().mul(-1 / batch);
}

/** Applies f to the w and b of every layer of the given trees side by side. */
const zip = (f, ...trees) =>
  trees[0].map((_, l) => ({ w: f(...trees.map((t) => t[l].w)), b: f(...trees.map((t) => t[l].b)) }));

function makeStep(kind, lr) {
  const differentiated = jax.valueAndGrad(cost);
  if (kind !== 'adam') {
    return jax.jit(({ layers }, x, y) => {
      const [loss, gradient] = differentiated(jax.tree.ref(layers), x, y);
      return [{ layers: zip((p, g) => p.sub(g.mul(lr)), layers, gradient) }, loss];
    });
  }
  const [beta1, beta2, eps] = [0.9, 0.999, 1e-8];
  return jax.jit(({ layers, m, v, power1, power2 }, x, y) => {
    const [loss, gradient] = differentiated(jax.tree.ref(layers), x, y);
    const [left1, left2] = [power1.mul(beta1), power2.mul(beta2)];
    const m1 = zip((a, g) => a.mul(beta1).add(g.ref.mul(1 - beta1)), m, jax.tree.ref(gradient));
    const v1 = zip((a, g) => a.mul(beta2).add(np.square(g).mul(1 - beta2)), v, gradient);
    const [c1, c2] = [np.subtract(1, left1.ref), np.subtract(1, left2.ref)];
    const moved = zip(
      (p, a, b) => p.sub(a.div(c1.ref).mul(lr).div(np.sqrt(b.div(c2.ref)).add(eps))),
      layers, jax.tree.ref(m1), jax.tree.ref(v1),
    );
    c1.dispose();
    c2.dispose();
    return [{ layers: moved, m: m1, v: v1, power1: left1, power2: left2 }, loss];
  });
}

function startState(kind) {
  const layers = unpackLayers(data).map(({ w, b, inputs, outputs }) => ({
    w: np.array(w).reshape([inputs, outputs]),
    b: np.array(b),
  }));
  if (kind !== 'adam') return { layers };
  const zeros = () => zip((p) => np.zeros(p.shape), layers);
  return { layers, m: zeros(), v: zeros(), power1: np.array(1), power2: np.array(1) };
}

function takeStep(job) {
  const { x, y } = job.batches[job.at++ % job.batches.length];
  const [state, loss] = job.step(job.state, x.ref, y.ref);
  job.state = state;
  return loss;
}

answer({
  async open({ threads, wait = true }) {
    waits = wait;
    // Without shared memory, as on a page without isolation headers, jax-js keeps to one thread; it offers no setting.
    if (threads === 1) delete self.SharedArrayBuffer;
    const { blockUntilReady, defaultDevice, init, jit, nn, numpy, tree, valueAndGrad } = await import('@jax-js/jax');
    jax = { blockUntilReady, defaultDevice, init, jit, nn, tree, valueAndGrad };
    np = numpy;
    await jax.init('wasm');
    jax.defaultDevice('wasm');
    return {};
  },
  load(given) {
    data = given;
  },
  prepare({ key, batch, optimizer, lr }) {
    const batches = [...floatBatches(data, batch)].map(({ x, y }) => ({
      x: np.array(x).reshape([batch, data.layers[0]]),
      y: np.array(y).reshape([batch, data.layers.at(-1)]),
    }));
    jobs.set(key, { batches, step: makeStep(optimizer, lr), state: startState(optimizer), kind: optimizer, at: 0 });
  },
  reset(key) {
    const job = jobs.get(key);
    jax.tree.dispose(job.state);
    job.state = startState(job.kind);
    job.at = 0;
  },
  async train({ key, steps }) {
    const job = jobs.get(key);
    let loss;
    for (let i = 0; i < steps; ++i) {
      loss?.dispose();
      loss = takeStep(job);
      // As its documentation advises; without it the steps pile up, and take ten times the memory and twice the time.
      if (waits) await jax.blockUntilReady(job.state);
    }
    const [value] = await loss.data();
    return value;
  },
  async losses({ key, steps }) {
    const values = [];
    for (let i = 0; i < steps; ++i) values.push(await this.train({ key, steps: 1 }));
    return values;
  },
});
