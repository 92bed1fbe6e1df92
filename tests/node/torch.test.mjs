// Training against native PyTorch: same first parameters, same samples in the same order, float32. What PyTorch found is
// committed (tests/oracle/networks.mjs made it).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { createLab } from 'descent-lab';
import { checksum, configOf, makeData, parametersOf, runsOf, steps } from '../oracle/networks_job.mjs';
import { bundles, nameOf } from './bundles.mjs';

const oracle = JSON.parse(readFileSync(new URL('../oracle/networks.json', import.meta.url), 'utf8'));
/** Relative, for each of the losses. */
const tolerance = 1e-3;

describe('losses of PyTorch', () => {
  let data;
  const first = new Map();
  before(async () => {
    const lab = await createLab({ threads: 1, simd: 'baseline' });
    data = await makeData(lab);
    for (const { seed } of oracle.runs) if (!first.has(seed)) first.set(seed, await parametersOf(lab, seed));
    data.runs = runsOf(lab.catalog);
    await lab.dispose();
  });

  it('were made of the very data, parameters, order and methods that are used here', () => {
    const again = 'has changed: run node tests/oracle/networks.mjs';
    assert.equal(data.checksum, oracle.checksum, `the data or their order ${again}`);
    assert.deepEqual(oracle.runs.map(({ activation, optimizer, seed }) => ({ activation, optimizer, seed })), data.runs, `what is compared ${again}`);
    for (const { optimizer, seed, checksum: expected, loss } of oracle.runs) {
      assert.equal(checksum(first.get(seed)), expected, `the first parameters of seed ${seed}: their making ${again}`);
      assert.equal(loss.length, steps);
      // A run that stands still would agree with anything.
      assert.ok(loss.at(-1) < 0.75 * loss[0], optimizer.id);
    }
  });

  for (const bundle of bundles) {
    describe(nameOf(bundle), () => {
      let lab;
      before(async () => { lab = await createLab(bundle); });
      after(() => lab.dispose());
      for (const run of oracle.runs) {
        it(`${run.activation}, ${run.optimizer.id}`, async (t) => {
          const network = await lab.network(configOf(run));
          await network.load({ train: data.train });
          await network.setParameters(first.get(run.seed));
          const result = await network.train({ steps, order: data.order });
          await network.dispose();
          assert.equal(result.status, 'ok');
          assert.equal(result.loss.length, steps);
          const off = Math.max(...run.loss.map((expected, i) => Math.abs(result.loss[i] - expected) / expected));
          t.diagnostic(`largest relative difference ${off.toExponential(1)}`);
          assert.ok(off < tolerance, `${off}`);
        });
      }
    });
  }
});
