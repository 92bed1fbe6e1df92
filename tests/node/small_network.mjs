// A small network and pictures for it, in one lab for each test file; how numbers and refusals are compared.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { createLab, LabError } from 'descent-lab';

export const refuses = (promise, code, path, message = /./) => assert.rejects(promise, (e) => {
  assert.ok(e instanceof LabError, String(e));
  assert.equal(e.code, code, e.message);
  assert.equal(e.path, path, e.message);
  assert.match(e.message, message);
  return true;
});
export const close = (a, b, tolerance, what = '') => assert.ok(Math.abs(a - b) <= tolerance, `${what}: ${a} and ${b}`);
export const norm = (v) => Math.sqrt(v.reduce((s, x) => s + x * x, 0));
/** The first n samples. */
export const first = (n) => Uint32Array.from({ length: n }, (_, i) => i);

/** Pictures of 3 × 3 bytes with a class that can be seen. */
function pictures(count, seed) {
  const images = new Uint8Array(count * 9), labels = new Uint8Array(count);
  let state = seed;
  for (let i = 0; i < images.length; ++i) images[i] = (state = (state * 1103515245 + 12345) % 2147483648) >> 12;
  for (let i = 0; i < count; ++i) labels[i] = (images[9 * i] > 127 ? 1 : 0) + (images[9 * i + 4] > 127 ? 1 : 0);
  return { images, labels };
}
export const config = { layers: [9, 8, 6, 3], activation: 'relu', optimizer: { id: 'adam', lr: 0.01 }, batchSize: 16, seed: 4 };
export const data = { train: pictures(400, 7), test: pictures(90, 8), validation: pictures(70, 9) };

/** The bundle without threads and relaxed arithmetic. */
export const lab = await createLab({ threads: 1, simd: 'baseline' });
after(() => lab.dispose());
/** A network that has learnt the pictures for so many steps; `change` what is different in it, `on` another lab. */
export async function trained(steps, change = {}, on = lab) {
  const net = await on.network({ ...config, ...change });
  await net.load(data);
  if (steps > 0) await net.train({ steps });
  return net;
}
