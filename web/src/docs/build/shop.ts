/** What all pages of the documentation are made with: the course's tools, the catalogue, the texts of the topic `docs`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Catalog, CatalogRow } from '../../engine/types.ts';
import { each, type Course } from '../../course/build/course.ts';
import { escapeHtml, plain, type Surroundings } from '../../course/build/markdown.ts';
import { pageHead, type Workshop } from '../../course/build/lesson-page.ts';
import { CourseError } from '../../course/build/source.ts';

type Texts = Record<string, string>;
export type Value = number | string | boolean;
export interface Convention { library: string; call: string; set: Record<string, Value>; note?: string }
/** web/content/docs/reference.json */
export interface ReferenceJson {
  /** The pages beside those of the catalogue, in order. */
  pages: string[];
  /** States of the optimizers' figures by id. */
  figures: Record<string, string>;
  functionFigure: string;
  scheduleFigure: string;
  conventions: Record<string, Convention[]>;
  gallery: Record<string, { state?: string; hide?: string; attributes?: Record<string, string>; skip?: string }>;
}

export class Shop {
  readonly data: ReferenceJson;
  private readonly docs: Record<string, Texts>;
  private readonly names: Record<string, Texts>;

  constructor(readonly workshop: Workshop, readonly catalog: Catalog) {
    const { course } = workshop, read = <T>(path: string): T => JSON.parse(readFileSync(join(course.content, path), 'utf8')) as T;
    this.data = read('docs/reference.json');
    this.docs = Object.fromEntries(course.languages.map((l) => [l, read(`${l}/docs.json`)]));
    this.names = Object.fromEntries(course.languages.map((l) => [l, read(`${l}/catalog.json`)]));
  }

  get course(): Course { return this.workshop.course; }
  /** A text of the topic `docs`. @throws CourseError where a language lacks it */
  text(language: string, key: string, values: Record<string, string | number> = {}): string {
    const text = this.docs[language][key];
    if (text === undefined) throw new CourseError(`${language}/docs.json`, `lacks "${key}"`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }
  /** The same in all languages, as HTML. */
  words(key: string, values?: Record<string, string | number>): string { return each(this.course, (l) => escapeHtml(this.text(l, key, values))); }
  /** As `words`, with mathematics and emphasis. */
  rich(key: string, tag = 'span'): string { return each(this.course, (l) => this.workshop.typesetter.inline(this.text(l, key), this.surroundings(l, `${l}/docs.json`)), tag); }
  surroundings(language: string, where: string): Surroundings {
    return { where, language, number: (name) => { throw new CourseError(where, `"{${name}}": the documentation has no computed numbers of this kind`); }, link: (href) => this.address(href, where) };
  }
  /** Links in prose: docs:page#section, page:folder/, lesson:slug, https://…. */
  address(href: string, where: string): string {
    const [, scheme, rest] = /^(docs|page|lesson):(.*)$/.exec(href) ?? [];
    if (scheme === undefined) {
      if (/^(https?:\/\/|#)/.test(href)) return href;
      throw new CourseError(where, `"${href}" is no link; links are docs:<page>, page:<folder>/, lesson:<slug>, #section or https://…`);
    }
    const [path, anchor] = rest.split('#'), end = anchor === undefined ? '' : `#${anchor}`;
    if (scheme === 'docs') return `{root}docs/${path ? `${path}/` : ''}${end}`;
    return scheme === 'lesson' ? `{root}course/${path}/${end}` : `{root}${path}${end}`;
  }
  math(tex: string, display = false): string { return this.workshop.typesetter.math(tex, display, 'docs'); }

  /** Words of the catalogue: rows, parameters, choices. */
  name(language: string, table: string, row: CatalogRow): string { return this.names[language][`${table}.${row.id}.name`] ?? row.name; }
  about(language: string, table: string, id: string): string | undefined { return this.names[language][`${table}.${id}.about`]; }
  word(language: string, key: string, otherwise: string): string { return this.names[language][key] ?? otherwise; }

  /** The whole page. `titles` in each language; `body` stands below the crumbs. */
  page({ titles, description, body, crumb = '', modules = [] }: { titles: Record<string, string>; description: string; body: string; /** What stands between the documentation and this page; null: this is its first page. */ crumb?: string | null; modules?: string[] }): string {
    return `${pageHead(this.course, titles, description, ['/src/docs/docs.ts', ...modules])}
  <body class="docs">
    <!--header-->
    <main id="main">
${crumb === null ? '' : `      <p class="crumbs"><a href="{root}docs/">${this.words('crumb')}</a>${crumb && ` <span aria-hidden="true">›</span> ${crumb}`}</p>
`}      <article>
${body}
      </article>
    </main>
    <!--footer-->
  </body>
</html>
`;
  }
  heading(level: 2 | 3, id: string, html: string): string {
    return `<h${level} id="${id}">${html} <a class="anchor" href="#${id}"><span class="sr">${this.words('anchor')}</span><span aria-hidden="true">#</span></a></h${level}>`;
  }
  /** Wide tables scroll in their frame, which the keyboard reaches. */
  table(head: string[], rows: string[][], label: string): string {
    return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(label)}"><table><thead><tr>${head.map((cell) => `<th scope="col">${cell}</th>`).join('')}</tr></thead>
<tbody>${rows.map(([first, ...cells]) => `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n')}</tbody></table></div>`;
  }
  all(make: (language: string) => string): Record<string, string> { return Object.fromEntries(this.course.languages.map((l) => [l, make(l)])); }
}

export const code = (text: string, language = ''): string => `<pre tabindex="0"><code${language && ` class="language-${language}"`}>${escapeHtml(text.trim())}</code></pre>`;
export { each, escapeHtml, plain };
