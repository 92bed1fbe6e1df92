// Chromium with the benchmark page: bundling it, serving it with the isolation headers, opening pages, and noting
// which files an engine fetched.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { UserError, root } from '../../wasm/toolchain/system.mjs';
import { serve } from '../../web/tools/server.mjs';
import { findChromium } from '../../web/tools/setup.mjs';
import { configuration, pageFolder } from './vite.config.mjs';

/** Bundles the page. `engines`: which of 'tfjs' and 'jax' to include. */
export const buildPage = (engines) => build(configuration(engines));

/** An open page; its methods are those of window.bench in page/main.js. */
class Page {
  constructor(page, context) {
    this.page = page;
    this.context = context;
  }
  call(method, ...args) {
    return this.page.evaluate(([name, given]) => window.bench[name](...given), [method, args]);
  }
  /** An engine on this page, as an object like Torch. */
  engine(name, kind, options) {
    return {
      open: () => this.call('open', name, kind, options),
      prepare: (job) => this.call('prepare', name, job),
      pace: (key, atLeast) => this.call('pace', name, key, atLeast),
      time: (key, steps, at) => this.call('time', name, key, steps, at),
      losses: (key, steps) => this.call('losses', name, key, steps),
      close: () => this.call('close', name),
    };
  }
  close() {
    return this.context.close();
  }
}

/** Chromium and the server, until `close()`. */
export async function launch() {
  const executablePath = findChromium();
  if (!executablePath) {
    throw new UserError('Chromium is missing. On Debian: apt-get install chromium; elsewhere set CHROMIUM to its path.');
  }
  if (!existsSync(join(root, 'dist/lib/index.js'))) throw new UserError('dist/lib is missing: run "npm run build" first.');
  const server = await serve({ root, isolation: true });
  const browser = await chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      // Pages side by side are all in front, as two windows would be.
      '--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows',
      '--enable-blink-features=ForceEagerMeasureMemory', // the page's memory now, not at the next garbage collection
    ],
  });
  return {
    version: browser.version(),
    /** A page in a context of its own: nothing cached, data loaded. */
    async open() {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(0);
      page.on('pageerror', (error) => process.stderr.write(`page: ${error.message}\n`));
      page.on('console', (message) => {
        if (message.type() === 'error') process.stderr.write(`page: ${message.text()}\n`);
      });
      await page.goto(`${server.url}${pageFolder}/index.html`);
      await page.waitForFunction(() => window.bench !== undefined);
      const opened = new Page(page, context);
      Object.assign(opened, await opened.call('load'));
      if (!opened.isolated) throw new Error('the benchmark page is not cross-origin isolated');
      return opened;
    },
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** Runs `work` and returns, beside its value, the files below the root that were fetched meanwhile, with their gzipped sizes. */
export async function fetched(work) {
  const seen = new Set();
  const listen = ({ request }) => seen.add(request.url.split('?')[0]);
  subscribe('http.server.request.start', listen);
  try {
    const value = await work();
    const files = [...seen]
      .map((path) => path.slice(1))
      .filter((path) => existsSync(join(root, path)) && !/\/(index\.html|page\.js|heap\.js|job\.(json|bin))$/.test(path))
      .map((path) => ({ path, bytes: gzipSync(readFileSync(join(root, path)), { level: 9 }).length }));
    return { value, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0) };
  } finally {
    unsubscribe('http.server.request.start', listen);
  }
}
