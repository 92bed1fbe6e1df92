// Pages of strangers, on another origin than the lab's, in Chromium and in Firefox by the same few words.
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { findBrowser } from './browser.mjs';
import { findFirefox } from '../../web/tools/setup.mjs';
import { FirefoxPage, launchFirefox } from './firefox.mjs';

/**
 * Serves pages by path: text, or { html, headers, type }. Under 127.0.0.1, where the lab is under localhost: another site to every browser.
 */
export async function serveStrangers(pages) {
  const server = createServer((request, response) => {
    const page = pages[request.url.split('?')[0]];
    if (page === undefined) { response.writeHead(404).end(); return; }
    const { html, headers = {}, type = 'text/html; charset=utf-8' } = typeof page === 'string' ? { html: page } : page;
    response.writeHead(200, { 'Content-Type': type, ...headers }).end(html);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** `goto`, `evaluate(job, parameter, frame)`, `screenshot`, and `problems()` since the last `goto`. */
class ChromiumPage {
  #problems = [];
  constructor(page) {
    this.page = page;
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) this.#problems.push(`console: ${message.text()}`); });
    page.on('pageerror', (error) => this.#problems.push(`exception: ${error.message}`));
  }
  problems() { return this.#problems; }
  async goto(url) {
    await this.page.goto('about:blank');
    this.#problems = [];
    await this.page.goto(url);
  }
  async evaluate(job, parameter = null, frame = null) {
    const where = frame ? await (await this.page.waitForSelector(frame, { state: 'attached' })).contentFrame() : this.page;
    return where.evaluate(job, parameter);
  }
  async press(key) { await this.page.keyboard.press(key); }
  screenshot() { return this.page.screenshot(); }
  /** What the page's processes hold, in bytes: everything the browser counts to this page, its workers and frames. */
  async memory() {
    const session = await this.page.context().browser().newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    return memoryOf(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id));
  }
}

/** Firefox tells what went wrong in its own console. */
class WatchedFirefoxPage extends FirefoxPage {
  async goto(url) {
    await super.goto('about:blank');
    await this.privileged(() => { Services.console.reset(); });
    await this.wire.send('WebDriver:Navigate', { url });
  }
  async problems() {
    const all = await this.privileged(() => Services.console.getMessageArray().flatMap((m) => {
      try { return [m.QueryInterface(Ci.nsIScriptError)].map((e) => ({ text: e.errorMessage, source: e.sourceName, warning: !!(e.flags & 1), category: e.category })); } catch { return []; }
    }));
    return all.filter(({ source, warning }) => /^http/.test(source) && !warning).map(({ text, source }) => `${text} (${source})`);
  }
  async memory() {
    const ids = await this.privileged(async () => {
      const { children } = await ChromeUtils.requestProcInfo();
      return children.filter(({ type }) => /web|isolated|Isolated/.test(type)).map(({ pid }) => pid);
    });
    return memoryOf(ids);
  }
}

/** Memory that is theirs alone or their share of what is shared (PSS), summed, as Linux counts it; undefined elsewhere. */
async function memoryOf(ids) {
  const { readFile } = await import('node:fs/promises');
  let sum = 0;
  for (const id of ids) {
    const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    sum += 1024 * Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return sum || undefined;
}

/** The browsers there are: { name, missing?, open }. Each `open` starts one and gives { page, close }. */
export const browsers = [
  {
    name: 'Chromium', missing: undefined,
    open: async () => {
      const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      return { page: new ChromiumPage(page), close: () => browser.close() };
    },
  },
  {
    name: 'Firefox', missing: findFirefox() ? undefined : 'no Firefox here: install firefox-esr or set FIREFOX to its path',
    open: async () => {
      const firefox = await launchFirefox();
      return { page: new WatchedFirefoxPage(firefox), close: firefox.close };
    },
  },
];
