// The network laboratory through the package: data of numbers, validation sets, dropout, what a network says and does inside,
// curvature, landscapes, data files, toy sets, label noise. Numbers are compared with a float64 reference or with the
// network itself asked directly.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, describe, it } from 'node:test';
import { createLab, LabError } from 'descent-lab';
import { bundles, nameOf } from './bundles.mjs';
import { Reference } from './reference_network.mjs';

const refuses = (promise, code, path, message = /./) => assert.rejects(promise, (e) => {
  assert.ok(e instanceof LabError, String(e));
  assert.equal(e.code, code, e.message);
  assert.equal(e.path, path, e.message);
  assert.match(e.message, message);
  return true;
});
const close = (a, b, tolerance, what = '') => assert.ok(Math.abs(a - b) <= tolerance, `${what}: ${a} and ${b}`);
const norm = (v) => Math.sqrt(v.reduce((s, x) => s + x * x, 0));
const first = (n) => Uint32Array.from({ length: n }, (_, i) => i);

/** Pictures of 3 × 3 bytes with a class that can be seen. */
function pictures(count, seed) {
  const images = new Uint8Array(count * 9), labels = new Uint8Array(count);
  let state = seed;
  for (let i = 0; i < images.length; ++i) images[i] = (state = (state * 1103515245 + 12345) % 2147483648) >> 12;
  for (let i = 0; i < count; ++i) labels[i] = (images[9 * i] > 127 ? 1 : 0) + (images[9 * i + 4] > 127 ? 1 : 0);
  return { images, labels };
}
const config = { layers: [9, 8, 6, 3], activation: 'relu', optimizer: { id: 'adam', lr: 0.01 }, batchSize: 16, seed: 4 };
const data = { train: pictures(400, 7), test: pictures(90, 8), validation: pictures(70, 9) };

const lab = await createLab({ threads: 1, simd: 'baseline' });
after(() => lab.dispose());
async function trained(steps, change = {}, on = lab) {
  const net = await on.network({ ...config, ...change });
  await net.load(data);
  if (steps > 0) await net.train({ steps });
  return net;
}

describe('data of numbers', () => {
  it('learns a regression from floats, with a validation set', async () => {
    const plane = (seed) => lab.toy({ kind: 'plane', samples: 300, seed });
    const net = await lab.network({ layers: [2, 8, 1], activation: 'tanh', loss: 'mse', optimizer: { id: 'adam', lr: 0.02 }, batchSize: 32 });
    const [train, test, validation] = [await plane(1), await plane(2), await plane(3)];
    await net.load({ train, test, validation });
    const before = await net.evaluate('validation');
    await net.train({ steps: 400 });
    const now = await net.evaluate('validation');
    assert.ok(now.loss < before.loss / 10 && now.loss < 0.01, `${before.loss} -> ${now.loss}`);
    assert.ok(Number.isNaN(now.accuracy));
    assert.equal(now.confusion.length, 0);
    const said = await net.outputs(validation.images);
    assert.deepEqual(said, (await net.predict('validation', first(300))).output);
    const mean = said.reduce((s, z, i) => s + (z - validation.labels[i]) ** 2 / 2, 0) / 300;
    close(mean, now.loss, 1e-6);
    await net.dispose();
  });

  it('takes bytes and floats for the same pictures', async () => {
    const floats = { images: Float32Array.from(data.train.images, (b) => b / 255), labels: data.train.labels };
    const a = await trained(0), b = await lab.network(config);
    await b.load({ train: floats });
    const [one, two] = [await a.gradient({ samples: first(50) }), await b.gradient({ samples: first(50) })];
    close(one.loss, two.loss, 1e-6);
    await Promise.all([a.dispose(), b.dispose()]);
  });

  it('names what cannot be used, and keeps what was there', async () => {
    const net = await trained(3);
    const floats = Float32Array.from(data.train.images, (b) => b / 255);
    floats[17] = NaN;
    await refuses(net.load({ train: { images: floats, labels: data.train.labels } }), 'bad-data', 'train.images[17]', /NaN/);
    await refuses(net.load({ train: data.train, validation: { images: [1], labels: data.test.labels } }), 'invalid-type', 'validation.images');
    await refuses(net.load({ train: { images: data.train.images, labels: new Float32Array(1200) } }), 'unsupported', 'train.labels');
    await refuses(net.evaluate('exam'), 'unknown-id', 'which');
    await refuses(net.outputs(new Float32Array(10)), 'bad-data', 'inputs');
    assert.equal((await net.train({ steps: 1 })).step, 4);
    await net.dispose();
  });

  it('tells the loss of each sample', async () => {
    const net = await trained(30);
    const losses = await net.sampleLosses('test');
    assert.equal(losses.length, 90);
    close(losses.reduce((a, b) => a + b) / 90, (await net.evaluate('test')).loss, 1e-6);
    const reference = new Reference(config.layers, await net.parameters());
    for (const s of [0, 41, 89]) close(losses[s], reference.gradient(data.test, [s]).loss, 1e-5);
    assert.deepEqual(await net.sampleLosses('test', Uint32Array.of(41, 0)), Float32Array.of(losses[41], losses[0]));
    await refuses(net.sampleLosses('test', Uint32Array.of(0, 90)), 'out-of-range', 'samples[1]');
    await refuses(net.sampleLosses('test', new Uint32Array()), 'missing', 'samples');
    await net.dispose();
  });
});

describe('dropout', () => {
  it('is refused at 1, off in evaluation, and the same however a run is cut', async () => {
    await refuses(lab.network({ ...config, dropout: 1 }), 'out-of-range', 'dropout');
    const outcomes = [];
    for (const parts of [[24], [5, 19], Array(24).fill(1)]) {
      const net = await trained(0, { dropout: 0.5 });
      const loss = [];
      for (const steps of parts) loss.push(...(await net.train({ steps })).loss);
      outcomes.push({ loss, parameters: await net.parameters() });
      const plain = await trained(0);
      await plain.setParameters(await net.parameters());
      assert.deepEqual(await net.evaluate('test'), await plain.evaluate('test'));
      await Promise.all([net.dispose(), plain.dispose()]);
    }
    assert.deepEqual(outcomes[1], outcomes[0]);
    assert.deepEqual(outcomes[2], outcomes[0]);
    const whole = await trained(0);
    assert.notEqual((await whole.train({ steps: 1 })).loss[0], outcomes[0].loss[0]);
    await whole.dispose();
  });
});

describe('looking at a network', () => {
  it('tells of each layer', async () => {
    const net = await trained(20);
    const before = await net.parameters();
    await net.train({ steps: 1 });
    const samples = first(64), now = await net.parameters();
    const { loss, layers } = await net.insight({ which: 'test', samples, bins: 16 });
    const reference = new Reference(config.layers, now), { loss: expected, dw, db } = reference.gradient(data.test, samples);
    close(loss, expected, 1e-5);
    assert.equal(layers.length, 3);
    let at = 0;
    layers.forEach((layer, l) => {
      const n = config.layers[l] * config.layers[l + 1], part = (v) => v.subarray(at, at + n);
      close(layer.gradient.norm, norm(dw[l]), 1e-5, 'gradient');
      close(layer.gradient.biasNorm, norm(db[l]), 1e-5, 'gradient of the biases');
      close(layer.weights.norm, norm(part(now)), 1e-5, 'weights');
      close(layer.updateRatio, norm(part(now).map((x, i) => x - part(before)[i])) / norm(part(before)), 1e-5, 'ratio');
      const values = [...samples].flatMap((s) => [...reference.forward(reference.image(data.test, s))[l + 1]]);
      close(layer.activation.mean, values.reduce((a, b) => a + b) / values.length, 1e-5, 'mean');
      if (l < 2) {
        close(layer.activation.zeros, values.filter((a) => a === 0).length / values.length, 0.01, 'zeros');
        close(layer.slope, 1 - layer.activation.zeros, 1e-9);
      } else assert.equal(layer.slope, 1);
      close(layer.slopeProduct, layers.slice(l).reduce((p, x) => p * x.slope, 1), 1e-12);
      assert.equal(layer.activation.histogram.counts.reduce((a, b) => a + b), values.length);
      assert.equal(layer.weights.histogram.counts.reduce((a, b) => a + b), n);
      assert.equal(layer.gradient.histogram.counts.length, 16);
      at += n + config.layers[l + 1];
    });
    await refuses(net.insight({ samples, bins: 0 }), 'out-of-range', 'bins');
    await refuses(net.insight({ which: 'test', samples: Uint32Array.of(90) }), 'out-of-range', 'samples[0]');
    await net.dispose();
  });

  it('finds the largest eigenvalue of the Hessian', async () => {
    const net = await trained(20, { layers: [9, 5, 3], activation: 'tanh' });
    const samples = first(60), at = await net.parameters(), n = net.size;
    const found = await net.curvature({ samples, tolerance: 1e-6, iterations: 200 });
    assert.ok(found.converged && found.residual < 1e-3 * found.eigenvalue, JSON.stringify({ ...found, vector: null }));
    close(norm(found.vector), 1, 1e-5);
    // H v by differences of the package's own gradients, and power iteration on H + c: all that Lanczos shares is the loss.
    const gradientAt = async (v, h) => {
      await net.setParameters(at.map((x, i) => x + h * v[i]));
      return (await net.gradient({ samples })).gradient;
    };
    const product = async (v) => {
      const h = 1e-2, [up, down] = [await gradientAt(v, h), await gradientAt(v, -h)];
      return up.map((x, i) => (x - down[i]) / (2 * h));
    };
    const hv = await product(found.vector);
    close(hv.reduce((s, x, i) => s + x * found.vector[i], 0), found.eigenvalue, 5e-3 * found.eigenvalue, 'vᵀHv');
    let v = Float32Array.from({ length: n }, (_, i) => Math.sin(i + 1)), most = 0;
    for (let i = 0; i < 60; ++i) {
      const length = norm(v);
      v = v.map((x) => x / length);
      const w = await product(v);
      most = w.reduce((s, x, j) => s + x * v[j], 0);
      v = w.map((x, j) => x + 0.2 * found.eigenvalue * v[j]);
    }
    close(most, found.eigenvalue, 1e-2 * found.eigenvalue, 'power iteration');
    await net.setParameters(at);
    await refuses(net.curvature({ samples, iterations: 0 }), 'out-of-range', 'iterations');
    await net.dispose();
  });

  it('can be cancelled in the middle', async () => {
    const net = await trained(5, { layers: [9, 200, 200, 3] });
    const controller = new AbortController();
    const samples = first(400);
    await refuses(net.curvature({ samples, iterations: 400, tolerance: 1e-6 },
      { signal: controller.signal, onProgress: (done) => done > 0 && controller.abort() }), 'cancelled', '');
    const again = new AbortController(), x = await net.direction({ seed: 1 });
    await refuses(net.slice({ samples, x, lo: -1, hi: 1, points: 400 },
      { signal: again.signal, onProgress: (done) => done > 0 && again.abort() }), 'cancelled', '');
    assert.ok((await net.slice({ samples: first(3), x, lo: -1, hi: 1, points: 3 })).loss.every(Number.isFinite));
    await net.dispose();
  });
});

describe('landscapes', () => {
  it('are the losses at the points, coarse first', async () => {
    const net = await trained(30);
    const center = await net.parameters(), samples = first(300);
    const [x, y] = [await net.direction({ seed: 1 }), await net.direction({ seed: 2 })];
    // The first layer's first row, and the biases.
    close(norm(x.subarray(0, 9)), norm(center.subarray(0, 9)), 1e-5);
    assert.ok(x.subarray(72, 80).every((b) => b === 0));
    const passes = [];
    const request = { samples, x, y, lo: [-1, -0.5], hi: [1, 2], points: [9, 6] };
    const slice = await net.slice(request, { onPass: (p) => passes.push(p) });
    assert.deepEqual(passes.map((p) => p.block), [16, 8, 4, 2]);
    assert.equal(slice.loss.length, 54);
    for (const { loss, block } of passes) {
      for (let p = 0; p < 54; ++p) {
        const column = p % 9, row = Math.floor(p / 9);
        assert.equal(loss[p], slice.loss[(row - (row % block)) * 9 + column - (column % block)]);
      }
    }
    assert.deepEqual(await net.parameters(), center);
    const probe = await lab.network(config);
    await probe.load({ train: { images: data.train.images.subarray(0, 2700), labels: data.train.labels.subarray(0, 300) } });
    for (let p = 0; p < 54; p += 5) {
      const a = slice.a[p % 9], b = slice.b[Math.floor(p / 9)];
      await probe.setParameters(center.map((w, i) => w + a * x[i] + b * y[i]));
      close(slice.loss[p], (await probe.evaluate('train')).loss, 1e-6 * slice.loss[p]);
    }
    const line = await net.slice({ samples, x, lo: -1, hi: 1, points: 3 });
    assert.deepEqual([...line.b], [0]);
    close(line.loss[1], (await probe.setParameters(center), await probe.evaluate('train')).loss, 1e-6);
    await refuses(net.slice({ samples, x: x.subarray(1), lo: -1, hi: 1, points: 3 }), 'bad-data', 'x');
    await refuses(net.slice({ samples, x, lo: -1, hi: 1, points: 1000 }), 'out-of-range', 'points');
    await Promise.all([net.dispose(), probe.dispose()]);
  });

  it('find the main directions of a path', async () => {
    const net = await trained(0);
    const checkpoints = [await net.parameters()];
    for (let i = 0; i < 6; ++i) {
      await net.train({ steps: 10 });
      checkpoints.push(await net.parameters());
    }
    const { x, y, coordinates, shares } = await net.principal({ checkpoints });
    close(norm(x), 1, 1e-5);
    close(norm(y), 1, 1e-5);
    close(x.reduce((s, v, i) => s + v * y[i], 0), 0, 1e-5);
    assert.ok(shares[0] >= shares[1] && shares[0] + shares[1] <= 1 + 1e-9, String(shares));
    const last = checkpoints.at(-1), away = checkpoints.map((c) => c.map((v, i) => v - last[i]));
    const total = away.reduce((s, d) => s + norm(d) ** 2, 0);
    away.forEach((d, i) => [x, y].forEach((direction, k) =>
      close(coordinates[2 * i + k], d.reduce((s, v, j) => s + v * direction[j], 0), 1e-4)));
    for (const k of [0, 1]) close(away.reduce((s, _, i) => s + coordinates[2 * i + k] ** 2, 0) / total, shares[k], 1e-5);
    // No other direction explains more: the path's own first step does not.
    const other = norm(away[0]);
    const share = away.reduce((s, d) => s + (d.reduce((t, v, j) => t + v * away[0][j], 0) / other) ** 2, 0) / total;
    assert.ok(shares[0] >= share - 1e-6);
    await refuses(net.principal({ checkpoints: [last, last.subarray(1)] }), 'bad-data', 'checkpoints[1]');
    await net.dispose();
  });

  it('measure the rise along the gradient', async () => {
    const net = await trained(10);
    const samples = first(100), at = await net.parameters();
    const { loss, perturbed, sharpness, gradientNorm } = await net.sharpness({ samples, radius: 0.3 });
    const g = await net.gradient({ samples });
    close(loss, g.loss, 1e-6);
    close(gradientNorm, norm(g.gradient), 1e-5);
    await net.setParameters(at.map((w, i) => w + (0.3 * g.gradient[i]) / gradientNorm));
    close(perturbed, (await net.gradient({ samples })).loss, 1e-5);
    close(sharpness, perturbed - loss, 1e-12);
    await refuses(net.sharpness({ samples, radius: 0 }), 'out-of-range', 'radius');
    await net.dispose();
  });
});

/** A batch of CIFAR-10 with these labels. */
function batch(labels) {
  return Uint8Array.from(labels.flatMap((label, i) => [label, ...Array.from({ length: 3072 }, (_, j) => (i + j) % 256)]));
}
/** A tar archive of these files. */
function tar(files) {
  const blocks = files.flatMap(([name, bytes]) => {
    const header = Buffer.alloc(512), body = Buffer.alloc(Math.ceil(bytes.length / 512) * 512);
    header.write(name);
    header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('0', 156);
    header.write('ustar\0', 257);
    body.set(bytes);
    return [header, body];
  });
  return new Uint8Array(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

describe('data files', () => {
  it('reads batches of CIFAR-10 and the archive of them', async () => {
    const one = await lab.parseCifar(gzipSync(batch([3, 9])));
    assert.deepEqual([one.count, one.rows, one.columns, one.channels], [2, 32, 32, 3]);
    assert.deepEqual([...one.labels], [3, 9]);
    assert.equal(one.classes[9], 'truck');
    assert.equal(one.images[3072], 1);
    assert.equal(one.test, undefined);
    const all = await lab.parseCifar(gzipSync(tar([
      ['cifar-10-batches-bin/data_batch_2.bin', batch([7])], ['cifar-10-batches-bin/data_batch_1.bin', batch([1, 2])],
      ['cifar-10-batches-bin/readme.html', Buffer.from('<html>')], ['cifar-10-batches-bin/test_batch.bin', batch([5])],
    ])));
    assert.deepEqual([...all.labels], [1, 2, 7]);
    assert.equal(all.count, 3);
    assert.deepEqual([...all.test.labels], [5]);
    assert.equal(all.test.images.length, 3072);
    const net = await lab.network({ layers: [3072, 8, 10], batchSize: 3, optimizer: 'gd' });
    await net.load({ train: all, test: all.test });
    assert.equal((await net.train({ steps: 2 })).status, 'ok');
    await net.dispose();
  });

  it('refuses wrong ones with the reason', async () => {
    await refuses(lab.parseCifar(batch([3]).subarray(1)), 'bad-data', 'file', /3072 bytes/);
    await refuses(lab.parseCifar(batch([3, 10])), 'bad-data', 'file[1]', /10/);
    await refuses(lab.parseCifar(tar([['data_batch_1.bin', batch([3]).subarray(5)]])), 'bad-data', 'data_batch_1.bin', /3068/);
    await refuses(lab.parseCifar(tar([['readme.html', Buffer.from('<html>')]])), 'bad-data', 'file', /data_batch_1/);
    await refuses(lab.parseCifar('batch'), 'invalid-type', 'file');
  });

  it('reads tables', async () => {
    const csv = (text) => new TextEncoder().encode(text);
    const irises = await lab.parseCsv(gzipSync(csv('sepal,petal,kind\n5.1,1.4,setosa\n7,4.7,versicolor\n')));
    assert.deepEqual(irises, {
      count: 2, columns: ['sepal', 'petal'], label: 'kind', images: Float32Array.of(5.1, 1.4, 7, 4.7),
      labels: Uint8Array.of(0, 1), classes: ['setosa', 'versicolor'],
    });
    const numbers = await lab.parseCsv(csv('1.5;2\n2.5;4\n'), { label: 0 });
    assert.deepEqual(numbers.labels, Float32Array.of(1.5, 2.5));
    assert.deepEqual(numbers.classes, []);
    await refuses(lab.parseCsv(csv('x,y\n1,2\nthree,4\n')), 'bad-data', 'file', /line 3, column 1 \(x\): "three"/);
    await refuses(lab.parseCsv(csv('x,y\n1,2\n3,4\n'), { label: 'z' }), 'unknown-id', 'label');
  });

  it('draws the toy sets of the catalogue', async () => {
    assert.deepEqual(lab.catalog.toys.map((row) => row.id), ['circles', 'xor', 'spirals', 'gaussians', 'plane', 'gauss-plane']);
    for (const { id, task, params } of lab.catalog.toys) {
      assert.deepEqual(params.map((p) => p.key), ['samples', 'noise']);
      const set = await lab.toy({ kind: id, samples: 50, noise: 0.1, seed: 2 });
      assert.equal(set.images.length, 100);
      assert.ok(set.labels instanceof (task === 'binary' ? Uint8Array : Float32Array), id);
      assert.deepEqual([set.lo, set.hi], [-6, 6]);
      assert.deepEqual(set, await lab.toy({ kind: id, samples: 50, noise: 0.1, seed: 2 }));
    }
    await refuses(lab.toy({ kind: 'spiral' }), 'unknown-id', 'kind', /spirals/);
    assert.deepEqual(lab.catalog.network.map((p) => p.key), ['dropout', 'batchSize']);
  });

  it('makes labels wrong on purpose, and orders random', async () => {
    const labels = Uint8Array.from({ length: 200 }, (_, i) => i % 4);
    const { labels: noisy, changed } = await lab.noisyLabels({ labels, classes: 4, share: 0.25, seed: 3 });
    assert.equal(changed.length, 50);
    labels.forEach((label, i) => assert.equal(noisy[i] !== label, changed.includes(i)));
    await refuses(lab.noisyLabels({ labels, classes: 4, share: 2 }), 'out-of-range', 'share');
    await refuses(lab.noisyLabels({ labels, classes: 3, share: 0.1 }), 'bad-data', 'labels[3]');
    const order = await lab.permutation({ count: 100, seed: 1 });
    assert.deepEqual([...order].sort((a, b) => a - b), [...first(100)]);
  });
});

for (const bundle of bundles.slice(1)) {
  it(`gives the same in ${nameOf(bundle)}`, async () => {
    const other = await createLab(bundle);
    const exact = bundle.simd === 'baseline', results = [];
    for (const on of [lab, other]) {
      const net = await trained(12, { dropout: 0.3 }, on), samples = first(300);
      const x = await net.direction({ seed: 1 });
      results.push({
        losses: await net.sampleLosses('validation'), curvature: (await net.curvature({ samples })).eigenvalue,
        slice: (await net.slice({ samples, x, lo: -1, hi: 1, points: 5 })).loss, insight: await net.insight({ samples }),
      });
      await net.dispose();
    }
    if (exact) assert.deepEqual(results[1], results[0]);
    else {
      close(results[1].curvature, results[0].curvature, 1e-2 * results[0].curvature);
      results[0].slice.forEach((loss, i) => close(results[1].slice[i], loss, 1e-3 * loss));
    }
    other.dispose();
  });
}

describe('snapshots', () => {
  const kept = { dropout: 0.2, weightAverage: { kind: 'ema', start: 5 } };

  it('go on bit for bit in the middle of an epoch, in another engine too', async () => {
    const other = await createLab({ threads: 2, simd: 'baseline' });
    for (const optimizer of ['adam', 'lbfgs', { id: 'sam', base: 'momentum' }]) {
      const whole = await trained(40, { optimizer, ...kept }), first = await trained(40, { optimizer, ...kept });
      const bytes = await first.snapshot();
      assert.ok(bytes instanceof Uint8Array);
      await first.dispose();
      const again = await trained(3, { optimizer, ...kept }, other);
      await again.restore(bytes);
      assert.deepEqual(await again.snapshot(), bytes);
      const [one, two] = [await whole.train({ steps: 37 }), await again.train({ steps: 37 })];
      for (const key of ['loss', 'step', 'epoch', 'evaluations', 'status']) assert.deepEqual(one[key], two[key], key);
      assert.deepEqual(await whole.parameters(), await again.parameters());
      assert.deepEqual(await whole.averagedParameters(), await again.averagedParameters());
      await Promise.all([whole.dispose(), again.dispose()]);
    }
    await other.dispose();
  });

  it('may be taken while training, and are of whole steps', async () => {
    const net = await trained(0), again = await trained(0);
    let taken;
    const training = net.train({ steps: 3000, onStep: () => { taken ??= net.snapshot(); } });
    await training;
    const bytes = await (taken ?? net.snapshot());
    await again.restore(bytes);
    const { step } = await again.train({ steps: 0 });
    assert.ok(step > 0 && step <= 3000);
    await again.train({ steps: 3000 - step });
    assert.deepEqual(await net.parameters(), await again.parameters());
    await Promise.all([net.dispose(), again.dispose()]);
  });

  it('that do not fit are refused and change nothing', async () => {
    const net = await trained(20), bytes = await net.snapshot(), parameters = await net.parameters();
    const wrong = bytes.slice();
    wrong[wrong.length >> 1] ^= 1;
    await refuses(net.restore(new Uint8Array(0)), 'bad-data', 'bytes', /no snapshot/);
    await refuses(net.restore(new Uint8Array(500)), 'bad-data', 'bytes', /no snapshot/);
    await refuses(net.restore(bytes.subarray(0, bytes.length - 1)), 'bad-data', 'bytes', /damaged/);
    await refuses(net.restore(wrong), 'bad-data', 'bytes', /damaged/);
    await refuses(net.restore('snapshot'), 'invalid-type', 'bytes');
    assert.deepEqual(await net.parameters(), parameters);
    const wider = await trained(2, { layers: [9, 8, 7, 3] });
    await refuses(wider.restore(bytes), 'bad-data', 'bytes', /layers = \[9, 8, 6, 3\]; this network has \[9, 8, 7, 3\]/);
    const unloaded = await lab.network(config);
    await refuses(unloaded.snapshot(), 'state', '');
    await Promise.all([net.dispose(), wider.dispose(), unloaded.dispose()]);
  });
});

describe('evaluations', () => {
  it('are counted in progress and result', async () => {
    const seen = [];
    const plain = await trained(0), sam = await trained(0, { optimizer: { id: 'sam' } });
    const [one, two] = [await plain.train({ steps: 30, onStep: (p) => seen.push(p) }), await sam.train({ steps: 30 })];
    assert.equal(one.evaluations, 30);
    assert.equal(seen.at(-1).evaluations, 30);
    assert.equal(two.evaluations, 60);
    assert.equal((await sam.train({ steps: 1 })).evaluations, 62);
    await Promise.all([plain.dispose(), sam.dispose()]);
  });
});

describe('synthetic colours', () => {
  it('have the shape and classes of CIFAR-10 and can be learnt, but not all of them', async () => {
    const train = await lab.syntheticColours({ count: 3000, seed: 1 }), test = await lab.syntheticColours({ count: 1000, seed: 1, first: 3000 });
    assert.equal(train.images.length, 3000 * 32 * 32 * 3);
    assert.equal(new Set(train.labels).size, 10);
    assert.deepEqual(train.classes, ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck']);
    assert.deepEqual((await lab.syntheticColours({ count: 1, seed: 1, first: 3000 })).images, test.images.slice(0, 3072));
    const net = await lab.network({ layers: [3072, 64, 10], optimizer: { id: 'adam' }, batchSize: 64, seed: 1 });
    await net.load({ train, test });
    await net.train({ steps: 400 });
    const { accuracy } = await net.evaluate('test');
    assert.ok(accuracy > 0.35 && accuracy < 0.95, String(accuracy));
    await net.dispose();
  });

  it('refuse what cannot be drawn', async () => {
    for (const count of [0, -1, 100_001]) await refuses(lab.syntheticColours({ count }), 'out-of-range', 'count');
    await refuses(lab.syntheticColours({ count: 1, colour: 3 }), 'unknown-key', 'colour');
  });
});
