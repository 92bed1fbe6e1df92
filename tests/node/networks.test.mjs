// Networks through the package, in every bundle: what a call returns, that a run is a pure function of its configuration,
// that it follows a float64 reference, and what is refused.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, describe, it } from 'node:test';
import { createLab, LabError } from 'descent-lab';
import { idxImages, idxLabels, stripes } from '../web/idx.mjs';
import { bundles, nameOf } from './bundles.mjs';
import { Reference } from './reference_network.mjs';

/** Pictures a small network can learn: `size` pixels a side, three classes. */
function pictures(count, size, from = 0) {
  const images = new Uint8Array(count * size * size), labels = new Uint8Array(count);
  for (let s = 0; s < count; ++s) {
    labels[s] = stripes.label(s + from);
    for (let p = 0; p < size * size; ++p) images[s * size * size + p] = stripes.pixel(s + from, Math.floor(p / size), p % size);
  }
  return { images, labels };
}
const size = 9;
const data = { train: pictures(500, size), test: pictures(130, size, 500) };
const config = {
  layers: [size * size, 24, 16, stripes.classes], activation: 'relu', loss: 'softmax-cross-entropy', initializer: 'he-normal',
  optimizer: { id: 'adam', lr: 0.003 }, batchSize: 32, seed: 5,
};
const parameterCount = (layers) => layers.slice(1).reduce((n, out, i) => n + out * (layers[i] + 1), 0);

async function built(lab, change = {}, sets = data) {
  const net = await lab.network({ ...config, ...change });
  await net.load(sets);
  return net;
}
/** Losses and parameters after a run. */
async function outcome(net, steps, calls = 1) {
  const loss = [];
  for (let i = 0; i < calls; ++i) loss.push(...(await net.train({ steps: steps / calls })).loss);
  return { loss, parameters: await net.parameters() };
}
const refuses = (promise, code, path, message = /./) => assert.rejects(promise, (e) => {
  assert.ok(e instanceof LabError, String(e));
  assert.match(e.code, code, `${e.code}: ${e.message}`);
  assert.match(e.path, path, `${e.path}: ${e.message}`);
  assert.match(e.message, message);
  return true;
});

/** What relaxed SIMD may differ by, having fused what baseline rounds twice: losses of the first steps, relative. */
const relaxedTolerance = 1e-4;
const relaxedSteps = 50;

const baseline = await createLab({ threads: 1, simd: 'baseline' });
after(() => baseline.dispose());

for (const bundle of bundles) {
  describe(`networks, ${nameOf(bundle)}`, async () => {
    const lab = await createLab(bundle);
    after(() => lab.dispose());

    it('keeps an average of the parameters beside the run', async () => {
      const [plain, averaged] = [await built(lab), await built(lab, { weightAverage: { kind: 'swa', start: 9, every: 2 } })];
      await refuses(averaged.averagedParameters(), /^state$/, /^$/);
      await averaged.train({ steps: 8 });
      await refuses(averaged.averagedParameters(), /^state$/, /^$/);
      await averaged.train({ steps: 5 });
      await plain.train({ steps: 8 });
      const seen = [];
      for (let step = 9; step <= 13; ++step) {
        await plain.train({ steps: 1 });
        if (step % 2 === 1) seen.push(await plain.parameters());
      }
      assert.deepEqual(await averaged.parameters(), await plain.parameters(), 'the run itself is the same');
      const average = await averaged.averagedParameters();
      for (let i = 0; i < average.length; ++i) {
        const mean = seen.reduce((sum, p) => sum + p[i], 0) / seen.length;
        assert.ok(Math.abs(average[i] - mean) < 1e-6, `parameter ${i}: ${average[i]} is not ${mean}`);
      }
      await refuses(plain.averagedParameters(), /^state$/, /^$/);
      await refuses(lab.network({ ...config, weightAverage: { kind: 'ema', decay: 2 } }), /^out-of-range$/, /^weightAverage\.decay$/);
    });

    it('creates, loads, trains, evaluates, predicts', async () => {
      const net = await built(lab);
      assert.equal(net.size, parameterCount(config.layers));
      const before = await net.evaluate('test');
      const result = await net.train({ steps: 160 });
      assert.equal(result.status, 'ok');
      assert.equal(result.step, 160);
      assert.equal(result.loss.length, 160);
      assert.equal(result.epoch, 10); // 16 batches of at most 32 hold the 500 samples
      assert.ok(result.samplesPerSecond > 0);
      const now = await net.evaluate('test');
      assert.ok(now.loss < before.loss / 4, `${before.loss} -> ${now.loss}`);
      assert.ok(now.accuracy > 0.9, `accuracy ${now.accuracy}`);
      const n = stripes.classes, { confusion } = now;
      assert.equal(confusion.length, n * n);
      assert.equal(confusion.reduce((a, b) => a + b), data.test.labels.length);
      const diagonal = Array.from({ length: n }, (_, c) => confusion[c * n + c]).reduce((a, b) => a + b);
      assert.equal(diagonal / data.test.labels.length, now.accuracy);
      for (let c = 0; c < n; ++c) // rows are the truth
        assert.equal(confusion.slice(c * n, (c + 1) * n).reduce((a, b) => a + b), data.test.labels.filter((l) => l === c).length);
      const all = Uint32Array.from(data.test.labels.keys());
      const { label, output } = await net.predict('test', all);
      assert.equal(label.filter((l, i) => l === data.test.labels[i]).length / all.length, now.accuracy);
      assert.equal(output.length, all.length * n);
      all.forEach((i) => {
        const row = output.slice(i * n, (i + 1) * n);
        assert.ok(Math.abs(row.reduce((a, b) => a + b) - 1) < 1e-5);
        assert.equal(row.indexOf(Math.max(...row)), label[i]);
      });
      await net.dispose();
    });

    it('1,000 steps in ten calls are 1,000 in one, bit for bit', async () => {
      const one = await built(lab), ten = await built(lab);
      const whole = await outcome(one, 1000), chunked = await outcome(ten, 1000, 10);
      assert.deepEqual(chunked, whole);
      await Promise.all([one.dispose(), ten.dispose()]);
    });

    it('starts again from the same weights, and any seed has its own', async () => {
      const net = await built(lab);
      const start = await net.parameters();
      const first = await outcome(net, 60);
      assert.notDeepEqual(first.parameters, start);
      await net.reset();
      assert.deepEqual(await net.parameters(), start);
      assert.deepEqual(await outcome(net, 60), first);
      const other = await built(lab, { seed: 6 });
      assert.notDeepEqual(await other.parameters(), start);
      await Promise.all([net.dispose(), other.dispose()]);
    });

    it('configure goes on with the run: same weights, another method', async () => {
      const net = await built(lab);
      await net.train({ steps: 30 });
      const weights = await net.parameters();
      await net.configure({ optimizer: { id: 'gd', lr: 0.05 }, schedule: { id: 'step', period: 10, reduction: 2 } });
      assert.deepEqual(await net.parameters(), weights);
      const next = await net.train({ steps: 1 });
      assert.equal(next.step, 31);
      await net.configure({ batchSize: 50 });
      assert.equal((await net.train({ steps: 10 })).step, 41);
      await refuses(net.configure({ optimizer: { id: 'gd', lr: -1 } }), /out-of-range/, /^optimizer\.lr$/);
      assert.equal((await net.train({ steps: 1 })).step, 42);
      await net.dispose();
    });

    for (const [layers, sets, batchSize] of [
      [[size * size, 12, 8, 3], data, 16],
      [[784, 32, 10], { train: pictures(640, 28) }, 64],
    ]) {
      it(`100 SGD steps of ${layers.join('-')} follow a float64 reference to 1e-4`, async (t) => {
        const net = await built(lab, { layers, batchSize, optimizer: { id: 'gd', lr: 0.1 } }, sets);
        const reference = new Reference(layers, await net.parameters());
        const n = sets.train.labels.length;
        const order = Uint32Array.from({ length: 100 * batchSize }, (_, i) => (i * 7919 + Math.floor(i / n)) % n);
        const { loss } = await net.train({ steps: 100, order });
        let worst = 0;
        for (let s = 0; s < 100; ++s) {
          const expected = reference.step(sets.train, order.subarray(s * batchSize, (s + 1) * batchSize), 0.1);
          worst = Math.max(worst, Math.abs(loss[s] - expected) / expected);
        }
        t.diagnostic(`largest relative difference ${worst.toExponential(1)}; loss ${loss[0].toFixed(3)} -> ${loss[99].toFixed(3)}`);
        assert.ok(loss[99] < 0.7 * loss[0], 'it learns');
        assert.ok(worst < 1e-4, `${worst}`);
        await net.dispose();
      });
    }

    it('its gradient is the reference\'s', async () => {
      const net = await built(lab);
      const samples = Uint32Array.from({ length: 40 }, (_, i) => 3 * i);
      const { loss, gradient } = await net.gradient({ samples });
      const reference = new Reference(config.layers, await net.parameters());
      const expected = reference.gradient(data.train, samples);
      assert.ok(Math.abs(loss - expected.loss) < 1e-5 * expected.loss);
      assert.equal(gradient.length, net.size);
      const scale = Math.max(...expected.gradient.map(Math.abs));
      gradient.forEach((g, i) => assert.ok(Math.abs(g - expected.gradient[i]) < 1e-5 * scale, `at ${i}: ${g}, ${expected.gradient[i]}`));
      await net.dispose();
    });

    it('parameters come back as they were set, and the reference agrees on their layout', async () => {
      const net = await built(lab);
      const p = Float32Array.from({ length: net.size }, (_, i) => Math.fround(Math.sin(i) / 10));
      await net.setParameters(p);
      assert.deepEqual(await net.parameters(), p);
      const samples = Uint32Array.of(0, 1, 2);
      const { output } = await net.predict('train', samples);
      const expected = new Reference(config.layers, p).predict(data.train, samples);
      output.forEach((x, i) => assert.ok(Math.abs(x - expected[i]) < 1e-5));
      await net.dispose();
    });

    it(bundle.simd === 'baseline' ? 'has the bits of one thread' : `follows the baseline within ${relaxedTolerance}`, async () => {
      const wide = { layers: [784, 64, 10], batchSize: 100 }, sets = { train: pictures(700, 28) };
      for (const [change, with_] of [[{}, data], [wide, sets]]) {
        const here = await built(lab, change, with_), there = await built(baseline, change, with_);
        if (bundle.simd === 'baseline') assert.deepEqual(await outcome(here, 120), await outcome(there, 120));
        else {
          const [a, b] = [await outcome(here, relaxedSteps), await outcome(there, relaxedSteps)];
          a.loss.forEach((x, i) => assert.ok(Math.abs(x - b.loss[i]) < relaxedTolerance * b.loss[i], `step ${i + 1}: ${x}, ${b.loss[i]}`));
        }
        await Promise.all([here.dispose(), there.dispose()]);
      }
    });

    it('cancelling keeps what was computed and the network usable', async () => {
      const net = await built(lab);
      const controller = new AbortController();
      const seen = [];
      await assert.rejects(net.train({
        steps: 1_000_000, signal: controller.signal,
        onStep: ({ loss }) => { seen.push(...loss); controller.abort(); },
      }), (e) => e instanceof LabError && e.code === 'cancelled');
      assert.ok(seen.length > 0 && seen.length < 1_000_000);
      const next = await net.train({ steps: 1 });
      assert.equal(next.step, seen.length + 1);
      await net.reset();
      assert.deepEqual([...(await net.train({ steps: seen.length })).loss], seen);
      await net.dispose();
    });
  });
}

describe('more threads, same bits', () => {
  for (const simd of ['baseline', 'relaxed']) {
    it(simd, async () => {
      const results = [];
      for (const threads of [1, 2, 4]) {
        const lab = await createLab({ simd, threads });
        assert.equal(lab.info.threads, threads);
        const net = await built(lab, { layers: [784, 96, 64, 10], batchSize: 100 }, { train: pictures(700, 28) });
        results.push(await outcome(net, 40));
        lab.dispose();
      }
      assert.deepEqual(results[1], results[0]);
      assert.deepEqual(results[2], results[0]);
    });
  }
});

describe('what a network refuses', () => {
  const lab = baseline;
  const over = (change) => lab.network({ ...config, ...change });
  const ones = (n) => new Uint8Array(n).fill(1);

  for (const [name, change, code, path] of [
    ['no units', { layers: [81, 0, 3] }, /out-of-range/, /^layers\[1\]$/],
    ['negative units', { layers: [81, -4, 3] }, /out-of-range/, /^layers\[1\]$/],
    ['half a unit', { layers: [81, 2.5, 3] }, /invalid-type/, /^layers\[1\]$/],
    ['absurdly many units', { layers: [81, 1e9, 3] }, /out-of-range|too-large/, /^layers/],
    ['absurdly many parameters', { layers: [60000, 60000, 3] }, /out-of-range|too-large/, /^layers/],
    ['a single layer', { layers: [81] }, /out-of-range/, /^layers$/],
    ['no layers', { layers: undefined }, /missing|invalid-type/, /^layers$/],
    ['layers that are text', { layers: '81,3' }, /invalid-type/, /^layers$/],
    ['an unknown activation', { activation: 'rellu' }, /unknown-id/, /^activation/],
    ['an unknown loss', { loss: 'hinge' }, /unknown-id/, /^loss/],
    ['an unknown initialiser', { initializer: 'he' }, /unknown-id/, /^initializer/],
    ['an unknown optimizer', { optimizer: 'adamm' }, /unknown-id/, /^optimizer/],
    ['a method for functions only', { optimizer: 'newton' }, /unsupported|unknown-id/, /^optimizer/],
    ['a rate of 0', { optimizer: { id: 'adam', lr: 0 } }, /out-of-range/, /^optimizer\.lr$/],
    ['beta out of range', { optimizer: { id: 'adam', beta2: 1 } }, /out-of-range/, /^optimizer\.beta2$/],
    ['a batch of 0', { batchSize: 0 }, /out-of-range/, /^batchSize$/],
    ['a batch of 1.5', { batchSize: 1.5 }, /invalid-type/, /^batchSize$/],
    ['an absurd batch', { batchSize: 1e9 }, /out-of-range|too-large/, /^batchSize$/],
    ['a seed that is no number', { seed: 'x' }, /invalid-type/, /^seed$/],
    ['an unknown field', { droppout: 0.5 }, /unknown-key/, /^droppout$/],
    ['everything dropped', { dropout: 1 }, /out-of-range/, /^dropout$/],
  ]) it(name, () => refuses(over(change), code, path));

  it('training, evaluating and predicting before data are there', async () => {
    const net = await lab.network(config);
    await refuses(net.train({ steps: 1 }), /state/, /^/);
    await refuses(net.evaluate('train'), /state|bad-data/, /^/);
    await refuses(net.predict('train', Uint32Array.of(0)), /./, /^/);
    await refuses(net.gradient({ samples: Uint32Array.of(0) }), /./, /^/);
    await net.load(data);
    assert.equal((await net.train({ steps: 1 })).step, 1);
    await net.dispose();
  });

  it('data that do not fit, and the data before stay', async () => {
    const net = await built(lab);
    const expected = await built(lab);
    const { images, labels } = data.train;
    for (const [train, code, path] of [
      [{ images: images.subarray(0, images.length - 1), labels }, /bad-data|out-of-range/, /^train\.images/],
      [{ images: images.subarray(0, 81), labels }, /bad-data|out-of-range/, /^train\.(images|labels)/],
      [{ images, labels: labels.map((l, i) => (i === 17 ? 3 : l)) }, /bad-data|out-of-range/, /^train\.labels\[17\]$/],
      [{ images: Array.from(images.subarray(0, 81)), labels: ones(1) }, /invalid-type/, /^train\.images/],
      [{ images: Float64Array.from(images), labels }, /invalid-type/, /^train\.images/],
      [{ images: Float32Array.from(images, (x, i) => (i === 17 ? NaN : x)), labels }, /bad-data|out-of-range/, /^train\.images\[17\]$/],
      [{ images, labels: 'abc' }, /invalid-type/, /^train\.labels/],
      [{ images: new Uint8Array(0), labels: new Uint8Array(0) }, /bad-data|out-of-range|missing/, /^train/],
    ]) await refuses(net.load({ train }), code, path);
    await refuses(net.load({ train: data.train, test: { images: ones(80), labels: ones(1) } }), /bad-data|out-of-range/, /^test/);
    assert.deepEqual(await outcome(net, 20), await outcome(expected, 20));
    await Promise.all([net.dispose(), expected.dispose()]);
  });

  it('an order, samples or parameters that do not fit', async () => {
    const net = await built(lab);
    await refuses(net.train({ steps: 1, order: Uint32Array.of(500) }), /out-of-range/, /^order\[0\]$/);
    await refuses(net.train({ steps: 5, order: new Uint32Array(40) }), /out-of-range|bad-data/, /^order$/);
    await refuses(net.train({ steps: 1, order: [0, 1] }), /invalid-type/, /^order/);
    await refuses(net.train({ steps: -1 }), /out-of-range/, /^steps$/);
    await refuses(net.train({ steps: 0.5 }), /out-of-range|invalid-type/, /^steps$/);
    await refuses(net.predict('test', Uint32Array.of(130)), /out-of-range/, /^samples\[0\]$/);
    await refuses(net.predict('validations', Uint32Array.of(0)), /unknown-id/, /^which$/);
    await refuses(net.predict('validation', Uint32Array.of(0)), /state/, /^/);
    await refuses(net.gradient({ samples: new Uint32Array(0) }), /./, /^samples/);
    await refuses(net.setParameters(new Float32Array(net.size - 1)), /out-of-range|bad-data/, /^parameters$/);
    await refuses(net.setParameters(new Float32Array(net.size).fill(NaN)), /./, /^parameters\[0\]$/);
    await refuses(net.setParameters(new Float64Array(net.size)), /invalid-type/, /^parameters/);
    assert.equal((await net.train({ steps: 1 })).step, 1);
    await net.dispose();
  });

  it('evaluating a test set that was never given', async () => {
    const net = await built(lab, {}, { train: data.train });
    await refuses(net.evaluate('test'), /state|missing/, /^/);
    await refuses(net.evaluate('both'), /unknown-id/, /^which$/);
    assert.ok((await net.evaluate('train')).accuracy >= 0);
    await net.dispose();
  });

  it('a network that has been disposed of', async () => {
    const net = await built(lab);
    await net.dispose();
    await refuses(net.train({ steps: 1 }), /state|unknown-id/, /^/);
    await net.dispose(); // twice is no harm
  });

  it('a run that diverges stops at its last finite weights, says why, and can start again', async () => {
    const net = await built(lab, { activation: 'identity', optimizer: { id: 'gd', lr: 1000 } });
    const result = await net.train({ steps: 200 });
    assert.equal(result.status, 'diverged');
    assert.ok(result.step < 200);
    assert.match(result.message, /finite|overflow|NaN/i);
    assert.ok(result.loss.every(Number.isFinite));
    assert.ok((await net.parameters()).every(Number.isFinite));
    await net.configure({ optimizer: { id: 'gd', lr: 0.05 } });
    await net.reset();
    assert.equal((await net.train({ steps: 50 })).status, 'ok');
    await net.dispose();
  });
});

describe('IDX files', () => {
  const lab = baseline;
  const images = idxImages(20, 4, 5, stripes.pixel), labels = idxLabels(20, stripes.label);
  const changed = (buffer, at, value) => { const copy = Buffer.from(buffer); copy.writeUInt32BE(value, at); return copy; };

  it('plain and gzip, images and labels', async () => {
    for (const file of [images, gzipSync(images)]) {
      const idx = await lab.parseIdx(new Uint8Array(file));
      assert.deepEqual([idx.kind, idx.count, idx.rows, idx.columns], ['images', 20, 4, 5]);
      assert.deepEqual(Buffer.from(idx.bytes), images.subarray(16));
    }
    const idx = await lab.parseIdx(new Uint8Array(gzipSync(labels)));
    assert.deepEqual([idx.kind, idx.count], ['labels', 20]);
    assert.deepEqual(Buffer.from(idx.bytes), labels.subarray(8));
  });

  for (const [name, file] of [
    ['empty', Buffer.alloc(0)], ['three bytes', images.subarray(0, 3)], ['a cut header', images.subarray(0, 11)],
    ['one byte short', images.subarray(0, images.length - 1)], ['one byte too long', Buffer.concat([images, Buffer.alloc(1)])],
    ['another magic', changed(images, 0, 0x12345678)], ['floats', changed(images, 0, 0x0d03)], ['no dimensions', changed(images, 0, 0x0800)],
    ['a count that is too high', changed(images, 4, 21)], ['a count of 0', changed(images, 4, 0)], ['an absurd count', changed(images, 4, 0xffffffff)],
    ['absurd rows', changed(changed(images, 8, 0xffffffff), 12, 0xffffffff)], ['damaged gzip', gzipSync(images).subarray(0, 60)],
  ]) it(`refuses ${name}`, () => refuses(lab.parseIdx(new Uint8Array(file)), /bad-data|out-of-range|too-large/, /^file/));
  it('refuses what is no bytes', () => refuses(lab.parseIdx('idx'), /invalid-type/, /^file/));
});

describe('synthetic garments', () => {
  const lab = baseline;
  it('have the shapes and classes of Fashion-MNIST and are learnt', async () => {
    const train = await lab.syntheticGarments({ count: 1000, seed: 1 }), test = await lab.syntheticGarments({ count: 300, seed: 2 });
    assert.equal(train.images.length, 1000 * 784);
    assert.deepEqual([...new Set(train.labels)].sort((a, b) => a - b), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    assert.deepEqual(await lab.syntheticGarments({ count: 1000, seed: 1 }), train);
    assert.notDeepEqual(test.images.subarray(0, 784), train.images.subarray(0, 784));
    const net = await built(lab, { layers: [784, 32, 10], optimizer: { id: 'adam', lr: 0.003 } }, { train, test });
    await net.train({ steps: 200 });
    assert.ok((await net.evaluate('test')).accuracy > 0.6);
    await net.dispose();
  });
  it('refuse absurd counts', async () => {
    for (const count of [0, -1, 1.5, 1e12]) await refuses(lab.syntheticGarments({ count }), /out-of-range|invalid-type|too-large/, /^count$/);
  });
});
