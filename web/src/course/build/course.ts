/** The course as pages need it: every lesson taken apart, its languages side by side, its anchors known. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { align, split, type LessonText, type Slot } from './blocks.ts';
import { plain } from './markdown.ts';
import { CourseError, readCourse, type Chapter, type CourseSource, type LessonSource } from './source.ts';

export interface Section {
  level: 2 | 3;
  id: string;
  /** Markdown, by language. */
  title: Record<string, string>;
}
export interface Lesson extends LessonSource {
  text: Record<string, LessonText>;
  slots: Slot[];
  sections: Section[];
}
export interface Course extends Omit<CourseSource, 'lessons'> {
  root: string;
  lessons: Lesson[];
  /** The page folders of the site, these included. */
  pages: Set<string>;
  /** Which page is the laboratory of a widget: where its state is the address. */
  labs: Map<string, string>;
}

/** Lower case, plain letters, hyphens: what an address can carry. */
export const anchorOf = (text: string): string => plain(text).toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd')
  .replace(/['’′]/g, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'section';

function dissect(lesson: LessonSource, languages: string[]): Lesson {
  const text = Object.fromEntries(languages.map((l) => [l, split(lesson.markdown[l], `${l}/lessons/${lesson.slug}.md`)]));
  const slots = align(lesson.slug, text), sections: Section[] = [], taken = new Map<string, number>();
  for (const { item } of slots) {
    const heading = item?.[languages[0]];
    if (heading?.kind !== 'heading') continue;
    const base = anchorOf(heading.source), n = (taken.get(base) ?? 0) + 1;
    taken.set(base, n);
    sections.push({ level: heading.level, id: n === 1 ? base : `${base}-${n}`, title: Object.fromEntries(languages.map((l) => [l, item![l].source])) });
  }
  return { ...lesson, text, slots, sections };
}

/** `root` is web/; `folders` the pages that are files. @throws CourseError */
export function openCourse(root: string, folders: string[]): Course {
  const source = readCourse(join(root, 'content'));
  const labs = new Map<string, string>();
  for (const folder of folders) {
    const page = readFileSync(join(root, folder, 'index.html'), 'utf8');
    for (const [, element] of page.matchAll(/<(descent-[a-z]+)(?=[^>]*\surl[\s>])/g)) labs.set(element, folder);
  }
  return { ...source, root, lessons: source.lessons.map((lesson) => dissect(lesson, source.languages)), pages: new Set([...folders, 'course', 'lectures', 'docs']), labs };
}

/** The module that defines a custom element, as an address of the site's sources. */
export function moduleOf(course: Course, element: string): string | undefined {
  const folders = readdirSync(join(course.root, 'src/widgets'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const found = folders.find((folder) => existsSync(join(course.root, 'src/widgets', folder.name, `${element}.ts`)));
  return found && `/src/widgets/${found.name}/${element}.ts`;
}

export const chapterOf = (course: Course, slug: string): Chapter => course.chapters.find((chapter) => chapter.lessons.includes(slug))!;

/** A text of the topic `course`. @throws CourseError where a language lacks it */
export function textOf(course: Course, language: string, key: string, values: Record<string, string | number> = {}): string {
  const text = course.texts[language][key];
  if (text === undefined) throw new CourseError(`${language}/course.json`, `lacks "${key}"`);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** One piece of HTML for each language; the style sheet shows the reader's. */
export const each = (course: Course, make: (language: string) => string, tag = 'span', extra = ''): string =>
  course.languages.map((l) => `<${tag} class="l${extra}" lang="${l}">${make(l)}</${tag}>`).join('');

/**
 * The address of a link in prose, to be completed by the page ({root} is the site's root from there): lesson:slug#section,
 * page:folder/#… (or /folder/#…), https://…. Undefined where the target is announced but not there yet. @throws CourseError
 */
export function addressOf(course: Course, href: string, where: string): string | undefined {
  const [, scheme, path, anchor] = /^(lesson|page):([^#]*)(#.*)?$/.exec(href.replace(/^\/(?!\/)/, 'page:')) ?? [];
  if (!scheme) {
    if (/^(https?:\/\/|#)/.test(href)) return href;
    throw new CourseError(where, `"${href}" is no link; links are lesson:<slug>, page:<folder>/, #section or https://…`);
  }
  if (scheme === 'page') {
    const folder = path.replace(/\/$/, '');
    return folder === '' || course.pages.has(folder) ? `{root}${folder && `${folder}/`}${anchor ?? ''}` : undefined;
  }
  if (!course.chapters.some((chapter) => chapter.lessons.includes(path))) throw new CourseError(where, `there is no lesson "${path}" in course.json`);
  const lesson = course.lessons.find((one) => one.slug === path);
  if (!lesson) return undefined;
  const fixed = ['check', 'references', ...Object.keys(lesson.figures).map((name) => `figure-${name}`), ...Object.keys(lesson.tables).map((name) => `table-${name}`)];
  if (anchor && ![...lesson.sections.map((section) => section.id), ...fixed].includes(anchor.slice(1)))
    throw new CourseError(where, `lesson ${path} has no section "${anchor}"; it has ${lesson.sections.map((section) => section.id).join(', ')}`);
  return `{root}course/${path}/${anchor ?? ''}`;
}
