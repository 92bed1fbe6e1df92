#!/usr/bin/env node
// Builds the npm package into dist/lib: the client, its worker and their declarations, beside the WebAssembly bundles.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, minify } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const out = join(root, 'dist/lib');
mkdirSync(out, { recursive: true });

await build({
  configFile: false,
  root: join(root, 'web'),
  base: './',
  publicDir: false,
  logLevel: 'warn',
  define: { __LAB_BASE__: JSON.stringify('./') },
  worker: { format: 'es', rollupOptions: { output: { entryFileNames: 'worker.js' } } },
  build: {
    outDir: out,
    emptyOutDir: false,
    target: 'es2022',
    minify: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: { index: join(root, 'web/src/lib/index.ts') },
      preserveEntrySignatures: 'strict',
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' },
    },
  },
});

// Emscripten's own JavaScript comes readable, which is a third more to load.
for (const name of readdirSync(out).filter((file) => /^descent-.*\.mjs$/.test(file))) {
  const { code, errors } = await minify(name, readFileSync(join(out, name), 'utf8'), { module: true, compress: true, mangle: true });
  if (errors.length > 0) throw new Error(`${name}: ${errors[0].message}`);
  writeFileSync(join(out, name), code);
}

execFileSync(process.execPath, [
  join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'web/tsconfig.lib.json'), '--outDir', join(out, 'types'),
], { stdio: 'inherit' });
writeFileSync(join(out, 'index.d.ts'), "export * from './types/lib/index';\n");

const { name, version, description, license, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
writeFileSync(join(out, 'package.json'), JSON.stringify({
  name, version, description, license, type: 'module', engines,
  exports: { '.': { types: './index.d.ts', default: './index.js' }, './*.wasm': './*.wasm', './*.mjs': './*.mjs', './package.json': './package.json' },
  types: './index.d.ts', sideEffects: false,
}, null, 2) + '\n');
console.log('dist/lib: the package descent-lab', version);
