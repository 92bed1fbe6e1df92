// The page's pure modules in Node: bundled on the fly, so that tests run what the page runs.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** The modules of web/src by their paths, e.g. `state/url`; `close()` removes what was built. */
export async function pure(...modules) {
  const folder = await mkdtemp(join(tmpdir(), 'descent-pure-')), name = (path) => path.replaceAll('/', '-');
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false, define: { __LAB_BASE__: '"./"' },
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((path) => [name(path), join(root, 'web/src', `${path}.ts`)])), formats: ['es'] },
    },
  });
  const loaded = await Promise.all(modules.map((path) => import(pathToFileURL(join(folder, `${name(path)}.js`)).href)));
  return { modules: loaded, close: () => rm(folder, { recursive: true, force: true }) };
}

/** The same numbers in every run. */
export function seeded(seed) {
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const below = (n) => Math.floor(random() * n);
  return { random, below, pick: (list) => list[below(list.length)], chance: (p) => random() < p };
}
