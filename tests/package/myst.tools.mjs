// A MyST page with the codes that the author pane writes, put together by the real mystmd. Its themes come from a server of
// MyST's own; where that cannot be reached the page is made here of MyST's own result, as a theme does it: a frame for `iframe`,
// the module's render() for `anywidget`. The lab lies on another origin.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { runnerImport } from 'vite';
import { serve } from '../../web/tools/server.mjs';
import { dist } from '../web/browser.mjs';
import { figureAlive, look, project, root, run } from './packed.mjs';

const strangers = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** The nodes of a MyST page that have a type. */
function nodesOf(node, type) {
  return [...(node.type === type ? [node] : []), ...(node.children ?? []).flatMap((child) => nodesOf(child, type))];
}

describe('a MyST page', () => {
  let lab, app, page, public_;
  before(async () => {
    lab = await serve({ root: dist, isolation: false, headers: strangers });
    const { module: { formats } } = await runnerImport(join(root, 'web/src/widgets/author/codes.ts'));
    const choice = { root: lab.url, figure: 'function', state: [['f', 'pit'], ['x', '-3.2'], ['m', 'momentum'], ['n', '60']], lock: [], hide: ['preset'], lang: '', theme: '', compact: false, width: null, height: 700, title: 'Momentum', picture: 'figure.png' };
    app = await project('myst', { packages: { mystmd: '1.8.3' } });
    writeFileSync(join(app.folder, 'index.md'), `# Notes\n\n${formats.myst(choice)}\n\n${formats.widget(choice)}\n`);
    // It fails for want of a theme where there is no way to MyST's server; the page is written before.
    const said = await run('npx', ['myst', 'build', '--site', '--ci'], { cwd: app.folder }).catch((error) => error.message);
    assert.ok(existsSync(join(app.folder, '_build/site/content/index.json')), said);
    page = JSON.parse(app.read('_build/site/content/index.json')).mdast;
    public_ = join(app.folder, '_build/site/public');
  });
  after(async () => { await lab?.close(); app?.remove(); });

  const themed = async (html, watched) => {
    writeFileSync(join(public_, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Notes</title><link rel="icon" href="data:,">${html}`);
    const site = await serve({ root: public_, isolation: false });
    try {
      return await look(site.url, watched);
    } finally {
      await site.close();
    }
  };

  test('the frame lives', { timeout: 120_000 }, async () => {
    const [frame] = nodesOf(page, 'iframe');
    assert.ok(frame?.src.startsWith(lab.url), JSON.stringify(frame));
    const { problems } = await themed(`<iframe src="${frame.src.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" width="100%" height="700"></iframe>
<script>addEventListener('message', ({ data }) => { if (data.type === 'descent-lab' && data.event === 'height') document.body.dataset.height = data.height; });</script>`,
    { ready: () => Number(document.body.dataset.height) > 300, read: () => document.body.dataset.height });
    assert.deepEqual(problems, []);
  });

  test('the module lives, although MyST has copied it to a place of its own', { timeout: 120_000 }, async () => {
    const [widget] = nodesOf(page, 'anywidget');
    assert.ok(widget && widget.model.figure === 'function', JSON.stringify(widget));
    const name = widget.esm.replace(/^\//, '');
    if (/^https?:/.test(name)) copyFileSync(join(dist, 'anywidget.mjs'), join(public_, 'widget.mjs'));
    else assert.ok(readdirSync(public_).includes(name), name);
    const { problems } = await themed(`<div id="widget"></div><script type="module">
import widget from ${JSON.stringify(`./${/^https?:/.test(name) ? 'widget.mjs' : name}`)};
const values = ${JSON.stringify(widget.model)};
await widget.render({ model: { get: (key) => values[key], set: (key, value) => { values[key] = value; }, on() {}, off() {}, save_changes() {} }, el: document.getElementById('widget') });
</script>`, { ready: figureAlive, read: () => document.querySelector('descent-function').getState() });
    assert.deepEqual(problems, []);
  });
});
