// The lectures' case studies, trained by the package in Node and by native PyTorch on the same data: run by hand.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createLab } from '../../dist/lib/index.js';
import { UserError, capture, cli, root, say, since } from '../../wasm/toolchain/system.mjs';
import '../node/bundles.mjs'; // relaxed SIMD is behind a flag in Node 20
import { complete } from '../oracle/networks_job.mjs';
import { fashionMissing, haveFashion } from './extras.mjs';
import { findTorch, torchMissing } from './pytorch.mjs';
import { document, summary } from './case-studies-report.mjs';

const usage = `node tests/bench/case-studies.mjs [options]

Trains each network of the case studies with each method and seed, with the package and with PyTorch, and writes
docs/case-studies.md when nothing is missing. What has been trained is kept in build/case-studies, so that the work
may be done in pieces; --fresh forgets it.

  --quick       a check that it works: one epoch of the quick subset, one seed; nothing is kept or written
  --minutes M   stop after so many minutes; the next call goes on
  --engine E    train with this engine only: lab or torch
  --fresh       forget what has been trained
  --help
`;

const data = join(root, 'dist/data/fashion-mnist');
const kept = join(root, 'build/case-studies');
const report = join(root, 'docs/case-studies.md');

/** Parameters that are not given are the catalogue's; eps is outside the root where PyTorch has no other place for it. */
const studies = [
  {
    id: 'case-1', title: 'Case study 1: Fashion-MNIST, two hidden layers of 128, ReLU', layers: [784, 128, 128, 10], activation: 'relu',
    within: 0.01,
    methods: [{ id: 'gd', lr: 0.1 }, { id: 'adagrad', lr: 0.01 }, { id: 'adam', lr: 0.001 }, { id: 'adamw', lr: 0.001, weightDecay: 0.01 }],
  },
  {
    id: 'vanishing', title: 'The vanishing gradient: Fashion-MNIST, five hidden layers of 128, sigmoid', layers: [784, 128, 128, 128, 128, 128, 10],
    activation: 'sigmoid', guess: 0.1,
    methods: [
      { id: 'gd', lr: 0.01, stands: true }, { id: 'momentum', lr: 0.01, momentum: 0.9, stands: true },
      { id: 'rmsprop', lr: 0.01, rho: 0.9, epsPlace: 'outside' }, { id: 'adam', lr: 0.01 },
    ],
  },
];
const settings = { full: { epochs: 10, seeds: [0, 1, 2], prefix: '' }, quick: { epochs: 1, seeds: [0], prefix: 'quick-' } };
const batch = 128;

function read(given) {
  const options = { minutes: Infinity };
  while (given.length > 0) {
    const word = given.shift();
    if (word === '--help') options.help = true;
    else if (word === '--quick') options.quick = true;
    else if (word === '--fresh') options.fresh = true;
    else if (word === '--engine' && ['lab', 'torch'].includes(given[0])) options.engine = given.shift();
    else if (word === '--minutes' && Number(given[0]) > 0) options.minutes = Number(given.shift());
    else throw new UserError(`What is "${word}"?\n\n${usage}`);
  }
  return options;
}

/** The package in Node: { about, accuracy(job), close() }. */
async function openLab(prefix) {
  const lab = await createLab({ threads: 1 });
  const idx = async (name) => (await lab.parseIdx(new Uint8Array(readFileSync(join(data, `${prefix}${name}-ubyte.gz`))))).bytes;
  const set = async (which) => ({ images: await idx(`${which}-images-idx3`), labels: await idx(`${which}-labels-idx1`) });
  const sets = { train: await set('train'), test: await set('t10k') };
  return {
    about: `${lab.info.version}, ${lab.info.simd} SIMD`,
    catalog: lab.catalog,
    async accuracy({ layers, activation, optimizer, seed, epochs }) {
      const network = await lab.network({ layers, activation, loss: 'softmax-cross-entropy', initializer: 'pytorch-default', optimizer, batchSize: batch, seed });
      await network.load(sets);
      const { status, message } = await network.train({ steps: epochs * Math.ceil(sets.train.labels.length / batch) });
      if (status !== 'ok') throw new Error(`${optimizer.id} ${status}: ${message}`);
      const { accuracy } = await network.evaluate('test');
      await network.dispose();
      return accuracy;
    },
    close: () => lab.dispose(),
  };
}

/** PyTorch in a process of its own, with the same face. */
async function openTorch(prefix) {
  const python = findTorch();
  if (!python) throw new UserError(torchMissing);
  const script = join(dirname(fileURLToPath(import.meta.url)), 'case-studies.py');
  const child = spawn(python, [script, data, prefix], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('case-studies.py ended');
    return JSON.parse(value);
  };
  const { torch } = await answer();
  return {
    about: torch,
    async accuracy(job) {
      child.stdin.write(`${JSON.stringify({ ...job, batch })}\n`);
      return (await answer()).accuracy;
    },
    close: () => child.stdin.end(),
  };
}

await cli(async () => {
  const options = read(process.argv.slice(2));
  if (options.help) return void process.stdout.write(usage);
  if (!haveFashion()) throw new UserError(fashionMissing);
  const { epochs, seeds, prefix } = options.quick ? settings.quick : settings.full;
  const end = Date.now() + options.minutes * 60_000;
  if (options.fresh) rmSync(kept, { recursive: true, force: true });

  const lab = await openLab(prefix), torch = await openTorch(prefix);
  const engines = { lab, torch };
  // A kept result counts only for the engine that made it.
  const fileOf = (name, job) => join(kept, `${createHash('sha256').update(JSON.stringify([name, engines[name].about, job])).digest('hex').slice(0, 20)}.json`);
  const results = new Map();
  const resultOf = (name, job) => {
    const file = fileOf(name, job);
    if (!results.has(file) && !options.quick && existsSync(file)) results.set(file, JSON.parse(readFileSync(file, 'utf8')).accuracy);
    return results.get(file);
  };
  const spelled = studies.map((study) => ({
    ...study,
    methods: study.methods.map(({ stands = false, ...method }) => ({ stands, given: method, optimizer: complete(lab.catalog, method) })),
  }));
  const jobOf = ({ layers, activation }, { optimizer }, seed) => ({ layers, activation, optimizer, seed, epochs });
  const jobs = spelled.flatMap((study) => seeds.flatMap((seed) => study.methods.flatMap((method) =>
    Object.keys(engines).map((name) => ({ name, study, method, seed, job: jobOf(study, method, seed) })))));
  const missing = jobs.filter(({ name, job }) => resultOf(name, job) === undefined && (options.engine ?? name) === name);
  say('case-studies', `${missing.length} of ${jobs.length} runs to train`);
  for (const { name, study, method, seed, job } of missing) {
    if (Date.now() > end) break;
    const start = performance.now();
    const accuracy = await engines[name].accuracy(job);
    results.set(fileOf(name, job), accuracy);
    say('case-studies', `${study.id}, ${method.optimizer.id}, seed ${seed}, ${name}: ${(100 * accuracy).toFixed(2)} % in ${since(start)}`);
    if (!options.quick) {
      mkdirSync(kept, { recursive: true });
      writeFileSync(fileOf(name, job), JSON.stringify({ engine: name, about: engines[name].about, ...job, accuracy }));
    }
  }
  lab.close();
  torch.close();
  const left = jobs.filter(({ name, job }) => resultOf(name, job) === undefined).length;
  if (left > 0) return say('case-studies', `${left} runs are left: call again`);

  const outcome = spelled.map((study) => ({
    ...study,
    rows: study.methods.map((method) => {
      const of = (name) => seeds.map((seed) => resultOf(name, jobOf(study, method, seed)));
      return { ...method, lab: of('lab'), torch: of('torch') };
    }),
  }));
  const facts = {
    outcome, epochs, seeds, batch, catalog: lab.catalog, lab: lab.about, torch: torch.about, node: process.version,
    date: new Date().toISOString().slice(0, 10), commit: capture('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: root }).stdout.trim(),
  };
  const { text, problems } = summary(facts);
  process.stdout.write(text);
  if (options.quick) return;
  mkdirSync(dirname(report), { recursive: true });
  writeFileSync(report, document(facts));
  say('case-studies', `wrote ${report}`);
  if (problems.length > 0) throw new UserError(problems.join('\n'));
});
