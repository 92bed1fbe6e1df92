// Builds the WebAssembly bundles into dist/lib, with an Emscripten found or put together first.
//
//   node wasm/toolchain/build.mjs            the bundles
//   node wasm/toolchain/build.mjs --tests    the core's GoogleTest suite as WebAssembly, run under Node;
//                                            what follows -- goes to it, e.g. -- --gtest_filter=Adam*

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { relaxedSimdOptions } from './check.mjs';
import { findEigen } from './eigen.mjs';
import { ensureEmscripten } from './ensure.mjs';
import { UserError, cli, isMain, readIfThere, root, run, say, sha256, since, which } from './system.mjs';

const topic = 'wasm';

/** The files a complete build leaves in dist/lib. */
export const bundleFiles = ['functions', 'networks-baseline', 'networks-relaxed'].flatMap((name) =>
  ['', '-mt'].flatMap((threads) =>
    ['mjs', 'wasm'].map((kind) => `descent-${name}${threads}.${kind}`),
  ),
);

/** Configures a preset's build tree when it is new, or when the compiler or the settings changed. */
async function configure(preset, emscripten) {
  const folder = join(root, 'build', preset);
  const stamp = join(folder, '.descent-configured');
  const eigen = findEigen();
  // Without GoogleTest's sources the bundles are built all the same.
  const settings = [`-DDESCENT_TESTS=${existsSync('/usr/src/googletest/CMakeLists.txt') ? 'ON' : 'OFF'}`];
  if (eigen) settings.push(`-DDESCENT_EIGEN_DIR=${eigen}`);
  const presets = readFileSync(join(root, 'CMakePresets.json'));
  const key = sha256(emscripten.emcmakeToolchainFile, emscripten.version, presets, settings.join());
  if (readIfThere(stamp) === key && existsSync(join(folder, 'build.ninja'))) return;
  say(topic, `configuring ${preset}`);
  const options = { cwd: root, env: emscripten.env, quiet: true };
  await run('cmake', ['--preset', preset, '--fresh', ...settings], options);
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, key);
}

async function buildTarget(preset, target, emscripten) {
  await configure(preset, emscripten);
  say(topic, `building ${preset}: ${target}`);
  const jobs = String(availableParallelism());
  await run('cmake', ['--build', join('build', preset), '--target', target, '-j', jobs], {
    cwd: root,
    env: emscripten.env,
  });
}

/** The TypeScript declarations that two of the links write, by the module that speaks for its kind. */
const declarationsOf = {
  'descent-functions.mjs': 'web/src/engine/worker/descent-functions.d.ts',
  'descent-networks-baseline.mjs': 'web/src/engine/worker/descent-networks.d.ts',
};
export const declarations = Object.values(declarationsOf);

/**
 * A link leaves more files than the one Ninja knows of. When one of those is gone, the known one is
 * removed, so that it is linked again.
 */
function forgetHalfBundles(folder) {
  for (const module of bundleFiles.filter((name) => name.endsWith('.mjs'))) {
    const whole =
      existsSync(join(folder, module.replace('.mjs', '.wasm'))) &&
      (!declarationsOf[module] || existsSync(join(root, declarationsOf[module])));
    if (!whole) rmSync(join(folder, module), { force: true });
  }
}

/** Removes what builds of other versions left among the bundles: the package is all that is in the folder. */
function removeOthers(folder) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (/^descent-.*\.(mjs|wasm)$/.test(name) && !bundleFiles.includes(name)) rmSync(join(folder, name));
  }
}

/** Builds the bundles and says how large they are. */
export async function buildBundles() {
  const start = performance.now();
  const folder = join(root, 'dist', 'lib');
  const emscripten = await ensureEmscripten();
  if (!which('tsc', emscripten.env.PATH)) {
    throw new UserError('TypeScript is needed to write the declarations of the bindings: run "npm ci" first.');
  }
  removeOthers(folder);
  forgetHalfBundles(folder);
  say(topic, `Emscripten ${emscripten.version} (${emscripten.where})`);
  for (const preset of ['wasm-st', 'wasm-mt']) await buildTarget(preset, 'descent_bundles', emscripten);
  const absent = bundleFiles.filter((name) => !existsSync(join(folder, name)));
  if (absent.length > 0) throw new UserError(`The build did not leave ${absent.join(', ')} in dist/lib.`);
  for (const name of bundleFiles) {
    const bytes = readFileSync(join(folder, name));
    const kib = (size) => `${(size / 1024).toFixed(1)} KiB`;
    const packed = gzipSync(bytes, { level: 9 }).length;
    say(topic, `  ${name.padEnd(34)}${kib(bytes.length).padStart(11)}${kib(packed).padStart(11)} gzipped`);
  }
  say(topic, `bundles ready after ${since(start)}`);
}

function findProgram(folder, stem) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const found = entry.name === 'CMakeFiles' ? undefined : findProgram(path, stem);
      if (found) return found;
    } else if (new RegExp(`^${stem}\\.[cm]?js$`).test(entry.name)) {
      return path;
    }
  }
  return undefined;
}

/** Builds the core's tests as WebAssembly and runs them under Node; resolves to the exit code. */
export async function runCoreTests(testArguments = []) {
  const emscripten = await ensureEmscripten();
  await buildTarget('wasm-st', 'core_tests', emscripten);
  const program = findProgram(join(root, 'build', 'wasm-st'), 'core_tests');
  if (!program) throw new UserError('The build left no core_tests program in build/wasm-st.');
  say(topic, `running ${relative(root, program)} under Node ${process.version}`);
  const options = [...relaxedSimdOptions(), program, ...testArguments];
  const done = spawnSync(process.execPath, options, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  return done.status ?? 1;
}

async function main() {
  const given = process.argv.slice(2);
  const split = given.indexOf('--');
  const own = split < 0 ? given : given.slice(0, split);
  const unknown = own.find((argument) => argument !== '--tests');
  if (unknown) throw new UserError(`Unknown option ${unknown}. Known: --tests [-- GoogleTest options]`);
  if (!which('cmake') || !which('ninja')) {
    throw new UserError('cmake and ninja are needed; `npm start` and `npm test` install them on Debian.');
  }
  if (own.includes('--tests')) {
    process.exitCode = await runCoreTests(split < 0 ? [] : given.slice(split + 1));
  } else {
    await buildBundles();
  }
}

if (isMain(import.meta.url)) await cli(main);
