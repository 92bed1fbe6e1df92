// The packed package as Node and the TypeScript compiler see it: what is in it, and that it runs and has types.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pack, project, root, run } from './packed.mjs';

describe('the packed package', () => {
  let app;
  before(async () => { app = await project('node'); });
  after(() => app?.remove());

  test('holds everything that the build left and nothing else of the repository', async (t) => {
    const { files, size, unpackedSize } = await pack();
    const paths = files.map(({ path }) => path);
    for (const name of readdirSync(join(root, 'dist/lib')).filter((one) => /\.(m?js|wasm|d\.ts)$/.test(one))) assert.ok(paths.includes(`dist/lib/${name}`), name);
    assert.ok(paths.some((path) => path.endsWith('-mt.wasm')), 'the threaded bundles');
    assert.deepEqual(paths.filter((path) => !/^(dist\/lib\/|README\.md$|LICENSE$|package\.json$)/.test(path)), []);
    t.diagnostic(`${paths.length} files, ${(size / 1024).toFixed(0)} KiB packed, ${(unpackedSize / 1024).toFixed(0)} KiB unpacked`);
  });

  test('a Node script: x = 99, 79.2, 63.36, 50.688; a network learns; a mistake is a LabError', async () => {
    const told = JSON.parse(await run(process.execPath, ['run.mjs'], { cwd: app.folder }));
    assert.deepEqual(told.x, [99, 79.2, 63.36, 50.688]);
    assert.equal(told.loss.length, 20);
    assert.ok(told.loss.at(-1) < told.loss[0], told.loss.join(' '));
    assert.ok(told.optimizers > 0);
    assert.equal(told.refused, 'unknown-id');
  });

  for (const moduleResolution of ['bundler', 'nodenext']) {
    test(`TypeScript finds its types (${moduleResolution})`, async () => {
      writeFileSync(join(app.folder, 'tsconfig.json'), JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, target: 'es2022', lib: ['es2023', 'dom'], types: [], module: moduleResolution === 'bundler' ? 'esnext' : 'nodenext', moduleResolution },
        files: ['typed.ts'],
      }));
      await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json'], { cwd: app.folder });
    });
  }
});
