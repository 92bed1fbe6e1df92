// The package under Node: runs on functions, in every bundle.
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { bundles, nameOf } from './bundles.mjs';
import { createLab, LabError } from 'descent-lab';

const close = (actual, expected, tolerance = 1e-10) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);

/** Golden first steps on 0.1 w1^2 + 2 w2^2 from (-5, 2): θ1, θ2, θ3. */
const golden = [
  [{ id: 'gd', lr: 0.1 }, [-4.9, 1.2], [-4.802, 0.72], [-4.70596, 0.432]],
  [{ id: 'momentum', form: 'heavy', lr: 0.1, momentum: 0.9 }, [-4.9, 1.2], [-4.712, 0], [-4.44856, -1.08]],
  [{ id: 'momentum', form: 'ema', lr: 0.6, momentum: 0.5 }, [-4.7, -0.4], [-4.268, -1.12], [-3.79592, -0.136]],
  [{ id: 'nesterov', form: 'lookahead', lr: 0.1, momentum: 0.9 }, [-4.81, 0.48], [-4.54622, -0.5328], [-4.22264164, -0.866592]],
  [{ id: 'nesterov', form: 'interim', lr: 0.1, momentum: 0.9 }, [-4.9, 1.2], [-4.7138, 0.288], [-4.4552956, -0.31968]],
  [{ id: 'rmsprop', lr: 0.1, rho: 0.9, eps: 1e-7, epsPlace: 'inside' },
    [-4.6837723921, 1.68377223645], [-4.46158482301, 1.47387531682], [-4.27928897633, 1.30871787072]],
  [{ id: 'rmsprop', lr: 0.1, rho: 0.9, eps: 1e-8, epsPlace: 'outside' },
    [-4.68377224398, 1.68377223523], [-4.46158462122, 1.47387531532], [-4.27928874383, 1.30871786912]],
  [{ id: 'adam', lr: 0.1, eps: 1e-8, epsPlace: 'outside' },
    [-4.900000001, 1.90000000012], [-4.80005775868, 1.80016648586], [-4.70021329406, 1.70062339166]],
  [{ id: 'adam', lr: 0.1, eps: 1e-7, epsPlace: 'inside' },
    [-4.900000005, 1.90000000008], [-4.80005776676, 1.80016648577], [-4.70021330631, 1.70062339153]],
  [{ id: 'adam', lr: 0.1, eps: 1e-7, epsPlace: 'inside', biasCorrection: 'none' },
    [-4.68378804419, 1.68377248104], [-4.25978958632, 1.26226567712], [-3.76856476831, 0.782942836872]],
  [{ id: 'adam', lr: 0.1, eps: 1e-7, epsPlace: 'outsideHat' },
    [-4.90000031623, 1.90000003953], [-4.80005829847, 1.80016655368], [-4.70021401845, 1.70062348305]],
];

/** Long enough to tell apart any two builds that differ in one rounding. */
const long = { objective: 'rosenbrock', start: [-1.2, 1], optimizer: { id: 'adam', lr: 0.05 },
  schedule: { id: 'exponential', decayRate: 0.99, decaySteps: 5 }, gradientNoise: 0.1, seed: 7 };

const first = createLab({ threads: 1, simd: 'baseline' });

for (const bundle of bundles) {
  describe(nameOf(bundle), async () => {
    const lab = await createLab(bundle);
    after(() => lab.dispose());

    it('says what it is', () => {
      assert.equal(lab.info.simd, bundle.simd);
      assert.equal(lab.info.threads, bundle.threads);
      assert.match(lab.info.version, /^\d+\.\d+\.\d+$/);
    });

    for (const [optimizer, ...rows] of golden) {
      it(`golden: ${JSON.stringify(optimizer)}`, async () => {
        const run = await lab.descend({ objective: 'valley', start: [-5, 2], optimizer, steps: 3 });
        assert.equal(run.status, 'ok');
        rows.flat().forEach((expected, i) => close(run.x[2 + i], expected));
      });
    }

    it('1,000 steps in ten calls are 1,000 in one, bit for bit', async () => {
      const whole = await lab.descend({ ...long, steps: 1000 });
      const run = await lab.start(long);
      let chunked;
      for (let i = 0; i < 10; ++i) chunked = await run.advance(100);
      await run.dispose();
      assert.equal(chunked.steps, 1000);
      assert.deepEqual(chunked.x, whole.x);
      assert.deepEqual(chunked.state, whole.state);
    });

    it('has the same bits as the baseline bundle', async () => {
      const [here, there] = await Promise.all([lab.descend({ ...long, steps: 500 }), (await first).descend({ ...long, steps: 500 })]);
      assert.deepEqual(here.x, there.x);
      assert.deepEqual(here.gradient, there.gradient);
    });
  });
}

describe('what a run reports', async () => {
  const lab = await first;
  after(() => lab.dispose());

  it('shapes, learning rates, state and counts', async () => {
    const run = await lab.descend({ objective: 'bowl', start: [6, 9], optimizer: { id: 'momentum', lr: 0.1 },
      schedule: { id: 'step', period: 2, reduction: 2 }, steps: 5 });
    assert.equal(run.dim, 2);
    assert.equal(run.x.length, 12);
    assert.equal(run.f.length, 6);
    assert.equal(run.gradient.length, 12);
    assert.deepEqual([...run.lr], [0.1, 0.1, 0.05, 0.05, 0.025]);
    assert.equal(run.state.v.length, 10);
    assert.deepEqual(run.evaluations, { value: 0, gradient: 5, directional: 0, hessian: 0 });
    assert.equal(run.f[0], 117);
    assert.deepEqual([...run.gradient.slice(0, 2)], [12, 18]);
  });

  it('divergence ends at the last finite point and says why', async () => {
    const run = await lab.descend({ objective: 'square-20', start: [2], optimizer: { id: 'gd', lr: 0.1 }, steps: 5000 });
    assert.equal(run.status, 'diverged');
    assert.ok(run.steps < 5000);
    assert.equal(run.x.length, run.steps + 1);
    assert.ok(run.x.every(Number.isFinite) && run.f.every(Number.isFinite));
    assert.match(run.message, /finite/);
  });

  it('a tolerance makes it converged', async () => {
    const run = await lab.descend({ objective: 'bowl', start: [6, 9], optimizer: { id: 'gd', lr: 0.1 }, steps: 1000, tolerance: 1e-6 });
    assert.equal(run.status, 'converged');
    assert.ok(Math.max(...run.gradient.slice(-2).map(Math.abs)) <= 1e-6);
  });

  it('runs on a typed expression', async () => {
    const run = await lab.descend({ objective: { expression: 'x^2 + 3*sin(y)', variables: ['x', 'y'] }, start: [1, 1],
      optimizer: { id: 'gd', lr: 0.1 }, steps: 1 });
    close(run.x[2], 0.8, 1e-15);
    close(run.x[3], 1 - 0.3 * Math.cos(1), 1e-15);
  });

  it('progress and cancel', async () => {
    const controller = new AbortController();
    const config = { objective: 'rosenbrock', optimizer: { id: 'adam', lr: 1e-4 }, steps: 1_000_000 };
    let calls = 0;
    await assert.rejects(
      lab.descend(config, { signal: controller.signal, onProgress: () => { if (++calls === 3) controller.abort(); } }),
      (e) => e instanceof LabError && e.code === 'cancelled');
    assert.ok(calls >= 3 && calls < 6);
  });

  it('grid and point', async () => {
    const grid = await lab.grid({ objective: 'square', lo: [-1], hi: [1], points: [5] });
    assert.deepEqual([...grid.values], [1, 0.25, 0, 0.25, 1]);
    assert.deepEqual([...grid.gradient], [-2, -1, 0, 1, 2]);
    const point = await lab.point('valley', [-5, 2]);
    close(point.f, 10.5, 1e-15);
    assert.deepEqual([...point.eigenvalues].map((x) => +x.toFixed(12)), [0.2, 4]);
  });

  it('averages and learning rates', async () => {
    const values = [3, 8, 6, 5, 1, 7, 9, 0, 8, 4];
    const ewa = await lab.average({ kind: 'ewa', values, rho: 0.5, init: 'first' });
    assert.deepEqual([...ewa].map((x) => x.toFixed(1)), ['3.0', '5.5', '5.8', '5.4', '3.2', '5.1', '7.0', '3.5', '5.8', '4.9']);
    const sma = await lab.average({ kind: 'sma', values, window: 2 });
    assert.deepEqual([...sma].filter(Number.isFinite).slice(-9), [5.5, 7, 5.5, 3, 4, 8, 4.5, 4, 6]);
    const rates = await lab.learningRates({ schedule: { id: 'exponential', decayRate: 0.7, decaySteps: 100, staircase: true }, lr: 0.1, steps: 1001 });
    [[0, 0.1], [99, 0.1], [100, 0.07], [200, 0.049], [300, 0.0343], [1000, 0.00282475249]].forEach(([s, r]) => close(rates[s], r, 1e-12));
  });
});
