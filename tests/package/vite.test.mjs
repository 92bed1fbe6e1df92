// A Vite app without any configuration, built and in development: the worker and the WebAssembly modules are found.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { build, createServer } from 'vite';
import { serve } from '../../web/tools/server.mjs';
import { figureAlive, look, project } from './packed.mjs';

const watched = { ready: [() => document.body.dataset.threads, figureAlive], read: () => ({ ...document.body.dataset }) };
const check = ({ found, problems }) => {
  assert.deepEqual(JSON.parse(found.x), [99, 79.2, 63.36, 50.688]);
  const loss = JSON.parse(found.loss);
  assert.ok(loss.length === 20 && loss.at(-1) < loss[0], found.loss);
  assert.deepEqual(problems, []);
};

describe('a Vite app', () => {
  let app;
  before(async () => {
    app = await project('browser');
    await build({ root: app.folder, configFile: false, logLevel: 'warn', base: './', build: { target: 'es2022' } });
  });
  after(() => app?.remove());

  for (const isolation of [false, true]) {
    test(`built, served ${isolation ? 'with' : 'without'} isolation headers`, { timeout: 120_000 }, async () => {
      const server = await serve({ root: join(app.folder, 'dist'), isolation, base: '/some/path/' });
      try {
        const seen = await look(server.url, watched);
        check(seen);
        assert.equal(Number(seen.found.threads) > 1, isolation, 'threads exactly where the page is isolated');
      } finally {
        await server.close();
      }
    });
  }

  test('in development', { timeout: 120_000 }, async () => {
    const server = await createServer({ root: app.folder, configFile: false, logLevel: 'warn', server: { port: 0, host: '127.0.0.1' } });
    await server.listen();
    try {
      check(await look(`http://127.0.0.1:${server.httpServer.address().port}/`, watched));
    } finally {
      await server.close();
    }
  });
});
