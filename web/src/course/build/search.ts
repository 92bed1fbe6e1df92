/** The search index, one file a language: lessons, their sections, the site's pages, and the catalogue's rows. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Course } from './course.ts';
import { texToText } from '../../widgets/tex.ts';
import { plain } from './markdown.ts';
import type { LessonSource } from './source.ts';

export interface SearchEntry {
  kind: 'lesson' | 'section' | 'page' | 'method' | 'function' | 'schedule' | 'note' | 'docs';
  title: string;
  /** What else may be searched, and is shown in part. */
  text: string;
  /** From the site's root. */
  href: string;
}
export interface Named { table: string; id: string; name: string }

const read = (course: Course, path: string): Record<string, string> => {
  const file = join(course.content, path);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>) : {};
};
/** Mathematics as plain signs, the rest without its marks. */
const spoken = (text: string): string => plain(text.replace(/\$\$?([^$]*)\$\$?/g, (_whole, tex: string) => texToText(tex).replace(/[*_`]/g, ' ')));

/** `number` is the text of a lesson's {name}. */
export async function searchIndex(course: Course, rows: Named[], language: string, number: (lesson: LessonSource, name: string) => Promise<string>): Promise<SearchEntry[]> {
  const entries: SearchEntry[] = [];
  for (const lesson of course.lessons) {
    const { title, summary } = lesson.text[language], href = `course/${lesson.slug}/`;
    entries.push({ kind: 'lesson', title: spoken(title), text: spoken(summary), href });
    let section = 0;
    const numbers = new Map(await Promise.all(Object.keys(lesson.numbers).map(async (name) => [name, await number(lesson, name)] as const)));
    for (const { item, prose } of lesson.slots) {
      const block = item?.[language];
      const text = spoken([block?.kind === 'box' ? block.source : '', prose[language]].join(' ').replace(/\{([a-z][\w-]*)\}/gi, (whole, name: string) => numbers.get(name) ?? whole));
      if (block?.kind === 'heading') {
        const { id, title: titles } = lesson.sections[section++];
        entries.push({ kind: 'section', title: `${spoken(title)} › ${spoken(titles[language])}`, text, href: `${href}#${id}` });
      } else if (text) entries[entries.length - 1].text += ` ${text}`;
    }
  }
  const page = read(course, `${language}/page.json`), catalog = read(course, `${language}/catalog.json`), errata = read(course, `${language}/errata.json`);
  for (const folder of course.pages) {
    const title = page[`${folder}.heading`] ?? page[`nav.${folder}`];
    if (title) entries.push({ kind: 'page', title, text: page[`${folder}.lead`] ?? '', href: `${folder}/` });
  }
  const lectures = read(course, `${language}/lectures.json`);
  if (lectures.title) entries.push({ kind: 'page', title: lectures.title, text: lectures.lead, href: 'lectures/' });
  const key = { optimizers: 'm', objectives: 'f', schedules: 's1' } as Record<string, string>;
  const kinds = { optimizers: 'method', objectives: 'function', schedules: 'schedule' } as Record<string, SearchEntry['kind']>;
  for (const { table, id, name } of rows) {
    const folder = table === 'schedules' ? 'schedules' : 'function';
    entries.push({ kind: kinds[table], title: catalog[`${table}.${id}.name`] ?? name, text: [name, id, catalog[`${table}.${id}.about`] ?? ''].join(' '), href: `${folder}/#v=1&${key[table]}=${id}` });
  }
  if (course.pages.has('errata')) {
    for (const [name, title] of Object.entries(errata)) {
      const [, id] = /^([\w-]+)\.title$/.exec(name) ?? [];
      if (id) entries.push({ kind: 'note', title, text: '', href: `errata/#${id}` });
    }
  }
  return entries;
}
