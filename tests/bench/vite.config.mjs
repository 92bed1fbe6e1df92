// Bundles the benchmark page into build/bench/page: the page, and one worker for each engine it is to compare with.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Where the page goes, below the root of the checkout (which is what is served). */
export const pageFolder = 'build/bench/page';

// TensorFlow.js starts its threads from the text of a function that asks `typeof` of a name outside it. Minified, the
// name is another and the question gone, and the threads fail; asked of the global object instead, it survives.
const keepThreads = {
  name: 'tfjs-threads',
  transform(code, id) {
    if (!/tfjs-backend-wasm-threaded-simd\.js$/.test(id)) return undefined;
    return { code: code.replace(/typeof _scriptDir\s*!==\s*"undefined"\s*&&\s*_scriptDir/, 'self._scriptDir'), map: null };
  },
};

/** Vite's configuration; `engines`: which of the other engines ('tfjs', 'jax') are installed and wanted. */
export const configuration = (engines) => ({
  configFile: false,
  root: join(here, 'page'),
  base: './',
  publicDir: false,
  logLevel: 'warn',
  plugins: [keepThreads],
  build: {
    outDir: resolve(here, '../..', pageFolder),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 4000,
    rollupOptions: {
      input: {
        page: join(here, 'page/index.html'),
        heap: join(here, 'page/heap.js'),
        ...Object.fromEntries(engines.map((name) => [name, join(here, `page/${name}.js`)])),
      },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: 'chunk-[name].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
});
