// Firefox by its own remote control (Marionette: JSON over a TCP socket), so that no further package is needed.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFirefox } from '../../web/tools/setup.mjs';


const freePort = () => new Promise((resolve, reject) => {
  const probe = createServer().once('error', reject);
  probe.listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
});

/** Messages are `length:json`; a command is [0, id, name, parameters], its answer [1, id, error, value]. */
class Wire {
  #rest = Buffer.alloc(0);
  #waiting = new Map();
  #id = 0;
  constructor(socket) {
    this.socket = socket;
    this.hello = new Promise((resolve) => { this.#waiting.set('hello', { resolve }); });
    socket.on('data', (data) => { this.#rest = Buffer.concat([this.#rest, data]); this.#read(); });
    const broken = (error) => { for (const { reject } of this.#waiting.values()) reject?.(error ?? new Error('Firefox went away')); };
    socket.on('error', broken);
    socket.on('close', () => broken());
  }
  #read() {
    for (let colon = this.#rest.indexOf(':'); colon > 0; colon = this.#rest.indexOf(':')) {
      const length = Number(this.#rest.subarray(0, colon)), end = colon + 1 + length;
      if (this.#rest.length < end) return;
      const message = JSON.parse(this.#rest.subarray(colon + 1, end).toString());
      this.#rest = this.#rest.subarray(end);
      if (!Array.isArray(message)) { this.#waiting.get('hello').resolve(message); this.#waiting.delete('hello'); continue; }
      const [, id, error, value] = message;
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) reject(new Error(`${error.error}: ${error.message}`));
      else resolve(value);
    }
  }
  send(name, parameters = {}) {
    const id = ++this.#id, text = JSON.stringify([0, id, name, parameters]);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  }
}

async function reach(port, deadline) {
  for (;;) {
    try {
      const socket = connect(port, '127.0.0.1');
      await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
      return socket;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Starts a Firefox with a fresh profile; `close()` ends it. */
export async function launchFirefox() {
  const [port, profile] = [await freePort(), await mkdtemp(join(tmpdir(), 'descent-firefox-'))];
  const settings = {
    'marionette.port': port, 'app.update.disabledForTesting': true, 'browser.shell.checkDefaultBrowser': false, 'datareporting.policy.dataSubmissionEnabled': false,
    'browser.aboutwelcome.enabled': false, 'toolkit.telemetry.enabled': false, 'intl.accept_languages': 'en-US', 'network.captive-portal-service.enabled': false,
    'app.normandy.enabled': false, 'extensions.getAddons.cache.enabled': false, 'services.settings.server': 'data:,', 'network.connectivity-service.enabled': false,
  };
  await writeFile(join(profile, 'user.js'), Object.entries(settings).map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});\n`).join(''));
  const child = spawn(findFirefox(), ['--headless', '--marionette', '--remote-allow-system-access', '--no-remote', '--profile', profile, '--width', '1280', '--height', '900', 'about:blank'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const close = async () => {
    child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(hard);
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  try {
    const wire = new Wire(await reach(port, Date.now() + 120_000));
    await wire.hello;
    await wire.send('WebDriver:NewSession', { pageLoadStrategy: 'normal' });
    await wire.send('WebDriver:SetTimeouts', { script: 60_000, pageLoad: 60_000, implicit: 0 });
    return { wire, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A page of that Firefox: go somewhere, run functions there or in a frame, see it. Parameters and results are JSON. */
export class FirefoxPage {
  constructor({ wire }) { this.wire = wire; }

  async goto(url) {
    await this.wire.send('WebDriver:Navigate', { url: 'about:blank' }); // also where only the fragment differs
    await this.wire.send('WebDriver:Navigate', { url });
  }
  /** Runs an async function with one parameter in the page, or in the frame that a selector finds. */
  async evaluate(job, parameter = null, frame = null) {
    await this.wire.send('WebDriver:SwitchToFrame', { id: null });
    if (frame) {
      const { value } = await this.wire.send('WebDriver:FindElement', { using: 'css selector', value: frame });
      await this.wire.send('WebDriver:SwitchToFrame', { element: Object.values(value)[0] });
    }
    const script = `const [parameter, done] = arguments; (async () => (${job})(parameter))().then((value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }));`;
    const { value: { value, error } } = await this.wire.send('WebDriver:ExecuteAsyncScript', { script, args: [parameter], sandbox: null });
    if (error) throw new Error(error);
    return value;
  }
  /** Runs a function in the browser itself, with its privileges. */
  async privileged(job) {
    await this.wire.send('Marionette:SetContext', { value: 'chrome' });
    try {
      const script = `const done = arguments[arguments.length - 1]; (async () => (${job})())().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
      const { value: { value, error } } = await this.wire.send('WebDriver:ExecuteAsyncScript', { script, args: [] });
      if (error) throw new Error(error);
      return value;
    } finally {
      await this.wire.send('Marionette:SetContext', { value: 'content' });
    }
  }
  async screenshot() {
    await this.wire.send('WebDriver:SwitchToFrame', { id: null });
    return Buffer.from((await this.wire.send('WebDriver:TakeScreenshot', { full: false })).value, 'base64');
  }
}
