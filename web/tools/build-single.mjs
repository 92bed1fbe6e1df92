#!/usr/bin/env node
// The function lab as one HTML file for a stick or a mail: dist/descent-lab-single.html. Opened from disk, without any
// server, it needs nothing else: the worker and the WebAssembly module are in it as text; its policy forbids the network.
//
//   npm run build:single      after `npm run build`
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { UserError, cli, root, say } from '../../wasm/toolchain/system.mjs';

const web = join(root, 'web'), lib = join(root, 'dist/lib'), out = join(root, 'dist/descent-lab-single.html');
const read = (path) => readFileSync(join(web, path), 'utf8');

/** The module of functions on one thread: it is the same for all browsers. */
function engineFiles() {
  const glue = (existsSync(lib) ? readdirSync(lib) : []).filter((name) => /^descent-functions.*\.mjs$/.test(name) && !name.includes('-mt'));
  if (glue.length !== 1 || !existsSync(join(lib, 'worker.js'))) throw new UserError('dist/lib has no single-threaded bundle of functions: run "npm run build" first.');
  return [glue[0], glue[0].replace('.mjs', '.wasm')];
}

/**
 * The engine's files as data: addresses: of a page opened from disk Chromium neither starts module workers nor imports
 * modules from blobs.
 */
function engineSource() {
  const url = (name, type) => `'data:${type};base64,${readFileSync(join(lib, name)).toString('base64')}'`;
  const [glue, wasm] = engineFiles();
  return `export const worker = ${url('worker.js', 'text/javascript')};
const glue = ${url(glue, 'text/javascript')}, wasm = ${url(wasm, 'application/wasm')};
export const files = { '${glue}': glue, '${wasm}': wasm };`;
}

function oneFile() {
  const engine = '\0single-engine', absent = '\0single-absent';
  let workers = 0;
  return {
    name: 'descent-single',
    enforce: 'pre',
    resolveId(id) {
      if (id === 'virtual:single-engine') return engine;
      // What there is nothing of in one file: other pages to search, a site to keep for offline use.
      if (/\/(search|register)\.ts$/.test(id)) return absent;
      return undefined;
    },
    load: (id) => (id === engine ? engineSource() : id === absent ? 'export const openSearch = () => {}, workOffline = () => {};' : undefined),
    transform(code, id) {
      if (/\/engine\/files\.ts$/.test(id)) return `import { files as __LAB_FILES__ } from 'virtual:single-engine';\n${code.replace(/^declare const __LAB_FILES__.*$/m, '')}`;
      if (!/\/engine\/[\w-]+\.ts$/.test(id)) return undefined;
      const next = code.replace(/new URL\(\s*['"]\.\/worker\/worker\.ts['"],\s*import\.meta\.url\)/g, () => (workers += 1, '__SINGLE_WORKER__'));
      return next === code ? undefined : `import { worker as __SINGLE_WORKER__ } from 'virtual:single-engine';\n${next}`;
    },
    buildEnd() { if (workers === 0) throw new Error("build-single: the client no longer starts its worker by new URL('./worker/worker.ts', import.meta.url)"); },
  };
}

const withoutFaces = {
  name: 'descent-katex-fonts', enforce: 'pre',
  transform: (code, id) => (/katex(\.min)?\.css/.test(id) ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined),
};

async function main() {
  const { output } = await build({
    configFile: false, root: web, base: './', publicDir: false, logLevel: 'warn',
    plugins: [oneFile(), withoutFaces],
    define: { __LAB_BASE__: JSON.stringify('./') },
    build: {
      write: false, target: 'es2022', modulePreload: false, assetsInlineLimit: Number.MAX_SAFE_INTEGER, cssCodeSplit: false,
      rollupOptions: { input: join(web, 'src/single/main.ts'), output: { format: 'es', codeSplitting: false } },
    },
  });
  const chunks = output.filter((one) => one.type === 'chunk'), style = output.find((one) => one.fileName.endsWith('.css'));
  const others = output.filter((one) => one !== style && one.type === 'asset').map((one) => one.fileName);
  if (chunks.length !== 1 || others.length > 0) throw new Error(`build-single: more than one file: ${[...chunks.map((one) => one.fileName), ...others].join(', ')}`);
  // Inside an element the text must not end it.
  const script = chunks[0].code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--'), theme = read('src/page/theme.js').trim();
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = ["default-src 'none'", `script-src ${hash(script)} ${hash(theme)} 'wasm-unsafe-eval' data:`, 'worker-src data: blob:', 'connect-src data:',
    "style-src 'unsafe-inline'", 'img-src data: blob:', 'font-src data:', "base-uri 'none'", "form-action 'none'"].join('; ');
  const texts = JSON.parse(read('content/en/page.json')), icon = read('src/page/icon.svg').trim();
  const parts = {
    policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`, icon: encodeURIComponent(icon), brand: icon.replace('<svg', '<svg aria-hidden="true"'),
    title: texts['function.title'], theme, style: style.source, script,
  };
  const html = read('src/single/page.html').replace(/<!--(\w+)-->/g, (whole, name) => parts[name] ?? whole);
  writeFileSync(out, html);
  const kib = (bytes) => `${(bytes / 1024).toFixed(0)} KiB`;
  say('single', `dist/descent-lab-single.html: ${kib(statSync(out).size)}, ${kib(gzipSync(html).length)} gzipped`);
}

await cli(main);
