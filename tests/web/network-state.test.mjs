// The network lab's pure modules, bundled on the fly and run in Node with the real catalogue: address, growing series,
// smoothed records, the reader's files put together.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createLab } from 'descent-lab';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let folder, m, lab;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descent-network-'));
  const modules = ['state/url', 'state/network-state', 'plots/stream', 'widgets/network/record', 'widgets/network/course', 'widgets/network/limits', 'data/own', 'data/split'];
  await build({
    root: join(root, 'web'), configFile: false, logLevel: 'error', publicDir: false, define: { __LAB_BASE__: '"./"' },
    build: {
      outDir: folder, emptyOutDir: false, minify: false, target: 'node20',
      lib: { entry: Object.fromEntries(modules.map((name) => [name.split('/').at(-1), join(root, 'web/src', `${name}.ts`)])), formats: ['es'] },
    },
  });
  m = Object.assign({}, ...(await Promise.all(modules.map((name) => import(pathToFileURL(join(folder, `${name.split('/').at(-1)}.js`)).href)))));
  lab = await createLab({ threads: 1, simd: 'baseline' });
});
after(async () => {
  lab?.dispose();
  await rm(folder, { recursive: true, force: true });
});

test('a thousand random states survive the address', () => {
  const { catalog } = lab;
  let seed = 11;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const pick = (list) => list[Math.floor(random() * list.length)];
  const some = (row) => Object.fromEntries(row.params.filter(() => random() < 0.5).map((p) =>
    [p.key, p.scale === 'choice' ? pick(p.choices) : p.scale === 'flag' ? random() < 0.5 : p.lo + random() * (p.hi - p.lo)]));
  for (let i = 0; i < 1000; ++i) {
    const raw = { data: pick(['quick', 'full', 'synthetic']), hidden: Array.from({ length: Math.floor(random() * 11) }, () => 1 + Math.floor(random() * 2048)),
      batch: 1 + Math.floor(random() * 8192), seed: Math.floor(random() * 1e6), epochs: 1 + Math.floor(random() * 999), smoothing: random() };
    for (const [id, rows] of [['activation', catalog.activations], ['initializer', catalog.initializers], ['optimizer', catalog.optimizers.filter((r) => r.networks)], ['schedule', catalog.schedules], ['loss', catalog.losses]]) {
      const row = pick(rows);
      raw[id] = row.id;
      raw[`${id}Params`] = some(row);
    }
    const state = m.normaliseNetwork(raw, catalog);
    const fragment = m.buildFragment(m.encodeNetwork(state, catalog));
    assert.deepEqual(m.decodeNetwork(m.parseFragment(fragment) ?? new Map(), catalog), state, fragment);
  }
  assert.equal(m.buildFragment(m.encodeNetwork(m.defaultNetworkState(catalog), catalog)), '');
});

test('every state the address can hold is one the core accepts', async () => {
  const { catalog } = lab;
  for (const row of catalog.optimizers.filter((r) => r.networks)) {
    const state = m.normaliseNetwork({ optimizer: row.id, hidden: [] }, catalog);
    const net = await lab.network(m.networkConfig(state, catalog, 4, 3));
    assert.equal(net.size, 15, row.id);
    await net.dispose();
  }
});

const place = (step) => ({ step, epoch: step / 100, evaluation: 2 * step, second: step / 7 });

test('a growing series never loses an extreme, whatever it is long', () => {
  const stream = new m.Stream(64);
  let step = 0, lowest = Infinity, highest = -Infinity;
  for (let call = 0; call < 300; ++call) {
    const values = Array.from({ length: 1 + (call % 50) }, (_, i) => Math.sin(call * 37 + i * 11) * (1 + call % 7));
    stream.push(values, place(step), place(step + values.length));
    step += values.length;
    lowest = Math.min(lowest, ...values);
    highest = Math.max(highest, ...values);
    assert.ok(stream.length <= 64);
    assert.equal(stream.count, step);
    assert.equal(stream.last[stream.length - 1], values.at(-1));
    assert.equal(stream.step[stream.length - 1], step);
  }
  assert.equal(Math.min(...stream.low.subarray(0, stream.length)), lowest);
  assert.equal(Math.max(...stream.high.subarray(0, stream.length)), highest);
  for (let k = 1; k < stream.length; ++k) assert.ok(stream.step[k] > stream.step[k - 1] && stream.epoch[k] > stream.epoch[k - 1]);
  assert.ok(stream.length >= 32, 'no more is merged than must be');
});

test('the smoothed course is the core\'s average of all losses, however they arrive', async () => {
  const losses = Float64Array.from({ length: 500 }, (_, i) => 2 / (1 + i / 50) + 0.3 * Math.sin(i * 9));
  const average = (values, rho) => lab.average({ kind: 'ewa', values, rho, init: 'first' });
  const record = new m.RunRecord(average, 0.9, () => {});
  for (const [from, to] of [[0, 1], [1, 2], [2, 190], [190, 500]])
    record.add({ loss: losses.slice(from, to), ...place(to), samplesPerSecond: 1 });
  const settled = async () => { while (record.smooth.count < 500) await new Promise((r) => setTimeout(r, 5)); };
  await settled();
  for (const rho of [0.9, 0.5, 0]) {
    record.setSmoothing(rho);
    await new Promise((r) => setTimeout(r, 50));
    await settled();
    const expected = await average([...losses], rho);
    Array.from(record.smooth.last.subarray(0, 500)).forEach((x, i) => assert.equal(x, expected[i], `rho ${rho}, step ${i + 1}`));
    assert.equal(record.loss, expected[499]);
  }
  assert.deepEqual(record.losses(), losses);
  for (const step of [1, 2, 3, 190, 191, 500]) assert.equal(record.lossAt(step), losses[step - 1]);
  assert.equal(record.lossAt(501), undefined);
});

test('what is kept of a long run has its extremes, its ends, and is the whole of a short one', async () => {
  const average = (values, rho) => lab.average({ kind: 'ewa', values, rho, init: 'first' });
  for (const [n, most] of [[300, 1000], [5000, 200], [20_001, 8192]]) {
    const losses = Float64Array.from({ length: n }, (_, i) => 3 + Math.sin(i * 12.9898) * (1 + (i % 97) / 97) + (i === 1234 ? 100 : 0));
    const record = new m.RunRecord(average, 0.9, () => {});
    for (let from = 0; from < n; from += 333) {
      const to = Math.min(n, from + 333);
      record.add({ loss: losses.slice(from, to), ...place(to), samplesPerSecond: 1 });
    }
    const course = record.course(most);
    assert.ok(course.loss.length <= most);
    assert.equal(Math.max(...course.loss), Math.max(...losses));
    assert.equal(Math.min(...course.loss), Math.min(...losses));
    assert.equal(course.step.at(-1), n);
    course.loss.forEach((x, i) => {
      assert.equal(x, losses[Math.round(course.step[i]) - 1]);
      assert.ok(Math.abs(course.second[i] - course.step[i] / 7) < 1e-9 && Math.abs(course.epoch[i] - course.step[i] / 100) < 1e-9);
    });
    if (n <= most) assert.deepEqual(course.loss, losses);
    const cut = m.upTo(course, 250);
    assert.ok(cut.step.at(-1) <= 250 && cut.step.length > 0);
    const again = new m.RunRecord(average, 0.9, () => {});
    again.restore(cut, []);
    assert.equal(again.step, cut.step.at(-1));
    again.add({ loss: Float64Array.of(9), ...place(again.step + 1), samplesPerSecond: 1 });
    assert.equal(again.lossAt(again.step), 9);
    assert.equal(again.losses().length, cut.loss.length + 1);
    assert.deepEqual([...again.course(1e6).loss], [...cut.loss, 9]);
  }
});

test('a run ends by the first limit that holds, and by none that is 0', () => {
  const record = { ...place(70), evaluations: [5, 4, 4.5, 4.2].map((loss) => ({ loss })), latest: { accuracy: 0.8 } };
  const ends = (limits) => m.endedBy({ ...m.noLimits, ...limits }, record, place(0));
  assert.equal(ends({}), '');
  assert.equal(ends({ steps: 71 }), '');
  assert.equal(ends({ steps: 70 }), 'steps');
  assert.equal(ends({ seconds: 10 }), 'seconds');
  assert.equal(ends({ seconds: 10.1 }), '');
  assert.equal(ends({ accuracy: 0.8 }), 'accuracy');
  assert.equal(ends({ accuracy: 0.81, patience: 3 }), '');
  assert.equal(ends({ patience: 2 }), 'patience');
});

test('files go together by what they hold, not by their order', async () => {
  const file = (name, kind, count, rows = 2, columns = 2) =>
    ({ name, idx: { kind, count, rows, columns, bytes: new Uint8Array(kind === 'labels' ? count : count * rows * columns).map((_, i) => i % 3) } });
  const train = [file('a', 'images', 12), file('b', 'labels', 12)], test = [file('c', 'images', 7), file('d', 'labels', 7)];
  for (const files of [[...train, ...test], [test[1], train[0], test[0], train[1]]]) {
    const { data } = m.combine(files);
    assert.deepEqual([data.train.labels.length, data.test.labels.length, data.classes], [12, 7, 3]);
  }
  // Without a test file a sixth is drawn: whole pictures with their labels, each in one of the two sets, in their order.
  const count = 60, pixels = Uint8Array.from({ length: 4 * count }, (_, i) => i >> 2), classes = Uint8Array.from({ length: count }, (_, i) => i % 6);
  const alone = [{ name: 'x', idx: { kind: 'images', count, rows: 2, columns: 2, bytes: pixels } }, { name: 'y', idx: { kind: 'labels', count, bytes: classes } }];
  const single = await m.withTest(lab, m.combine(alone).data);
  assert.deepEqual([single.train.labels.length, single.test.labels.length, single.split], [50, 10, true]);
  const rows = ({ images, labels }) => Array.from(labels, (label, i) => {
    const row = images[4 * i];
    assert.deepEqual([...images.subarray(4 * i, 4 * i + 4), label], [row, row, row, row, row % 6]);
    return row;
  });
  const [learnt, tested] = [rows(single.train), rows(single.test)];
  assert.deepEqual([...learnt, ...tested].sort((a, b) => a - b), Array.from({ length: count }, (_, i) => i));
  for (const part of [learnt, tested]) assert.deepEqual(part, [...part].sort((a, b) => a - b));
  assert.ok(new Set(single.test.labels).size > 2, 'classes that take turns are all tested');
  assert.equal(m.combine([train[0]]).missing.issue, 'labels');
  assert.equal(m.combine([train[1]]).missing.issue, 'images');
  assert.equal(m.combine([train[0], test[1]]).problem.issue, 'count');
  assert.equal(m.combine([...train, file('c', 'images', 7, 3, 3), test[1]]).problem.issue, 'size');
  assert.equal(m.combine([...train, ...test, file('e', 'labels', 5)]).problem.issue, 'many');
  assert.equal(m.combine([file('a', 'images', 3), file('b', 'labels', 3)]).problem.issue, 'few');
});

test('both languages have the same texts with the same places to fill', async () => {
  const [en, vi] = await Promise.all(['en', 'vi'].map(async (l) => JSON.parse(await readFile(join(root, `web/content/${l}/network.json`), 'utf8'))));
  assert.deepEqual(Object.keys(vi).sort(), Object.keys(en).sort());
  const places = (text) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
  for (const key of Object.keys(en)) assert.deepEqual(places(vi[key]), places(en[key]), key);
});
