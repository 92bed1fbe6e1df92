// The site below a path of a plain static server: one that knows files and their types and nothing else. Every page of it opens,
// with every file it asks for, and nothing asks for anything outside the path.
import assert from 'node:assert/strict';
import { createReadStream, existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { dist, findBrowser, newPage } from './browser.mjs';

const base = '/~teacher/2026/lab/';
const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.wasm': 'application/wasm' };

describe('below a path of a plain server', () => {
  let server, browser, origin;
  before(async () => {
    server = createServer((request, response) => {
      const path = decodeURIComponent(request.url.split('?')[0]);
      let file = path.startsWith(base) ? join(dist, path.slice(base.length)) : '';
      if (file && existsSync(file) && statSync(file).isDirectory() && path.endsWith('/')) file = join(file, 'index.html');
      if (!file || !existsSync(file) || !statSync(file).isFile()) { response.writeHead(404); return response.end(); }
      response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
      return createReadStream(file).pipe(response);
    });
    await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    origin = `http://127.0.0.1:${server.address().port}`;
    browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  });
  after(async () => {
    await browser?.close();
    await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  });

  test('every page of the folder names files that are there, by relative addresses', () => {
    const pages = readdirSync(dist, { recursive: true }).map(String).filter((path) => path.endsWith('.html') && !path.includes('single') && !/^(lib|data)\//.test(path));
    assert.ok(pages.length > 20);
    const wrong = pages.flatMap((page) => [...readFileSync(join(dist, page), 'utf8').matchAll(/<(?:script|link|img)[^>]*\s(?:src|href)="([^"]+)"/g)].flatMap(([, address]) => {
      if (/^data:/.test(address)) return [];
      const url = new URL(address, `http://lab${base}${page.replaceAll('\\', '/')}`);
      return url.hostname === 'lab' && url.pathname.startsWith(base) && !address.startsWith('/') && existsSync(join(dist, url.pathname.slice(base.length))) ? [] : [`${page}: ${address}`];
    }));
    assert.deepEqual(wrong, []);
  });

  for (const [path, element] of [['', 'descent-function'], ['function/', 'descent-function'], ['course/momentum/', 'descent-function'], ['map/', 'descent-map'], ['network/', 'descent-network'], ['docs/optimizers/lion/', 'descent-function']]) {
    test(`${path || 'the first page'} lives there`, { timeout: 90_000 }, async () => {
      const { page, problems, context } = await newPage({ browser });
      const outside = [];
      page.on('request', (request) => { if (/^http/.test(request.url()) && !request.url().startsWith(origin + base)) outside.push(request.url()); });
      await page.goto(`${origin}${base}${path}`);
      await page.waitForFunction((name) => (document.querySelector(name)?.shadowRoot?.querySelectorAll('svg, canvas').length ?? 0) > 0, element, { timeout: 30_000 });
      await page.waitForTimeout(500);
      assert.deepEqual(outside, []);
      assert.deepEqual(problems.filter((one) => !/manifest\.json|404 \(Not Found\)/.test(one)), []); // a site without data is none the worse
      await context.close();
    });
  }
});
