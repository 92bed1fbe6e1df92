// The codes that the author pane copies: whatever a state holds, each is one link, one tag or one block, and gives the same
// state back. And its list of controls: every name that a figure asks for, and no other.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pure, seeded } from './pure.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
let bundle, url, codes, figures;

before(async () => {
  bundle = await pure('state/url', 'widgets/author/codes', 'widgets/author/figures');
  [url, codes, { figures }] = bundle.modules;
});
after(() => bundle?.close());

const plain = { root: 'https://lab.example/sub/', figure: 'function', page: 'function/', state: [], lock: [], hide: [], lang: '', theme: '', compact: false, width: null, height: 520, title: 'A figure', picture: 'descent-function.png' };
const hostile = ['"><script>alert(1)</script>', "' onload='alert(1)", '&quot;&amp;&#34;', '`x` ${y} ```', '](javascript:alert(1)) [', ':::\n:::{raw} html', 'a\nb\r\nc', '\\', '*_~^$|!', '–ế²🙂\u202e', '%22%3E', '--><!--', '{=html}', '\u0000\u0007'];

/** What a browser makes of an attribute's text. */
const unescape = (text) => text.replace(/&(amp|lt|gt|quot|#39|#96);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#96': '`' })[name]);
const stateOf = (address) => {
  const fields = url.fragmentFields ? url.fragmentFields(new URL(address).hash) : url.parseFragment(`#v=1&${new URL(address).hash.slice(1)}`);
  for (const key of ['v', 'figure', 'lock', 'hide', 'lang', 'theme', 'size']) fields.delete(key);
  return [...fields].sort();
};

function random(seed) {
  const r = seeded(seed), keys = ['e', 'f', 'x', 'm', 'm.lr', 'f.kappa', 's1.decaySteps', 'w', 'given'];
  const text = () => Array.from({ length: 1 + r.below(4) }, () => r.pick([...hostile, '1.5', 'x^2', 'sin(3*x)', ','])).join('').replace(/\0/g, '');
  return () => ({
    ...plain, state: keys.filter(() => r.chance(0.5)).map((key) => [key, text()]), title: text(), lock: r.chance(0.5) ? ['start', 'm.lr'] : [], hide: r.chance(0.5) ? ['table'] : [],
    lang: r.pick(['', 'vi']), theme: r.pick(['', 'dark']), compact: r.chance(0.3), width: r.pick([null, 480]),
  });
}

test('a thousand hostile states come back equal from every address', () => {
  const make = random(31);
  for (let i = 0; i < 1000; ++i) {
    const c = make(), wanted = [...c.state].sort();
    for (const address of [codes.embedAddress(c), codes.pageAddress(c), codes.linkAddress(c)]) {
      assert.match(address, /^https:\/\/lab\.example\/sub\/[!#$%&'()*+,\-./0-9:;=?@A-Z[\\\]^_a-z{|}~]*$/, address);
      assert.deepEqual(stateOf(address), wanted, address);
    }
    const inFrame = /^<iframe src="([^"<>]*)" title="[^"<>\n]*" width="(?:100%|480)" height="520" loading="lazy" allow="[^"<>]*" style="[^"<>]*"><\/iframe>$/.exec(codes.frame(c));
    assert.ok(inFrame, codes.frame(c));
    assert.deepEqual(stateOf(unescape(inFrame[1])), wanted);
  }
});

test('an element is two tags, whatever its attributes hold, and they hold the state', () => {
  const make = random(37);
  for (let i = 0; i < 500; ++i) {
    const c = make(), code = codes.element(c), parts = /^<script type="module" src="https:\/\/lab\.example\/sub\/descent-lab\.js"><\/script>\n<descent-function((?: [\w.-]+(?:="[^"<>]*")?)*)><\/descent-function>$/.exec(code);
    assert.ok(parts, code);
    const attributes = [...parts[1].matchAll(/ ([\w.-]+)(?:="([^"]*)")?/g)].map(([, name, value]) => [name, unescape(value ?? '')]);
    assert.deepEqual(attributes.filter(([name]) => !['lock', 'hide', 'lang', 'theme', 'compact', 'style'].includes(name)).sort(), [...c.state].sort());
    assert.equal(attributes.some(([name]) => name === 'compact'), c.compact);
  }
  assert.doesNotMatch(codes.element({ ...plain, state: [['onclick=alert(1) x', '1'], ['a b', '2'], ['><img', '3']] }), /onclick|img|a b/);
});

test('directives and Markdown stay one block', () => {
  const make = random(41);
  for (let i = 0; i < 500; ++i) {
    const c = make();
    const frame = codes.mystFrame(c).split('\n');
    assert.equal(frame.length, 5, frame.join('\n'));
    assert.match(frame[0], /^:::\{iframe\} https:\/\/[^\s()`<>"'\\]*$/);
    assert.deepEqual(stateOf(frame[0].slice(':::{iframe} '.length)), [...c.state].sort());
    assert.ok(!frame[3].startsWith(':::') && frame[4] === ':::');
    const widget = codes.mystWidget(c).split('\n'), body = widget.slice(1, -1);
    assert.equal(widget.filter((l) => /^\s*:{3}/.test(l)).length, 2);
    const data = JSON.parse(body.join('\n'));
    assert.deepEqual(Object.entries(data.state).sort(), [...c.state].sort());
    assert.equal(data.figure, 'function');
    const quarto = codes.quarto(c).split('\n');
    assert.equal(quarto.filter((l) => l.startsWith('```')).length, 2, quarto.join('\n'));
    assert.equal(quarto.filter((l) => l.startsWith(':::')).length, 4);
    const link = /^\[!\[(?:[^[\]\\\n]|\\[^\n])*\]\(descent-function\.png\)\]\(<(https:[^<>\s]*)>\)$/.exec(codes.markdownPicture(c));
    assert.ok(link, codes.markdownPicture(c));
    assert.deepEqual(stateOf(link[1]), [...c.state].sort());
  }
});

test('a link leads to the lab unless something is to be kept from the reader', () => {
  assert.equal(codes.linkAddress(plain), 'https://lab.example/sub/function/');
  assert.equal(codes.linkAddress({ ...plain, lang: 'vi', state: [['f', 'pit']] }), 'https://lab.example/sub/function/?lang=vi#v=1&f=pit');
  assert.equal(codes.linkAddress({ ...plain, lock: ['start'] }), 'https://lab.example/sub/embed.html#figure=function&lock=start');
  assert.equal(codes.linkAddress({ ...plain, page: undefined }), 'https://lab.example/sub/embed.html#figure=function');
});

test('every control that a figure asks for by name is in its list', async () => {
  const folders = { race: ['race', 'compare'], schedule: ['schedule', 'compare'], worked: ['worked'], quiz: ['quiz'] };
  for (const [name, info] of Object.entries(figures)) {
    const asked = { lock: new Set(), hide: new Set() };
    for (const folder of folders[name] ?? [name]) {
      const path = join(root, 'web/src/widgets', folder);
      for (const file of (await readdir(path)).filter((one) => one.endsWith('.ts'))) {
        const source = await readFile(join(path, file), 'utf8');
        for (const [, how, word] of source.matchAll(/\b(hidden|omitted|locked|part)\('([^']+)'/g)) (how === 'locked' ? asked.lock : asked.hide).add(word);
        for (const [, word] of source.matchAll(/\{\s*id: '(\w+)', topic:/g)) asked.hide.add(word); // panels that come later
      }
    }
    for (const of of ['lock', 'hide']) {
      const missing = [...asked[of]].filter((word) => !info[of].includes(word) && !(info.parameters && /^[a-z]\d?\./.test(word)));
      assert.deepEqual(missing, [], `${name}: ${of}`);
    }
  }
});

test('every control, figure and format has its words in both languages', async () => {
  const [en, vi] = await Promise.all(['en', 'vi'].map(async (lang) => JSON.parse(await readFile(join(root, `web/content/${lang}/author.json`), 'utf8'))));
  assert.deepEqual(Object.keys(vi).sort(), Object.keys(en).sort());
  const wanted = Object.entries(figures).flatMap(([name, { lock, hide }]) => [`figure.${name}`, ...[...lock, ...hide].map((word) => `control.${word}`)]);
  for (const key of [...wanted, ...Object.keys(codes.formats).flatMap((f) => [`format.${f}`, `format.${f}.about`])]) assert.ok(en[key], key);
});
