// The documentation's examples: each runs as it stands on the page, and together they show every call of the lab. The settings
// that it names for the libraries are settings that the engine takes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createLab } from 'descent-lab';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'web/content/docs/examples'), files = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
const reference = JSON.parse(readFileSync(join(root, 'web/content/docs/reference.json'), 'utf8'));
const run = promisify(execFile);
let lab;
before(async () => { lab = await createLab(); });
after(() => lab?.dispose());

const printed = new Map();
for (const name of files) {
  test(`the example ${name} runs and says something`, async () => {
    const { stdout, stderr } = await run(process.execPath, ['--no-warnings', join(folder, name)]);
    assert.ok(stdout.trim().length > 0, 'prints nothing');
    assert.equal(stderr, '');
    assert.doesNotMatch(stdout, /NaN|undefined/);
    printed.set(name, stdout);
  });
}

test('what the examples claim: ten steps in pieces are ten steps; the sweep reaches all four minima; the network learns', () => {
  const [pieces, whole] = printed.get('3-resume.mjs').match(/\[[^\]]*\]/g);
  assert.equal(pieces, whole);
  assert.deepEqual([...new Set(printed.get('6-sweep.mjs').replace(/\s/g, ''))].sort(), ['a', 'b', 'c', 'd']);
  const [, first, last] = / (\d+\.\d+) (\d+\.\d+) /.exec(printed.get('7-network.mjs'));
  assert.ok(Number(last) < Number(first) / 1.5, `${first} to ${last}`);
});

test('the examples show every call of a lab, but for those that measure, read files and draw data', () => {
  const types = readFileSync(join(root, 'web/src/engine/types.ts'), 'utf8'), text = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const [, body] = /export interface Lab\b[^{]*\{([\s\S]*?)\n\}/.exec(types), calls = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, call]) => call);
  assert.ok(calls.length > 8);
  assert.deepEqual(calls.filter((call) => !text.includes(`lab.${call}(`) && !/^(stepTime|parse|toy|synthetic|noisy|permutation)/.test(call)), []);
});

for (const [id, list] of Object.entries(reference.conventions)) {
  test(`${id}: the engine takes what the libraries' settings say`, async () => {
    const optimizer = lab.catalog.optimizers.find((row) => row.id === id), schedule = lab.catalog.schedules.find((row) => row.id === id);
    assert.ok(optimizer || schedule, 'there is no such row');
    for (const { library, set } of list) {
      const wraps = optimizer?.wraps ? { base: 'gd' } : {};
      const asked = optimizer
        ? { objective: 'bowl', start: [1, 2], optimizer: { id, ...wraps, ...set }, steps: 3 }
        : { objective: 'bowl', start: [1, 2], optimizer: { id: 'gd', lr: 0.1 }, schedule: { id, ...set }, steps: 3 };
      const { status, message, x } = await lab.descend(asked);
      assert.ok(['ok', 'converged'].includes(status) && x.every(Number.isFinite), `${library}: ${status} ${message}`);
    }
  });
}

test('the gallery shows every custom element, or says on which page it stands', () => {
  const widgets = join(root, 'web/src/widgets');
  const elements = readdirSync(widgets, { recursive: true }).map(String).flatMap((path) => /(?:^|[\\/])(descent-[a-z]+)\.ts$/.exec(path)?.[1] ?? []);
  assert.ok(elements.length > 10);
  assert.deepEqual(elements.filter((element) => !reference.gallery[element]), []);
});

test('every optimizer has a figure of its own', () => {
  for (const { id } of lab.catalog.optimizers.filter((row) => row.functions)) assert.ok(reference.figures[id], `${id} has no figure`);
});
