// The block that the author pane writes for Quarto. Quarto is neither in Debian nor on npm: where `quarto` is on PATH the document
// is rendered by it; otherwise the block's own HTML, which Quarto passes through as it is, stands in a page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runnerImport } from 'vite';
import { serve } from '../../web/tools/server.mjs';
import { dist } from '../web/browser.mjs';
import { look, root, run } from './packed.mjs';

const there = spawnSync('quarto', ['--version']).status === 0;

describe('a Quarto document', () => {
  let lab, folder;
  before(async () => { lab = await serve({ root: dist, isolation: false }); folder = mkdtempSync(join(tmpdir(), 'descent-quarto-')); });
  after(async () => { await lab?.close(); if (folder) rmSync(folder, { recursive: true, force: true }); });

  test(there ? 'rendered by quarto, the figure lives' : 'quarto is not here: the HTML of its block lives', { timeout: 180_000 }, async (t) => {
    if (!there) t.diagnostic('quarto is not on PATH; tested is the HTML that the block holds');
    const { module: { quarto } } = await runnerImport(join(root, 'web/src/widgets/author/codes.ts'));
    const block = quarto({ root: lab.url, figure: 'race', state: [['f', 'valley'], ['x', '-5,2'], ['m1', 'gd'], ['m1.lr', '0.4'], ['m2', 'adam'], ['m2.lr', '0.3']], lock: [], hide: [], lang: '', theme: '', compact: false, width: null, height: 700, title: 'A race', picture: 'figure.png' });
    const listen = '<script>addEventListener("message", ({ data }) => { if (data.type === "descent-lab" && data.event === "height") document.body.dataset.height = data.height; });</script>';
    if (there) {
      writeFileSync(join(folder, 'index.qmd'), `---\ntitle: Notes\nformat: html\n---\n\n\`\`\`{=html}\n${listen}\n\`\`\`\n\n${block}\n`);
      await run('quarto', ['render', 'index.qmd'], { cwd: folder });
    } else {
      const [, html] = /```\{=html\}\n([\s\S]*?)\n```/.exec(block);
      writeFileSync(join(folder, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Notes</title><link rel="icon" href="data:,"><body>${listen}${html}</body>`);
    }
    assert.match(readFileSync(join(folder, 'index.html'), 'utf8'), /<iframe[^>]*embed\.html#/);
    const site = await serve({ root: folder, isolation: false });
    try {
      const { found, problems } = await look(site.url, { ready: () => Number(document.body.dataset.height) > 300, read: () => document.querySelectorAll('iframe').length });
      assert.equal(found, 1);
      assert.deepEqual(problems.filter((one) => !one.includes(site.url)), []);
    } finally {
      await site.close();
    }
  });
});
