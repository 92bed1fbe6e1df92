// What a network says and does inside, through the package: layers, units, curvature, landscapes. Numbers are compared with a
// float64 reference or with the network itself asked directly.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLab } from 'descent-lab';
import { bundles, nameOf } from './bundles.mjs';
import { Reference } from './reference_network.mjs';
import { close, config, data, first, lab, norm, refuses, trained } from './small_network.mjs';

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
