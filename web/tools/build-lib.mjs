#!/usr/bin/env node
// Builds the npm package into dist/lib: the client, its worker, the elements and their declarations, beside the WebAssembly bundles.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, minify, runnerImport } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..'), web = join(root, 'web');
const out = join(root, 'dist/lib');
mkdirSync(out, { recursive: true });
const bundles = () => readdirSync(out).filter((file) => /^descent-.*\.(mjs|wasm)$/.test(file)).sort();
const { module: { lessonTitles } } = await runnerImport(join(web, 'src/page/vite-titles.ts'));
const { module: { withoutKatexFonts } } = await runnerImport(join(web, 'src/page/vite-html.ts'));

/**
 * The package is built again by whoever uses it. What other bundlers understand is the bare `new URL('./file', import.meta.url)`
 * and nothing else, so the worker and the bundles are written that way after our own bundler is done.
 */
function bareUrls() {
  const worker = /new URL\(\s*['"]\.\/worker\/worker\.ts['"],\s*import\.meta\.url\)/g;
  let found = 0;
  return {
    name: 'descent-bare-urls',
    enforce: 'pre',
    transform(code, id) {
      if (!/\/engine\/[\w-]+\.ts$/.test(id)) return undefined;
      return code.replace(worker, () => (found += 1, '__LAB_WORKER_URL__'));
    },
    renderChunk(code, { fileName }) {
      const up = fileName.includes('/') ? '../' : './';
      return code
        .replaceAll('__LAB_WORKER_URL__', `new URL("${up}worker.js", import.meta.url)`)
        .replaceAll('__LAB_UP__', up)
        .replace(/typeof __LAB_FILES__ === ["']undefined["'] \? (?:void 0|undefined) : __LAB_FILES__/,
          () => `({\n${bundles().map((name) => `  ${JSON.stringify(name)}: new URL(${JSON.stringify(`${up}${name}`)}, import.meta.url).href,`).join('\n')}\n})`);
    },
    buildEnd: () => {
      if (found === 0) throw new Error("build-lib: the client no longer starts its worker by new URL('./worker/worker.ts', import.meta.url)");
    },
  };
}

const settings = {
  configFile: false,
  root: web,
  base: './',
  publicDir: false,
  logLevel: 'warn',
  define: { __LAB_BASE__: JSON.stringify('__LAB_UP__') },
};
const target = { outDir: out, emptyOutDir: false, target: 'es2022', minify: false, modulePreload: false, assetsInlineLimit: 0 };

for (const name of readdirSync(out).filter((file) => /\.(js|d\.ts)$/.test(file) || ['parts', 'types', 'package.json'].includes(file))) rmSync(join(out, name), { recursive: true });
await build({
  ...settings,
  plugins: [withoutKatexFonts(), lessonTitles({ root: web }), bareUrls()],
  build: {
    ...target,
    rollupOptions: {
      input: { index: join(web, 'src/lib/index.ts'), elements: join(web, 'src/embed/index.ts') },
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'parts/[name].js', assetFileNames: 'parts/[name][extname]' },
    },
  },
});
// One file that imports nothing: it works as a worker, as a bundler's raw asset and from another origin, through a blob.
await build({
  ...settings,
  define: { __LAB_BASE__: '"./"' },
  build: { ...target, lib: { entry: { worker: join(web, 'src/engine/worker/worker.ts') }, formats: ['es'] }, rollupOptions: { output: { format: 'es', entryFileNames: '[name].js', codeSplitting: false } } },
});

const scripts = () => readdirSync(out, { recursive: true }).map(String).filter((name) => name.endsWith('.js') && !name.startsWith('types'));
// Vite gives its helper this name in every project: two of them would meet in the project that uses the package.
for (const name of scripts()) {
  const source = readFileSync(join(out, name), 'utf8'), next = source.replaceAll('__vitePreload', 'preloadPart');
  if (next !== source) writeFileSync(join(out, name), next);
}
const everything = scripts().map((name) => readFileSync(join(out, name), 'utf8')).join('\n');
if (/__LAB_/.test(everything) || bundles().some((name) => !new RegExp(`"\\.\\.?/${name.replaceAll('.', '\\.')}"`).test(everything))) throw new Error('build-lib: the client does not know where its files are');
if (/^\s*import[\s{]/m.test(readFileSync(join(out, 'worker.js'), 'utf8'))) throw new Error('build-lib: the worker is not one file');

// Emscripten's own JavaScript comes readable, which is a third more to load. Its threads are workers of the very same
// file, which may have got a new name; an address and not its text, which Node takes for a path.
for (const name of bundles().filter((file) => file.endsWith('.mjs'))) {
  const source = readFileSync(join(out, name), 'utf8').replace(new RegExp(`new URL\\((['"\`])${name}\\1,\\s*import\\.meta\\.url\\)`, 'g'), 'new URL(import.meta.url)');
  const { code, errors } = await minify(name, source, { module: true, compress: true, mangle: true });
  if (errors.length > 0) throw new Error(`${name}: ${errors[0].message}`);
  writeFileSync(join(out, name), code);
}

execFileSync(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'), '-p', join(web, 'tsconfig.lib.json'), '--outDir', join(out, 'types'),
], { stdio: 'inherit' });
// Node's own resolution wants file names where our sources leave the ending out.
const declarations = readdirSync(join(out, 'types'), { recursive: true }).map(String).filter((name) => name.endsWith('.d.ts'));
for (const name of declarations) {
  const path = join(out, 'types', name);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/((?:from|import\()\s*['"]\.{1,2}\/[^'"]*?)(?:\.(?:ts|js))?(['"])/g, '$1.js$2'));
}
writeFileSync(join(out, 'index.d.ts'), "export * from './types/lib/index.js';\n");
writeFileSync(join(out, 'elements.d.ts'), `import { render } from './types/embed/anywidget.js';
export { render };
export { tags } from './types/embed/elements.js';
export type { WidgetModel } from './types/embed/anywidget.js';
export declare function define(...names: string[]): Promise<void>;
declare const widget: { render: typeof render };
export default widget;
`);
console.log(`dist/lib: the package ${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).name}`);
