// `npm run test:package`: the packed tarball in real projects of others. What needs no network is also part of `npm test`;
// the tools that npm brings into temporary folders (*.tools.mjs) run only here.
//
//   npm run test:package               everything
//   npm run test:package -- webpack    the files whose names contain a word
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url)), root = resolve(here, '../..');
const words = process.argv.slice(2);
const files = readdirSync(here).filter((name) => /\.(test|tools)\.mjs$/.test(name) && (words.length === 0 || words.some((word) => name.includes(word))));
if (files.length === 0) {
  console.error(`No file of tests/package has ${words.join(' or ')} in its name.`);
  process.exit(1);
}
if (!existsSync(join(root, 'dist/lib/index.js'))) {
  console.error('dist/lib is missing: run "npm run build" first.');
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files.map((name) => join('tests/package', name))], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
