// The course as it is written: languages built alike and really translated, numbers and links that exist, the lecture map.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..'), web = join(root, 'web');
let folder, m, course, shop;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'descent-course-'));
  const names = ['blocks', 'course', 'lectures', 'lesson-page', 'map-page', 'markdown', 'readings', 'search', 'source'];
  await build({
    root: web, configFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true },
    build: { ssr: true, outDir: folder, minify: false, target: 'node20', rollupOptions: { input: Object.fromEntries(names.map((name) => [name, join(web, 'src/course/build', `${name}.ts`)])), output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' } } },
  });
  m = Object.assign({}, ...(await Promise.all(names.map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)))));
  const { existsSync, readdirSync } = await import('node:fs');
  course = m.openCourse(web, readdirSync(web).filter((name) => existsSync(join(web, name, 'index.html'))));
  shop = { course, typesetter: new m.Typesetter(), readings: new m.Readings(join(root, 'dist/lib/index.js')) };
});
after(async () => { await shop?.readings.close(); rmSync(folder, { recursive: true, force: true }); });

test('every lesson of the course is written, in every language', () => {
  const wanted = course.chapters.flatMap((chapter) => chapter.lessons);
  assert.deepEqual(course.lessons.map((lesson) => lesson.slug), wanted);
});

test('lessons become pages: figure first, numbers and mathematics there before any script, nothing inline', async () => {
  for (const lesson of course.lessons) {
    const html = await m.lessonPage(shop, lesson);
    assert.doesNotMatch(html, /\sstyle="|<script>|<style|\son\w+="/, `${lesson.slug}: something inline`);
    const words = html.replace(/<annotation[\s\S]*?<\/annotation>/g, '').replace(/<[^>]*>/g, ' ');
    assert.doesNotMatch(html + words, /katex-error|\bundefined\b/, `${lesson.slug}: something is left open`);
    assert.doesNotMatch(words, /\{[a-z]\w*\}|\bNaN\b|\$|:::/i, `${lesson.slug}: something is left open`);
    assert.match(html, /<article>\s*<figure class="living"/, `${lesson.slug} opens with a figure`);
    assert.ok(lesson.lectures.length > 0 && lesson.references.length > 0, `${lesson.slug}: lectures and references`);
    assert.ok(lesson.quiz.length >= 3, `${lesson.slug} asks at least three questions`);
    assert.equal((html.match(/<descent-quiz /g) ?? []).length, new Set([...lesson.quiz, ...lesson.slots.flatMap(({ item }) => (item?.en.name === 'quiz' ? [item.en.argument] : []))]).size, `${lesson.slug}: its questions`);
  }
});

test('languages say the same in their own words', () => {
  for (const { slug, text, slots, sections } of course.lessons) {
    const [first, ...others] = course.languages;
    for (const other of others) {
      assert.notEqual(text[first].summary, text[other].summary, `${slug}: the summary is not translated`);
      for (const { title } of sections) assert.ok(title[first] !== title[other] || title[first].length < 12, `${slug}: "${title[first]}" is not translated`);
      for (const { prose, item } of slots) {
        assert.equal(Boolean(prose[first]), Boolean(prose[other]), `${slug}: prose after "${item?.[first].source ?? 'the beginning'}" in one language only`);
        if (prose[first].replace(/\$[^$]*\$|\{\w+\}|\W/g, '').length > 20) assert.notEqual(prose[first], prose[other], `${slug}: "${prose[first].slice(0, 40)}" is not translated`);
        const caption = item?.[first].kind === 'box' ? item[first].source : '';
        if (caption.length > 20) assert.notEqual(caption, item[other].source, `${slug}: "${caption.slice(0, 40)}" is not translated`);
      }
    }
  }
});

test('what the slides print is judged by the digits they print', () => {
  for (const [printed, value] of [['6.01', 6.0129542], ['8.6837', 8.683772234], ['8.458', 8.458282757], ['0.071', 0.0709884], ['−27.77', -27.774], ['1e-38', 1.2e-38]]) assert.equal(m.agrees(printed, value), true, printed);
  for (const [printed, value] of [['6.012', 7.516192768], ['0.88', 0.1109194], ['5.75', 5.76], ['-84.0', -84.57], ['−30.59', -30.6]]) assert.equal(m.agrees(printed, value), false, printed);
});

test('mistakes are told with their place', () => {
  const lesson = (markdown) => m.split(`# T\n\nSummary.\n\n${markdown}`, 'en/lessons/x.md');
  const fails = (markdown, what) => assert.throws(() => lesson(markdown), { name: 'CourseError', message: what });
  fails('::: figur first\n:::', /x\.md:5: there is no block "::: figur"/);
  fails('::: figure first\nCaption', /x\.md:5: "::: figure" is never closed/);
  fails('::: note\n::: figure a\n:::', /x\.md:6: .* inside "::: note"/);
  fails(':::', /x\.md:5: .*closes nothing/);
  fails('# Another', /x\.md:5: a lesson has one title/);
  const aligned = (en, vi) => () => m.align('x', { en: lesson(en), vi: lesson(vi) });
  assert.throws(aligned('## A\n\n::: figure f\nC\n:::', '## B\n\ntext'), /not built alike: en.*x\.md:7 has "::: figure f", vi.*has nothing more/);
  assert.throws(aligned('## A\n\n{x1} and {x2}', '## B\n\n{x1}'), /same numbers.*\{x1 x2\}.*\{x1\}/s);
  assert.equal(aligned('## A\n\n$f_{a}$ {x1}', '## B\n\n{x1}')().length, 2);
});

/** The course in a folder of its own, with one file changed. */
async function changed(file, change) {
  const copy = join(folder, 'web');
  for (const name of ['content', 'src/widgets']) cpSync(join(web, name), join(copy, name), { recursive: true });
  writeFileSync(join(copy, 'content', file), change(readFileSync(join(copy, 'content', file), 'utf8')));
  const other = m.openCourse(copy, []);
  return m.lessonPage({ ...shop, course: other }, other.lessons.find((lesson) => lesson.slug === 'update-rule'));
}

test('unknown numbers, figures, runs and questions stop the build', async () => {
  const refused = (file, change, what) => assert.rejects(() => changed(file, change), { name: 'CourseError', message: what });
  const both = 'en/lessons/update-rule.md', json = 'lessons/update-rule.json';
  await refused(json, (text) => text.replace('"x1":', '"y1":'), /there is no number \{x1\}/);
  await refused(json, (text) => text.replace('"first": {', '"second": {'), /there is no figure "first"/);
  await refused(json, (text) => text.replace('f=square&x=70&m=gd&m.lr=0.1&n=40', 'f=square&x=70&m=gd&m.rate=0.1&n=40'), /there is no m\.rate of gd/);
  await refused(json, (text) => text.replace('"take": "x[1]"', '"take": "x[41]"'), /number "x1": "x\[41\]": step 41 is not in 0\.\.40/);
  await refused(json, (text) => text.replace('"update-rule.direction"', '"update-rule.nowhere"'), /has no question "update-rule\.nowhere"/);
  await refused(json, (text) => text.replace('"quiz"', '"quizes"'), /there is no "quizes" in a lesson/);
  await refused(both, (text) => text.replace('lesson:learning-rate', 'lesson:learning-rat'), /there is no lesson "learning-rat"/);
  await refused(both, (text) => text.replace("f'(x_t)$$", () => "f'(x_t)}$$"), /cannot be typeset/);
});

test('every section of the lectures leads somewhere, and no gap is shown', async () => {
  const { list } = await m.mapped(shop), html = await m.lecturesPage(shop);
  const gaps = list.filter(({ targets }) => targets.length === 0 || targets.some(({ href }) => href === undefined));
  assert.deepEqual(gaps.map(({ lecture, item }) => `${lecture} ${item}`), []);
  assert.doesNotMatch(html, /class="gap"/);
  assert.match(html, /<li>(?:(?!<\/li>).)*CIFAR-10(?:(?!<\/li>).)*href="[^"]*cases\//s);
  assert.ok(list.length > 100);
  const errata = JSON.parse(readFileSync(join(web, 'content/errata.json'), 'utf8'));
  const source = JSON.parse(readFileSync(join(web, 'content/lectures.json'), 'utf8'));
  for (const { id, lectures } of errata) for (const lecture of lectures) {
    assert.ok(source.find((one) => one.id === lecture).sections.some((s) => s.items.some((item) => item.to.includes(`errata:${id}`))), `${lecture} does not lead to the note "${id}"`);
  }
});

test('the search index knows lessons, sections, pages and methods in each language', async () => {
  for (const language of course.languages) {
    const entries = await m.searchIndex(course, [{ table: 'optimizers', id: 'adam', name: 'Adam' }], language, async (lesson, name) => (await shop.readings.number(lesson, name)).text);
    for (const kind of ['lesson', 'section', 'page', 'method']) assert.ok(entries.some((entry) => entry.kind === kind), `${language}: ${kind}`);
    assert.ok(entries.every((entry) => entry.title && !/[${}\\]/.test(entry.title + entry.text) && entry.href.startsWith('{root}') === false), 'addresses are relative to the site');
  }
});
