// Puts CIFAR-10 into dist/data/cifar-10 where somebody has it: the training batches as one file, the test batch, a quick
// subset of both, and a manifest. DIR holds the binary version's batches (data_batch_1.bin …, test_batch.bin) or its archive.
// Data: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; not downloaded here.

import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError, readIfThere, root, say, sha256, since } from '../../wasm/toolchain/system.mjs';
import { unpacked } from './idx.mjs';

const topic = 'data';
const target = join(root, 'dist', 'data', 'cifar-10');
const manifestFile = join(target, 'manifest.json');
const stampFile = join(root, 'build', 'cifar-stamp.json');
/** A label and three planes of 32 × 32 bytes. */
const record = 1 + 3 * 32 * 32;
const classes = 10;
const quick = { train: 10_000, test: 2_000 };
const archive = 'cifar-10-binary.tar.gz';
const isTrain = (name) => /^data_batch_\d+\.bin$/.test(name);

/** Whether the site has it. */
export const hasCifar = () => existsSync(manifestFile);

/** The files of a tar archive by their last names. */
export function tarEntries(bytes) {
  const files = new Map();
  const text = (at, length) => bytes.toString('latin1', at, at + length).replace(/\0.*$/s, '').trim();
  for (let at = 0; at + 512 <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12) || '0', 8);
    if (!(size >= 0) || at + 512 + size > bytes.length) throw new Error('the archive is cut short');
    if (['', '0'].includes(text(at + 156, 1))) files.set(text(at, 100).replace(/^.*\//, ''), bytes.subarray(at + 512, at + 512 + size));
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return files;
}

/** Where the batches are: paths of the files, or of the archive. */
function found(folder) {
  for (const place of [folder, join(folder, 'cifar-10-batches-bin')]) {
    const names = [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`).filter((name) => existsSync(join(place, name)));
    if (names.length > 0 && existsSync(join(place, 'test_batch.bin'))) return [...names, 'test_batch.bin'].map((name) => join(place, name));
  }
  return existsSync(join(folder, archive)) ? [join(folder, archive)] : undefined;
}

/** The number of records of a batch; throws an Error that says what is wrong. */
export function inspectBatch(bytes) {
  if (bytes.length === 0 || bytes.length % record !== 0) throw new Error(`${bytes.length} bytes are no whole number of records of ${record}`);
  for (let at = 0; at < bytes.length; at += record) {
    if (bytes[at] >= classes) throw new Error(`the label of record ${at / record} is ${bytes[at]}; the classes are 0 to ${classes - 1}`);
  }
  return bytes.length / record;
}

function read(paths) {
  const batches = paths.length === 1 ? tarEntries(unpacked(readFileSync(paths[0]))) : new Map(paths.map((path) => [path.replace(/^.*[\\/]/, ''), readFileSync(path)]));
  for (const [name, bytes] of batches) {
    if (!isTrain(name) && name !== 'test_batch.bin') { batches.delete(name); continue; }
    try {
      inspectBatch(bytes);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  }
  const train = [...batches.keys()].filter(isTrain).sort().map((name) => batches.get(name)), test = batches.get('test_batch.bin');
  if (train.length === 0 || !test) throw new Error('data_batch_1.bin … and test_batch.bin are not all there');
  return { train: Buffer.concat(train), test };
}

/** Puts what `folder` holds into dist; throws a UserError where that cannot be used. */
export function prepareCifar(folder) {
  const paths = found(folder);
  if (!paths) throw new UserError(`${folder} holds neither data_batch_1.bin … and test_batch.bin nor ${archive}: the binary version of CIFAR-10 is needed.`);
  const origin = paths.map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`).join('\n');
  const stamp = readIfThere(stampFile), manifest = readIfThere(manifestFile);
  if (stamp && manifest) {
    const noted = JSON.parse(stamp);
    if (noted.origin === origin && noted.manifest === sha256(manifest)) return;
  }
  const start = performance.now();
  let sets;
  try {
    sets = read(paths);
  } catch (error) {
    throw new UserError(`The CIFAR-10 files in ${folder} cannot be used: ${error.message}.`);
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const content = { version: 1, dataset: 'cifar-10', full: {}, quick: {} };
  for (const [set, bytes] of Object.entries(sets)) {
    for (const [size, count] of [['full', bytes.length / record], ['quick', Math.min(quick[set], bytes.length / record)]]) {
      // Photographs hardly become smaller: the fastest level does nearly as well as the best.
      const packed = gzipSync(bytes.subarray(0, count * record), { level: 1 }), file = `${size}-${set}.bin.gz`;
      writeFileSync(join(target, file), packed);
      content[size][set] = { file, bytes: packed.length, sha256: sha256(packed), count };
    }
  }
  writeFileSync(manifestFile, `${JSON.stringify(content, null, 2)}\n`);
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ origin, manifest: sha256(readFileSync(manifestFile)) }));
  say(topic, `CIFAR-10 from ${folder}: ${content.full.train.count} and ${content.full.test.count} pictures (${since(start)})`);
}
