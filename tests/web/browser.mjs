// What every browser test starts from: Chromium, and dist/ served with or without the isolation headers.
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../../web/tools/server.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = process.env.DESCENT_DIST ? resolve(process.env.DESCENT_DIST) : join(root, 'dist');

const candidates = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is. */
export function findBrowser() {
  const executablePath = candidates.find((path) => path && existsSync(path));
  if (!executablePath) throw new Error('no Chromium found: install it or set CHROMIUM to its path');
  return executablePath;
}

/** Opens the browser and the server; `close()` ends both. `isolated: false` sends no special headers. */
export async function launch({ isolated = true } = {}) {
  const executablePath = findBrowser();
  if (!existsSync(join(dist, 'index.html'))) throw new Error('dist/index.html is missing: run "npm run build" first');
  const server = await serve({ root: dist, port: 0, isolation: isolated });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  return {
    url: server.url.replace(/\/$/, ''), browser,
    close: async () => { await browser.close(); await server.close(); },
  };
}

/**
 * A page that remembers what went wrong: console errors and warnings, uncaught exceptions, failed requests. Without a service
 * worker, so that what is tested is what was built, unless `serviceWorkers: 'allow'` asks for one.
 */
export async function newPage({ browser }, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const problems = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !/Service Worker registration blocked/.test(message.text())) problems.push(`console: ${message.text()}`); });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left while it still loads breaks that off; what the next page needs it asks for itself.
    if (reason !== 'net::ERR_ABORTED') problems.push(`request: ${request.url()} ${reason}`);
  });
  page.on('response', (response) => { if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`); });
  return { page, problems, context };
}

/** axe-core's serious and critical findings on the page as it stands, shadow roots included, as readable lines. */
export async function axe(page) {
  const source = join(root, 'node_modules/axe-core/axe.min.js');
  // The page's policy forbids foreign scripts; evaluate comes from outside the page and may.
  const { readFile } = await import('node:fs/promises');
  await page.evaluate(await readFile(source, 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.flat().join(' ')} ${n.failureSummary?.split('\n')[1]?.trim() ?? ''}`));
}
