// The modules behind the package: what they weigh, and when each is loaded.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundleFiles } from '../../wasm/toolchain/build.mjs';
import { root } from '../../wasm/toolchain/system.mjs';
import { createLab, LabError } from 'descent-lab';

const lib = join(root, 'dist/lib');

describe('the bundles in dist/lib', () => {
  it('are those of this version and no others', async () => {
    const found = (await readdir(lib)).filter((name) => name.startsWith('descent-'));
    assert.deepEqual(found.sort(), [...bundleFiles].sort());
  });
  for (const name of bundleFiles.filter((file) => file.endsWith('.wasm'))) {
    it(`${name} is below 150,000 bytes gzipped`, async (t) => {
      const size = gzipSync(await readFile(join(lib, name)), { level: 9 }).length;
      t.diagnostic(`${size} bytes`);
      assert.ok(size < 150_000, `${size} bytes`);
    });
  }
});

/** Stands before a bundle: counts how often it is made, and lets it fail for as long as it is told to. */
const standIn = (name) => `
  import factory from ${JSON.stringify(pathToFileURL(join(lib, name)).href)};
  export default async (settings) => {
    const n = (globalThis.descentLoads[${JSON.stringify(name)}] ??= 0) + 1;
    globalThis.descentLoads[${JSON.stringify(name)}] = n;
    if (n <= globalThis.descentFailures) throw new Error('not this time');
    return factory(settings);
  };`;

describe('modules are loaded when they are needed', () => {
  const config = { layers: [2, 3, 2], seed: 1 };
  const map = { objective: 'bowl', optimizer: { id: 'gd', lr: 0.1 }, x: { start: 0, lo: -1, hi: 1 }, y: { start: 1, lo: -1, hi: 1 }, width: 4, height: 4, steps: 3 };
  let folder, baseUrl, lab;
  const put = (...names) => Promise.all(names.map((name) => writeFile(join(folder, name), standIn(name))));
  const open = async (options) => { lab = await createLab({ simd: 'baseline', threads: 1, baseUrl, ...options }); };
  const failed = (error) => error instanceof LabError && error.code === 'load-failed';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'descent-modules-'));
    baseUrl = pathToFileURL(`${folder}/`);
    await put('descent-functions.mjs');
  });
  after(() => rm(folder, { recursive: true }));
  const run = (name, work) => it(name, async () => {
    globalThis.descentLoads = {};
    globalThis.descentFailures = 0;
    try { await work(); } finally { await lab?.dispose(); lab = undefined; }
  });

  run('functions and the whole catalogue need one', async () => {
    await open();
    assert.ok(lab.catalog.activations.length > 0 && lab.catalog.optimizers.some((row) => row.networks));
    assert.equal((await lab.descend({ objective: 'bowl', start: [1, 1], optimizer: 'gd', steps: 2 })).steps, 2);
    assert.deepEqual(globalThis.descentLoads, { 'descent-functions.mjs': 1 });
  });

  run('a module that is not there refuses its requests and no others, and is looked for again', async () => {
    await open();
    await assert.rejects(lab.network(config), failed);
    await assert.rejects(lab.syntheticGarments({ count: 1 }), failed);
    assert.equal((await lab.learningRates({ lr: 0.5, steps: 1 }))[0], 0.5);
    await put('descent-networks-baseline.mjs');
    assert.equal((await lab.network(config)).size, 17);
  });

  run('one that fails to start is started again', async () => {
    await put('descent-networks-baseline.mjs');
    await open();
    globalThis.descentFailures = 1; // of every module not yet made
    await assert.rejects(lab.network(config), failed);
    assert.equal((await lab.network(config)).size, 17);
    assert.deepEqual(globalThis.descentLoads, { 'descent-functions.mjs': 1, 'descent-networks-baseline.mjs': 2 });
  });

  run('requests that come together share one', async () => {
    await put('descent-networks-baseline.mjs');
    await open();
    const [a, b, garments] = await Promise.all([lab.network(config), lab.network(config), lab.syntheticGarments({ count: 2 })]);
    assert.deepEqual(await a.parameters(), await b.parameters());
    assert.equal(garments.labels.length, 2);
    assert.deepEqual(globalThis.descentLoads, { 'descent-functions.mjs': 1, 'descent-networks-baseline.mjs': 1 });
  });

  run('threads come with the first map and the first network', async () => {
    await put('descent-functions-mt.mjs', 'descent-networks-baseline-mt.mjs');
    await open({ threads: 2 });
    assert.equal(lab.info.threads, 2);
    await lab.descend({ objective: 'bowl', start: [1, 1], optimizer: 'gd', steps: 2 });
    assert.deepEqual(globalThis.descentLoads, { 'descent-functions.mjs': 1 });
    await lab.sweep(map);
    await lab.sweep(map);
    assert.deepEqual(globalThis.descentLoads, { 'descent-functions.mjs': 1, 'descent-functions-mt.mjs': 1 });
    await lab.network(config);
    assert.equal(globalThis.descentLoads['descent-networks-baseline-mt.mjs'], 1);
  });
});
