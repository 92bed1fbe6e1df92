// The benchmark page: what run.mjs calls, as window.bench. Everything is timed here, on the page, from asking an
// engine to its answer, the same way for all.
import { makeEngine } from './engines.js';
import { plainMap } from './maps.js';

const engines = new Map();
let data;

const timed = async (work) => {
  const start = performance.now();
  const value = await work();
  return { seconds: (performance.now() - start) / 1000, value };
};
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Trains from the start for about `atLeast` seconds, in growing portions: warms the engine up and finds its pace. */
async function pace(engine, key, atLeast) {
  await engine.reset(key);
  let spent = 0;
  for (let steps = 4; ; steps *= 2) {
    const run = await timed(() => engine.train({ key, steps }));
    spent += run.seconds;
    if (spent >= atLeast && run.seconds >= atLeast / 4) return steps / run.seconds;
  }
}

window.bench = {
  /** Fetches the data all engines train on. */
  async load() {
    const job = await (await fetch('../data/job.json')).json();
    const bytes = await (await fetch('../data/job.bin')).arrayBuffer();
    const { samples, layers, offsets } = job;
    data = {
      layers,
      images: new Uint8Array(bytes, offsets.images, samples * layers[0]),
      labels: new Uint8Array(bytes, offsets.labels, samples),
      parameters: new Float32Array(bytes, offsets.parameters),
    };
    return { isolated: crossOriginIsolated, cores: navigator.hardwareConcurrency };
  },

  async open(name, kind, options) {
    const engine = makeEngine(kind, options);
    const info = await engine.open();
    await engine.load(data);
    engines.set(name, engine);
    return info;
  },
  close: async (name) => {
    await engines.get(name).close();
    engines.delete(name);
  },

  prepare: (name, job) => engines.get(name).prepare(job),

  /** Steps a second, roughly, after a warm-up of `atLeast` seconds. */
  pace: (name, key, atLeast) => pace(engines.get(name), key, atLeast),

  /** Trains `steps` steps from the start; `at`: wait for this moment (Date.now()), so that several pages begin together. */
  async time(name, key, steps, at) {
    const engine = engines.get(name);
    await engine.reset(key);
    await pause(at === undefined ? 30 : Math.max(0, at - Date.now()));
    const { seconds: spent, value } = await timed(() => engine.train({ key, steps }));
    return { seconds: spent, loss: value };
  },

  /** The losses of the first steps from the common start. */
  async losses(name, key, steps) {
    const engine = engines.get(name);
    await engine.reset(key);
    return engine.losses({ key, steps });
  },

  /**
   * From nothing to the loss of a first step: loading, compiling, handing over the data. Then some steps, then the heap
   * and, if asked (the browser takes ten seconds for it), the page's memory.
   */
  async firstStep(kind, options, job, whole = false) {
    const engine = makeEngine(kind, options);
    const first = await timed(async () => {
      await engine.open();
      await engine.load(data);
      await engine.prepare(job);
      await engine.train({ key: job.key, steps: 1 });
    });
    await engine.train({ key: job.key, steps: 50 });
    const heap = await engine.heap();
    const memory = whole ? await performance.measureUserAgentSpecificMemory?.().catch(() => undefined) : undefined;
    await engine.close();
    return { seconds: first.seconds, heap, page: memory?.bytes };
  },

  async openMaps(name, options) {
    const engine = makeEngine('descent', options);
    await engine.open();
    engines.set(name, engine);
  },
  /** Seconds of a whole map, and until its first coarse picture. */
  async map(name, request) {
    const { lab } = engines.get(name);
    const start = performance.now();
    let first;
    const { seconds, value } = await timed(() => lab.sweep(request, { onPass: () => { first ??= (performance.now() - start) / 1000; } }));
    engines.get(name).picture = value;
    return { seconds, first };
  },
  /** The same map in plain JavaScript, with the numbers the lab's rows give, and the share of pixels that agree. */
  async plainMap(name, request) {
    const { lab, picture } = engines.get(name);
    const row = lab.catalog.optimizers.find(({ id }) => id === request.optimizer.id);
    const defaults = Object.fromEntries(row.params.map(({ key, default: value }) => [key, value]));
    const { minima, within } = picture;
    const job = {
      ...defaults, ...request.optimizer, width: request.width, height: request.height, steps: request.steps, minima, within,
      lo: [request.x.lo, request.y.lo], hi: [request.x.hi, request.y.hi],
    };
    const { seconds, value } = await timed(async () => plainMap(job));
    return { seconds, same: value.reduce((sum, k, i) => sum + (k === picture.minimum[i]), 0) / value.length };
  },

  /** Creates, trains and disposes of `count` networks one after another; the module's memory after each. */
  async manyNetworks(options, job, count) {
    const engine = makeEngine('descent', options);
    await engine.open();
    await engine.load(data);
    const heaps = [];
    for (let i = 0; i < count; ++i) {
      const network = await engine.network(job, 1000);
      await network.train({ steps: 10 });
      await network.dispose();
      heaps.push(await engine.heap());
    }
    await engine.close();
    return heaps;
  },

  /** Trains on real Fashion-MNIST for `epochs` epochs, evaluates on the test set; data already fetched and unpacked. */
  async epochs(options, job, epochs) {
    const engine = makeEngine('descent', options);
    await engine.open();
    const { lab } = engine;
    const read = async (file) => {
      const packed = await (await fetch(`/dist/data/fashion-mnist/${file}-ubyte.gz`)).arrayBuffer();
      return (await lab.parseIdx(new Uint8Array(packed))).bytes;
    };
    const train = { images: await read('train-images-idx3'), labels: await read('train-labels-idx1') };
    const test = { images: await read('t10k-images-idx3'), labels: await read('t10k-labels-idx1') };
    const steps = epochs * Math.ceil(train.labels.length / job.batch);
    const run = await timed(async () => {
      const network = await lab.network({
        layers: data.layers, activation: 'relu', loss: 'softmax-cross-entropy',
        optimizer: { id: job.optimizer, lr: job.lr }, batchSize: job.batch,
      });
      await network.load({ train, test });
      const { epoch } = await network.train({ steps });
      const { accuracy } = await network.evaluate('test');
      return { epoch, accuracy };
    });
    await engine.close();
    return { seconds: run.seconds, ...run.value };
  },
};
