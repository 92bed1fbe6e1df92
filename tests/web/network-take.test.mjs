// A run taken elsewhere and back: CSV, safetensors, programs; wrong files are refused and nothing is lost.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { axe, launch } from './browser.mjs';
import { accuracy, lab, losses, open, says, train, unfold } from './network-lab.mjs';

let site;
before(async () => { site = await launch(); });
after(async () => { await site?.close(); });

async function saved(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), lab(page).locator(button).click()]);
  return readFile(await download.path());
}
const header = (file) => JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE())).toString());
const give = (page, name, buffer) => lab(page).locator('#take .pick input').setInputFiles([{ name, mimeType: 'application/octet-stream', buffer }]);

test('curves as CSV hold every loss and evaluation', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=2&l=16');
  await train(page);
  await unfold(page, 'take');
  const lines = (await saved(page, '#save-csv')).toString().trim().split('\n').map((l) => l.split(','));
  assert.deepEqual(lines[0], ['run', 'step', 'seconds', 'batch loss', 'epoch', 'test loss', 'test accuracy', 'training accuracy']);
  assert.deepEqual(lines.slice(2).map((l) => Number(l[3])), await losses(page));
  assert.equal(Number(lines.at(-1)[6]), await accuracy(page));
  assert.equal(lines.filter((l) => l[6] !== '').length - 1, 3, 'untrained and two epochs');
  assert.deepEqual(problems, []);
  await context.close();
});

test('weights leave as safetensors and come back; wrong files are refused with a reason', async () => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=1&l=16');
  await train(page);
  await unfold(page, 'take');
  const file = await saved(page, '#save-weights'), right = await accuracy(page), before = await losses(page);
  const { __metadata__: about, ...tensors } = header(file);
  assert.equal(about.step, String(before.length));
  assert.deepEqual(Object.fromEntries(Object.entries(tensors).map(([k, v]) => [k, v.shape])),
    { 'layer1.weight': [16, 784], 'layer1.bias': [16], 'layer2.weight': [10, 16], 'layer2.bias': [10] });
  const ends = Object.values(tensors).map((v) => v.data_offsets[1]);
  assert.equal(file.length, 8 + Number(file.readBigUInt64LE()) + Math.max(...ends));

  const bad = (change) => { const head = header(file); change(head); const text = Buffer.from(JSON.stringify(head)); const size = Buffer.alloc(8); size.writeBigUInt64LE(BigInt(text.length)); return Buffer.concat([size, text, file.subarray(8 + Number(file.readBigUInt64LE()))]); };
  const nan = Buffer.from(file);
  nan.writeFloatLE(NaN, file.length - 4);
  for (const [name, buffer, said] of [
    ['short', Buffer.from('abc'), /too short/], ['picture.png', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n'), Buffer.alloc(500, 255)]), /no safetensors file/],
    ['cut', file.subarray(0, file.length - 5), /outside of the file/], ['json', bad((h) => { h['layer1.weight'].shape = 'x'; }), /header cannot be read/],
    ['half', bad((h) => { h['layer1.weight'].dtype = 'F16'; }), /F16/], ['other', bad((h) => { h['layer1.weight'].shape = [784, 16]; }), /layers 16 · 784/],
    ['empty', bad((h) => { for (const k of Object.keys(h)) delete h[k]; }), /no matrices/], ['nan', nan, /layer2\.bias has values/],
  ]) {
    await give(page, name, buffer);
    await says(page, '#take-problem', said);
    assert.match(await lab(page).locator('#take-problem').innerText(), /Nothing has changed/);
  }
  assert.deepEqual([await losses(page), await accuracy(page)], [before, right]);

  await lab(page).locator('#reset').click();
  await page.waitForFunction((r) => document.querySelector('descent-network').losses.length === 0 && document.querySelector('descent-network').accuracy !== r, right);
  await give(page, 'weights.safetensors', file);
  await says(page, '#take', /are in the network/);
  assert.equal(await accuracy(page), right);
  assert.deepEqual(Buffer.compare(await saved(page, '#save-weights').then((f) => f.subarray(f.length - 12_000)), file.subarray(file.length - 12_000)), 0);
  assert.deepEqual(problems, []);
  assert.deepEqual(await axe(page), []);
  await context.close();
});

test('programs for PyTorch and Keras are Python; what cannot be written is said', async (t) => {
  const { page, problems, context } = await open(site, '/network/#v=1&n=3&l=32,16');
  await unfold(page, 'take');
  const check = 'import ast,sys; ast.parse(sys.stdin.read())';
  const python = spawnSync('python3', ['-c', check], { input: '' }).status === 0;
  if (!python) t.diagnostic('no Python here: the syntax is not checked');
  for (const change of [{}, { m: 'momentum', 'm.form': 'ema', s: 'exponential' }, { m: 'adagrad', 'm.weightDecay': 0.01, a: 'leaky-relu', i: 'pytorch-default' }, { m: 'lion', s: 'cosine', a: 'gelu' }]) {
    await lab(page).evaluate((e, c) => e.setState({ n: 3, l: '32,16', ...c }), change);
    await page.waitForTimeout(500);
    for (const [id, words] of [['torch', ['nn.Linear(784, 32)', 'nn.Linear(16, 10)', 'split(128)', 'range(3)']], ['keras', ['Dense(32', 'Dense(10', 'batch_size=128', 'epochs=3']]]) {
      await lab(page).locator(`#code-${id}`).click();
      await page.waitForFunction((w) => document.querySelector('descent-network').shadowRoot.querySelector('.program pre')?.textContent.includes(w), words[0]);
      const text = await lab(page).locator('.program pre').innerText();
      for (const word of words) assert.ok(text.includes(word), `${id} ${JSON.stringify(change)}: ${word}`);
      assert.doesNotMatch(text, /undefined|NaN|\$lr|\bL\./);
      if (python) assert.equal(spawnSync('python3', ['-c', check], { input: text }).stderr.toString(), '', text);
    }
  }
  await lab(page).evaluate((e) => e.setState({ n: 3, l: 16, m: 'lbfgs' }));
  await page.waitForTimeout(500);
  await lab(page).locator('#code-torch').click();
  await says(page, '#take-problem', /cannot be written as a short program/);
  assert.deepEqual(problems, []);
  await context.close();
});
