/** The course map: chapters, their lessons with a line each. Which ones the reader has read, the page's script adds. */
import { addressOf, each, textOf, type Course, type Lesson } from './course.ts';
import { escapeHtml, plain } from './markdown.ts';
import { lecturesLink } from './lectures.ts';
import { pageHead, words, type Workshop } from './lesson-page.ts';

export function mapPage({ course, typesetter }: Workshop): string {
  const titles = Object.fromEntries(course.languages.map((l) => [l, textOf(course, l, 'title')]));
  const inline = (lesson: Lesson, part: 'title' | 'summary') => each(course, (l) => {
    const where = `${l}/lessons/${lesson.slug}.md`;
    // A summary is itself inside a link here, so links in it are words.
    return typesetter.inline(lesson.text[l][part], { where, language: l, number: (name) => `{${name}}`, link: (href) => (void addressOf(course, href, where), undefined) });
  });
  let index = 0;
  const chapters = course.chapters.map((chapter) => {
    const lessons = chapter.lessons.flatMap((slug) => course.lessons.find((lesson) => lesson.slug === slug) ?? []);
    return lessons.length === 0 ? '' : `<section><h2 id="${chapter.id}">${words(course, `chapter.${chapter.id}`)}</h2>
      <ol class="lessons" start="${index + 1}">${lessons.map((lesson) => `<li data-lesson="${lesson.slug}" data-quiz="${lesson.quiz.join(' ')}"><a href="{root}course/${lesson.slug}/">
        <span class="index">${++index}</span><span class="what"><b>${inline(lesson, 'title')}</b><span class="about">${inline(lesson, 'summary')}</span></span><span class="state"></span></a></li>`).join('\n')}</ol></section>`;
  }).filter(Boolean).join('\n');
  return `${pageHead(course, titles, textOf(course, course.languages[0], 'lead'), ['/src/course/map.ts'])}
  <body class="course">
    <!--header-->
    <main id="main">
      <h1>${words(course, 'title')}</h1>
      <p class="lead">${words(course, 'lead')}</p>
      ${lecturesLink(course)}
      <p class="progress" id="progress" hidden></p>
${chapters}
    </main>
    <!--footer-->
  </body>
</html>
`;
}

/** The lessons' titles in their order: what other pages show of the course. */
export function lessonList(course: Course): string {
  const items = course.lessons.map((lesson) => `<li><a href="{root}course/${lesson.slug}/">${each(course, (l) => escapeHtml(plain(lesson.text[l].title)))}</a></li>`);
  return `<ol class="lesson-list">${items.join('')}</ol>`;
}
