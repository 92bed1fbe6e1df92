// Maps through the package: every pixel is the run that replays it, pictures come coarse first, and fast.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { bundles, nameOf } from './bundles.mjs';
import { createLab, LabError } from 'descent-lab';

const AT_NONE = 255;
const DIVERGED = 254;

/** The basins of a function's shown box. */
const basins = (lab, objective, optimizer, steps, size) => {
  const { lo, hi } = lab.catalog.objectives.find(({ id }) => id === objective).domain;
  return { objective, optimizer, steps, width: size, height: size,
    x: { start: 0, lo: lo[0], hi: hi[0] }, y: { start: 1, lo: lo[1], hi: hi[1] } };
};

const first = createLab({ threads: 1, simd: 'baseline' });

for (const bundle of bundles) {
  describe(nameOf(bundle), () => {
    let lab;
    before(async () => { lab = await createLab(bundle); });
    after(() => lab.dispose());

    const replays = [
      ['adam, in lanes', { objective: 'himmelblau', optimizer: { id: 'adam', lr: 0.1 }, steps: 100, x: { start: 0, lo: -5, hi: 5 }, y: { start: 1, lo: -5, hi: 5 } }],
      ['adam on sines', { objective: 'rastrigin', optimizer: { id: 'adam', lr: 0.1 }, steps: 50, x: { start: 1, lo: -5, hi: 5 }, y: { start: 0, lo: -5, hi: 5 } }],
      ['newton', { objective: 'himmelblau', optimizer: 'newton', steps: 30, x: { start: 0, lo: -5, hi: 5 }, y: { start: 1, lo: -5, hi: 5 } }],
      ['rate and momentum', { objective: 'valley', start: [-5, 2], optimizer: 'momentum', steps: 100, x: { param: 'lr', lo: 0.001, hi: 2 }, y: { param: 'momentum', lo: 0, hi: 0.99 } }],
      ['an expression', { objective: { expression: 'x^2 + 3*sin(y)', variables: ['x', 'y'] }, start: [0, 0], optimizer: { id: 'rmsprop', lr: 0.05 }, steps: 50, gradientNoise: 0.2, seed: 3, x: { start: 0, lo: -5, hi: 5 }, y: { start: 1, lo: -5, hi: 5 } }],
    ];
    for (const [what, request] of replays) {
      it(`pixels are runs: ${what}`, async () => {
        const { x: xAxis, y: yAxis, ...shared } = request;
        const map = await lab.sweep({ ...request, width: 20, height: 18 });
        for (let at = 0; at < 360; at += 7) {
          const config = { ...shared, start: [...(request.start ?? [0, 0])], optimizer: typeof shared.optimizer === 'string' ? { id: shared.optimizer } : { ...shared.optimizer } };
          for (const [axis, value] of [[xAxis, map.x[at % 20]], [yAxis, map.y[Math.floor(at / 20)]]]) {
            if ('param' in axis) config.optimizer[axis.param] = value;
            else config.start[axis.start] = value;
          }
          const run = await lab.descend(config);
          assert.equal(map.f[at], run.f.at(-1), `pixel ${at}`);
          assert.equal(['ok', 'converged', 'diverged', 'failed'][map.status[at]], run.status, `pixel ${at}`);
          assert.equal(map.minimum[at] === DIVERGED, run.status === 'diverged', `pixel ${at}`);
          if (map.minimum[at] >= DIVERGED) assert.equal(map.steps[at], run.steps, `pixel ${at}`);
        }
      });
    }

    it('is the same map as the baseline bundle makes', async () => {
      const request = basins(lab, 'himmelblau', { id: 'nadam', lr: 0.1 }, 150, 48);
      const [here, there] = await Promise.all([lab.sweep(request), (await first).sweep(request)]);
      assert.deepEqual(here, there);
    });
  });
}

describe('what a map reports', () => {
  let lab;
  before(async () => { lab = await first; });
  after(() => lab.dispose());

  it('four basins, each around its minimum', async () => {
    const map = await lab.sweep(basins(lab, 'himmelblau', { id: 'adam', lr: 0.1 }, 300, 65));
    assert.equal(map.dim, 2);
    assert.equal(map.minima.length, 8);
    for (let m = 0; m < 4; ++m) {
      const column = Math.round(((map.minima[2 * m] + 5) / 10) * 64), row = Math.round(((map.minima[2 * m + 1] + 5) / 10) * 64);
      assert.equal(map.minimum[row * 65 + column], m);
      assert.ok(map.minimum.filter((k) => k === m).length > 200);
    }
    assert.ok(map.steps.every((s) => s <= 300));
  });

  it('gradient descent on a quadratic is stable below 2 / curvature', async () => {
    const map = await lab.sweep({ objective: { id: 'ill-conditioned', kappa: 100 }, optimizer: 'gd', steps: 20000,
      x: { param: 'lr', lo: 0.01, hi: 0.03, scale: 'linear' }, y: { start: 1, lo: 1, hi: 2 }, width: 20, height: 1 });
    map.x.forEach((lr, i) => assert.equal(map.minimum[i], lr < 2 / 100 ? 0 : DIVERGED, `lr ${lr}`));
  });

  it('expressions have no known minima', async () => {
    const map = await lab.sweep({ objective: { expression: 'x^2+y^2', variables: ['x', 'y'] }, start: [0, 0], optimizer: 'gd', steps: 5,
      x: { start: 0, lo: -1, hi: 1 }, y: { start: 1, lo: -1, hi: 1 }, width: 3, height: 3 });
    assert.equal(map.minima.length, 0);
    assert.ok(map.minimum.every((m) => m === AT_NONE));
  });

  it('pictures come coarse first and fill their blocks', async () => {
    const passes = [];
    const done = [];
    const map = await lab.sweep(basins(lab, 'himmelblau', { id: 'adam', lr: 0.1 }, 60, 50),
      { onPass: (pass) => passes.push(pass), onProgress: (n, total) => { assert.equal(total, 2500); done.push(n); } });
    assert.deepEqual(passes.map(({ block }) => block), [16, 8, 4, 2]);
    for (const { block, f, minimum, steps } of passes) {
      for (let at = 0; at < 2500; ++at) {
        const x = at % 50, y = Math.floor(at / 50);
        const source = (y - (y % block)) * 50 + x - (x % block);
        assert.equal(f[at], map.f[source]);
        assert.equal(minimum[at], map.minimum[source]);
        assert.equal(steps[at], map.steps[source]);
      }
    }
    assert.deepEqual(done, [...done].sort((a, b) => a - b));
    assert.equal(done.at(-1), 2500);
  });

  it('can be cancelled', async () => {
    const controller = new AbortController();
    const started = performance.now();
    await assert.rejects(
      lab.sweep(basins(lab, 'himmelblau', 'newton', 1000, 1024), { signal: controller.signal, onProgress: () => controller.abort() }),
      (e) => e instanceof LabError && e.code === 'cancelled');
    assert.ok(performance.now() - started < 10_000);
  });

  it('refuses with a path', async () => {
    const good = basins(lab, 'himmelblau', { id: 'adam', lr: 0.1 }, 10, 8);
    for (const [change, path, code] of [
      [{ x: { start: 5, lo: 0, hi: 1 } }, 'x.start', 'out-of-range'],
      [{ y: { param: 'beta9', lo: 0, hi: 1 } }, 'y.param', 'unknown-id'],
      [{ y: { param: 'beta1', lo: 0, hi: 1 } }, 'y.hi', 'out-of-range'],
      [{ width: 4096 }, 'width', 'out-of-range'],
      [{ width: 2048, height: 2048, steps: 100000 }, 'steps', 'too-large'],
    ]) {
      await assert.rejects(lab.sweep({ ...good, ...change }), (e) => e instanceof LabError && e.path === path && e.code === code, path);
    }
  });
});

/** The same map in plain JavaScript, as one would write it for speed: nothing allocated, nothing computed twice. */
function plainMap(size, steps, lr) {
  const beta1 = 0.9, beta2 = 0.999, eps = 1e-8;
  const correction1 = new Float64Array(steps), correction2 = new Float64Array(steps);
  for (let t = 0; t < steps; ++t) {
    correction1[t] = lr / (1 - beta1 ** (t + 1));
    correction2[t] = 1 / (1 - beta2 ** (t + 1));
  }
  const f = new Float64Array(size * size), reached = new Uint32Array(size * size), minimum = new Uint8Array(size * size).fill(AT_NONE);
  const minima = [[3, 2], [-2.805118086952745, 3.131312518250573], [-3.779310253377747, -3.283185991286170], [3.584428340330492, -1.848126526964404]];
  for (let row = 0; row < size; ++row) {
    for (let column = 0; column < size; ++column) {
      let x = -5 + (10 * column) / (size - 1), y = -5 + (10 * row) / (size - 1);
      let mx = 0, my = 0, vx = 0, vy = 0;
      let a = x * x + y - 11, b = x + y * y - 7, value = a * a + b * b;
      let at = -1, since = 0;
      for (let t = 0; t < steps; ++t) {
        const gx = 4 * x * a + 2 * b, gy = 2 * a + 4 * y * b;
        mx = beta1 * mx + (1 - beta1) * gx;
        my = beta1 * my + (1 - beta1) * gy;
        vx = beta2 * vx + (1 - beta2) * gx * gx;
        vy = beta2 * vy + (1 - beta2) * gy * gy;
        x -= (correction1[t] * mx) / (Math.sqrt(vx * correction2[t]) + eps);
        y -= (correction1[t] * my) / (Math.sqrt(vy * correction2[t]) + eps);
        a = x * x + y - 11;
        b = x + y * y - 7;
        value = a * a + b * b;
        if (!Number.isFinite(value)) break;
        let here = -1;
        for (let k = 0; k < 4; ++k) {
          const dx = x - minima[k][0], dy = y - minima[k][1];
          if (dx * dx + dy * dy <= 0.01) here = k;
        }
        if (here !== at) {
          at = here;
          since = t + 1;
        }
      }
      const i = row * size + column;
      f[i] = value;
      reached[i] = at < 0 ? steps : since;
      if (at >= 0) minimum[i] = at;
    }
  }
  return { f, minimum, steps: reached };
}

describe('speed', () => {
  const SIZE = 256, STEPS = 200, LR = 0.1;
  const median = (times) => [...times].sort((a, b) => a - b)[times.length >> 1];

  it('a basin map against the same loop in JavaScript', async () => {
    const lab = await createLab({ threads: 1 });
    const request = basins(lab, 'himmelblau', { id: 'adam', lr: LR }, STEPS, SIZE);
    const theirs = [], ours = [], coarse = [];
    let map, plain;
    for (let round = 0; round < 5; ++round) {
      let t0 = performance.now();
      plain = plainMap(SIZE, STEPS, LR);
      theirs.push(performance.now() - t0);
      let seen = 0;
      t0 = performance.now();
      map = await lab.sweep(request, { onPass: () => { seen ||= performance.now() - t0; } });
      ours.push(performance.now() - t0);
      coarse.push(seen);
    }
    await lab.dispose();
    // The same work: rounding differs, so a pixel on the edge of a basin may fall to the other side.
    const agree = map.minimum.filter((m, i) => m === plain.minimum[i]).length / (SIZE * SIZE);
    assert.ok(agree > 0.99, `only ${agree} of the pixels agree`);
    const ratio = median(theirs) / median(ours);
    console.log(`# ${SIZE} × ${SIZE}, ${STEPS} Adam steps: JavaScript ${median(theirs).toFixed(0)} ms, the lab ${median(ours).toFixed(0)} ms `
      + `(${ratio.toFixed(2)} ×), first picture after ${median(coarse).toFixed(1)} ms`);
    // Loose: the machine may be busy with other things.
    assert.ok(ratio > 1.5, `${ratio} × as fast as JavaScript`);
    assert.ok(median(coarse) < 250);
  });
});
