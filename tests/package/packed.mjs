// What the tests of the packed package start from: the tarball, a folder of its own for each project, Chromium.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { findBrowser } from '../web/browser.mjs';

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const call = promisify(execFile);

/** Runs a command and gives back what it printed; the error of a failed one holds all of it. */
export async function run(command, args, options = {}) {
  try {
    const { stdout, stderr } = await call(command, args, { maxBuffer: 1 << 26, timeout: 300_000, ...options });
    return stdout + stderr;
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')}: ${error.message}\n${error.stdout ?? ''}${error.stderr ?? ''}`);
  }
}

/** In a page: whether the first figure has drawn a path. */
export const figureAlive = () => (document.querySelector('descent-function')?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d') ?? '').length > 20;

let tarball;
/** `npm pack`, once: { file, name, files: [{ path, size }], size, unpackedSize }. */
export function pack() {
  tarball ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'descent-pack-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    const printed = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root });
    const parsed = JSON.parse(printed.slice(printed.search(/^[[{]/m), printed.search(/[\]}]\s*[^\]}]*$/) + 1));
    const [told] = Array.isArray(parsed) ? parsed : Object.values(parsed);
    return { ...told, file: join(folder, told.filename) };
  })();
  return tarball;
}

/**
 * A project in a temporary folder: the files of tests/package/apps/<name>, a package.json, the tarball installed. Without
 * `packages` (name to version) npm asks no registry.
 */
export async function project(name, { packages = {}, manifest = {} } = {}) {
  const { file } = await pack();
  const folder = mkdtempSync(join(tmpdir(), `descent-${name}-`));
  cpSync(join(root, 'tests/package/apps', name), folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: `example-${name}`, private: true, type: 'module', ...manifest, devDependencies: packages }));
  const offline = Object.keys(packages).length === 0 ? ['--offline'] : [];
  await run('npm', ['install', '--no-audit', '--no-fund', '--no-save', ...offline, file], { cwd: folder });
  return { folder, read: (path) => readFileSync(join(folder, path), 'utf8'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Opens a page in Chromium, waits until `ready` (one condition, or several) holds in it and gives back what `read` finds there; complains about anything it logged. */
export async function look(url, { ready, read, context = {} }) {
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
  try {
    const page = await (await browser.newContext(context)).newPage();
    const problems = [];
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('response', (response) => { if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`); });
    const broken = new Promise((_resolve, reject) => { page.on('pageerror', reject); });
    broken.catch(() => undefined);
    await page.goto(url);
    try {
      for (const condition of [ready].flat()) await Promise.race([page.waitForFunction(condition, undefined, { timeout: 60_000 }), broken]);
    } catch (error) {
      throw new Error(`${url}: ${error.message}\n${problems.join('\n')}`);
    }
    return { found: await page.evaluate(read), problems };
  } finally {
    await browser.close();
  }
}
