// Puts an Emscripten together on Debian: LLVM 19 is installed from the machine's own release (it
// lies beside any other LLVM and replaces nothing); Emscripten and Binaryen come from Debian 13
// and are only unpacked, into one folder of the user's cache. Binaryen there wants a newer C
// library than Debian 12 has, so its tools are started through the loader unpacked beside them.

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ReleaseView, configuredMirror, hasApt, installPackages, osRelease } from './apt.mjs';
import { checkCompiler } from './check.mjs';
import { UserError, run, say, since } from './system.mjs';

const topic = 'toolchain';
const release = 'trixie';
const llvm = '19';
const llvmPackages = [`clang-${llvm}`, `lld-${llvm}`, `llvm-${llvm}`];
const helperPackages = ['python3-minimal', 'python3'];
const binaryenPackages = ['binaryen', 'libc6', 'libstdc++6', 'libgcc-s1'];
const unpackedPackages = ['emscripten', 'node-acorn', ...binaryenPackages];
const spaceNeeded = 1.2e9; // bytes: 250 MB of packages, 340 MB unpacked, and room to work

// Of the 1.6 GB in the package, what no build here links: link-time-optimised, position-independent
// and address-sanitised copies of every library, and Emscripten's own tests.
const leftOut = ['*/wasm32-emscripten/lto*', '*/wasm32-emscripten/pic', '*-asan*', './usr/share/emscripten/test', './usr/share/doc'];

/** Why this machine cannot have one put together, or undefined when it can. */
export function cannotAssemble() {
  const { ID, VERSION_CODENAME, PRETTY_NAME } = osRelease();
  if (hasApt() && ID === 'debian' && ['bookworm', 'trixie'].includes(VERSION_CODENAME)) return undefined;
  return `one can be put together by itself on Debian 12 and 13 only, and this is ${PRETTY_NAME ?? process.platform}`;
}

/** Unpacks a .deb's files below `folder`, without running any of its scripts. */
async function unpack(deb, folder, exclude = []) {
  mkdirSync(folder, { recursive: true });
  const skip = exclude.map((pattern) => `--exclude='${pattern}'`).join(' ');
  const script = `set -o pipefail; dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --no-same-owner ${skip}`;
  await run('bash', ['-c', script, 'unpack', deb, folder], { quiet: true });
}

/** Downloads while saying how far it is, every few seconds. */
async function downloadWithProgress(view, names) {
  const total = names.reduce((sum, name) => sum + view.about(name).size, 0);
  const megabytes = (bytes) => Math.round(bytes / 1e6);
  const sizeOf = (folder) =>
    readdirSync(folder).reduce((sum, name) => {
      try {
        return sum + statSync(join(folder, name)).size;
      } catch {
        return sum; // apt renamed it meanwhile
      }
    }, 0);
  say(topic, `downloading ${names.join(' ')} (${megabytes(total)} MB)`);
  const timer = setInterval(() => {
    const here = sizeOf(join(view.folder, 'packages'));
    say(topic, `  ${megabytes(Math.min(here, total))} of ${megabytes(total)} MB`);
  }, 5000);
  try {
    return await view.download(names);
  } finally {
    clearInterval(timer);
  }
}

/** Binaryen's tools with the libraries and the loader they need, behind one-line starters in bin/. */
async function layOutBinaryen(debs, folder) {
  const raw = join(folder, 'raw');
  for (const name of binaryenPackages) await unpack(debs[name], raw);
  const libraries = join(raw, 'usr', 'lib');
  const triplet = readdirSync(libraries).find((name) => /-linux-gnu/.test(name));
  const loader = readdirSync(join(libraries, triplet)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  if (!loader) throw new UserError('The C library package has no dynamic loader where one was expected.');
  renameSync(join(libraries, triplet), join(folder, 'lib'));
  renameSync(join(raw, 'usr', 'bin'), join(folder, 'tools'));
  rmSync(raw, { recursive: true });
  mkdirSync(join(folder, 'bin'));
  for (const tool of readdirSync(join(folder, 'tools'))) {
    const starter = join(folder, 'bin', tool);
    // Relative to the starter itself, so that the whole folder can be moved.
    writeFileSync(
      starter,
      `#!/bin/sh\nhere="\${0%/*}/.."\nexec "$here/lib/${loader}" --library-path "$here/lib" "$here/tools/${tool}" "$@"\n`,
    );
    chmodSync(starter, 0o755);
  }
}

/**
 * Emscripten's settings, which find the folder from their own place, so that it can be moved.
 * A link beside emcc lets it find them too when it is started by hand, without EM_CONFIG.
 */
const config = `import os
ROOT = os.path.dirname(os.path.realpath(os.environ['EM_CONFIG']))
EMSCRIPTEN_ROOT = os.path.join(ROOT, 'emscripten')
BINARYEN_ROOT = os.path.join(ROOT, 'binaryen')
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '${llvm}'
CLANG_ADD_VERSION = '${llvm}'
NODE_JS = 'node'
FROZEN_CACHE = True
`;

/** Installs the parts that come from the machine's own release; quick when they are there. */
export async function installCompilers() {
  const packages = [...llvmPackages];
  if (!existsSync('/usr/bin/python3')) packages.push(...helperPackages);
  await installPackages(packages, { topic, why: 'Emscripten needs LLVM 19 and Python' });
}

/**
 * Builds the toolchain in `target`. Everything happens in a folder beside it, which is checked and
 * then renamed: `target` is there whole or not at all. `describe(folder)` gives the compiler there.
 */
export async function assemble(target, describe) {
  const start = performance.now();
  const parent = dirname(target);
  mkdirSync(parent, { recursive: true });
  // We hold the lock, so whatever an interrupted run left behind is nobody's.
  const prefix = `.${basename(target)}.part-`;
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const { bavail, bsize } = statfsSync(parent);
  if (bavail * bsize < spaceNeeded) {
    throw new UserError(
      `Putting Emscripten together takes ${spaceNeeded / 1e9} GB in ${parent}, and only ${((bavail * bsize) / 1e9).toFixed(1)} GB are free. Free some, or set XDG_CACHE_HOME to another place.`,
    );
  }
  await installCompilers();

  const work = join(parent, `${prefix}${process.pid}`);
  try {
    const view = new ReleaseView(join(work, 'apt'), release, configuredMirror());
    say(topic, `reading the package lists of Debian ${release} (privately; your system's stay as they are)`);
    await view.update();
    const debs = await downloadWithProgress(view, unpackedPackages);
    const packages = Object.fromEntries(unpackedPackages.map((name) => [name, view.about(name).version]));

    say(topic, 'unpacking (about a quarter of a minute)');
    const made = join(work, 'made');
    await unpack(debs.emscripten, join(work, 'unpacked'), leftOut);
    await unpack(debs['node-acorn'], join(work, 'unpacked'));
    mkdirSync(made);
    renameSync(join(work, 'unpacked', 'usr', 'share', 'emscripten'), join(made, 'emscripten'));
    renameSync(join(work, 'unpacked', 'usr', 'share', 'nodejs', 'acorn'), join(made, 'acorn'));
    mkdirSync(join(made, 'emscripten', 'node_modules'), { recursive: true });
    const link = join(made, 'emscripten', 'node_modules', 'acorn');
    rmSync(link, { force: true, recursive: true });
    symlinkSync(join('..', '..', 'acorn'), link);
    await layOutBinaryen(debs, join(made, 'binaryen'));
    writeFileSync(join(made, 'config.py'), config);
    rmSync(join(made, 'emscripten', '.emscripten'), { force: true });
    symlinkSync(join('..', 'config.py'), join(made, 'emscripten', '.emscripten'));

    say(topic, 'checking it: compiling and running small programs');
    checkCompiler(describe(made));
    writeFileSync(join(made, 'made.json'), `${JSON.stringify({ packages }, null, 2)}\n`);
    rmSync(target, { recursive: true, force: true });
    renameSync(made, target);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const size = execFileSync('du', ['-sm', target], { encoding: 'utf8' }).split(/\s/)[0];
  say(topic, `ready in ${target} (${size} MB) after ${since(start)}`);
}
