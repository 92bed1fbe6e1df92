// Writes networks.json, PyTorch's losses on the job of networks_job.mjs; run by hand, never by the build:
//
//   node tests/oracle/networks.mjs [--shake]      (needs the built package, and a Python with torch and numpy)
//
// networks.json: { made, torch, checksum, runs: [{ activation, optimizer, seed, checksum, loss }] }: the mean loss of every
// batch before its step, float32. The checksums are of the data and of the first parameters. --shake also tells how far
// PyTorch gets from itself when the first parameters are off by a rounding error or two.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLab } from 'descent-lab';
import { findPython } from '../python.mjs';
import { batch, checksum, layers, makeData, parametersOf, runsOf } from './networks_job.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const python = findPython('torch', 'numpy');
if (!python) throw new Error('no Python here can import torch: on Debian, apt-get install python3-torch');
const lab = await createLab({ threads: 1, simd: 'baseline' });
const data = await makeData(lab), runs = runsOf(lab.catalog);
const first = new Map();
for (const { seed } of runs) if (!first.has(seed)) first.set(seed, await parametersOf(lab, seed));
lab.dispose();

const folder = mkdtempSync(join(tmpdir(), 'descent-oracle-'));
try {
  const write = (name, { buffer, byteOffset, byteLength }) => writeFileSync(join(folder, name), new Uint8Array(buffer, byteOffset, byteLength));
  writeFileSync(join(folder, 'job.json'), JSON.stringify({ layers, batch, runs, seeds: [...first.keys()], shake: process.argv.includes('--shake') }));
  write('images', data.train.images);
  write('labels', data.train.labels);
  write('order', data.order);
  for (const [seed, parameters] of first) write(`parameters-${seed}`, parameters);
  const { status } = spawnSync(python, [join(here, 'networks.py'), folder], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`networks.py ended with ${status}`);
  const found = JSON.parse(readFileSync(join(folder, 'losses.json'), 'utf8'));
  const lines = found.runs.map(({ loss, ...run }) => JSON.stringify({ ...run, checksum: checksum(first.get(run.seed)), loss }));
  const head = JSON.stringify({ made: 'tests/oracle/networks.mjs', torch: found.torch, checksum: data.checksum }).slice(0, -1);
  writeFileSync(join(here, 'networks.json'), `${head},"runs":[\n${lines.join(',\n')}\n]}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
