// The function figure taken elsewhere: pictures, numbers, programs; and seen as a surface.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { createLab } from 'descent-lab';
import { axe, launch, newPage } from './browser.mjs';

let site, lab;
before(async () => {
  site = await launch();
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

const figure = (page) => page.locator('descent-function');
async function open(path, options) {
  const opened = await newPage(site, { acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  opened.requested = [];
  opened.page.on('request', (request) => opened.requested.push(request.url()));
  await opened.page.goto(site.url + path);
  await figure(opened.page).locator('.handle').waitFor();
  return opened;
}
async function saved(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), figure(page).getByRole('button', { name: `Save as ${name}`, exact: true }).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
/** How many colours an image file has when the browser paints it, and its size. */
const painted = (page, bytes, type) => page.evaluate(async ([data, kind]) => {
  const image = new Image();
  image.src = `data:${kind};base64,${data}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: image.width, height: image.height });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return { width: image.width, height: image.height, colors: new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size };
}, [bytes.toString('base64'), type]);
const copied = async (page, name, expected) => {
  await figure(page).getByRole('button', { name: `Copy a program for ${name}`, exact: true }).click();
  await page.waitForFunction(async (text) => (await navigator.clipboard.readText()).includes(text), expected);
  return page.evaluate(() => navigator.clipboard.readText());
};
const plane = '/function/#v=1&f=himmelblau&m=adam&m.lr=0.1&x=0,4&n=60';

describe('files', () => {
  test('SVG: parses, stands alone, holds the path; PNG: has the size and is not blank', async () => {
    for (const path of [plane, '/function/']) {
      const { page, problems, context } = await open(path);
      const shown = await figure(page).locator('.trail').last().getAttribute('d'), size = await figure(page).locator('#plot > svg').boundingBox();
      const svg = await saved(page, 'SVG'), text = svg.bytes.toString();
      assert.match(svg.name, /^descent-\w+-\w+\.svg$/);
      const read = await page.evaluate((source) => {
        const parsed = new DOMParser().parseFromString(source, 'image/svg+xml');
        return {
          error: parsed.querySelector('parsererror')?.textContent, paths: [...parsed.querySelectorAll('path')].map((p) => [p.getAttribute('d'), p.getAttribute('stroke'), p.getAttribute('fill')]),
          classes: parsed.querySelectorAll('[class], [style], script, [onclick]').length, images: [...parsed.querySelectorAll('image')].map((i) => i.getAttribute('href').slice(0, 22)),
        };
      }, text);
      assert.equal(read.error, undefined);
      const trail = read.paths.find(([d]) => d === shown);
      assert.ok(trail && /^rgb/.test(trail[1]) && trail[2] === 'none', JSON.stringify(trail));
      assert.equal(read.classes, 0);
      assert.deepEqual(read.images, path === plane ? ['data:image/png;base64,'] : []);
      assert.doesNotMatch(text, /var\(|<!--/);
      assert.ok((await painted(page, svg.bytes, 'image/svg+xml')).colors > 20);
      const png = await saved(page, 'PNG'), seen = await painted(page, png.bytes, 'image/png');
      assert.deepEqual([seen.width, seen.height], [Math.round(2 * size.width), Math.round(2 * size.height)]);
      assert.ok(seen.colors > 50);
      assert.deepEqual(problems, []);
      await context.close();
    }
  });

  test('CSV holds every number of the run, digit for digit', async () => {
    const { page, context } = await open(plane);
    const { name, bytes } = await saved(page, 'CSV');
    assert.equal(name, 'descent-himmelblau-adam.csv');
    const [head, ...rows] = bytes.toString().trim().split('\n').map((line) => line.split(','));
    const run = await lab.descend({ objective: 'himmelblau', start: [0, 4], optimizer: { id: 'adam', lr: 0.1 }, steps: 60 });
    assert.deepEqual(head.slice(0, 4), ['step', 'x', 'y', 'f']);
    assert.equal(rows.length, 61);
    rows.forEach((row, t) => assert.deepEqual(row.slice(0, 4).map(Number), [t, run.x[2 * t], run.x[2 * t + 1], run.f[t]]));
    const m = head.indexOf('m x');
    assert.deepEqual(rows.slice(1).map((row) => Number(row[m])), Array.from({ length: 60 }, (_, t) => run.state.m[2 * t]));
    await context.close();
  });

  test('programs are copied, with this run\'s settings; where there is none, the page says so', async () => {
    const { page, problems, context } = await open(plane);
    const torch = await copied(page, 'PyTorch', 'torch.optim');
    assert.match(torch, /x = torch\.tensor\(\[0\.0, 4\.0\], requires_grad=True\)/);
    assert.match(torch, /torch\.optim\.Adam\(\[x\], lr=0\.1, betas=\(0\.9, 0\.999\), eps=1e-8\)/);
    assert.match(torch, /range\(1, 61\)/);
    assert.match(await copied(page, 'Keras', 'tensorflow'), /Keras places epsilon differently/);
    assert.match(await copied(page, 'C++', 'core/run/descend.hpp'), /optimizer\.set\("lr", 0\.1\);/);
    await figure(page).evaluate((element) => element.setState({ f: 'linear-regression' }));
    await page.waitForFunction(() => document.querySelector('descent-function').getState().f === 'linear-regression');
    await figure(page).getByRole('button', { name: 'Copy a program for PyTorch' }).click();
    await figure(page).getByText('cannot be written in a few lines of PyTorch').waitFor();
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('nothing of it is fetched before it is asked for, and teachers can hide it', async () => {
    const { page, requested, context } = await open(plane);
    await page.waitForTimeout(500);
    assert.deepEqual(requested.filter((url) => /surface|snippet|figure-file/.test(url)), []);
    await figure(page).evaluate((element) => { element.hide = 'save code surface'; });
    await page.waitForFunction(() => !document.querySelector('descent-function').shadowRoot.querySelector('.share'));
    assert.equal(await figure(page).getByRole('button', { name: 'Show as a surface' }).count(), 0);
    await context.close();
  });
});

describe('the surface', () => {
  const colors = (page) => figure(page).locator('#surface').evaluate((canvas) => {
    // Read from a copy: reading the figure's own canvas again and again makes the browser complain.
    const context = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height }).getContext('2d', { willReadFrequently: true });
    context.drawImage(canvas, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return { count: new Set(pixels).size, share: pixels.filter((p) => p !== 0).length / pixels.length, sum: pixels.reduce((a, b) => (a + b) % 4294967291, 0) };
  });
  for (const colorScheme of ['light', 'dark']) {
    test(`opens, is turned with keys and mouse, follows run and theme, saves, and closes (${colorScheme})`, async () => {
      const { page, requested, problems, context } = await open(plane, { colorScheme, reducedMotion: 'reduce' });
      const button = figure(page).getByRole('button', { name: 'Show as a surface' });
      await button.click();
      await figure(page).locator('#surface').waitFor();
      assert.equal(requested.filter((url) => /\/surface-/.test(url)).length, 1);
      let last = await colors(page);
      assert.ok(last.count > 100 && last.share > 0.2, JSON.stringify(last));
      const changes = async (what, act) => {
        await act();
        await page.waitForTimeout(250);
        const now = await colors(page);
        assert.notEqual(now.sum, last.sum, what);
        assert.ok(now.count > 100, what);
        last = now;
      };
      await figure(page).locator('#surface').focus();
      for (const key of ['ArrowLeft', 'ArrowUp', '+', 'Home']) await changes(key, () => page.keyboard.press(key));
      const box = await figure(page).locator('#surface').boundingBox();
      await changes('mouse', async () => {
        await page.mouse.move(box.x + 200, box.y + 150);
        await page.mouse.down();
        await page.mouse.move(box.x + 320, box.y + 190, { steps: 4 });
        await page.mouse.up();
      });
      await changes('another start', () => figure(page).evaluate((element) => element.setState({ ...element.getState(), x: '-4,-4' })));
      await changes('an earlier step', () => figure(page).getByRole('button', { name: 'Back to the start' }).or(figure(page).locator('.timeline button').first()).first().click());
      await changes('the theme', () => page.locator('#theme').click());
      const still = (await colors(page)).sum;
      await page.waitForTimeout(400);
      assert.equal((await colors(page)).sum, still, 'it moves only when it is moved');
      const png = await saved(page, 'PNG');
      assert.ok((await painted(page, png.bytes, 'image/png')).colors > 100);
      assert.deepEqual(await axe(page), []);
      await button.click();
      await figure(page).locator('.handle').waitFor();
      assert.equal(await figure(page).locator('#surface').count(), 0);
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  test('a function of one variable stays a curve, and the attribute opens it', async () => {
    const { page, problems, context } = await open('/function/');
    assert.equal(await figure(page).getByRole('button', { name: 'Show as a surface' }).count(), 0);
    await figure(page).evaluate((element) => { element.surface = true; });
    await page.waitForTimeout(200);
    assert.equal(await figure(page).locator('#surface').count(), 0);
    await figure(page).evaluate((element) => element.setState({ f: 'saddle', x: '1,0.1' }));
    await figure(page).locator('#surface').waitFor();
    assert.equal(await figure(page).evaluate((element) => element.getState().f), 'saddle');
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('320 pixels are enough', async () => {
    const { page, context } = await open(`/function/?lang=vi${plane.slice(10)}`, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true });
    await figure(page).getByRole('button', { name: 'Xem dạng mặt cong' }).click();
    await figure(page).locator('#surface').waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= 320);
    await context.close();
  });
});
