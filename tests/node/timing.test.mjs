// What a step costs, as the package measures it: with every kind of clock a browser may offer.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { createLab, LabError } from 'descent-lab';

const config = { objective: 'valley', start: [-5, 2], optimizer: { id: 'gd', lr: 0.4 }, steps: 200 };
const truth = performance.now;

describe('the time of a step', () => {
  let lab;
  before(async () => { lab = await createLab({ threads: 1, simd: 'baseline' }); });
  afterEach(() => { performance.now = truth; });
  after(() => lab.dispose());

  it('is found, however short the run', async () => {
    for (const steps of [1, 200, 100_000]) {
      const found = await lab.stepTime({ ...config, steps });
      assert.equal(found.steps, steps);
      assert.ok(found.seconds > 1e-10 && found.seconds < 1e-3, `${found.seconds} s`);
    }
  });

  it('counts the steps of a run that ends by itself', async () => {
    const run = await lab.descend({ ...config, optimizer: { id: 'gd', lr: 3 }, steps: 5000 });
    assert.equal(run.status, 'diverged');
    const found = await lab.stepTime({ ...config, optimizer: { id: 'gd', lr: 3 }, steps: 5000 });
    assert.equal(found.steps, run.steps);
    assert.ok(found.seconds > 0);
  });

  it('is found by clocks rounded to 1 ms and 100 ms', async () => {
    for (const ms of [1, 100]) {
      performance.now = () => Math.floor(truth.call(performance) / ms) * ms;
      const { seconds } = await lab.stepTime(config);
      assert.ok(seconds > 1e-10 && seconds < 1e-3, `${ms} ms: ${seconds} s`);
    }
  });

  it('is left out where the clock stands still', async () => {
    performance.now = () => 5;
    assert.deepEqual(await lab.stepTime(config), { steps: 200 });
  });

  it('can be cancelled, and refuses what descend refuses', async () => {
    const stop = new AbortController();
    const asked = lab.stepTime({ ...config, steps: 1_000_000 }, { signal: stop.signal });
    setImmediate(() => stop.abort());
    await assert.rejects(asked, (e) => e instanceof LabError && e.code === 'cancelled');
    await assert.rejects(lab.stepTime({ ...config, steps: 0 }), (e) => e instanceof LabError && e.path === 'steps');
    for (const change of [{ objective: 'nothing' }, { optimizer: 'nobody' }, { optimizer: { id: 'gd', lr: -1 } }, { start: [1] }]) {
      const refusal = await lab.descend({ ...config, ...change }).catch((e) => e);
      await assert.rejects(lab.stepTime({ ...config, ...change }), (e) => e instanceof LabError && e.path === refusal.path && e.code === refusal.code, JSON.stringify(change));
    }
  });
});
