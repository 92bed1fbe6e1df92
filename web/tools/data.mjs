// Puts Fashion-MNIST into dist/data/fashion-mnist: the four files, a quick subset of them, and a
// manifest that says what they are and where they came from.
//
//   node web/tools/data.mjs [--data DIR] [--cifar DIR] [--retry]
//
// Looked for in this order: DIR (or DESCENT_DATA), Debian's package dataset-fashion-mnist (installed
// when that is allowed), the official download. Without any, the manifest says so and the lab uses its
// synthetic garments: that is never an error here.
// Data: Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017 (MIT licence).

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { hasApt, installPackages, osRelease, rootPrefix } from '../../wasm/toolchain/apt.mjs';
import {
  UserError,
  cacheDirectory,
  cli,
  isMain,
  readIfThere,
  root,
  say,
  sha256,
  since,
} from '../../wasm/toolchain/system.mjs';
import { hasCifar, prepareCifar } from './cifar.mjs';
import { firstRecords, inspect, unpacked } from './idx.mjs';

const topic = 'data';
const target = join(root, 'dist', 'data', 'fashion-mnist');
const manifestFile = join(target, 'manifest.json');
const debianFolder = '/usr/share/datasets/fashion-mnist';
const downloadFrom = 'https://fashion-mnist.s3.eu-central-1.amazonaws.com';
const quick = { train: 10_000, test: 2_000 };
const manifestVersion = 1;

// MD5 and size of the gzip files are the publisher's; sha256 is of the unpacked content and was computed
// from files with those MD5 sums. It recognises the official data however it is packed.
const parts = [
  {
    set: 'train',
    kind: 'images',
    file: 'train-images-idx3-ubyte',
    bytes: 26421880,
    md5: '8d4fb7e6c68d591d4c3dfef9ec88bf0d',
    sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  },
  {
    set: 'train',
    kind: 'labels',
    file: 'train-labels-idx1-ubyte',
    bytes: 29515,
    md5: '25c81989df183df01b3e8a0aad5dffbe',
    sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  },
  {
    set: 'test',
    kind: 'images',
    file: 't10k-images-idx3-ubyte',
    bytes: 4422102,
    md5: 'bef4ecab320f06d8554ea6380940ec79',
    sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  },
  {
    set: 'test',
    kind: 'labels',
    file: 't10k-labels-idx1-ubyte',
    bytes: 5148,
    md5: 'bb300cfdad3c16e7a12a480ee83cd310',
    sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
  },
];

/** The four files of a folder, gzipped or not; undefined when one is missing. */
function filesIn(folder) {
  const paths = parts.map(({ file }) =>
    [`${file}.gz`, file].map((name) => join(folder, name)).find((path) => existsSync(path)),
  );
  return paths.every(Boolean) ? paths : undefined;
}

/** Reads and checks the four files; throws an Error naming the first that is wrong. */
function readAll(paths) {
  const read = parts.map((part, i) => {
    try {
      const given = readFileSync(paths[i]);
      const raw = unpacked(given);
      return { part, given, raw, ...inspect(raw, part.kind), sum: sha256(raw) };
    } catch (error) {
      throw new Error(`${paths[i]}: ${error.message}`);
    }
  });
  for (const set of ['train', 'test']) {
    const [images, labels] = read.filter((one) => one.part.set === set);
    if (images.count !== labels.count) {
      throw new Error(`the ${set} set has ${images.count} images and ${labels.count} labels`);
    }
  }
  return read;
}

/** Writes the site's files and the manifest; the manifest last, so that it never promises too much. */
function write(read, source, origin) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const sets = { full: {}, quick: {} };
  const put = (size, { part, rows, columns }, name, bytes, count) => {
    writeFileSync(join(target, name), bytes);
    const entry = { file: name, bytes: bytes.length, sha256: sha256(bytes), count };
    if (rows) Object.assign(entry, { rows, columns });
    (sets[size][part.set] ??= {})[part.kind] = entry;
  };
  for (const one of read) {
    const name = `${one.part.file}.gz`;
    const packed = one.given === one.raw ? gzipSync(one.raw) : one.given;
    put('full', one, name, packed, one.count);
    const few = Math.min(one.count, quick[one.part.set]);
    put('quick', one, `quick-${name}`, firstRecords(one.raw, one.part.kind, few), few);
  }
  const official = read.every((one) => one.sum === one.part.sha256);
  writeManifest({ synthetic: false, source, official, ...sets }, origin);
  return official;
}

function writeManifest(content, origin) {
  mkdirSync(target, { recursive: true });
  const whole = { version: manifestVersion, dataset: 'fashion-mnist', ...content };
  writeFileSync(manifestFile, `${JSON.stringify(whole, null, 2)}\n`);
  // What it was made from is nobody's business but this machine's: beside the build, not in the site.
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ origin, manifest: sha256(readFileSync(manifestFile)) }));
}

const stampFile = join(root, 'build', 'data-stamp.json');

/** A fingerprint of the files a folder offers, without reading them. */
function originOf(paths) {
  return paths.map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`).join('\n');
}

/** True when dist holds, whole, what would be made from `origin`. */
function upToDate(origin) {
  const manifest = readIfThere(manifestFile);
  const stamp = readIfThere(stampFile);
  if (!manifest || !stamp) return false;
  const noted = JSON.parse(stamp);
  if (noted.origin !== origin || noted.manifest !== sha256(manifest)) return false;
  const content = JSON.parse(manifest);
  if (content.version !== manifestVersion) return false;
  return [content.full, content.quick]
    .flatMap((sets) => Object.values(sets ?? {}).flatMap((set) => Object.values(set)))
    .every(({ file, bytes }) => existsSync(join(target, file)) && statSync(join(target, file)).size === bytes);
}

const downloaded = () => join(cacheDirectory(), 'fashion-mnist');

/** Downloads the four official files into the user's cache, each checked before it takes its name. */
async function download() {
  const folder = downloaded();
  mkdirSync(folder, { recursive: true });
  for (const { file, bytes, md5 } of parts) {
    const path = join(folder, `${file}.gz`);
    if (existsSync(path)) continue; // it was checked before it got this name
    say(topic, `downloading ${file}.gz (${Math.ceil(bytes / 1000)} kB)`);
    // Ten seconds to answer, and two minutes and a half in all.
    const patience = new AbortController();
    const answerBy = setTimeout(() => patience.abort(new Error('no answer within 10 s')), 10_000);
    const finishBy = setTimeout(() => patience.abort(new Error('not done within 150 s')), 150_000);
    try {
      const response = await fetch(`${downloadFrom}/${file}.gz`, { signal: patience.signal });
      clearTimeout(answerBy);
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      const got = Buffer.from(await response.arrayBuffer());
      const sum = createHash('md5').update(got).digest('hex');
      if (got.length !== bytes || sum !== md5) {
        throw new Error(`${file}.gz arrived with ${got.length} bytes and MD5 ${sum}, not ${bytes} and ${md5}`);
      }
      writeFileSync(`${path}.part`, got);
      renameSync(`${path}.part`, path);
    } catch (error) {
      throw new Error(error.cause?.message ?? error.message);
    } finally {
      clearTimeout(answerBy);
      clearTimeout(finishBy);
    }
  }
  return filesIn(folder);
}

/** Tries one source; true when the site's data are in place. */
function take(paths, source, described) {
  const origin = originOf(paths);
  if (upToDate(origin)) return true;
  const start = performance.now();
  try {
    const official = write(readAll(paths), source, origin);
    const note = official ? '' : ', which are not the official files but fit together';
    say(topic, `Fashion-MNIST from ${described}${note} (${since(start)})`);
    return true;
  } catch (error) {
    say(topic, `${described} cannot be used: ${error.message}.`);
    return false;
  }
}

async function installDebianPackage() {
  // Asked for only where the package exists and nobody has to type a password.
  if (osRelease().ID !== 'debian' || !hasApt() || !rootPrefix()) return;
  try {
    await installPackages(['dataset-fashion-mnist'], { topic, why: 'Fashion-MNIST is not here' });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    say(topic, error.message);
  }
}

/**
 * Puts the data into dist. `folder`: where to look first. `retry`: try the network again although a
 * recent attempt failed. `cifar`: a folder with CIFAR-10. Resolves to 'directory', 'debian', 'download' or 'synthetic'.
 */
export async function prepareData({ folder = process.env.DESCENT_DATA, cifar = process.env.DESCENT_CIFAR, retry = false } = {}) {
  if (cifar) prepareCifar(resolve(cifar));
  const source = await prepareFashion(folder, retry);
  noteBeside();
  return source;
}

/** The manifest says what else there is, so that no page asks in vain. */
function noteBeside() {
  const manifest = readIfThere(manifestFile), stamp = readIfThere(stampFile);
  if (!manifest || !stamp) return;
  const content = JSON.parse(manifest), beside = hasCifar() ? ['cifar-10'] : undefined;
  if (JSON.stringify(content.beside) === JSON.stringify(beside)) return;
  writeFileSync(manifestFile, `${JSON.stringify({ ...content, beside }, null, 2)}\n`);
  const { origin, manifest: noted } = JSON.parse(stamp);
  if (noted === sha256(manifest)) writeFileSync(stampFile, JSON.stringify({ origin, manifest: sha256(readFileSync(manifestFile)) }));
}

async function prepareFashion(folder, retry) {
  if (folder) {
    const paths = filesIn(resolve(folder));
    if (!paths) {
      const names = parts.map(({ file }) => `${file}[.gz]`).join(', ');
      say(topic, `${folder} does not hold the four files ${names}; looking elsewhere.`);
    } else if (take(paths, 'directory', resolve(folder))) return 'directory';
  }
  if (!filesIn(debianFolder)) await installDebianPackage();
  const debian = filesIn(debianFolder);
  if (debian && take(debian, 'debian', "Debian's dataset-fashion-mnist")) return 'debian';

  // Without a network, do not make every start wait for it: once a day is enough.
  const today = `no data on ${new Date().toISOString().slice(0, 10)}`;
  if (!retry && !filesIn(downloaded()) && upToDate(today)) {
    say(topic, 'no Fashion-MNIST (tried today; to try again: node web/tools/data.mjs --retry); the synthetic set serves.');
    return 'synthetic';
  }
  let reason;
  try {
    if (take(await download(), 'download', 'the official download')) return 'download';
    reason = 'the downloaded files cannot be used';
  } catch (error) {
    reason = `the official download failed (${error.message})`;
  }
  say(topic, `${reason}: the lab will use its synthetic garments, and say so.`);
  say(topic, 'To use the real images, give the folder of the four files: npm start -- --data DIR');
  rmSync(target, { recursive: true, force: true });
  writeManifest({ synthetic: true, source: 'synthetic', reason }, today);
  return 'synthetic';
}

async function main() {
  const given = process.argv.slice(2);
  const options = {};
  while (given.length > 0) {
    const option = given.shift();
    if (option === '--retry') options.retry = true;
    else if (option === '--data' && given.length > 0) options.folder = given.shift();
    else if (option === '--cifar' && given.length > 0) options.cifar = given.shift();
    else throw new UserError('node web/tools/data.mjs [--data DIR] [--cifar DIR] [--retry]');
  }
  const source = await prepareData(options);
  say(topic, `dist/data/fashion-mnist is ready (${source})`);
}

if (isMain(import.meta.url)) await cli(main);
