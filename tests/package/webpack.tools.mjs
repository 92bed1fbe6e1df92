// A webpack app without any configuration: `npx webpack`, then a page that loads what it wrote.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../web/tools/server.mjs';
import { figureAlive, look, project, run } from './packed.mjs';

describe('a webpack app', () => {
  let app;
  before(async () => {
    app = await project('browser', { packages: { webpack: '5.112.2', 'webpack-cli': '7.3.1' } });
    await run('npx', ['webpack', '--mode', 'production', '--entry', './src/main.js'], { cwd: app.folder });
    writeFileSync(join(app.folder, 'dist/index.html'), '<!doctype html><title>An app</title><link rel="icon" href="data:,"><body><script defer src="main.js"></script></body>');
  });
  after(() => app?.remove());

  for (const isolation of [false, true]) {
    test(`served ${isolation ? 'with' : 'without'} isolation headers`, { timeout: 120_000 }, async () => {
      const server = await serve({ root: join(app.folder, 'dist'), isolation, base: '/some/path/' });
      try {
        const { found, problems } = await look(server.url, { ready: [() => document.body.dataset.threads, figureAlive], read: () => ({ ...document.body.dataset }) });
        assert.deepEqual(JSON.parse(found.x), [99, 79.2, 63.36, 50.688]);
        const loss = JSON.parse(found.loss);
        assert.ok(loss.length === 20 && loss.at(-1) < loss[0], found.loss);
        assert.equal(Number(found.threads) > 1, isolation);
        assert.deepEqual(problems, []);
      } finally {
        await server.close();
      }
    });
  }
});
