// What a network learns from, through the package: numbers and validation sets, data files, toy sets, drawn pictures.
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'node:test';
import { Reference } from './reference_network.mjs';
import { close, config, data, first, lab, refuses, trained } from './small_network.mjs';

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
