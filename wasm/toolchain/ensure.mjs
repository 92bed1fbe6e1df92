// Finds an Emscripten the project can be built with, or puts one together (Debian only).
//
//   node wasm/toolchain/ensure.mjs               say which one is used
//   node wasm/toolchain/ensure.mjs --print-env   print shell commands that put it on PATH:
//                                                eval "$(node wasm/toolchain/ensure.mjs --print-env)"
//
// In this order: emcc on PATH, EMSDK, the one in the user's cache, a new one in the user's cache.

import { existsSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { assemble, cannotAssemble, installCompilers } from './assemble.mjs';
import { checkCompiler } from './check.mjs';
import {
  UserError,
  cacheDirectory,
  capture,
  cli,
  compareVersions,
  isMain,
  makeFolder,
  root,
  say,
  sha256,
  which,
  withLock,
} from './system.mjs';

const topic = 'toolchain';

/** The oldest Emscripten that will do: before it, relaxed SIMD's opcodes or --emit-tsd are missing. */
export const minimumVersion = '3.1.69';

/** The one put together in the cache: Emscripten's version, and ours, raised when the recipe changes. */
const madeVersion = '3.1.69';
const madeRevision = 1;

// Settings of another installation that would override the one put together here.
const foreignSettings = [
  ...['EM_CACHE', 'EM_LLVM_ROOT', 'EM_BINARYEN_ROOT', 'EM_EMSCRIPTEN_ROOT', 'EM_NODE_JS'],
  ...['EM_LLVM_ADD_VERSION', 'EM_CLANG_ADD_VERSION', 'EM_FROZEN_CACHE', 'EM_PORTS', 'PYTHON'],
];

/** The environment a build needs: `additions` over the present one; undefined means: unset. */
function describe(folder, additions = {}) {
  const toolchainFile = join(folder, 'cmake', 'Modules', 'Platform', 'Emscripten.cmake');
  // tsc, for --emit-tsd, comes from the project's own packages.
  const path = [folder, join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  const changes = { ...additions, PATH: path, DESCENT_EMSCRIPTEN_CMAKE: toolchainFile };
  const env = { ...process.env, ...changes };
  for (const [key, value] of Object.entries(changes)) if (value === undefined) delete env[key];
  return {
    emcc: join(folder, 'emcc'),
    emxx: join(folder, 'em++'),
    emcmakeToolchainFile: toolchainFile,
    changes,
    env,
  };
}

/** The compiler laid out by assemble() in `made`. */
function describeMade(made) {
  return describe(join(made, 'emscripten'), {
    ...Object.fromEntries(foreignSettings.map((key) => [key, undefined])),
    EM_CONFIG: join(made, 'config.py'),
    EM_NODE_JS: process.execPath,
    EMSDK_PYTHON: '/usr/bin/python3',
  });
}

function versionOf(emcc, env) {
  const said = capture(emcc, ['--version'], { env });
  return /^emcc .*?(\d+\.\d+\.\d+)/m.exec(said.stdout)?.[1];
}

/** The folder of Emscripten's own scripts for an `emcc` that may be a link or a starter of them. */
function rootOf(emcc) {
  const asked = capture(join(dirname(emcc), 'em-config'), ['EMSCRIPTEN_ROOT']).stdout.trim();
  return [asked, dirname(realpathSync(emcc)), dirname(emcc)].find(
    (folder) => folder && existsSync(join(folder, 'cmake/Modules/Platform/Emscripten.cmake')),
  );
}

/** The user's own compiler, if it is new enough and passes the check; else undefined, saying why. */
function usable(emcc, where) {
  const version = versionOf(emcc);
  if (!version) {
    say(topic, `${emcc} (${where}) does not tell its version, so it is not used.`);
    return undefined;
  }
  if (compareVersions(version, minimumVersion) < 0) {
    say(topic, `${emcc} (${where}) is ${version}; ${minimumVersion} or newer is needed, so it is not used.`);
    return undefined;
  }
  const folder = rootOf(emcc);
  if (!folder) {
    say(topic, `${emcc} (${where}) has no CMake files beside it, so it is not used.`);
    return undefined;
  }
  const found = { ...describe(folder), version, where };
  // The check takes seconds: once for each compiler is enough.
  const key = sha256(folder, version, String(statSync(emcc).mtimeMs), process.version);
  const stamp = join(cacheDirectory(), `checked-${key.slice(0, 16)}`);
  if (!existsSync(stamp)) {
    say(topic, `checking Emscripten ${version} (${where}: ${folder})`);
    try {
      checkCompiler(found);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      say(topic, `It is not used: ${error.message}`);
      return undefined;
    }
    makeFolder(dirname(stamp));
    writeFileSync(stamp, `${folder} ${version}\n`);
  }
  return found;
}

function findOwn() {
  const onPath = which('emcc');
  const fromPath = onPath && usable(onPath, 'on PATH');
  if (fromPath) return fromPath;
  if (!process.env.EMSDK) return undefined;
  const emcc = join(process.env.EMSDK, 'upstream', 'emscripten', 'emcc');
  if (existsSync(emcc)) return usable(emcc, 'EMSDK');
  say(topic, `EMSDK is set, but there is no ${emcc}; run "emsdk install latest" there to use it.`);
  return undefined;
}

async function findMade() {
  const made = join(cacheDirectory(), `emscripten-${madeVersion}-${madeRevision}`);
  const complete = () => existsSync(join(made, 'made.json'));
  if (!complete()) {
    const reason = cannotAssemble();
    if (reason) {
      throw new UserError(
        `Emscripten ${minimumVersion} or newer is needed: ${reason}. Please install it (for instance with emsdk) and put emcc on PATH or set EMSDK.`,
      );
    }
    const waiting = () => say(topic, 'another run is putting Emscripten together; waiting for it');
    await withLock(`${made}.lock`, waiting, async () => {
      if (complete()) return;
      say(topic, `no Emscripten ${minimumVersion} or newer found; putting one together, once, in ${made}`);
      await assemble(made, describeMade);
    });
  } else if (!existsSync('/usr/bin/clang-19') || !existsSync('/usr/bin/wasm-ld-19')) {
    await installCompilers(); // the cache outlived the system it was made on
  }
  return { ...describeMade(made), version: madeVersion, where: 'in the cache' };
}

let ensured;

/**
 * Resolves to { emcc, emxx, emcmakeToolchainFile, env, changes, version, where }: full paths, the
 * complete environment to run them in, and what that changes in the present one (undefined: unset).
 * Throws a UserError that says what to do when there is none and none can be made.
 */
export function ensureEmscripten() {
  ensured ??= (async () => findOwn() ?? (await findMade()))();
  return ensured;
}

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

async function main() {
  const known = ['--print-env', '--help'];
  const unknown = process.argv.slice(2).find((argument) => !known.includes(argument));
  if (unknown || process.argv.includes('--help')) {
    if (unknown) throw new UserError(`Unknown option ${unknown}. Known: ${known.join(' ')}`);
    process.stdout.write('node wasm/toolchain/ensure.mjs [--print-env]\n');
    return;
  }
  const { emcc, version, where, changes } = await ensureEmscripten();
  say(topic, `Emscripten ${version} (${where}): ${emcc}`);
  if (!process.argv.includes('--print-env')) return;
  for (const [key, value] of Object.entries(changes)) {
    process.stdout.write(value === undefined ? `unset ${key}\n` : `export ${key}=${quote(value)}\n`);
  }
}

if (isMain(import.meta.url)) await cli(main);
