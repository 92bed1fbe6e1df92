import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { configuredMirror } from '../../../wasm/toolchain/apt.mjs';
import { compareVersions, withLock } from '../../../wasm/toolchain/system.mjs';
import { inspectBatch, tarEntries } from '../../../web/tools/cifar.mjs';
import { firstRecords, inspect, unpacked } from '../../../web/tools/idx.mjs';
import { countTests } from '../../count.mjs';

function idx(magic, sizes, data) {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic, 0);
  sizes.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([header, data]);
}
const images = (count) => idx(0x803, [count, 28, 28], Buffer.alloc(count * 784, count));
const labels = (...values) => idx(0x801, [values.length], Buffer.from(values));

test('IDX: what is right is read, gzipped or not', () => {
  assert.deepEqual(inspect(images(3), 'images'), { count: 3, rows: 28, columns: 28, header: 16 });
  assert.deepEqual(inspect(unpacked(gzipSync(labels(0, 9, 4))), 'labels'), { count: 3, header: 8 });
});

test('IDX: what is wrong is named', () => {
  assert.throws(() => inspect(Buffer.alloc(5), 'images'), /too few/);
  assert.throws(() => inspect(labels(1, 2), 'images'), /too few|magic/);
  assert.throws(() => inspect(images(2), 'labels'), /magic number is 2051/);
  assert.throws(() => inspect(images(2).subarray(0, 1000), 'images'), /announces 2 × 28 × 28/);
  assert.throws(() => inspect(Buffer.concat([labels(1), Buffer.alloc(1)]), 'labels'), /and 2 follow/);
  assert.throws(() => inspect(labels(1, 10), 'labels'), /label 1 is 10/);
  assert.throws(() => inspect(labels(), 'labels'), /empty/);
  assert.throws(() => inspect(idx(0x803, [1, 32, 32], Buffer.alloc(1024)), 'images'), /32 × 32/);
});

test('IDX: a prefix is a file of its own', () => {
  const few = gunzipSync(firstRecords(labels(5, 6, 7, 8), 'labels', 2));
  assert.deepEqual(few, labels(5, 6));
  assert.equal(inspect(gunzipSync(firstRecords(images(3), 'images', 10)), 'images').count, 3);
});

function mirrorOf(files, codename = 'bookworm') {
  const etc = mkdtempSync(join(tmpdir(), 'descent-lab-apt-'));
  try {
    mkdirSync(join(etc, 'sources.list.d'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(etc, name), text);
    return configuredMirror(etc, codename);
  } finally {
    rmSync(etc, { recursive: true });
  }
}

test('the mirror is the one apt is configured for', () => {
  const modern = `Types: deb deb-src
# a remark
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/some.gpg
`;
  assert.deepEqual(mirrorOf({ 'sources.list.d/debian.sources': modern }), {
    uri: 'http://mirror.example/debian',
    signedBy: '/usr/share/keyrings/some.gpg',
  });
  const classic = `# deb http://old.example/debian bookworm main
deb cdrom:[Debian]/ bookworm main
deb http://other.example/thing bookworm extras
deb [arch=amd64 signed-by=/k.gpg] https://mirror.example/debian/ stable main contrib
`;
  assert.deepEqual(mirrorOf({ 'sources.list': classic }), {
    uri: 'https://mirror.example/debian/',
    signedBy: '/k.gpg',
  });
  assert.throws(() => mirrorOf({ 'sources.list': '' }), /no source for Debian bookworm/);
  const disabled = modern.replaceAll('Components', 'Enabled: no\nComponents');
  assert.throws(() => mirrorOf({ 'sources.list.d/debian.sources': disabled }), /no source/);
});

test('versions compare by number', () => {
  assert.equal(compareVersions('3.1.6', '3.1.69'), -1);
  assert.equal(compareVersions('3.1.69-git', '3.1.69'), 0);
  assert.equal(compareVersions('4.0', '3.1.69'), 1);
  assert.equal(compareVersions('cmake version 3.25.1\n', '3.25'), 1);
  assert.equal(compareVersions('v20.0.0', '20'), 0);
});

test('a lock lets one in at a time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'descent-lab-lock-'));
  const order = [];
  let waited = 0;
  const enter = (name) =>
    withLock(join(folder, 'lock'), () => ++waited, async () => {
      order.push(`${name} in`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push(`${name} out`);
    });
  await Promise.all([enter('a'), enter('b')]);
  rmSync(folder, { recursive: true });
  assert.equal(waited, 1);
  assert.deepEqual(order.map((step) => step.split(' ')[1]), ['in', 'out', 'in', 'out']);
});

test("counting: CTest's, GoogleTest's and Node's summaries", () => {
  const ctest = '98% tests passed, 2 tests failed out of 100\n 3/100 Test #3: A.b ........***Skipped   0.01 sec\n';
  assert.deepEqual(countTests(ctest), { passed: 97, failed: 2, skipped: 1 });
  const gtest = '[  PASSED  ] 12 tests.\n[  SKIPPED ] 1 test, listed below:\n[  FAILED  ] 3 tests, listed below:\n[  FAILED  ] A.b\n';
  assert.deepEqual(countTests(gtest), { passed: 12, failed: 3, skipped: 1 });
  const node = '\u001b[34mℹ tests 7\u001b[39m\nℹ pass 4\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n';
  assert.deepEqual(countTests(node), { passed: 4, failed: 2, skipped: 1 });
  assert.deepEqual(countTests('Error: it broke'), { passed: 0, failed: 0, skipped: 0 });
});

test('CIFAR-10 batches are checked record by record, and found in a tar archive', () => {
  const batch = Buffer.alloc(3 * 3073);
  batch[3073] = 9;
  assert.equal(inspectBatch(batch), 3);
  assert.throws(() => inspectBatch(batch.subarray(1)), /no whole number of records/);
  batch[2 * 3073] = 10;
  assert.throws(() => inspectBatch(batch), /record 2 is 10/);
  const header = (name, size) => { const h = Buffer.alloc(512); h.write(name, 0); h.write(size.toString(8).padStart(11, '0'), 124); h.write('0', 156); return h; };
  const content = Buffer.alloc(512, 7), tar = Buffer.concat([header('cifar-10-batches-bin/test_batch.bin', 500), content, Buffer.alloc(1024)]);
  assert.deepEqual(tarEntries(tar).get('test_batch.bin'), content.subarray(0, 500));
  assert.throws(() => tarEntries(Buffer.concat([header('a', 5000), content])), /cut short/);
});
