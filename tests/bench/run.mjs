// `npm run bench`: how fast the lab is, beside whom, in one run.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { UserError, cli, root, say, since } from '../../wasm/toolchain/system.mjs';
import { prepareData } from '../../web/tools/data.mjs';
import { findChromium } from '../../web/tools/setup.mjs';
import { build } from '../../web/tools/steps.mjs';
import { buildPage, launch } from './browser.mjs';
import { compare, lossProblems, rows } from './compare.mjs';
import { writeData } from './data.mjs';
import { fashionMissing, haveFashion, measureEpochs, measureNetworks, measureStart } from './extras.mjs';
import { describe, ensureOthers, load, nativeMissing, othersMissing, waitUntilIdle } from './machine.mjs';
import { measureMaps } from './maps.mjs';
import { buildNative, measureNative } from './native.mjs';
import { Torch, findTorch, slowBlas, torchMissing, torchVersion } from './pytorch.mjs';
import { document, sections } from './report.mjs';
import { smoke } from './smoke.mjs';
import { measureThreads } from './threads.mjs';

const usage = `npm run bench -- [part] [options]

  (no part)     everything; writes docs/benchmarks.md when the machine was idle
  browser       in Chromium: beside TensorFlow.js and jax-js, threads, sizes, memory, first step
  pytorch       beside native PyTorch, one thread
  epochs        ten epochs of Fashion-MNIST, beside native PyTorch
  native        kernels against Eigen, optimizers against memory (Google Benchmark)

  --smoke       a short check that the benchmark works; part of npm test
  --reps N      repetitions (default 5)
  --seconds S   how long each repetition of each engine trains (default 0.6)
  --wait M      minutes to wait for the load to fall below 1 (default 10)
  --busy        measure although the machine is busy; docs/benchmarks.md is left alone then
  --no-build    measure dist/ as it is, without looking whether it is up to date
  --help

Results also go to build/bench/results.json. CHROMIUM and PYTHON name other programs than those found.
`;
const parts = ['browser', 'pytorch', 'epochs', 'native'];
const idle = 1;
const documentFile = join(root, 'docs', 'benchmarks.md');

function read(given) {
  const options = { parts: [], reps: 5, seconds: 0.6, wait: 10, build: true };
  const number = (name) => {
    const value = Number(given.shift());
    if (!(value > 0)) throw new UserError(`${name} takes a positive number.\n\n${usage}`);
    return value;
  };
  while (given.length > 0) {
    const word = given.shift();
    if (word === '--help') options.help = true;
    else if (word === '--smoke') options.smoke = true;
    else if (word === '--busy') options.busy = true;
    else if (word === '--no-build') options.build = false;
    else if (word === '--reps') options.reps = Math.ceil(number(word));
    else if (word === '--seconds') options.seconds = number(word);
    else if (word === '--wait') options.wait = number(word);
    else if (parts.includes(word)) options.parts.push(word);
    else throw new UserError(`What is "${word}"?\n\n${usage}`);
  }
  options.all = options.parts.length === 0;
  if (options.all) options.parts = parts;
  return options;
}

/** What of the optional things is here; what is not is said, and noted for the report. */
async function lookAround({ wants }) {
  const missing = [];
  const without = (sentence) => {
    missing.push(sentence);
    say('bench', sentence);
  };
  const others = wants.browser ? await ensureOthers() : undefined;
  if (wants.browser && !others) without(othersMissing);
  const torch = (wants.pytorch || wants.epochs) && Boolean(findTorch());
  if ((wants.pytorch || wants.epochs) && !torch) without(torchMissing);
  if (torch && torchVersion().includes('reference')) without(slowBlas);
  const native = wants.native && nativeMissing();
  if (native) without(native);
  const threads = existsSync(join(root, 'dist/lib/descent-networks-relaxed-mt.mjs'));
  if ((wants.browser || wants.epochs) && !threads) without('dist/lib has no threaded bundles, so threads are not measured; npm run build makes them.');
  return { others, torch, native: wants.native && !native, cores: threads ? cpus().length : 1, missing, without };
}

/** Opens the engine of each row, on one page or PyTorch in a process of its own, and compares them. */
async function seatAndCompare(browser, wanted, options) {
  const page = await browser.open();
  const seats = wanted.map((row) => ({
    ...row,
    engine: row.kind === 'torch' ? new Torch(row.options.threads) : page.engine(`${row.name} ${row.group}`, row.kind, row.options),
  }));
  try {
    for (const { engine } of seats) await engine.open();
    await compare(seats, options);
  } finally {
    seats.filter(({ kind }) => kind === 'torch').forEach(({ engine }) => engine.close());
  }
  await page.close();
  return seats.map(({ engine: _, ...kept }) => kept);
}

/** What is measured so far is kept: the rest may take long, and be cut short. */
function keep(results) {
  mkdirSync(join(root, 'build', 'bench'), { recursive: true });
  writeFileSync(join(root, 'build', 'bench', 'results.json'), `${JSON.stringify(results, null, 2)}\n`);
}

async function measureInBrowser(wants, around, { reps, seconds }, results) {
  const { cores, others, torch, without } = around;
  const browser = await launch();
  results.versions.push(`Chromium ${browser.version}`);
  try {
    if (wants.browser || (wants.pytorch && torch)) {
      const wanted = rows({ cores, others, torch: torch && wants.pytorch, browser: wants.browser });
      results.seats = await seatAndCompare(browser, wanted, { reps, seconds });
      results.losses = lossProblems(results.seats);
      if (wants.browser) {
        results.threads = await measureThreads(browser, { cores, reps, seconds });
        results.start = await measureStart(browser, wanted, { reps });
        results.networks = await measureNetworks(browser);
        results.maps = await measureMaps(browser, { cores, reps });
      }
      keep(results);
    }
    if (wants.epochs) {
      if (haveFashion()) results.epochs = await measureEpochs(browser, { cores, torch, reps });
      else without(fashionMissing);
    }
  } finally {
    await browser.close();
  }
}

async function main() {
  const options = read(process.argv.slice(2));
  if (options.help) return void process.stdout.write(usage);
  if (options.build) await build('lib');
  if (options.smoke) {
    if (!(await smoke())) process.exitCode = 1;
    return;
  }
  const start = performance.now();
  const wants = Object.fromEntries(parts.map((part) => [part, options.parts.includes(part)]));
  const inBrowser = wants.browser || wants.pytorch || wants.epochs;
  if (inBrowser && !findChromium()) throw new UserError('Chromium is missing. On Debian: apt-get install chromium; elsewhere set CHROMIUM to its path.');

  // Everything that works the machine comes before the wait for it to be idle.
  const around = await lookAround({ wants });
  writeData();
  if (wants.epochs && options.build) await prepareData();
  if (inBrowser) await buildPage(around.others ? ['tfjs', 'jax'] : []);
  if (around.native) await buildNative();
  const becameIdle = options.busy ? load() < idle : await waitUntilIdle(idle, options.wait);
  if (!becameIdle && !options.busy) {
    throw new UserError(`The machine is still busy (load ${load().toFixed(2)}); nothing was measured. --busy measures all the same.`);
  }

  const results = { machine: describe(), reps: options.reps, loadBefore: load(), missing: around.missing, versions: [`Node ${process.version}`] };
  if (around.others) results.versions.push(`TensorFlow.js ${around.others.tfjs}`, `jax-js ${around.others.jax}`);
  if (around.torch) results.versions.push(`PyTorch ${torchVersion()}`);
  if (around.native) results.native = measureNative(options);
  if (inBrowser) await measureInBrowser(wants, around, options, results);
  keep(results);
  process.stdout.write(`${sections(results)}\n`);
  say('bench', `done after ${since(start)}; the load was ${results.loadBefore.toFixed(2)} at the start and is ${load().toFixed(2)}`);
  if (results.losses?.length > 0) process.exitCode = 1;
  if (!options.all) return;
  if (!becameIdle) return void say('bench', 'the machine was busy: docs/benchmarks.md is left as it is');
  mkdirSync(join(root, 'docs'), { recursive: true });
  writeFileSync(documentFile, document(results));
  say('bench', 'wrote docs/benchmarks.md');
}

await cli(main);
