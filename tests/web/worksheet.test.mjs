// Worksheets in a browser: built by keyboard, kept in the link, read by others, put into another order; hostile links say why and
// change nothing.
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { after, before, test } from 'node:test';
import { axe, launch, newPage } from './browser.mjs';

let lab;
before(async () => { lab = await launch(); });
after(() => lab?.close());

const packed = (value) => `#v=1&sheet=${deflateSync(JSON.stringify(value)).toString('base64url')}`;
const lesson = {
  title: 'Momentum', items: [
    { kind: 'text', text: '# Predict\n\nDoes **momentum** cross the hill?\n- once\n- never\n\n<img src=x onerror=alert(1)>' },
    { kind: 'figure', figure: 'function', state: { f: 'pit', x: '-3', m: 'gd', 'm.lr': '0.05', n: '40' }, lock: ['method'], hide: ['charts', 'equation'] },
    { kind: 'quiz', quiz: 'learning-rate.overshoot', variant: 1 },
  ],
};
async function open(fragment, options) {
  const made = await newPage(lab, options);
  await made.page.addInitScript(() => { Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } }); });
  await made.page.goto(`${lab.url}/worksheet/${fragment}`);
  await made.page.locator('descent-worksheet #copy').waitFor();
  return made;
}

test('a sheet is made by keyboard, reordered, copied, and read elsewhere as it was made', async () => {
  const { page, problems, context } = await open('');
  const sheet = page.locator('descent-worksheet'), press = async (selector) => { await sheet.locator(selector).focus(); await page.keyboard.press('Enter'); };
  await sheet.locator('#title').focus();
  await page.keyboard.type('Two parts');
  await press('#add-text');
  await page.keyboard.type('First, **read**.'); // the focus is in the new text
  await sheet.locator('#new-figure').selectOption('average');
  await press('#add-figure');
  await sheet.locator('descent-average #k').waitFor();
  await press('section.item:has(descent-average) [data-move="up"]');
  assert.match(await sheet.locator('#said').textContent(), /place 1 of 2/);
  const focused = await page.evaluate(() => document.querySelector('descent-worksheet').shadowRoot.activeElement?.closest('li')?.querySelector('descent-average') !== null);
  assert.ok(focused, 'the hand stays on what moves');
  await sheet.locator('descent-average #k').fill('3');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('descent-worksheet').shadowRoot.querySelector('descent-average').getState().k === '3');
  await press('#copy');
  const link = await page.waitForFunction(() => window.copied).then((handle) => handle.jsonValue());
  assert.deepEqual(problems, []);
  await context.close();

  const reader = await open(new URL(link).hash);
  const shown = reader.page.locator('descent-worksheet');
  assert.equal(await shown.locator('h2.title').textContent(), 'Two parts');
  assert.equal(await shown.locator('ol.items > li').count(), 2);
  await shown.locator('ol.items > li').first().locator('descent-average').waitFor();
  await reader.page.waitForFunction(() => document.querySelector('descent-worksheet').shadowRoot.querySelector('descent-average').getState?.().k === '3');
  assert.equal(await shown.locator('.prose b').textContent(), 'read');
  assert.equal(await shown.locator('textarea[id^=text-]').count(), 0);
  assert.deepEqual(reader.problems, []);
  await reader.context.close();
});

test('readers find figures locked and hidden as they were set, and a code for these questions alone', async () => {
  const { page, problems, context } = await open(packed(lesson));
  const figure = page.locator('descent-worksheet descent-function');
  await figure.locator('#method').waitFor();
  assert.ok(await figure.locator('#method').isDisabled());
  assert.equal(await figure.locator('.charts').count(), 0);
  await page.waitForFunction(() => document.querySelector('descent-worksheet').shadowRoot.querySelector('descent-function').getState()['m.lr'] === '0.05');
  assert.deepEqual(await figure.evaluate((f) => f.getState()), { x: '-3', m: 'gd', 'm.lr': '0.05', n: '40' });
  assert.equal(await page.locator('descent-worksheet img').count(), 0, 'what looks like HTML is text');
  assert.match(await page.locator('descent-worksheet .prose').textContent(), /<img src=x/);
  // Earlier answers to other questions are not of this sheet.
  await page.evaluate(() => localStorage.setItem('unrelated', '1'));
  const quiz = page.locator('descent-worksheet descent-quiz');
  await quiz.scrollIntoViewIfNeeded();
  await quiz.locator('button[type=submit]').waitFor();
  const choice = quiz.locator('input[type=radio]').first();
  if (await choice.count()) await choice.check({ force: true });
  else await quiz.locator('input').first().fill('1');
  await quiz.locator('button[type=submit]').click();
  const code = page.locator('descent-quiz-results #code');
  await code.waitFor();
  assert.match(await code.inputValue(), /^DL1-[0-9A-Z-]+$/);
  assert.equal(await page.locator('descent-quiz-results #paste').count(), 0);
  assert.deepEqual(problems, []);
  await context.close();
});

test('hostile links give a sentence, and what was there stays', async () => {
  const { page, problems, context } = await open(packed(lesson));
  const dialogs = [];
  page.on('dialog', (dialog) => { dialogs.push(dialog.message()); void dialog.dismiss(); });
  const whole = packed(lesson), sentences = new Set();
  for (const fragment of [whole.slice(0, -9), `${whole}A`, '#v=1&sheet=%3Cscript%3Ealert(1)%3C/script%3E', `#v=1&sheet=${'A'.repeat(1 << 20)}`, packed({ title: 7 }), '#v=9&sheet=AAAA', packed({ title: ' '.repeat(2_000_000), items: [] })]) {
    await page.evaluate((hash) => { location.hash = hash; }, fragment);
    const alert = page.locator('descent-worksheet [role=alert]');
    await page.waitForFunction((hash) => location.hash.length >= Math.min(hash.length, 9), fragment);
    await alert.waitFor();
    sentences.add(await alert.textContent());
    assert.equal(await page.locator('descent-worksheet h2.title').textContent(), 'Momentum');
    assert.equal(await page.locator('descent-worksheet ol.items > li').count(), 3);
    await page.evaluate((hash) => { location.hash = hash; }, whole);
    await alert.waitFor({ state: 'detached' });
  }
  assert.equal(sentences.size, 3, [...sentences].join('\n'));
  assert.deepEqual(dialogs, []);
  assert.deepEqual(problems, []);
  await context.close();
});

test('names of attributes in a link are no attributes', async () => {
  const state = { f: 'pit', onclick: 'alert(1)', url: '', style: 'display:none', id: 'x', lock: 'start', hide: 'controls', 'm.lr': '0.2' };
  const { page, problems, context } = await open(packed({ title: 'x', items: [{ kind: 'figure', figure: 'function', state, lock: [], hide: [] }] }));
  await page.locator('descent-worksheet descent-function #method').waitFor();
  const attributes = await page.locator('descent-worksheet descent-function').evaluate((figure) => [...figure.attributes].map((a) => `${a.name}=${a.value}`));
  assert.deepEqual(attributes, ['hide=author link']);
  assert.deepEqual(problems, []);
  await context.close();
});

test('too much for a link is said, and the address keeps what fitted', async () => {
  const { page, context } = await open('');
  const sheet = page.locator('descent-worksheet');
  await sheet.locator('#title').fill('Kept');
  await page.waitForFunction(() => location.hash.startsWith('#v=1&sheet='));
  let seed = 7;
  const noise = () => Array.from({ length: 3900 }, () => String.fromCharCode(33 + (seed = (seed * 48271) % 2147483647) % 90)).join('');
  for (let i = 0; i < 3; ++i) {
    await sheet.locator('#add-text').click();
    await sheet.locator('textarea').last().fill(noise());
  }
  await sheet.locator('[role=alert]').waitFor();
  assert.match(await sheet.locator('[role=alert]').textContent(), /8000|8,000/);
  assert.ok((await page.evaluate(() => location.hash)).length <= 8000);
  assert.ok(await sheet.locator('#copy').isDisabled());
  await context.close();
});

for (const [name, options] of Object.entries({ light: {}, 'dark, Vietnamese, 320 px': { colorScheme: 'dark', viewport: { width: 320, height: 700 }, locale: 'vi-VN' } })) {
  test(`axe finds nothing, read or worked on: ${name}`, async () => {
    const { page, problems, context } = await open(packed(lesson), options);
    await page.locator('descent-worksheet descent-function #method').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.locator('descent-worksheet .modes button').first().click();
    await page.locator('descent-worksheet #add-question').waitFor();
    assert.deepEqual(await axe(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing stands out');
    assert.deepEqual(problems, []);
    await context.close();
  });
}

test('on paper there is the sheet alone, with a line for the name', async () => {
  const { page, context } = await open(packed(lesson));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('descent-worksheet .who').isVisible());
  for (const part of ['.bar', 'descent-quiz-results', 'descent-function .controls', 'descent-function .foot']) assert.equal(await page.locator(`descent-worksheet ${part}`).first().isVisible(), false, part);
  await context.close();
});
