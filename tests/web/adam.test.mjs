// The lessons on Adam and its family in a real browser: the two conventions side by side, the map of methods.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { axe, dist, launch, newPage } from './browser.mjs';

const content = join(import.meta.dirname, '../../web/content');
const read = (path) => JSON.parse(readFileSync(join(content, path), 'utf8'));
let site, lab;
before(async () => {
  site = await launch();
  const { createLab } = await import(pathToFileURL(join(dist, 'lib/index.js')));
  lab = await createLab({ threads: 1 });
});
after(async () => { await lab?.dispose(); await site?.close(); });

async function open(path, element, options) {
  const opened = await newPage(site, options);
  opened.page.setDefaultTimeout(30_000);
  await opened.page.goto(site.url + path);
  const figure = opened.page.locator(element).first();
  await figure.scrollIntoViewIfNeeded();
  return { ...opened, figure };
}

describe('two conventions of Adam', () => {
  /** Rows of the short table: the step and what both cells hold at full length. */
  const rows = (figure) => figure.locator('.equation tbody').evaluate((body) => [...body.rows].map((row) => [Number(row.cells[0].textContent), Number(row.cells[1].title), Number(row.cells[2].title)]));

  test('the table shows what the core computes, for the same and for their own ε', async () => {
    const { page, figure, problems, context } = await open('/course/adam/?lang=en', 'descent-conventions');
    await figure.locator('.equation tbody tr').first().waitFor();
    const compare = async (eps) => {
      const run = (epsPlace, own) => lab.descend({ objective: 'plateau', start: [4], optimizer: { id: 'adam', lr: 0.1, eps: eps ?? own, epsPlace }, steps: 100 });
      const [paper, keras] = await Promise.all([run('outside', 1e-8), run('outsideHat', 1e-7)]);
      for (const [t, a, b] of await rows(figure)) assert.deepEqual([a, b], [paper.x[t], keras.x[t]], `step ${t}`);
    };
    assert.ok((await rows(figure)).length > 4);
    await compare(1e-7);
    await figure.locator('input[type=checkbox]').focus();
    await page.keyboard.press('Space');
    await figure.locator('#eps').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.querySelector('descent-conventions').shadowRoot.querySelector('.about')?.textContent.includes('10⁻⁸'));
    await compare(undefined);
    assert.deepEqual(problems, []);
    await context.close();
  });

  test('by keyboard: another convention, another step, and the state goes round', async () => {
    const { page, figure, context } = await open('/course/adam/?lang=en', 'descent-conventions');
    await figure.locator('.equation tbody tr').first().waitFor();
    await figure.locator('#b').selectOption('inside');
    await page.waitForFunction(() => Math.abs(Number(document.querySelector('descent-conventions').shadowRoot.querySelector('.equation tbody tr:last-child td:nth-child(3)').title) - 3.97) < 0.01);
    await figure.locator('.timeline input').focus();
    await page.keyboard.press('Home');
    const state = await figure.evaluate((element) => element.getState());
    assert.equal(state.b, 'inside');
    assert.equal(state.t, '1');
    const again = await figure.evaluate((element, given) => { element.setState(given); return element.getState(); }, state);
    assert.deepEqual(again, state);
    await context.close();
  });
});

describe('the family map', () => {
  const { nodes, edges } = read('family.json');
  test('every method and every line has its words and a run', async () => {
    const rows = new Map(lab.catalog.optimizers.map((row) => [row.id, row]));
    for (const { id } of nodes) assert.ok(rows.get(id)?.functions, id);
    for (const language of ['en', 'vi']) {
      const texts = read(`${language}/family.json`);
      for (const { from, to } of edges) assert.ok(texts[`${from}.${to}`], `${language}: ${from} → ${to}`);
    }
    assert.deepEqual(nodes.map((n) => n.id).filter((id) => !edges.some((e) => e.from === id || e.to === id)), []);
  });

  for (const width of [1280, 360]) {
    test(`at ${width} px every method can be chosen with the keyboard, and runs`, async () => {
      const { page, figure, problems, context } = await open('/course/family/?lang=vi', 'descent-family', { viewport: { width, height: 900 } });
      await figure.locator('.node').first().waitFor();
      assert.equal(await figure.locator('.node').count(), nodes.length);
      for (const id of ['lion', 'adasmooth', 'gd']) {
        await figure.locator('.node').nth(nodes.findIndex((n) => n.id === id)).focus();
        await page.keyboard.press('Enter');
        await page.waitForFunction((wanted) => {
          const map = document.querySelector('descent-family');
          const run = map.shadowRoot.querySelector('descent-function');
          return (map.getState().at ?? 'adam') === wanted && run.getState().m === wanted;
        }, id);
        assert.equal(await figure.locator('.node[aria-pressed=true]').count(), 1);
      }
      const boxes = await figure.locator('.node').evaluateAll((list) => list.map((node) => { const b = node.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }));
      boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => assert.ok(a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1], 'two methods overlap')));
      assert.ok(boxes.every((b) => b[0] >= 0 && b[2] <= width), 'a method lies outside the page');
      assert.deepEqual(problems, []);
      await context.close();
    });
  }

  test('nothing serious for axe', async () => {
    const { page, figure, context } = await open('/course/family/?lang=en', 'descent-family');
    await figure.locator('.node').first().waitFor();
    assert.deepEqual(await axe(page), []);
    await context.close();
  });
});
