// Makes the machine ready: Node, Debian packages, npm packages. What is there already, in whatever
// way, is used; only what is missing is installed, and only where that is allowed.
//
//   node web/tools/setup.mjs [start|test]
//
// `start` is what building and serving the lab needs, `test` adds what its tests need. Emscripten is
// looked after by wasm/toolchain/ensure.mjs.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../../wasm/toolchain/apt.mjs';
import { findEigen } from '../../wasm/toolchain/eigen.mjs';
import { ensureEmscripten } from '../../wasm/toolchain/ensure.mjs';
import {
  UserError,
  capture,
  cli,
  compareVersions,
  isMain,
  root,
  run,
  say,
  sha256,
  since,
  which,
} from '../../wasm/toolchain/system.mjs';

const topic = 'setup';
const oldestNode = '20';
const oldestCmake = '3.25';

/** The browser for the tests: CHROMIUM, or Chromium or Chrome on PATH. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new UserError(`CHROMIUM is ${named}, and there is no such file.`);
  }
  return ['chromium', 'chromium-browser', 'google-chrome'].map((name) => which(name)).find(Boolean);
}

/** The second browser for the tests: FIREFOX, or Firefox on PATH. */
export function findFirefox() {
  const named = process.env.FIREFOX;
  if (named && !existsSync(named)) throw new UserError(`FIREFOX is ${named}, and there is no such file.`);
  return named || ['firefox-esr', 'firefox'].map((name) => which(name)).find(Boolean);
}

/** clang-format, preferring the version whose taste the sources follow (layout differs by version). */
export function findClangFormat() {
  return which('clang-format-14') ?? which('clang-format');
}

function goodCmake() {
  const cmake = which('cmake');
  return cmake && compareVersions(capture(cmake, ['--version']).stdout, oldestCmake) >= 0;
}

const header = (name) =>
  ['/usr/include', '/usr/local/include'].some((folder) => existsSync(join(folder, name)));

/** What each group needs: a test whether it is here, and the Debian packages that bring it. */
const requirements = {
  start: [
    { name: `CMake ${oldestCmake} or newer`, here: goodCmake, packages: ['cmake'] },
    { name: 'Ninja', here: () => which('ninja'), packages: ['ninja-build'] },
    { name: 'Eigen', here: findEigen, packages: ['libeigen3-dev'] },
  ],
  test: [
    { name: 'a C++ compiler', here: () => which('c++') && which('cc'), packages: ['g++', 'gcc', 'libc6-dev'] },
    {
      name: 'GoogleTest, its library and its sources',
      here: () => header('gtest/gtest.h') && existsSync('/usr/src/googletest/CMakeLists.txt'),
      packages: ['libgtest-dev', 'googletest'],
    },
    { name: 'GoogleMock', here: () => header('gmock/gmock.h'), packages: ['libgmock-dev'] },
    { name: 'Chromium', here: findChromium, packages: ['chromium'] },
    { name: 'Firefox', here: findFirefox, packages: ['firefox-esr'] },
    { name: 'clang-format', here: findClangFormat, packages: ['clang-format'] },
  ],
};

/** Refuses a Node that is too old, before anything confusing can happen. */
export function ensureNode() {
  if (compareVersions(process.versions.node, oldestNode) < 0) {
    throw new UserError(`Node ${oldestNode} or newer is needed; this is ${process.version}.`);
  }
}

/** Sees to the programs and libraries of a group ('start' or 'test', which includes 'start'). */
export async function ensureSystem(group) {
  const needed = group === 'test' ? [...requirements.start, ...requirements.test] : requirements.start;
  const missing = needed.filter((one) => !one.here());
  if (missing.length === 0) return;
  const names = missing.map((one) => one.name).join(', ');
  await installPackages(
    missing.flatMap((one) => one.packages),
    { topic, why: `Missing: ${names}` },
  );
  const still = missing.filter((one) => !one.here());
  if (still.length > 0) {
    throw new UserError(
      `Still missing after installing ${still.flatMap((one) => one.packages).join(' ')}: ${still.map((one) => one.name).join(', ')}. Please install it yourself.`,
    );
  }
}

/** True when what npm noted about node_modules is what the lock file asks for. */
function matchesLock() {
  try {
    const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8')).packages;
    const wanted = read('package-lock.json');
    const present = read('node_modules/.package-lock.json');
    return (
      Object.entries(present).every(([path, { integrity }]) => wanted[path]?.integrity === integrity) &&
      Object.entries(wanted).every(
        ([path, { optional, peer }]) => path === '' || optional || peer || path in present,
      )
    );
  } catch {
    return false;
  }
}

/** Runs `npm ci` when node_modules is missing or is not what the lock file asks for. */
export async function ensureNpm() {
  const stamp = join(root, 'node_modules', '.descent-stamp');
  const lock = join(root, 'package-lock.json');
  if (!existsSync(lock)) throw new UserError('package-lock.json is missing; this checkout is not whole.');
  const key = sha256(readFileSync(lock), process.platform, process.arch);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return;
  if (!matchesLock()) {
    const start = performance.now();
    say(topic, 'npm ci: fetching the npm packages');
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, quiet: true });
    say(topic, `npm packages ready after ${since(start)}`);
  }
  writeFileSync(stamp, key);
}

/** Everything a group needs except Emscripten, which is only sought when something is to be compiled. */
export async function setup(group) {
  ensureNode();
  await ensureSystem(group);
  await ensureNpm();
}

async function main() {
  const group = process.argv[2] ?? 'start';
  if (!(group in requirements) || process.argv.length > 3) {
    throw new UserError('node web/tools/setup.mjs [start|test]');
  }
  const start = performance.now();
  await setup(group);
  const { version, where } = await ensureEmscripten();
  say(topic, `ready for "${group}": Node ${process.version}, Emscripten ${version} (${where}) after ${since(start)}`);
}

if (isMain(import.meta.url)) await cli(main);
