// TensorFlow.js on its WebAssembly backend, as its users train: variables, optimizer.minimize. The batches are
// ready tensors, so that nothing but training is timed.
import './heap.js';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import * as tf from '@tensorflow/tfjs-core';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { answer, floatBatches, unpackLayers } from './serve-worker.js';

const jobs = new Map();
let data;

function makeJob({ batch, optimizer, lr }) {
  const layers = unpackLayers(data).map(({ w, b, inputs, outputs }) => ({
    w: tf.variable(tf.tensor2d(w, [inputs, outputs])),
    b: tf.variable(tf.tensor1d(b)),
  }));
  const batches = [...floatBatches(data, batch)].map(({ x, y }) => ({
    x: tf.tensor2d(x, [batch, data.layers[0]]),
    y: tf.tensor2d(y, [batch, data.layers.at(-1)]),
  }));
  return { layers, batches, optimizer: makeOptimizer(optimizer, lr), kind: optimizer, lr, step: 0 };
}

const makeOptimizer = (kind, lr) => (kind === 'adam' ? tf.train.adam(lr, 0.9, 0.999, 1e-8) : tf.train.sgd(lr));

function takeStep(job) {
  const { x, y } = job.batches[job.step++ % job.batches.length];
  const cost = () => {
    let a = x;
    job.layers.forEach(({ w, b }, l) => {
      a = tf.add(tf.matMul(a, w), b);
      if (l + 1 < job.layers.length) a = tf.relu(a);
    });
    return tf.losses.softmaxCrossEntropy(y, a);
  };
  return job.optimizer.minimize(cost, true);
}

answer({
  async open({ threads }) {
    if (threads === 1) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    else if (threads !== 'auto') setThreadsCount(threads);
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': threaded,
    });
    if (!(await tf.setBackend('wasm'))) throw new Error('tfjs has no WebAssembly backend here');
    await tf.ready();
    return { version: tf.version_core };
  },
  load(given) {
    data = given;
  },
  prepare(job) {
    jobs.set(job.key, makeJob(job));
  },
  reset(key) {
    const job = jobs.get(key);
    unpackLayers(data).forEach(({ w, b, inputs, outputs }, l) => {
      tf.tidy(() => {
        job.layers[l].w.assign(tf.tensor2d(w, [inputs, outputs]));
        job.layers[l].b.assign(tf.tensor1d(b));
      });
    });
    job.optimizer.dispose();
    job.optimizer = makeOptimizer(job.kind, job.lr);
    job.step = 0;
  },
  async train({ key, steps }) {
    const job = jobs.get(key);
    let cost;
    for (let i = 0; i < steps; ++i) {
      cost?.dispose();
      cost = takeStep(job);
    }
    const [loss] = await cost.data();
    cost.dispose();
    return loss;
  },
  async losses({ key, steps }) {
    const values = [];
    for (let i = 0; i < steps; ++i) values.push(await this.train({ key, steps: 1 }));
    return values;
  },
});
