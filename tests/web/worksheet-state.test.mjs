// Worksheets in links: random ones come back equal, damaged and hostile ones give a reason and nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { pure, seeded } from './pure.mjs';

let bundle, state;
const isFigure = (name) => ['function', 'race', 'map'].includes(name);

before(async () => {
  bundle = await pure('state/worksheet');
  [state] = bundle.modules;
});
after(() => bundle?.close());

const packed = (value) => `#v=1&sheet=${deflateSync(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')}`;
const problem = async (fragment) => (await state.decode(fragment, isFigure)).problem;

test('five hundred random worksheets survive their links', async () => {
  const { pick, below, chance } = seeded(43), bits = ['# Bài tập\n\n', '**x**', '$\\eta$', '<b>', '&', '"', '🙂', '\n- a\n- b\n', 'x^2+1', '%41'];
  const text = () => Array.from({ length: below(12) }, () => pick(bits)).join('');
  for (let i = 0; i < 500; ++i) {
    const sheet = state.normalise({ title: text(), items: Array.from({ length: below(12) }, () => pick([
      { kind: 'text', text: text() },
      { kind: 'figure', figure: pick(['function', 'race', 'map']), state: Object.fromEntries([['f', 'pit'], ['m.lr', '0.1'], ['e', text()]].filter(() => chance(0.5))), lock: chance(0.5) ? ['start', 'm.lr'] : [], hide: [] },
      { kind: 'quiz', quiz: 'adam.first-step', variant: 1 + below(3) },
    ])) }, isFigure);
    assert.deepEqual(await state.decode(await state.encode(sheet), isFigure), { sheet });
  }
});

test('what is damaged, foreign or too long is named, never thrown', async () => {
  const whole = await state.encode({ title: 'Sheet', items: [{ kind: 'text', text: 'A text that is long enough to be cut somewhere.' }] });
  assert.equal(await problem(''), 'none');
  assert.equal(await problem('#v=1&f=pit'), 'none');
  assert.equal(await problem('#v=2&sheet=abc'), 'foreign');
  for (let cut = whole.length - 1; cut > 12; cut -= 3) assert.equal(await problem(whole.slice(0, cut)), 'damaged');
  const at = whole.length - 12;
  assert.equal(await problem(whole.slice(0, at) + (whole[at] === 'A' ? 'B' : 'A') + whole.slice(at + 1)), 'damaged');
  for (const junk of ['#v=1&sheet=', '#v=1&sheet=%%%', '#v=1&sheet=<script>', '#v=1&sheet=####', '#v=1&sheet=🙂']) assert.equal(await problem(junk), 'damaged', junk);
  for (const other of [null, 1, '[]', [], {}, { title: 1, items: [] }, { title: 'x', items: {} }]) assert.equal(await problem(packed(other)), other === '[]' ? 'foreign' : 'foreign', JSON.stringify(other));
  assert.equal(await problem(`#v=1&sheet=${'A'.repeat(1 << 20)}`), 'long');
  // Sixty megabytes of spaces fit into a short link: it must not be unpacked.
  const bomb = packed(`{"title":"${' '.repeat(3_000_000)}","items":[]}`);
  assert.ok(bomb.length < state.limits.link);
  assert.equal(await problem(bomb), 'long');
});

test('only what a worksheet may have is taken from a link', async () => {
  const { sheet } = await state.decode(packed({ title: 'a\u202eb\nc', items: [
    { kind: 'text', text: 'x\u0000\u202e<img src=x onerror=alert(1)>\n- y' }, { kind: 'script', text: 'x' }, { kind: 'figure', figure: 'script', state: {} }, null, 7, [],
    { kind: 'figure', figure: 'function', state: { f: 'pit', '__proto__': '1', 'on click': 'x', n: 5, 'm.lr': '0.1' }, lock: ['start', 'a b', 3, '"><script>'], hide: 'all' },
    { kind: 'quiz', quiz: '../../etc', variant: 1 }, { kind: 'quiz', quiz: 'adam.first-step', variant: -3 },
  ] }), isFigure);
  assert.deepEqual(sheet, { title: 'a b c', items: [
    { kind: 'text', text: 'x<img src=x onerror=alert(1)>\n- y' },
    { kind: 'figure', figure: 'function', state: { f: 'pit', 'm.lr': '0.1' }, lock: ['start'], hide: [] },
    { kind: 'quiz', quiz: 'adam.first-step', variant: 1 },
  ] });
  const many = await state.decode(packed({ title: '', items: Array.from({ length: 500 }, () => ({ kind: 'text', text: 'x' })) }), isFigure);
  assert.equal(many.sheet.items.length, state.limits.items);
});
