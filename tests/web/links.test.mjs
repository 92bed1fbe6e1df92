// Hostile links on the real pages: huge numbers, markup, unknown keys, deep expressions, a megabyte. No dialog, nothing inserted,
// no error in the console, and a figure that still answers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, newPage } from './browser.mjs';

let lab;
before(async () => { lab = await launch(); });
after(() => lab?.close());

const markup = '<img src=x onerror=alert(1)>"\'><script>alert(2)</script>';
const deep = `${'('.repeat(140)}x${')'.repeat(140)}`;
const encoded = encodeURIComponent(markup);
const hostile = {
  'huge numbers': 'x=1e308,1e308&n=1e308&t=1e308&noise=1e308&seed=1e308&m.lr=1e308&k=1e308&rho=1e308&w=0:1e308&p=1e308&layers=9e9-9e9&b=-1e308,1e308&tol=1e308',
  'numbers that are none': 'x=NaN,Infinity&n=-1e400&t=0x&noise=&seed=1e-400&m.lr=--1&k=½&rho=∞&w=:::,&layers=-&b=1&bx=a,b&ax=q&lx=9',
  markup: ['f', 'm', 's', 'e', 'x', 'act', 'task', 'series', 'm1', 's1', 'show', 'quiz', 'group', 'at', 'a', 'b'].map((key) => `${key}=${encoded}`).join('&'),
  'markup as keys': `${encoded}=1&m.${encoded}=2&onclick=alert(3)&style=display:none&innerHTML=${encoded}`,
  'unknown keys': 'constructor=1&__proto__=2&toString=3&url=x&lock=all&hide=controls&m.__proto__=4&f.constructor=5',
  'a deep expression': `e=${encodeURIComponent(deep)}&x=1`,
  'a tower of powers': `e=${encodeURIComponent('x^'.repeat(120))}2&x=2`,
  'script for an expression': `e=${encodeURIComponent('constructor.constructor("alert(4)")()')}&x=1`,
  'a megabyte': `f=pit&zzz=${'y'.repeat(1 << 20)}`,
  'ten thousand keys': Array.from({ length: 10_000 }, (_, i) => `k${i}=1`).join('&'),
};
const pages = { 'function/': 'descent-function', 'race/': 'descent-race', 'schedules/': 'descent-schedule', 'averages/': 'descent-average', 'backprop/': 'descent-backprop', 'quizzes/': 'descent-quizzes' };

for (const [path, tag] of Object.entries(pages)) {
  test(`${path} takes hostile links calmly`, async () => {
    const { page, problems, context } = await newPage(lab);
    const dialogs = [];
    page.on('dialog', (dialog) => { dialogs.push(dialog.message()); void dialog.dismiss(); });
    await page.goto(`${lab.url}/${path}`);
    const figure = page.locator(tag);
    await page.waitForFunction((t) => document.querySelector(t)?.shadowRoot?.querySelector('button, summary'), tag);
    for (const [name, state] of Object.entries(hostile)) {
      await page.evaluate((fragment) => { location.hash = fragment; }, `#v=1&${state}`);
      await figure.evaluate(async (element) => { await element.updateComplete; await new Promise((resolve) => setTimeout(resolve, 150)); });
      const found = await figure.evaluate((element) => {
        const inserted = (root) => [...root.querySelectorAll('*')].flatMap((e) => [
          ...(e.localName === 'script' && root !== document ? ['script'] : []), ...(e.localName === 'img' && e.getAttribute('src') === 'x' ? ['img'] : []),
          ...[...e.attributes].filter((a) => /^on/.test(a.name)).map((a) => a.name), ...(e.shadowRoot ? inserted(e.shadowRoot) : []),
        ]);
        return { inserted: inserted(document), polluted: Object.keys(Object.prototype).length, state: JSON.stringify(element.getState()), alive: element.shadowRoot.querySelectorAll('button, summary').length };
      });
      assert.deepEqual(found.inserted, [], name);
      assert.equal(found.polluted, 0, name);
      assert.ok(found.alive > 0, `${name}: still a figure`);
      assert.ok(found.state.length < 3000, `${name}: ${found.state.length}`);
    }
    // After all that a usual link still works.
    await page.evaluate(() => { location.hash = '#v=1'; });
    await page.waitForFunction((t) => { const s = document.querySelector(t).getState(); return Object.keys(s).length === 0; }, tag);
    assert.deepEqual(dialogs, []);
    assert.deepEqual(problems, []);
    await context.close();
  });
}
