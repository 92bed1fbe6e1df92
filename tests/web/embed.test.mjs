// Figures in strangers' pages: the lab on one origin, pages of others on another that sends nothing for it, in two browsers.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../web/tools/server.mjs';
import { dist } from './browser.mjs';
import { browsers, serveStrangers } from './strangers.mjs';

const isolating = (policy) => ({ 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': policy });
const state = 'f=rosenbrock&m=adam&m.lr=0.1&n=120';
const figure = '<descent-function f="rosenbrock" m="adam" m.lr="0.1" n="120"></descent-function>';
const page = (body, lang = 'en') => `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Notes</title><body><h1>Notes</h1>${body}<p id="after">Text that follows.</p>`;

/** Strangers' pages, given the address of a lab that sends no isolation headers and of one that does. */
const strangers = (plain, isolated) => {
  const script = `<script type="module" src="${plain}descent-lab.js"></script>`, origin = new URL(plain).origin;
  const frame = (from, attributes, more = '') => `<iframe ${attributes} title="A figure" style="width: 100%; height: 20px; border: 0" src="${from}embed.html#figure=function&${state}${more}"></iframe><script src="/holder.js"></script>`;
  const policy = (more, from = origin) => ({ 'Content-Security-Policy': `default-src 'none'; script-src ${from} ${more}; connect-src ${from}` });
  const many = Array.from({ length: 10 }, (_, i) => [
    `<descent-function x="${-1 - i / 10},1" f="rosenbrock" m="adam" m.lr="0.1"></descent-function>`, '<descent-race></descent-race>', '<descent-schedule></descent-schedule>',
    '<descent-average></descent-average>', '<descent-map r="64"></descent-map>', '<descent-worked></descent-worked>', '<descent-backprop></descent-backprop>',
    '<descent-quiz quiz="learning-rate.overshoot"></descent-quiz>', '<descent-conventions></descent-conventions>', '<descent-family></descent-family>',
  ][i]).map((one) => `${one}<p>And so on.</p>`).join('');
  return {
    '/favicon.ico': '',
    '/holder.js': {
      type: 'text/javascript',
      html: `window.heard = []; const frame = document.querySelector('iframe');
        addEventListener('message', ({ data, source, origin }) => { if (source !== frame.contentWindow) return; heard.push({ ...data, origin }); if (data.event === 'height') frame.style.height = data.height + 'px'; });`,
    },
    '/h5p.js': {
      type: 'text/javascript', // what hosts of H5P do, in few words
      html: `const frame = document.querySelector('iframe');
        addEventListener('message', ({ data, source, origin }) => { if (source !== frame.contentWindow || data.context !== 'h5p') return;
          if (data.action === 'hello') { frame.style.width = '100%'; source.postMessage({ context: 'h5p', action: 'hello' }, origin); }
          if (data.action === 'resize') frame.style.height = data.scrollHeight + 'px'; });`,
    },
    '/element': page(script + figure),
    '/vietnamese': page(`${script}${figure}<descent-average lang="en" theme="dark"></descent-average>`, 'vi'),
    '/frame': page(frame(plain, 'loading="lazy"')),
    '/named': page(frame(plain, '', '&origin=https://somebody.example')),
    '/h5p': page(`<iframe title="A figure" style="height: 20px" src="${plain}embed.html#figure=average"></iframe><script src="/h5p.js"></script>`),
    '/sandbox': page(frame(plain, 'sandbox="allow-scripts"')),
    '/quiz': page(`<iframe title="A question" sandbox="allow-scripts" style="width: 100%; height: 900px" src="${plain}embed.html#figure=quiz&quiz=learning-rate.overshoot"></iframe><script src="/holder.js"></script>`),
    '/require-corp': { html: page(script + figure), headers: isolating('require-corp') },
    '/credentialless': { html: page(script + figure), headers: isolating('credentialless') },
    '/isolated-frame': { html: page(frame(isolated, 'allow="cross-origin-isolated"')), headers: isolating('require-corp') },
    '/strict': { html: page(script + figure), headers: policy(`'wasm-unsafe-eval'; worker-src blob:; font-src ${origin}`) },
    '/no-worker': { html: page(script + figure), headers: policy(`'wasm-unsafe-eval'; worker-src 'none'; font-src ${origin}`) },
    '/no-wasm': { html: page(script + figure), headers: policy(`; worker-src blob:; font-src ${origin}`) },
    '/ten': page(script + many),
    '/later': page(script),
    '/widget': page(`<div id="here"></div>`),
  };
};

// ---- what runs in the pages ----

/** Waits for a function's path, or for a figure's words of regret, and says how it stands. */
async function alive(tag) {
  const end = performance.now() + 25_000;
  for (;;) {
    const root = document.querySelector(tag ?? 'descent-function')?.shadowRoot;
    const path = root?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length ?? 0;
    const alert = [...(root?.children ?? [])].find((one) => one.getAttribute('role') === 'alert');
    const way = alert?.querySelector('a')?.href;
    if (path > 20 || way || performance.now() > end) {
      const loaded = performance.getEntriesByType('resource').map((one) => one.name).filter((name) => /\/(elsewhere|host)-/.test(name)).map((name) => name.replace(/.*\/(\w+)-.*/, '$1'));
      return { path, said: alert?.textContent.replace(/\s+/g, ' ').trim(), way, loaded, origin: self.origin, isolated: self.crossOriginIsolated, ms: performance.now() };
    }
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}
/** Asks the frame something and waits for its answer. */
async function ask(message) {
  const frame = document.querySelector('iframe').contentWindow, id = String(Math.random());
  const answer = new Promise((resolve) => {
    const hear = ({ data }) => { if (data.reply === id) { removeEventListener('message', hear); resolve(data); } };
    addEventListener('message', hear);
    setTimeout(() => resolve('silence'), 1500);
  });
  frame.postMessage({ type: 'descent-lab', id, ...message }, '*');
  return answer;
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (what, job) => {
  for (let tries = 0; tries < 100; ++tries) {
    const found = await job();
    if (found) return found;
    await pause(150);
  }
  throw new Error(`never came: ${what}`);
};

for (const { name, missing, open } of browsers) {
  describe(`embedding in ${name}`, { skip: missing ?? false }, () => {
    let plain, isolated, hosts, browser, host;
    before(async () => {
      if (!existsSync(join(dist, 'descent-lab.js'))) throw new Error('dist/descent-lab.js is missing: run "npm run build" first');
      plain = await serve({ root: dist, port: 0, isolation: false });
      isolated = await serve({ root: dist, port: 0, isolation: true });
      hosts = await serveStrangers(strangers(plain.url, isolated.url));
      browser = await open();
      host = browser.page;
    });
    after(async () => {
      await browser?.close();
      for (const server of [plain, isolated, hosts]) await server?.close();
    });
    const visit = (path) => host.goto(hosts.url + path);
    const clean = async () => assert.deepEqual(await host.problems(), []);

    test('an element by script: another origin, no headers, a worker all the same', { timeout: 60_000 }, async (t) => {
      await visit('/element');
      const { path, loaded, origin, isolated: apart, ms } = await host.evaluate(alive);
      assert.ok(path > 20, 'the path is drawn');
      assert.notEqual(origin, new URL(plain.url).origin);
      assert.equal(apart, false);
      assert.deepEqual(loaded, ['elsewhere'], 'a worker of the page imports the lab\'s; its own thread stays free');
      t.diagnostic(`first path after ${ms.toFixed(0)} ms`);
      assert.deepEqual(await host.evaluate(() => [...Object.keys(localStorage)]), [], 'nothing is left in the page\'s storage');
      // Its styles are its own, and the page's stay the page's.
      assert.match(await host.evaluate(() => getComputedStyle(document.getElementById('after')).fontFamily), /serif|Times/i);
      await clean();
    });

    test('the language of the place, and another for one figure; a theme by attribute', { timeout: 60_000 }, async () => {
      await visit('/vietnamese');
      await host.evaluate(alive);
      const label = (tag) => host.evaluate((tag) => document.querySelector(tag)?.shadowRoot?.textContent ?? '', tag);
      await until('Vietnamese words', async () => /Tốc độ|hàm|Hàm/.test(await label('descent-function')));
      await host.evaluate(() => document.querySelector('descent-average').scrollIntoView());
      await until('English words', async () => /Window|average/i.test(await label('descent-average')));
      assert.doesNotMatch(await label('descent-average'), /trung bình/i);
      assert.equal(await host.evaluate(() => getComputedStyle(document.querySelector('descent-average')).colorScheme), 'dark');
      await host.evaluate(() => { document.documentElement.lang = 'en'; });
      await until('the page\'s new language', async () => !/Tốc độ|hàm|Hàm/.test(await label('descent-function')));
      await clean();
    });

    test('a frame tells its height; it answers its parent, and nobody without a right', { timeout: 90_000 }, async () => {
      await visit('/frame');
      assert.ok((await host.evaluate(alive, null, 'iframe')).path > 20);
      const height = await until('the whole height', () => host.evaluate(() => {
        const last = window.heard.filter((one) => one.event === 'height').at(-1)?.height;
        return last > 400 && document.querySelector('iframe').clientHeight === last ? last : 0;
      }));
      const heard = await host.evaluate(() => window.heard);
      assert.ok(heard.some((one) => one.event === 'ready' && one.figure === 'function'));
      assert.ok(heard.some((one) => one.subject === 'lti.frameResize' && one.height === height), 'Canvas\'s dialect');
      assert.ok(heard.some((one) => one.context === 'h5p' && one.action === 'hello'));
      const got = await host.evaluate(ask, { action: 'get' });
      assert.equal(got.state.f, 'rosenbrock');
      assert.equal(got.state['m.lr'], '0.1');
      assert.equal((await host.evaluate(ask, { action: 'set', state: { f: 'valley', m: 'rmsprop' } })).state.m, 'rmsprop');
      assert.equal((await host.evaluate(ask, { action: 'step', step: 7 })).state.t, '7');
      assert.equal((await host.evaluate(ask, { action: 'step', step: null })).state.t, undefined);
      for (const bad of [{ action: 'set', state: 'x' }, { action: 'set', state: { f: { toString: 1 } } }, { action: 'step', step: -1 }, { action: 'eval' }, { action: 'listen', events: ['all'] }]) {
        assert.equal(typeof (await host.evaluate(ask, bad)).error, 'string', JSON.stringify(bad));
      }
      assert.deepEqual((await host.evaluate(ask, { action: 'listen', events: ['change'] })).events, ['change']);
      await host.evaluate(() => { window.heard.length = 0; });
      await host.evaluate(() => { // the reader changes the number of steps
        const input = document.querySelector('descent-function').shadowRoot.querySelector('input[type="range"]:not(:disabled)');
        input.value = String(Number(input.max) / 2);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }, null, 'iframe');
      await until('a change', () => host.evaluate(() => window.heard.some((one) => one.event === 'change' && one.detail.state.f === 'valley')));
      await clean();
      await visit('/named');
      assert.ok((await host.evaluate(alive, null, 'iframe')).path > 20);
      assert.equal(await host.evaluate(ask, { action: 'get' }), 'silence', 'only the named origin is answered');
      await visit('/frame');
      await host.evaluate(alive, null, 'iframe');
      const foreign = await host.evaluate(async () => { // a window that is not the parent
        const other = document.body.appendChild(document.createElement('iframe'));
        other.srcdoc = '<script>addEventListener("message", (e) => parent.postMessage({ stranger: e.data }, "*"))<\/script>';
        await new Promise((resolve) => { other.onload = resolve; });
        let answered = false;
        addEventListener('message', ({ data }) => { if (data.stranger) answered = true; });
        other.contentWindow.eval('parent.frames[0].postMessage({ type: "descent-lab", id: "1", action: "get" }, "*")');
        await new Promise((resolve) => setTimeout(resolve, 600));
        return answered || window.heard.some((one) => one.reply === '1');
      });
      assert.equal(foreign, false);
    });

    test('H5P\'s way of resizing', { timeout: 60_000 }, async () => {
      await visit('/h5p');
      assert.ok(await until('the height', () => host.evaluate(() => { const height = document.querySelector('iframe').clientHeight; return height > 300 && height; })));
    });

    test('a sandboxed frame without an origin: figure, heights, a question answered', { timeout: 90_000 }, async () => {
      await visit('/sandbox');
      const { path, origin, loaded } = await host.evaluate(alive, null, 'iframe');
      assert.ok(path > 20);
      assert.equal(origin, 'null');
      assert.deepEqual(loaded, ['elsewhere'], 'a worker even there');
      await until('its height', () => host.evaluate(() => document.querySelector('iframe').clientHeight > 400));
      assert.equal((await host.evaluate(ask, { action: 'get' })).state.f, 'rosenbrock');
      await clean();
      await visit('/quiz');
      const ready = () => host.evaluate(() => document.querySelector('descent-quiz')?.shadowRoot?.querySelector('form button.primary') != null, null, 'iframe');
      await until('the question', ready);
      await host.evaluate(ask, { action: 'listen' });
      await host.evaluate(ask, { action: 'set', state: { quiz: 'learning-rate.overshoot', given: '1' } });
      await host.evaluate(async () => {
        const button = document.querySelector('descent-quiz').shadowRoot.querySelector('form button.primary');
        while (button.disabled) await new Promise((resolve) => setTimeout(resolve, 50));
        button.click();
      }, null, 'iframe');
      const { detail } = await until('the answer', () => host.evaluate(() => window.heard.find((one) => one.event === 'answer')));
      assert.equal(detail.id, 'learning-rate.overshoot');
      assert.equal(typeof detail.correct, 'boolean');
      assert.deepEqual((await host.evaluate(ask, { action: 'answers' })).answers, [detail]);
    });

    for (const policy of ['require-corp', 'credentialless']) {
      test(`a page under COEP ${policy}`, { timeout: 60_000 }, async () => {
        await visit(`/${policy}`);
        const { path, isolated: apart } = await host.evaluate(alive);
        assert.ok(path > 20);
        assert.equal(apart, true, 'the page is isolated, as it wanted');
        await clean();
      });
    }
    test('a frame in an isolated page is isolated as well, if it may', { timeout: 60_000 }, async () => {
      await visit('/isolated-frame');
      const { path, isolated: apart } = await host.evaluate(alive, null, 'iframe');
      assert.ok(path > 20);
      assert.equal(apart, true);
    });

    test('a strict policy: with the documented words everything, without a worker slower, without WebAssembly a sentence and a way out', { timeout: 90_000 }, async () => {
      await visit('/strict');
      const strict = await host.evaluate(alive);
      assert.ok(strict.path > 20);
      assert.deepEqual(strict.loaded, ['elsewhere']);
      await clean();
      await visit('/no-worker');
      const slow = await host.evaluate(alive);
      assert.ok(slow.path > 20);
      assert.deepEqual(slow.loaded, ['elsewhere', 'host'], 'the engine runs in the page\'s own thread');
      await visit('/no-wasm');
      const { said, way } = await host.evaluate(alive);
      assert.match(said, /wasm-unsafe-eval/);
      assert.ok(way.startsWith(`${plain.url}function/#`) && /f=rosenbrock/.test(way), way);
    });

    test('ten figures on one page: one engine, each starts when it comes into view', { timeout: 150_000 }, async (t) => {
      await visit('/later');
      await pause(500);
      const empty = await host.memory();
      await visit('/ten');
      const begun = Date.now();
      const started = () => host.evaluate(() => [...document.querySelectorAll('body > *')].filter((one) => one.shadowRoot).map((one) => one.localName));
      await host.evaluate(alive);
      const first = Date.now() - begun, early = await started();
      assert.ok(early.length >= 1 && early.length <= 4, `only those near the window have started: ${early}`);
      const kept = () => host.evaluate(() => [...document.querySelectorAll('body > *')].filter((one) => one.localName.startsWith('descent-')).map((one) => [one.localName, parseFloat(one.style.minHeight) || 0, one.getBoundingClientRect().height]));
      const before = new Map((await kept()).map(([tag, room]) => [tag, room]));
      const drawn = await host.evaluate(async () => {
        const figures = [...document.querySelectorAll('body > *')].filter((one) => one.localName.startsWith('descent-'));
        for (const one of figures) {
          one.scrollIntoView();
          const end = performance.now() + 15_000;
          while (!(one.shadowRoot?.querySelector('svg, canvas, form, select')) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
        }
        return figures.filter((one) => one.shadowRoot?.querySelector('svg, canvas, form, select')).map((one) => one.localName);
      });
      const all = Date.now() - begun;
      assert.equal(drawn.length, 10, `drawn: ${drawn}`);
      assert.equal((await host.evaluate(() => performance.getEntriesByType('resource').map((one) => one.name).filter((one) => /\/elsewhere-/.test(one)))).length, 1);
      // What was kept free is about what they take: the text below hardly moves. One that is itself in view counts from when it was asked.
      await until('their own heights', async () => (await kept()).every(([, room]) => room === 0));
      for (const [tag, , height] of await kept()) {
        const room = before.get(tag);
        if (room) assert.ok(height > 0.6 * room && height < 1.5 * room, `${tag} takes ${height} px, ${room} px were kept free`);
      }
      const full = await host.memory();
      t.diagnostic(`first figure ${first} ms, all ten looked at ${all} ms${full && empty ? `, ${((full - empty) / 2 ** 20).toFixed(0)} MB more than the page without them` : ''}`);
      if (full && empty) assert.ok(full - empty < 400 * 2 ** 20, `${full - empty} bytes`);
      await clean();
    });

    test('figures that come later, in shadow roots as well; anywidget\'s render', { timeout: 60_000 }, async () => {
      await visit('/later');
      await host.evaluate(async (address) => {
        const { define } = await import(address);
        await define('function');
        const root = document.body.appendChild(document.createElement('section')).attachShadow({ mode: 'open' });
        root.innerHTML = '<descent-function f="valley"></descent-function>';
        window.inner = root.firstElementChild;
      }, `${plain.url}descent-lab.js`);
      await until('the inner one', () => host.evaluate(() => (window.inner.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length ?? 0) > 20));
      await visit('/widget');
      await host.evaluate(async (address) => {
        const { default: widget } = await import(address);
        const values = new Map([['figure', 'function'], ['state', { f: 'valley', m: 'rmsprop' }], ['hide', ['charts', 'table']]]), listeners = new Map();
        window.model = {
          values, saved: 0, get: (key) => values.get(key), set: (key, value) => { values.set(key, value); }, save_changes() { this.saved += 1; },
          on: (event, listener) => { listeners.set(event, listener); }, off: (event) => { listeners.delete(event); }, tell: (event) => listeners.get(event)(),
        };
        window.away = await widget.render({ model: window.model, el: document.getElementById('here') });
      }, `${plain.url}descent-lab.js`);
      assert.ok((await host.evaluate(alive)).path > 20);
      assert.equal(await host.evaluate(() => { const one = document.querySelector('descent-function'); return `${one.getState().m} ${one.getAttribute('hide')}`; }), 'rmsprop charts table');
      await host.evaluate(() => { window.model.values.set('state', { f: 'valley', m: 'adam' }); window.model.tell('change:state'); });
      assert.equal(await host.evaluate(() => document.querySelector('descent-function').getState().m), 'adam');
      await host.evaluate(() => {
        const input = document.querySelector('descent-function').shadowRoot.querySelector('input[type="range"]:not(:disabled)');
        input.value = String(Number(input.max) / 2);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await until('the model knows', () => host.evaluate(() => window.model.saved > 0 && window.model.values.get('state').m === 'adam' && window.model.values.get('state').t !== undefined));
      assert.equal(await host.evaluate(() => { window.away(); return document.querySelector('descent-function'); }), null);
    });
  });
}
