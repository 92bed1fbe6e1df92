// The author pane in a browser: by keyboard alone, without findings of axe, and what it copies works: the frame's and the
// element's code, put into a blank page of another origin, show the same state. Every control it lists does something.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { axe, dist, launch, newPage } from './browser.mjs';
import { pure } from './pure.mjs';

let lab, host, bundle, figures, blank = '';

before(async () => {
  lab = await launch();
  bundle = await pure('widgets/author/figures');
  [{ figures }] = bundle.modules;
  host = createServer((_request, response) => response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><title>Notes</title><body>${blank}</body></html>`));
  await new Promise((resolve) => host.listen(0, resolve));
});
after(async () => {
  await lab?.close();
  await bundle?.close();
  await new Promise((resolve) => host.close(resolve));
});

/** A page whose figure stands, with what is copied kept. */
async function figurePage(path, tag, options = {}) {
  const { page, problems, context } = await newPage(lab, options);
  await page.addInitScript(() => { Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } }); });
  await page.goto(`${lab.url}/${path}`);
  await page.locator(`${tag} button.author:enabled`).first().waitFor();
  return { page, problems, context };
}
/** Opens the pane; its parts are those of the one open dialog. */
async function openPane(page, tag) {
  await page.locator(`${tag} button.author`).first().click();
  await page.locator('descent-author-pane dialog[open] #copy').waitFor();
}
const stateOf = (page, tag) => page.locator(tag).first().evaluate((element) => element.getState());
async function copied(page, format) {
  await page.locator(`descent-author-pane input[value="${format}"]`).check({ force: true });
  await page.locator('descent-author-pane #copy').click();
  return page.evaluate(() => window.copied);
}

const experiment = 'function/#v=1&f=rosenbrock&x=-1,1.5&m=adam&m.lr=0.1&n=60&t=20';

test('the pane opens, is filled in and closed by keyboard, and finds its way back', async () => {
  const { page, problems, context } = await figurePage(experiment, 'descent-function');
  await page.locator('descent-function button.author').focus();
  await page.keyboard.press('Enter');
  await page.locator('descent-author-pane dialog[open] #copy').waitFor();
  const reach = async (wanted) => {
    for (let i = 0; i < 120; ++i) {
      const at = await page.evaluate(() => { let e = document.activeElement; while (e?.shadowRoot?.activeElement) e = e.shadowRoot.activeElement; return `${e?.dataset?.control ?? ''} ${e?.id ?? ''} ${e?.name ?? ''}`; });
      if (at.includes(wanted)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${wanted} is not reached by Tab`);
  };
  await reach('lock start');
  await page.keyboard.press('Space');
  await reach('hide charts');
  await page.keyboard.press('Space');
  await reach('lang');
  await page.keyboard.press('End');
  await reach('format');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await reach('copy');
  await page.keyboard.press('Enter');
  const code = await page.waitForFunction(() => window.copied).then((handle) => handle.jsonValue());
  assert.match(code, /<descent-function f="rosenbrock" x="-1,1.5" m="adam" m.lr="0.1" n="60" t="20" lock="start" hide="charts" lang="vi"><\/descent-function>$/);
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => !document.querySelector('descent-function').shadowRoot.querySelector('descent-author-pane').shadowRoot.querySelector('dialog').open);
  assert.ok(await page.locator('descent-function button.author').evaluate((button) => button.getRootNode().activeElement === button), 'the focus is back on the button');
  // The preview of a moment ago is given up for the next one.
  assert.deepEqual(problems.filter((problem) => !problem.endsWith('net::ERR_ABORTED')), []);
  await context.close();
});

for (const [name, options] of Object.entries({ light: { colorScheme: 'light' }, 'dark, Vietnamese, 320 px': { colorScheme: 'dark', viewport: { width: 320, height: 700 }, locale: 'vi-VN' } })) {
  test(`axe finds nothing in the open pane: ${name}`, async () => {
    const { page, problems, context } = await figurePage('race/', 'descent-race', options);
    await openPane(page, 'descent-race');
    assert.deepEqual(await axe(page), []);
    const dialog = await page.locator('descent-author-pane dialog').boundingBox();
    assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= (options.viewport?.width ?? 1280), JSON.stringify(dialog));
    assert.ok(await page.locator('descent-author-pane dialog').evaluate((d) => d.scrollWidth <= d.clientWidth + 1), 'nothing is cut off');
    assert.deepEqual(problems, []);
    await context.close();
  });
}

const samples = {
  'descent-function': experiment, 'descent-race': 'race/#v=1&f=beale&x=1,1.5&n=80&m1=gd&m1.lr=0.01&m2=adam&t=12',
  'descent-average': 'averages/#v=1&from=list&series=1,5,2,8&k=2&rho=0.25', 'descent-backprop': 'backprop/#v=1&layers=2-3-1&seed=7&t=4',
};
for (const [tag, path] of Object.entries(samples)) {
  test(`${tag}: the copied link, frame and element show the same state elsewhere`, async () => {
    const { page, context, problems } = await figurePage(path, tag);
    const wanted = await stateOf(page, tag);
    assert.ok(Object.keys(wanted).length > 1, JSON.stringify(wanted));
    await openPane(page, tag);
    const link = await copied(page, 'link'), frame = await copied(page, 'frame'), element = await copied(page, 'element');
    await page.goto('about:blank');
    await page.goto(link);
    await page.waitForFunction(([t, n]) => Object.keys(document.querySelector(t)?.getState?.() ?? {}).length >= n, [tag, Object.keys(wanted).length]);
    assert.deepEqual(await stateOf(page, tag), wanted, link);

    blank = element;
    await page.goto(`http://localhost:${host.address().port}/element`);
    await page.waitForFunction(([t, n]) => Object.keys(document.querySelector(t)?.getState?.() ?? {}).length >= n, [tag, Object.keys(wanted).length]);
    assert.deepEqual(await stateOf(page, tag), wanted, element);

    blank = frame;
    await page.goto(`http://localhost:${host.address().port}/frame`);
    const inside = page.frameLocator('iframe').locator(tag);
    await inside.locator('button').first().waitFor();
    assert.deepEqual(await inside.evaluate(async (figure, n) => {
      for (let i = 0; i < 200 && Object.keys(figure.getState()).length < n; ++i) await new Promise((resolve) => setTimeout(resolve, 50));
      return figure.getState();
    }, Object.keys(wanted).length), wanted, frame);
    // A page that is left gives up what it was still fetching.
    assert.deepEqual(problems.filter((one) => !/net::ERR_ABORTED/.test(one)), []);
    await context.close();
  });
}

test('PyTorch is offered where the run can be written, and the picture can be saved', async () => {
  const { page, context } = await figurePage(experiment, 'descent-function');
  await openPane(page, 'descent-function');
  await page.locator('descent-author-pane input[value="torch"]').waitFor({ state: 'attached' });
  assert.match(await copied(page, 'torch'), /torch\.optim\.Adam\(\[x\], lr=0\.1/);
  assert.match(await copied(page, 'markdown'), /^\[!\[.+\]\(descent-function\.png\)\]\(<http.+>\)$/);
  const [file] = await Promise.all([page.waitForEvent('download'), page.locator('descent-author-pane #picture').click()]);
  assert.equal(file.suggestedFilename(), 'descent-function.png');
  await context.close();
});

const pages = { function: 'function/#v=1&f=rosenbrock', race: 'race/', schedule: 'schedules/', average: 'averages/#v=1&init=zero', backprop: 'backprop/',
  map: 'map/#v=1&f=valley&x=-5,2&m=momentum&n=50&ax=m.lr&ay=m.momentum&r=96', worked: 'embed.html#figure=worked&f=valley&m=adam&n=30', conventions: 'embed.html#figure=conventions&eps=0.001', float: 'embed.html#figure=float', network: 'network/#v=1&d=synthetic', landscape: 'landscape/#v=1&n=4&q=33' };
/** What shows only when one presses, trains, or comes back: a pixel is not pinned, a run of last time not offered, no plane drawn of pictures. */
const unseen = { map: ['lock pin'], network: ['lock reset', 'lock runs', 'lock stop', 'lock compare', 'lock take', 'hide plane'] };
for (const [name, path] of Object.entries(pages)) {
  test(`${name}: everything that can be hidden goes, everything that can be locked is fast`, async () => {
    const tag = `descent-${name}`, { page, context } = await figurePage(path, tag);
    const { lock, hide } = figures[name];
    if (lock.includes('preset')) await page.locator(`${tag} #preset`).waitFor();
    await page.waitForTimeout(name in { map: 1, network: 1, landscape: 1 } ? 4000 : 1000);
    const idle = await page.evaluate(async ([t, locks, hides]) => {
      const figure = document.querySelector(t), root = figure.shadowRoot, settle = async () => { await figure.updateComplete; await new Promise((resolve) => requestAnimationFrame(resolve)); await figure.updateComplete; };
      for (const details of root.querySelectorAll('details')) details.open = true;
      await settle();
      // Not what drawings consist of: that changes with every size.
      const parts = () => [...root.querySelectorAll('*')].filter((e) => !e.parentElement?.closest('svg')).map((e) => `${e.localName} ${e.id} ${e.getAttribute('class')} ${e.matches(':disabled, .locked')}`).join();
      const idleOnes = [];
      for (const [of, names] of [['hide', hides], ['lock', locks]]) for (const one of names) {
        const first = parts();
        figure.setAttribute(of, one);
        await settle();
        if (parts() === first) idleOnes.push(`${of} ${one}`);
        figure.removeAttribute(of);
        await settle();
      }
      return idleOnes;
    }, [tag, lock, hide]);
    assert.deepEqual(idle.filter((one) => !unseen[name]?.includes(one)), [], 'names without effect');
    await context.close();
  });
}

test('pages do not grow: the pane comes when it is asked for', async () => {
  assert.ok(existsSync(join(dist, 'embed.html')) && existsSync(join(dist, 'descent-lab.js')), 'what the codes name is there');
  const { page, context } = await newPage(lab);
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${lab.url}/function/`);
  await page.locator('descent-function button.author:enabled').waitFor();
  await page.waitForLoadState('networkidle');
  assert.ok(!asked.some((url) => /\/pane-|author-/.test(url)), asked.filter((url) => /pane|author/.test(url)).join());
  await openPane(page, 'descent-function');
  assert.ok(asked.some((url) => /\/pane-/.test(url)));
  await context.close();
});
