// The build as steps that are skipped when nothing they read has changed: the bundles, the package,
// the page. `npm run build` runs the same commands without asking.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere, root, run, say, sha256, since } from '../../wasm/toolchain/system.mjs';
import { bundleFiles, declarations } from '../../wasm/toolchain/build.mjs';

const topic = 'build';

/** The files below the given paths (relative to the root), sorted; dot files and `except` left out. */
function filesBelow(paths, except = []) {
  const found = [];
  const visit = (path) => {
    if (except.includes(path)) return;
    let entries;
    try {
      entries = readdirSync(join(root, path), { withFileTypes: true });
    } catch {
      if (existsSync(join(root, path))) found.push(path);
      return;
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      if (entry.isDirectory()) visit(`${path}/${entry.name}`);
      else if (!except.includes(`${path}/${entry.name}`)) found.push(`${path}/${entry.name}`);
    }
  };
  paths.forEach(visit);
  return found.sort();
}

// Contents, not times: a fresh checkout or a touched file is no change. A few milliseconds.
function fingerprint({ inputs, except }, before) {
  return sha256(before, ...filesBelow(inputs, except).flatMap((path) => [path, '\0', readFileSync(join(root, path))]));
}

const toolsOtherThan = (...names) =>
  readdirSync(join(root, 'web', 'tools')).filter((file) => !names.includes(file)).map((file) => `web/tools/${file}`);

const packageFiles = ['package.json', 'package-lock.json'];

/** In order; each is also redone when one before it was. */
const steps = [
  {
    name: 'wasm',
    what: 'the WebAssembly bundles (some minutes the first time)',
    inputs: ['CMakeLists.txt', 'CMakePresets.json', 'core', 'wasm'],
    outputs: [...bundleFiles.map((name) => `dist/lib/${name}`), ...declarations],
  },
  {
    name: 'lib',
    what: 'the package',
    inputs: [...packageFiles, 'web'],
    except: toolsOtherThan('build-lib.mjs'),
    outputs: ['dist/lib/index.js', 'dist/lib/index.d.ts'],
  },
  {
    name: 'web',
    what: 'the page',
    inputs: [...packageFiles, 'web'],
    except: toolsOtherThan('hosting.mjs', 'server.mjs'),
    outputs: ['dist/index.html', 'dist/_headers'],
  },
];

/** Runs the steps that are due, up to and including `last` ('wasm', 'lib' or 'web'). */
export async function build(last = 'web') {
  const stamps = join(root, 'build', 'stamps');
  mkdirSync(stamps, { recursive: true });
  let before = '';
  for (const step of steps) {
    before = fingerprint(step, before);
    const stamp = join(stamps, step.name);
    const whole = () => step.outputs.every((file) => existsSync(join(root, file)));
    if (readIfThere(stamp) !== before || !whole()) {
      const start = performance.now();
      say(topic, `building ${step.what}`);
      await run('npm', ['run', '--silent', `build:${step.name}`], { cwd: root });
      const absent = step.outputs.filter((file) => !existsSync(join(root, file)));
      if (absent.length > 0) throw new Error(`npm run build:${step.name} did not leave ${absent.join(', ')}`);
      writeFileSync(stamp, before);
      say(topic, `${step.name} ready after ${since(start)}`);
    }
    if (step.name === last) return;
  }
}
