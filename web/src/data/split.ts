/** Sets that come without samples to test with: some of theirs are drawn for it, the same ones whenever they are read. */
import type { Lab, Samples } from '../engine/types.ts';
import { countOf, inputsOf, newId, type DataSet } from './dataset.ts';

/** One sample in this many is for testing. */
export const testShare = 6;
const seed = 1;
/** Samples copied between two frames, in bytes: a large set must not hold up the page. */
const slice = 4e6;
/** The test set of a set that is still to be split. */
export const noSamples: Samples = { images: new Uint8Array(0), labels: new Uint8Array(0) };

/**
 * The rows for testing, ascending. Drawn, not every sixth: where classes follow each other in turn, all of the test set could
 * be of one class.
 */
export async function testRows(lab: Lab, count: number): Promise<Uint32Array> {
  return (await lab.permutation({ count, seed })).slice(0, Math.floor(count / testShare)).sort();
}

/** The set with samples to test with taken out of those to learn from. */
export async function withTest(lab: Lab, set: DataSet): Promise<DataSet> {
  const tests = await testRows(lab, countOf(set.train)), chosen = new Set(tests), size = inputsOf(set);
  const rest = Uint32Array.from({ length: countOf(set.train) }, (_, i) => i).filter((i) => !chosen.has(i));
  return { ...set, id: newId(), train: await taken(set.train, rest, size), test: await taken(set.train, tests, size) };
}

/** Some samples of a set, in this order. */
export async function taken({ images, labels }: Samples, order: Uint32Array, size: number): Promise<Samples> {
  const made = { images: new (images.constructor as Uint8ArrayConstructor)(order.length * size), labels: new (labels.constructor as Uint8ArrayConstructor)(order.length) };
  for (let i = 0, since = 0; i < order.length; ++i) {
    made.images.set(images.subarray(order[i] * size, (order[i] + 1) * size) as Uint8Array, i * size);
    made.labels[i] = labels[order[i]];
    since += size * images.BYTES_PER_ELEMENT;
    if (since > slice) { since = 0; await new Promise((done) => setTimeout(done)); }
  }
  return made;
}
