// The engines of the benchmark behind one interface:
//   open(), load(data), prepare(job), reset(key), train({ key, steps }) -> loss of the last step,
//   losses({ key, steps }) -> loss of every step, heap() -> bytes, close().
// A job is { key, batch, optimizer, lr }; every engine starts it from the same weights and visits the samples in order.

let lastHeap = 0;
const here = import.meta.url; // by another name, so that the bundler leaves the addresses below alone

/** Asks a worker's heap.js how much memory its WebAssembly modules hold, in bytes. */
function askHeap(name) {
  const channel = new BroadcastChannel(name);
  return new Promise((resolve) => {
    const later = setTimeout(() => resolve(undefined), 2000); // a worker without modules has nobody to answer
    channel.onmessage = ({ data }) => {
      if (!data.bytes) return;
      clearTimeout(later);
      resolve(data.bytes);
    };
    channel.postMessage('how large?');
  }).finally(() => channel.close());
}

/** An engine that lives in a worker of the benchmark's own (tfjs.js, jax.js). */
class InWorker {
  constructor(file, options) {
    this.options = options;
    this.heapName = `heap-${++lastHeap}-${Math.random()}`;
    // Not in the address: the chunks import the worker's file by its plain address, and another would run it twice.
    this.worker = new Worker(new URL(file, here), { type: 'module', name: this.heapName });
    this.waiting = new Map();
    this.lastId = 0;
    this.worker.onmessage = ({ data: { id, result, error } }) => {
      const { resolve, reject } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    };
    this.worker.onerror = (event) => {
      for (const { reject } of this.waiting.values()) reject(new Error(event.message ?? `${file} could not be loaded`));
    };
  }
  call(method, args) {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ id, method, args });
    });
  }
  open() {
    return this.call('open', this.options);
  }
  load(data) {
    return this.call('load', data);
  }
  prepare(job) {
    return this.call('prepare', job);
  }
  reset(key) {
    return this.call('reset', key);
  }
  train(request) {
    return this.call('train', request);
  }
  losses(request) {
    return this.call('losses', request);
  }
  heap() {
    return askHeap(this.heapName);
  }
  close() {
    this.worker.terminate();
  }
}

/** The lab, through the package as it is published. */
class Descent {
  constructor(options) {
    this.options = options;
    this.jobs = new Map();
  }
  async open() {
    const { createLab } = await import(/* @vite-ignore */ new URL('/dist/lib/index.js', location.href).href);
    // The lab makes its worker itself; for the heap's sake heap.js goes in front of it, and nothing else changes.
    this.heapName = `heap-${++lastHeap}-${Math.random()}`;
    const { Worker } = globalThis;
    const heap = new URL(`heap.js?heap=${this.heapName}`, here).href;
    globalThis.Worker = class extends Worker {
      constructor(url, settings) {
        const text = `import ${JSON.stringify(heap)};\nimport ${JSON.stringify(String(url))};\n`;
        super(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })), settings);
      }
    };
    try {
      this.lab = await createLab(this.options);
    } finally {
      globalThis.Worker = Worker;
    }
    return this.lab.info;
  }
  load(data) {
    this.data = data;
  }
  async network(job, samples) {
    const network = await this.lab.network({
      layers: this.data.layers, activation: 'relu', loss: 'softmax-cross-entropy',
      optimizer: { id: job.optimizer === 'sgd' ? 'gd' : job.optimizer, lr: job.lr }, batchSize: job.batch,
    });
    const { images, labels } = this.data;
    const count = samples ?? labels.length;
    await network.load({
      train: { images: images.slice(0, count * this.data.layers[0]), labels: labels.slice(0, count) },
    });
    return network;
  }
  async prepare(job) {
    this.jobs.set(job.key, { ...job, network: await this.network(job) });
    await this.reset(job.key);
  }
  async reset(key) {
    const job = this.jobs.get(key);
    await job.network.reset(); // step 0 and a fresh optimizer
    await job.network.setParameters(this.data.parameters);
    job.at = 0;
  }
  /** The samples of the next steps, in their own order, round and round. */
  order(job, steps) {
    const count = this.data.labels.length;
    const perRound = Math.floor(count / job.batch);
    const order = new Uint32Array(steps * job.batch);
    for (let s = 0, to = 0; s < steps; ++s, ++job.at) {
      const first = (job.at % perRound) * job.batch;
      for (let i = 0; i < job.batch; ++i) order[to++] = first + i;
    }
    return order;
  }
  async losses({ key, steps }) {
    const job = this.jobs.get(key);
    const { loss, status, message } = await job.network.train({ steps, order: this.order(job, steps) });
    if (status !== 'ok') throw new Error(`the lab's run ended: ${message}`);
    return Array.from(loss);
  }
  async train(request) {
    return (await this.losses(request)).at(-1);
  }
  heap() {
    return askHeap(this.heapName);
  }
  close() {
    return this.lab.dispose();
  }
}

/** `kind`: 'descent', 'tfjs' or 'jax'; `options`: { simd, threads } as createLab takes them (`simd` for the lab alone). */
export function makeEngine(kind, options) {
  return kind === 'descent' ? new Descent(options) : new InWorker(`./${kind}.js`, options);
}
