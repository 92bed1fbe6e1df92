// The job every engine does, written to build/bench/data so that the page and Python read the same bytes: images
// like Fashion-MNIST's in kind (784 bytes, about half of them zero, ten classes), labels, and the first weights.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../wasm/toolchain/system.mjs';

export const dataFolder = join(root, 'build', 'bench', 'data');
const layers = [784, 128, 128, 10];
const samples = 4096;
/** So many labels are wrong: no engine gets to a loss of zero, where denormal numbers would slow some down. */
const wrongLabels = 0.1;

/** Marsaglia's xorshift (2003), 32 bits, as numbers in [0, 1). */
function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Writes job.json and job.bin and returns the folder. */
export function writeData() {
  const random = makeRandom(20150412);
  const inputs = layers[0];
  const classes = layers.at(-1);
  const prototypes = Array.from({ length: classes }, () =>
    Float32Array.from({ length: inputs }, () => Math.max(0, 2 * random() - 1)));
  const images = new Uint8Array(samples * inputs);
  const labels = new Uint8Array(samples);
  for (let s = 0; s < samples; ++s) {
    const truth = Math.floor(random() * classes);
    labels[s] = random() < wrongLabels ? Math.floor(random() * classes) : truth;
    for (let i = 0; i < inputs; ++i) {
      const value = 0.6 * prototypes[truth][i] + 0.8 * random() - 0.4;
      images[s * inputs + i] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
  const parameters = [];
  for (let l = 1; l < layers.length; ++l) {
    const bound = Math.sqrt(6 / layers[l - 1]); // He et al., 2015, uniform
    for (let i = 0; i < layers[l] * layers[l - 1]; ++i) parameters.push((2 * random() - 1) * bound);
    for (let i = 0; i < layers[l]; ++i) parameters.push(0);
  }
  const floats = new Uint8Array(Float32Array.from(parameters).buffer);
  const offsets = { images: 0, labels: images.length, parameters: images.length + labels.length };
  if (offsets.parameters % 4 !== 0) throw new Error('the parameters must begin at a multiple of four bytes');
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(join(dataFolder, 'job.bin'), Buffer.concat([images, labels, floats]));
  writeFileSync(join(dataFolder, 'job.json'), `${JSON.stringify({ samples, layers, offsets })}\n`);
  return dataFolder;
}

const rates = { sgd: 0.1, adam: 0.001 };
/** A job for the engines: batch size and optimizer on the common data. */
export const makeJob = (batch, optimizer) => ({ key: `${optimizer} ${batch}`, batch, optimizer, lr: rates[optimizer] });
