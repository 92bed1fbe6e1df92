// The tarball's files at an address of somebody else's, as a CDN has them: a page without any build imports them from there.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serve } from '../../web/tools/server.mjs';
import { figureAlive, look, project } from './packed.mjs';

describe('from a CDN', () => {
  let app, cdn, page, site;
  before(async () => {
    app = await project('node');
    cdn = await serve({ root: join(app.folder, 'node_modules'), isolation: false, headers: { 'Access-Control-Allow-Origin': '*' } });
    page = mkdtempSync(join(tmpdir(), 'descent-cdn-'));
    const at = `${cdn.url}descent-lab/dist/lib`;
    writeFileSync(join(page, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Notes</title><link rel="icon" href="data:,">
<meta name="descent-lab" content="https://example.org/lab/">
<script type="module" src="${at}/elements.js"></script>
<script type="module">
import { createLab } from '${at}/index.js';
const lab = await createLab();
const run = await lab.descend({ objective: 'square', start: [99], optimizer: { id: 'gd', lr: 0.1 }, steps: 3 });
document.body.dataset.x = JSON.stringify([...run.x]);
</script>
<descent-function f="pit" x="-3.2" m="momentum" n="60"></descent-function>`);
    site = await serve({ root: page, isolation: false });
  });
  after(async () => {
    await Promise.all([cdn?.close(), site?.close()]);
    app?.remove();
    if (page) rmSync(page, { recursive: true, force: true });
  });

  test('an element and the lab itself, in a page of another origin', { timeout: 120_000 }, async () => {
    const { found, problems } = await look(site.url, { ready: [() => document.body.dataset.x, figureAlive], read: () => ({ x: document.body.dataset.x }) });
    assert.deepEqual(JSON.parse(found.x), [99, 79.2, 63.36, 50.688]);
    assert.deepEqual(problems, []);
  });
});
