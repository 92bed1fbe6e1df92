/** The lecture map: the sections of the source lectures in order, each with its living counterparts, gaps shown as gaps. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configOf } from '../../state/reading.ts';
import type { Catalog } from '../../engine/types.ts';
import { addressOf, each, textOf, type Course } from './course.ts';
import { pageHead, words, type Workshop } from './lesson-page.ts';
import { escapeHtml, plain } from './markdown.ts';
import { CourseError } from './source.ts';

/** web/content/lectures.json. A target is `lesson:slug#section`, `page:folder/`, `function:`, `network:` or `schedules:` and a
 * state, `quiz:id`, `errata:id`, `exercise:id`. */
export interface Lecture { id: string; sections: { id: string; items: { id: string; to: string[] }[] }[] }

export interface Target {
  kind: string;
  /** To be completed by the page; undefined where the counterpart is not there. */
  href: string | undefined;
  label: Record<string, string>;
}

const read = <T>(course: Course, path: string): T => JSON.parse(readFileSync(join(course.content, path), 'utf8')) as T;
export const lecturesOf = (course: Course): Lecture[] => read(course, 'lectures.json');

export class Lectures {
  private readonly texts: Record<string, Record<string, string>>;
  private readonly pages: Record<string, Record<string, string>>;
  /** Their titles name the notes: several may stand side by side. */
  private readonly errata: Record<string, Record<string, string>>;

  constructor(private course: Course, private catalog: Catalog) {
    this.texts = Object.fromEntries(course.languages.map((l) => [l, read(course, `${l}/lectures.json`)]));
    this.pages = Object.fromEntries(course.languages.map((l) => [l, read(course, `${l}/page.json`)]));
    this.errata = Object.fromEntries(course.languages.map((l) => [l, read(course, `${l}/errata.json`)]));
  }

  text(language: string, key: string): string {
    const text = this.texts[language][key];
    if (text === undefined) throw new CourseError(`${language}/lectures.json`, `lacks "${key}"`);
    return text;
  }
  words(key: string): string { return each(this.course, (l) => escapeHtml(this.text(l, key))); }
  private label(make: (language: string) => string): Record<string, string> { return Object.fromEntries(this.course.languages.map((l) => [l, make(l)])); }

  /** @throws CourseError where a target is misspelt */
  target(to: string, where: string): Target {
    const { course } = this, at = to.indexOf(':'), kind = to.slice(0, at), rest = to.slice(at + 1);
    const there = (folder: string, hash: string) => (course.pages.has(folder) ? `{root}${folder}/${hash}` : undefined);
    switch (kind) {
      case 'lesson': {
        const [slug, anchor] = rest.split('#'), lesson = course.lessons.find((one) => one.slug === slug);
        const section = lesson?.sections.find((one) => one.id === anchor);
        return { kind, href: addressOf(course, to, where), label: this.label((l) => (lesson ? [lesson.text[l].title, ...(section ? [section.title[l]] : [])].map(plain).join(' › ') : slug)) };
      }
      case 'page': {
        const folder = rest.replace(/\/$/, '');
        return { kind, href: there(folder, ''), label: this.label((l) => this.pages[l][`nav.${folder}`] ?? this.pages[l][`${folder}.heading`] ?? folder) };
      }
      case 'function': {
        try { configOf(this.catalog, rest); } catch (error) { throw new CourseError(where, `"${to}": ${(error as Error).message}`); }
        return { kind, href: there('function', `#v=1&${rest}`), label: this.label((l) => this.text(l, 'to.function')) };
      }
      case 'network': case 'schedules': return { kind, href: there(kind, `#v=1&${rest}`), label: this.label((l) => this.text(l, `to.${kind}`)) };
      case 'quiz': return { kind, href: this.questions(rest, where) ? there('quizzes', '') : undefined, label: this.label((l) => this.text(l, 'to.quiz')) };
      case 'exercise': {
        const page = join(course.root, 'exercises/index.html');
        if (existsSync(page) && !readFileSync(page, 'utf8').includes(`id="${rest}"`)) throw new CourseError(where, `the exercises have no "${rest}"`);
        return { kind, href: there('exercises', `#${rest}`), label: this.label((l) => this.text(l, 'to.exercise')) };
      }
      case 'errata':
        if (!read<{ id: string }[]>(course, 'errata.json').some((one) => one.id === rest)) throw new CourseError(where, `errata.json has no "${rest}"`);
        return { kind, href: there('errata', `#${rest}`), label: this.label((l) => `${this.text(l, 'to.errata')}: ${this.errata[l][`${rest}.title`] ?? rest}`) };
      default: throw new CourseError(where, `"${to}" is no target`);
    }
  }
  private questions(id: string, where: string): boolean {
    const path = `quizzes/${id.split('.')[0]}.json`;
    if (!existsSync(join(this.course.content, path))) return false;
    if (!read<{ id: string }[]>(this.course, path).some((quiz) => quiz.id === id)) throw new CourseError(where, `${path} has no "${id}"`);
    return true;
  }
}

/** All entries with their targets: what the page shows and the tests check. */
export async function mapped({ course, readings }: Workshop): Promise<{ lectures: Lectures; list: { lecture: string; section: string; item: string; targets: Target[] }[] }> {
  const lectures = new Lectures(course, await readings.catalog);
  const list = lecturesOf(course).flatMap(({ id, sections }) => sections.flatMap((section) => section.items.map((item) =>
    ({ lecture: id, section: section.id, item: item.id, targets: item.to.map((to) => lectures.target(to, `lectures.json, ${id}, ${item.id}`)) }))));
  return { lectures, list };
}

export async function lecturesPage(shop: Workshop): Promise<string> {
  const { course } = shop, { lectures, list } = await mapped(shop);
  const titles = Object.fromEntries(course.languages.map((l) => [l, lectures.text(l, 'title')]));
  const gap = `<span class="gap">${lectures.words('gap')}</span>`;
  const row = ({ item, targets }: (typeof list)[number]) => {
    const links = targets.map(({ href, kind, label }) => {
      const name = each(course, (l) => escapeHtml(label[l]));
      return href === undefined ? `<span class="missing">${name} ${gap}</span>` : `<a class="to ${kind}" href="${escapeHtml(href)}">${name}</a>`;
    });
    return `<li><span class="part">${lectures.words(`item.${item}`)}</span><span class="tos">${links.join('') || gap}</span></li>`;
  };
  const gaps = list.some(({ targets }) => targets.length === 0 || targets.some(({ href }) => href === undefined));
  const body = lecturesOf(course).map(({ id, sections }) => `<section class="lecture"><h2 id="${id}">${words(course, `lecture.${id}`)}</h2>
${sections.map((section) => `<h3>${lectures.words(`${id}.${section.id}`)}</h3>
<ol>${list.filter((one) => one.lecture === id && one.section === section.id).map(row).join('\n')}</ol>`).join('\n')}</section>`).join('\n');
  return `${pageHead(course, titles, lectures.text(course.languages[0], 'lead'), [])}
  <body class="course lectures">
    <!--header-->
    <main id="main">
      <p class="crumbs"><a href="{root}course/">${words(course, 'title')}</a></p>
      <h1>${lectures.words('title')}</h1>
      <p class="lead">${lectures.words('lead')}${gaps ? ` ${gap} ${lectures.words('gap.note')}` : ''}</p>
      <nav class="contents" aria-label="${escapeHtml(titles[course.languages[0]])}"${course.languages.map((l) => ` data-label-${l}="${escapeHtml(titles[l])}"`).join('')}><ul>${
        lecturesOf(course).map(({ id }) => `<li><a href="#${id}">${words(course, `lecture.${id}`)}</a></li>`).join('')}</ul></nav>
${body}
    </main>
    <!--footer-->
  </body>
</html>
`;
}

/** A link to the lecture map, where there is one. */
export const lecturesLink = (course: Course): string => (course.pages.has('lectures') ? `<p><a href="{root}lectures/">${each(course, (l) => escapeHtml(textOf(course, l, 'lectures')))}</a></p>` : '');
