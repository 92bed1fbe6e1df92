// Training through the package: dropout, snapshots, what is counted.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLab } from 'descent-lab';
import { config, lab, refuses, trained } from './small_network.mjs';

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
