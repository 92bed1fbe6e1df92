// The home page's first figure and the function lab, in a real browser.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, describe, test } from 'node:test';
import { axe, launch, newPage } from './browser.mjs';

let site;
before(async () => { site = await launch(); });
after(() => site?.close());

/** Opens a page and waits until its figure has drawn a path. */
async function open(path, options) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await alive(opened.page);
  return opened;
}
const alive = (page) => page.waitForFunction(() =>
  document.querySelector('descent-function')?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length > 20);
const figure = (page) => page.locator('descent-function');
const state = (page) => figure(page).evaluate((element) => element.getState());
const path = (page) => figure(page).locator('.dots:not(.rest)').getAttribute('d');
const readout = (page) => figure(page).locator('.readout p').innerText();
/** Waits until the state has the given entries. */
const settles = (page, wanted) => page.waitForFunction((w) => {
  const now = document.querySelector('descent-function').getState();
  return Object.entries(w).every(([key, value]) => now[key] === value);
}, wanted);
/** The answer to the latest change has been drawn. */
const drawn = async (page, before) => page.waitForFunction((d) =>
  document.querySelector('descent-function').shadowRoot.querySelector('.dots:not(.rest)').getAttribute('d') !== d, before);

describe('home page', () => {
  test('its first figure lives without a click, nothing complains, nothing shifts', async () => {
    const opened = await newPage(site);
    await opened.page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((list) => { for (const e of list.getEntries()) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    await opened.page.goto(site.url);
    await alive(opened.page);
    await opened.page.waitForSelector('descent-function .katex');
    assert.match(await readout(opened.page), /Step 120/);
    const shift = await opened.page.evaluate(() => window.shift);
    assert.ok(shift < 0.1, `layout shift ${shift}`);
    assert.deepEqual(opened.problems, []);
    await opened.context.close();
  });

  test('what crosses the wire before the first path is drawn', async (t) => {
    const opened = await newPage(site);
    const pending = [];
    opened.page.on('response', (response) => pending.push(response.body().then((body) => ({
      url: response.url(), size: gzipSync(body, { level: 9 }).length,
    }), () => undefined)));
    // The page's own clock says when the path was there: what it asked for afterwards delayed nothing.
    await opened.page.addInitScript(() => {
      const look = () => {
        if (document.querySelector('descent-function')?.shadowRoot?.querySelector('.dots:not(.rest)')?.getAttribute('d')?.length > 20) window.drawnAt = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await opened.page.goto(site.url);
    await opened.page.waitForFunction(() => window.drawnAt);
    const files = (await Promise.all(pending)).filter(Boolean);
    // What the worker asks for is not on this list, and counts whenever it comes.
    const afterwards = new Set(await opened.page.evaluate(() => performance.getEntriesByType('resource').filter((e) => e.startTime > window.drawnAt).map((e) => e.name)));
    const sizes = new Map(files.filter(({ url }) => !afterwards.has(url)).map(({ url, size }) => [new URL(url).pathname, size]));
    const list = [...sizes];
    const sum = (wanted) => list.filter(([name]) => wanted(name)).reduce((a, [, n]) => a + n, 0);
    const engine = sum((name) => name.includes('/lib/')), page = sum((name) => !name.includes('/lib/'));
    t.diagnostic(`page ${page} + engine ${engine} = ${page + engine} bytes gzipped`);
    assert.deepEqual(list.map(([name]) => name).filter((name) => name.endsWith('.wasm')), ['/lib/descent-functions.wasm']);
    assert.ok(engine > 0 && page + engine < 200_000, `page ${page} + engine ${engine} bytes: ${JSON.stringify(list)}`);
    await opened.context.close();
  });
});

describe('function lab', () => {
  test('dragging the start recomputes the path while the hand moves', async () => {
    const { page, problems, context } = await open('/function/#v=1&x=-3.2&n=120');
    const before = await path(page);
    const knob = await figure(page).locator('.knob').boundingBox();
    await page.mouse.move(knob.x + 8, knob.y + 8);
    await page.mouse.down();
    await page.mouse.move(knob.x + 108, knob.y + 40, { steps: 5 });
    await drawn(page, before);
    const middle = await path(page);
    await page.mouse.move(knob.x + 208, knob.y + 40, { steps: 5 });
    await drawn(page, middle);
    await page.mouse.up();
    const { x } = await state(page);
    assert.ok(Number(x) > -3.2 && Number(x) < 4, `x is ${x}`);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a drag of a 200-step path with all views is drawn within a frame', async (t) => {
    const { page, context } = await open('/function/#v=1&f=rosenbrock&m.lr=0.001&n=200&x=-1.2,1');
    await page.waitForSelector('descent-function .katex');
    const { times, hops } = await figure(page).evaluate(async (element) => {
      const samples = [], bare = [], { lab } = element.model;
      for (let i = 0; i < 80; ++i) {
        // One change a frame, as a hand would; and no polling, which would take the time it measures.
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const answered = new Promise((resolve) => {
          const observer = new MutationObserver(() => { observer.disconnect(); resolve(); });
          observer.observe(element.shadowRoot.querySelector('.dots:not(.rest)'), { attributes: true });
        });
        // A busy machine delays any message to the worker: what the smallest request takes is measured beside it.
        const asked = performance.now();
        await lab.learningRates({ lr: 1, steps: 1 });
        bare.push(performance.now() - asked);
        const from = performance.now();
        element.setState({ f: 'rosenbrock', 'm.lr': 0.001, n: 200, x: `${(-1.2 + 0.01 * i).toFixed(2)},1.1` });
        await answered;
        await element.updateComplete;
        void element.shadowRoot.querySelector('.plot').getBoundingClientRect(); // layout counts too
        samples.push(performance.now() - from);
      }
      const ascending = (a, b) => a - b;
      return { times: samples.sort(ascending), hops: bare.sort(ascending) };
    });
    t.diagnostic(`from the change to the drawn path: median ${times[40].toFixed(1)} ms, 95th percentile ${times[76].toFixed(1)} ms; an empty request alone ${hops[40].toFixed(1)} ms`);
    // On a quiet machine an empty request takes one or two milliseconds. Where it takes more, others have the processors,
    // and the measurement says something about them.
    await context.close();
    if (hops[40] > 4) return t.skip('the machine is too busy to judge');
    return assert.ok(times[40] - hops[40] < 16, `median ${times[40]} ms, of which ${hops[40]} ms an empty request`);
  });

  test('keyboard alone: start, timeline, playing, method', async () => {
    const { page, context } = await open('/function/#v=1&f=square&x=70&m=gd&m.lr=0.1&n=30');
    await figure(page).locator('.handle').focus();
    await page.keyboard.press('ArrowRight');
    await settles(page, { x: '72.2' }); // one hundredth of the shown width, 220
    await page.keyboard.press('Shift+ArrowLeft');
    await settles(page, { x: '50.2' });
    await figure(page).locator('.timeline input').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await settles(page, { t: '1' });
    assert.match(await readout(page), /Step 1\s+x = 40\.16/);
    await figure(page).getByRole('button', { name: 'Play' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => Number(document.querySelector('descent-function').getState().t) > 4);
    await page.keyboard.press('Enter');
    await figure(page).locator('#method').focus();
    await page.keyboard.type('Adam');
    await page.waitForFunction(() => /^ada/.test(document.querySelector('descent-function').getState().m ?? ''));
    await context.close();
  });

  test('the address holds the experiment, down to the frame', async () => {
    const first = await open('/function/');
    await figure(first.page).locator('#function').selectOption('valley');
    await settles(first.page, { f: 'valley' });
    await figure(first.page).locator('#method').selectOption('adam');
    await figure(first.page).locator('#m-lr').fill('0.2');
    await figure(first.page).locator('#m-lr').press('Enter');
    await figure(first.page).locator('.timeline input').focus();
    await first.page.keyboard.press('Home');
    await first.page.keyboard.press('ArrowRight');
    await settles(first.page, { m: 'adam', 'm.lr': '0.2', t: '1' });
    await first.page.waitForFunction(() => location.hash.includes('t=1'));
    const address = first.page.url();
    const second = await open(address.slice(site.url.length));
    assert.deepEqual(await state(second.page), await state(first.page));
    assert.equal(await readout(second.page), await readout(first.page));
    assert.match(await readout(second.page), /\(−4\.8, 1\.8\)/); // the specification's Adam row: each coordinate moves by η
    await Promise.all([first.context.close(), second.context.close()]);
  });

  test('a hostile address neither breaks nor marks up anything', async () => {
    const { page, problems, context } = await open('/function/#v=1&f=<img src=x onerror=alert(1)>&m=zzz&n=1e400&m.lr=NaN&x=1,2,3,4&t=-7.5e9x&%E0%A4%A=1');
    assert.deepEqual(await state(page), {});
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('the language changes under the hand: no reload, no lost state', async () => {
    const { page, context } = await open('/function/#v=1&f=himmelblau&x=1,1&m=gd&m.lr=0.01&n=50&t=7');
    const before = await state(page);
    await page.evaluate(() => { window.sameDocument = true; });
    await page.getByRole('button', { name: 'Tiếng Việt' }).click();
    await page.waitForFunction(() => document.documentElement.lang === 'vi');
    await figure(page).getByText('Phương pháp', { exact: true }).waitFor();
    assert.match(await readout(page), /Bước 7/);
    assert.deepEqual(await state(page), before);
    assert.equal(await page.evaluate(() => window.sameDocument), true);
    assert.equal(await page.title(), 'Phòng thí nghiệm hàm số · Descent Lab');
    await context.close();
  });

  test('an expression that cannot be read gets a sentence with its place, and the last good figure stays', async () => {
    const { page, problems, context } = await open('/function/#v=1&e=x^2%2By^2&x=1,1');
    const before = await path(page);
    await figure(page).locator('#expression').fill('x^2 + foo(y)');
    const note = figure(page).locator('#expression-note.error');
    await note.waitFor();
    assert.match(await note.innerText(), /cannot be read: .*column \d+.*foo/);
    assert.equal(await path(page), before);
    await figure(page).locator('#expression').fill('x^2 + 3*sin(x)');
    await drawn(page, before);
    assert.equal(await figure(page).locator('#expression-note.error').count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('on a Vietnamese page the engine is quoted in Vietnamese: what cannot be read, why a method cannot go on', async () => {
    const { page, problems, context } = await newPage(site, { locale: 'vi-VN' });
    await page.goto(`${site.url}/function/?lang=vi#v=1&e=log(x)&x=-1`); // not defined there
    const finding = figure(page).locator('.finding.bad');
    await finding.getByText('tại điểm xuất phát, hàm mục tiêu').waitFor();
    assert.doesNotMatch(await finding.innerText(), /finite|start point/);
    await figure(page).locator('#expression').fill('x + foo(x)');
    const note = figure(page).locator('#expression-note.error');
    await note.waitFor();
    assert.match(await note.innerText(), /cú pháp.*column \d+.*foo/s);
    // SAM: there is no bound for its rate, whose explanation would soon take the place of the engine's.
    await page.goto(`${site.url}/function/?lang=vi#v=1&f=rosenbrock&m=sam&m.lr=0.1&n=200&x=-1.2,1`);
    await page.reload();
    await figure(page).locator('.finding.bad').getByText('tốc độ học quá lớn').waitFor();
    assert.doesNotMatch(await finding.innerText(), /\b(after|finite|may help)\b/);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('a diverging run is explained in numbers, and one click mends it', async () => {
    const { page, context } = await open('/function/#v=1&f=square&x=99&m=gd&m.lr=1.1&n=20');
    const finding = figure(page).locator('.finding');
    await finding.getByText('η·L = 1.1 · 2 = 2.2 > 2').waitFor();
    await finding.getByRole('button', { name: /learning rate of 0\.5/ }).click();
    await settles(page, { 'm.lr': '0.5' });
    await figure(page).locator('.finding.good').waitFor();
    assert.match(await readout(page), /f = 0/);
    await context.close();
  });

  test('overflow stops at the last finite point and says so', async () => {
    const { page, context } = await open('/function/#v=1&f=rosenbrock&m=gd&m.lr=0.1&n=200&x=-1.2,1');
    await figure(page).locator('.finding.bad').waitFor();
    assert.ok(!/NaN|—|∞/.test(await readout(page)), await readout(page));
    await context.close();
  });

  test('pointing at a step in one view marks it in all, with the core\'s numbers', async () => {
    const { page, context } = await open('/function/#v=1&f=square&x=70&m=gd&m.lr=0.1&n=30');
    await figure(page).locator('details.data summary').click();
    const row = figure(page).locator('tbody tr').nth(10);
    await row.hover();
    let x = 70;
    for (let i = 0; i < 10; ++i) x -= 0.1 * (2 * x);
    assert.equal(Number(await row.locator('td').first().getAttribute('title')), x); // 7.516192768…, every digit
    assert.match(await readout(page), /Step 10\s+x = 7\.516/);
    assert.match(await figure(page).locator('.equation h3').innerText(), /step 10/);
    assert.equal(await figure(page).locator('.chart circle').first().count(), 1);
    await context.close();
  });

  test('terms of the equation light up their arrows', async () => {
    const { page, context } = await open('/function/#v=1&f=valley&x=-5,2&m.lr=0.1&n=20&t=3');
    await figure(page).getByRole('button', { name: 'momentum', exact: true }).click();
    assert.equal(await figure(page).locator('.arrow.momentum.lit').count(), 1);
    assert.equal(await figure(page).locator('.arrow.gradient.faded').count(), 1);
    await context.close();
  });

  test('every example and every method runs without a complaint', async () => {
    const { page, problems, context } = await open('/function/');
    await figure(page).locator('#preset').waitFor(); // the controls come after the path
    const ids = await figure(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('#preset option')].map((o) => o.value).filter(Boolean));
    assert.ok(ids.length > 10);
    for (const id of ids) {
      await figure(page).locator('#preset').selectOption(id);
      await page.waitForTimeout(60);
      assert.equal(await figure(page).locator('#preset').inputValue(), id);
    }
    const methods = await figure(page).evaluate((element) => [...element.shadowRoot.querySelectorAll('#method option')].map((o) => o.value));
    await figure(page).locator('#function').selectOption('rosenbrock');
    for (const id of methods) {
      await figure(page).locator('#method').selectOption(id);
      await settles(page, id === 'momentum' ? {} : { m: id });
      await page.waitForTimeout(80);
      assert.equal(await figure(page).locator('.law').count() > 0, true, `${id} has no equations`);
      assert.equal(await figure(page).locator('.katex-error').count(), 0, `${id}: TeX error`);
    }
    assert.deepEqual(problems, []);
    await context.close();
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious (${colorScheme})`, async () => {
      for (const address of ['/', '/function/#v=1&f=valley&m=adam&m.lr=0.2&n=30&t=4', '/function/#v=1&f=square&x=99&m=gd&m.lr=1.1&n=20']) {
        const { page, context } = await open(address, { colorScheme });
        await page.waitForSelector('descent-function .katex');
        if (address !== '/') await figure(page).locator('details.data summary').click();
        await page.waitForTimeout(300);
        assert.deepEqual(await axe(page), [], address);
        await context.close();
      }
    });
  }

  test('the chosen theme holds on the next page, before anything is painted', async () => {
    const { page, context } = await open('/', { colorScheme: 'light' });
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await page.goto(`${site.url}/function/`, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement?.dataset.theme === 'dark');
    await alive(page);
    const ink = await page.evaluate(() => getComputedStyle(document.body).color.match(/\d+/g).map(Number));
    assert.ok(ink.every((c) => c > 200), `ink ${ink}`);
    await context.close();
  });

  test('a finger on the start drags it and does not scroll; a finger on the plot scrolls', async () => {
    const { page, context } = await open('/function/#v=1&f=rosenbrock&m.lr=0.001&n=100', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true });
    const touch = await context.newCDPSession(page);
    const drag = async (x, y, dx, dy) => {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (let i = 1; i <= 8; ++i) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x: x + (dx * i) / 8, y: y + (dy * i) / 8 }] });
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    const knob = await figure(page).locator('.knob').boundingBox();
    await drag(knob.x + 8, knob.y + 8, 30, -60);
    await page.waitForFunction(() => 'x' in document.querySelector('descent-function').getState());
    assert.equal(await page.evaluate(() => scrollY), 0);
    const before = await state(page);
    const plot = await figure(page).locator('.plot').boundingBox();
    await drag(plot.x + plot.width - 60, plot.y + plot.height - 60, 0, -150);
    await page.waitForFunction(() => scrollY > 50);
    assert.deepEqual(await state(page), before);
    await context.close();
  });

  test('what a wrapper wraps can be chosen', async () => {
    const { page, context } = await open('/function/#v=1&f=valley&m=sam&m.base=momentum&m.lr=0.1&n=30');
    assert.equal((await state(page))['m.base'], 'momentum');
    const before = await path(page);
    await figure(page).locator('#m-base').selectOption('adam');
    await drawn(page, before);
    await context.close();
  });

  test('a phone of 320 pixels shows everything without scrolling sideways', async () => {
    for (const address of ['/', '/function/#v=1&f=rosenbrock&m=adam&m.lr=0.1&n=200&t=12']) {
      const { page, context } = await open(address, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
      await page.waitForSelector('descent-function .katex');
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, `${address} is ${width} pixels wide`);
      await context.close();
    }
  });

  test('a teacher\'s lock and hide hold', async () => {
    const { page, context } = await open('/function/');
    await figure(page).evaluate((element) => { element.lock = 'start m.lr'; element.hide = 'charts function'; });
    await figure(page).locator('#m-lr:disabled').waitFor();
    assert.equal(await figure(page).locator('.chart').count(), 0);
    assert.equal(await figure(page).locator('#function').count(), 0);
    const before = await state(page);
    const knob = await figure(page).locator('.knob').boundingBox();
    await page.mouse.move(knob.x + 8, knob.y + 8);
    await page.mouse.down();
    await page.mouse.move(knob.x + 108, knob.y + 40, { steps: 5 });
    await page.mouse.up();
    assert.deepEqual(await state(page), before);
    await context.close();
  });
});

test('without isolation headers the figure lives all the same', async () => {
  const plain = await launch({ isolated: false });
  try {
    const { page, problems } = await newPage(plain);
    await page.goto(plain.url);
    await alive(page);
    assert.equal(await page.evaluate(() => crossOriginIsolated), false);
    assert.deepEqual(problems, []);
  } finally {
    await plain.close();
  }
});
