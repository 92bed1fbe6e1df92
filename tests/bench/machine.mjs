// The machine: what kind it is, how busy it is, and what of the benchmark's needs it has.

import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError, capture, root, run, say } from '../../wasm/toolchain/system.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const topic = 'bench';

/** Kind of machine and versions, for the report; nothing that names the machine itself. */
export function describe() {
  const all = cpus();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const commit = capture('git', ['rev-parse', '--short=10', 'HEAD'], { cwd: root });
  const changed = capture('git', ['status', '--porcelain', '--', 'core', 'wasm', 'web', 'CMakeLists.txt'], { cwd: root });
  const os = existsSync('/etc/os-release') ? /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] : undefined;
  return {
    date: new Date().toISOString().slice(0, 10),
    lab: version + (commit.code === 0 ? ` (${commit.stdout.trim()}${changed.stdout.trim() ? ', with changes' : ''})` : ''),
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: os ?? process.platform,
    node: process.version,
  };
}

/** The load average of the last minute. */
export const load = () => loadavg()[0];

/** Waits until the machine is idle enough to measure; resolves to whether it became so. */
export async function waitUntilIdle(limit, minutes) {
  const end = Date.now() + minutes * 60_000;
  for (let told = 0; load() >= limit; ++told) {
    if (Date.now() >= end) return false;
    if (told % 12 === 0) say(topic, `the load is ${load().toFixed(2)}; waiting for less than ${limit}, ${minutes} minutes at most`);
    await new Promise((resolve) => setTimeout(resolve, 5000));
  }
  return true;
}

const installed = () => {
  try {
    const read = (file) => JSON.parse(readFileSync(join(here, file), 'utf8')).packages;
    const [wanted, present] = [read('package-lock.json'), read('node_modules/.package-lock.json')];
    return Object.entries(wanted).every(([path, { integrity, optional, peer }]) =>
      path === '' || optional || peer || present[path]?.integrity === integrity);
  } catch {
    return false;
  }
};

/** The libraries to compare with, installed into tests/bench/node_modules when they are not; their versions, or undefined. */
export async function ensureOthers() {
  if (!installed()) {
    say(topic, 'npm ci in tests/bench: fetching TensorFlow.js and jax-js');
    try {
      await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: here, quiet: true });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return undefined;
    }
  }
  const version = (name) => JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'), 'utf8')).version;
  return { tfjs: version('@tensorflow/tfjs-backend-wasm'), jax: version('@jax-js/jax') };
}

export const othersMissing =
  'TensorFlow.js and jax-js could not be installed, so the lab is not compared with them. To get them: npm ci --prefix tests/bench';

/** Whether the native benchmark can be compiled; otherwise why not. */
export function nativeMissing() {
  const header = (name) => ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, name)));
  if (!header('benchmark/benchmark.h')) return 'Google Benchmark is missing. On Debian: apt-get install libbenchmark-dev';
  if (capture('cmake', ['--version']).code !== 0) return 'CMake is missing. On Debian: apt-get install cmake ninja-build g++';
  return undefined;
}
