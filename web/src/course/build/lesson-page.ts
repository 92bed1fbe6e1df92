/** A lesson as HTML: both languages in one page, the figures and everything else that has a state only once. */
import { configOf, fieldsOf, stepOf } from '../../state/reading.ts';
import { decode, withBases } from '../../state/function-state.ts';
import { buildFragment } from '../../state/url.ts';
import type { Box, Heading } from './blocks.ts';
import { addressOf, chapterOf, each, moduleOf, textOf, type Course, type Lesson } from './course.ts';
import { escapeHtml, plain, type Surroundings, type Typesetter } from './markdown.ts';
import { pictured } from '../../state/quiz.ts';
import { quizOf } from './quizzes.ts';
import { figureFields, type Readings, type Shown, type ShownTable } from './readings.ts';
import { CourseError, type Reference } from './source.ts';

interface Placed { name: string; run?: string; steps: number }

/** What all pages of the course are made with. */
export interface Workshop {
  course: Course;
  typesetter: Typesetter;
  readings: Readings;
}

/** Everything the prose names, computed before it is typeset. */
interface Material {
  numbers: Map<string, Shown>;
  tables: Map<string, ShownTable>;
  figures: Map<string, { fields: Map<string, string>; steps: number }>;
}

async function gather({ readings }: Workshop, lesson: Lesson): Promise<Material> {
  const catalog = withBases(await readings.catalog);
  const figures = Object.entries(lesson.figures).map(([name, { element }]) => {
    const fields = figureFields(lesson, name);
    if (element === 'descent-function') judge(`lessons/${lesson.slug}.json, figure "${name}"`, () => configOf(catalog, fragment(fields)));
    return [name, { fields, steps: decode(fields, catalog).steps }] as const;
  });
  await Promise.all(Object.keys(lesson.runs).map((name) => readings.run(lesson, name)));
  return {
    figures: new Map(figures),
    numbers: new Map(await Promise.all(Object.keys(lesson.numbers).map(async (name) => [name, await readings.number(lesson, name)] as const))),
    tables: new Map(await Promise.all(Object.keys(lesson.tables).map(async (name) => [name, await readings.table(lesson, name)] as const))),
  };
}

const fragment = (fields: Map<string, string>): string => buildFragment(fields);
function judge<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CourseError(where, (error as Error).message);
  }
}

class LessonWriter {
  private readonly placed: Placed[] = [];
  /** The custom elements that the page holds. */
  readonly elements = new Set<string>();
  private readonly used = new Set<string>();
  private section = 0;

  constructor(private shop: Workshop, private lesson: Lesson, private material: Material) {}

  private get course(): Course { return this.shop.course; }
  private text(language: string, key: string, values?: Record<string, string | number>): string { return escapeHtml(textOf(this.course, language, key, values)); }

  private surroundings(language: string): Surroundings {
    const where = `${language}/lessons/${this.lesson.slug}.md`;
    return { where, language, number: (name, l) => this.number(name, l, where), link: (href) => addressOf(this.course, href.startsWith('#') ? `lesson:${this.lesson.slug}${href}` : href, where) };
  }
  inline(source: Record<string, string>, tag = 'span'): string {
    return each(this.course, (l) => this.shop.typesetter.inline(source[l], this.surroundings(l)), tag);
  }
  private prose(source: Record<string, string>): string {
    return this.course.languages.some((l) => source[l]) ? each(this.course, (l) => this.shop.typesetter.block(source[l], this.surroundings(l)), 'div', ' prose') : '';
  }

  /** The figure whose timeline can show a step of a run: the last one above, or the first one below. */
  private figureFor(run: string | undefined, step: number | null): string | undefined {
    if (step === null || run === undefined) return undefined;
    const fits = (name: string) => this.lesson.figures[name].run === run && this.lesson.figures[name].element === 'descent-function' && step <= this.material.figures.get(name)!.steps;
    return [...this.placed].reverse().find(({ name }) => fits(name))?.name ?? Object.keys(this.lesson.figures).find(fits);
  }
  private stepper(run: string | undefined, step: number | null, inside: string, language?: string): string {
    const figure = this.figureFor(run, step);
    return figure === undefined ? inside
      : `<button type="button" class="number" data-figure="${figure}" data-step="${step}"${language === undefined ? '' : ` title="${this.text(language, 'number.show', { t: step! })}"`}>${inside}</button>`;
  }
  private number(name: string, language: string, where: string): string {
    const shown = this.material.numbers.get(name), source = this.lesson.numbers[name];
    if (!shown) throw new CourseError(where, `there is no number {${name}}; there are ${Object.keys(this.lesson.numbers).join(', ') || 'none'}`);
    this.used.add(`number ${name}`);
    const data = `<data class="computed" data-name="${name}" value="${shown.value}" title="${this.text(language, 'number.full', { value: shown.value })}">${shown.text}</data>`;
    return this.stepper(source.run, source.run === undefined ? null : stepOf(source.take), data, language);
  }

  /** All of it, in order; `contents` comes after the figure that opens the page, or before all. */
  body(contents: string): string {
    const [, opening] = this.lesson.slots, opened = opening?.item?.[this.course.languages[0]];
    if (!(opened?.kind === 'box' && opened.name === 'figure') || Object.values(this.lesson.slots[0].prose).some(Boolean))
      throw new CourseError(`lesson ${this.lesson.slug}`, 'a figure opens the page: "::: figure …" comes right after the summary');
    return this.lesson.slots.map(({ item, prose }) => {
      const first = item?.[this.course.languages[0]];
      const what = !first ? '' : first.kind === 'heading' ? this.heading(item as Record<string, Heading>) : this.box(item as Record<string, Box>);
      return what + (item === opening.item ? contents : '') + this.prose(prose);
    }).filter(Boolean).join('\n');
  }
  /** Complains about what the lesson defines and never shows. */
  finish(): void {
    for (const kind of ['figure', 'number', 'table'] as const)
      for (const name of Object.keys(this.lesson[`${kind}s`]))
        if (!this.used.has(`${kind} ${name}`)) throw new CourseError(`lessons/${this.lesson.slug}.json`, `${kind} "${name}" is never used`);
  }

  private heading(item: Record<string, Heading>): string {
    const { level, id } = this.lesson.sections[this.section++];
    const title = Object.fromEntries(this.course.languages.map((l) => [l, item[l].source]));
    return `<h${level} id="${id}">${this.inline(title)} <a class="anchor" href="#${id}">${each(this.course, (l) => `<span class="sr">${this.text(l, 'anchor')}</span>`)}<span aria-hidden="true">#</span></a></h${level}>`;
  }

  private box(item: Record<string, Box>): string {
    const { name, argument, line } = item[this.course.languages[0]], where = `${this.course.languages[0]}/lessons/${this.lesson.slug}.md:${line}`;
    const source = Object.fromEntries(this.course.languages.map((l) => [l, item[l].source]));
    switch (name) {
      case 'figure': return this.figure(argument, source, where);
      case 'table': return this.table(argument, source, where);
      case 'try': return this.attempt(argument, source, where);
      case 'quiz': return this.quiz(argument, where);
      default: return `<aside class="box ${name}"><p class="box-name">${each(this.course, (l) => this.text(l, `box.${name}`))}</p>${this.prose(source)}</aside>`;
    }
  }

  private figure(name: string, caption: Record<string, string>, where: string): string {
    const figure = this.lesson.figures[name];
    if (!figure) throw new CourseError(where, `there is no figure "${name}"; there are ${Object.keys(this.lesson.figures).join(', ') || 'none'}`);
    if (this.used.has(`figure ${name}`)) throw new CourseError(where, `figure "${name}" stands in the lesson already`);
    if (!moduleOf(this.course, figure.element)) throw new CourseError(where, `there is no widget <${figure.element}>`);
    const { fields, steps } = this.material.figures.get(name)!;
    this.used.add(`figure ${name}`);
    this.elements.add(figure.element);
    this.placed.push({ name, run: figure.run, steps });
    const attribute = (key: string, value: string) => ` ${key}="${escapeHtml(value)}"`;
    const attributes = [...fields].map(([key, value]) => attribute(key, value)).join('')
      + (figure.hide ? attribute('hide', figure.hide) : '') + (figure.lock ? attribute('lock', figure.lock) : '');
    const lab = this.course.labs.get(figure.element);
    const link = lab === undefined ? '' : ` <a class="lab" href="{root}${lab}/${escapeHtml(fragment(fields))}">${each(this.course, (l) => this.text(l, 'figure.lab'))}</a>`;
    return `<figure class="living" id="figure-${name}" data-figure="${name}" data-state="${escapeHtml(fragment(fields))}"><${figure.element}${attributes}></${figure.element}>
<figcaption>${this.inline(caption)}${link}</figcaption></figure>`;
  }

  private table(name: string, caption: Record<string, string>, where: string): string {
    const table = this.material.tables.get(name);
    if (!table) throw new CourseError(where, `there is no table "${name}"; there are ${Object.keys(this.lesson.tables).join(', ') || 'none'}`);
    this.used.add(`table ${name}`);
    const math = (tex: string) => this.shop.typesetter.math(tex, false, where);
    const heads = table.heads.map(({ tex, slide }) => `<th scope="col">${slide ? each(this.course, (l) => this.text(l, 'table.slide')) : math(tex)}</th>`);
    const off = each(this.course, (l) => `<span class="sr">${this.text(l, 'table.off')}</span>`);
    const rows = table.rows.map(({ step, label, cells }) => `<tr><th scope="row">${label === undefined ? this.stepper(table.run, step, String(step)) : math(label)}</th>${cells.map((cell, i) =>
      table.heads[i].slide
        ? `<td class="slide">${cell ? `${escapeHtml(cell.text)}${cell.slide!.agrees ? '' : ` <b class="off"><span aria-hidden="true">≠</span>${off}</b>`}` : ''}</td>`
        : `<td>${cell ? `<data class="computed" value="${cell.value}" title="${cell.value}">${cell.text}</data>` : '–'}</td>`).join('')}</tr>`);
    const differs = table.rows.some(({ cells }) => cells.some((cell) => cell?.slide && !cell.slide.agrees));
    return `<div class="numbers" id="table-${name}"><div class="scroll"><table><caption>${this.inline(caption)}</caption>
<thead><tr><th scope="col">${math(table.first)}</th>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>${
      differs ? `<p class="legend"><span aria-hidden="true">≠</span> ${each(this.course, (l) => this.text(l, 'table.legend'))}</p>` : ''}</div>`;
  }

  private attempt(argument: string, source: Record<string, string>, where: string): string {
    const [, name, state] = /^(\S+)\s+(.+)$/.exec(argument) ?? [];
    const figure = name === undefined ? undefined : this.placed.find((one) => one.name === name);
    if (!figure) throw new CourseError(where, `"::: try" names a figure above and a state, as in "::: try first f=square&x=99"; "${argument}" does not`);
    const fields = fieldsOf(state);
    return `<p class="try"><button type="button" data-figure="${name}" data-state="${escapeHtml(fragment(fields))}">${this.inline(source)}</button></p>`;
  }

  quiz(id: string, where: string): string {
    const quiz = quizOf(this.course, id, where);
    if (!quiz || this.used.has(`quiz ${id}`)) return '';
    this.used.add(`quiz ${id}`);
    this.elements.add('descent-quiz');
    return `<descent-quiz quiz="${escapeHtml(id)}"${pictured(quiz) ? ' class="pictured"' : ''}></descent-quiz>`;
  }
}

function references(shop: Workshop, list: Reference[]): string {
  if (!list.length) return '';
  const items = list.map(({ text, url }) => `<li>${url ? `<a href="${escapeHtml(url)}" rel="noopener">${escapeHtml(text)}</a>` : escapeHtml(text)}</li>`);
  return `<section class="references"><h2 id="references">${each(shop.course, (l) => escapeHtml(textOf(shop.course, l, 'references')))}</h2><ul>${items.join('')}</ul></section>`;
}

/** Text of the topic `course` in each language. */
export const words = (course: Course, key: string, values?: Record<string, string>): string => each(course, (l) => escapeHtml(textOf(course, l, key, values)));

/** The beginning of every page of the course; `modules` are addresses of scripts. */
export function pageHead(course: Course, titles: Record<string, string>, description: string, modules: string[]): string {
  const title = (l: string) => `${escapeHtml(titles[l])} · Descent Lab`;
  return `<!doctype html>
<html lang="${course.languages[0]}"${course.languages.map((l) => ` data-title-${l}="${title(l)}"`).join('')}>
  <head>
    <!--head-->
    <title>${title(course.languages[0])}</title>
    <meta name="description" content="${escapeHtml(description)}">
    <link rel="stylesheet" href="/src/course/course.css">
    <link rel="stylesheet" href="/src/course/languages.css">
    <link rel="stylesheet" href="/src/course/math.css">
${['/src/page/page.ts', ...modules].map((path) => `    <script type="module" src="${path}"></script>`).join('\n')}
  </head>`;
}

/** The page of a lesson. @throws CourseError */
export async function lessonPage(shop: Workshop, lesson: Lesson): Promise<string> {
  const { course } = shop, material = await gather(shop, lesson), writer = new LessonWriter(shop, lesson, material);
  const titles = Object.fromEntries(course.languages.map((l) => [l, lesson.text[l].title]));
  const heading = `<h1>${writer.inline(titles)}</h1>
      <p class="lead">${writer.inline(Object.fromEntries(course.languages.map((l) => [l, lesson.text[l].summary])))}</p>`;
  // A question that stood in the text already is not asked again at the end.
  const placed = new Set(lesson.slots.map(({ item }) => item?.[course.languages[0]]).map((one) => (one?.kind === 'box' && one.name === 'quiz' ? one.argument : '')));
  const quizzes = lesson.quiz.filter((id) => !placed.has(id)).map((id) => writer.quiz(id, `lessons/${lesson.slug}.json`)).filter(Boolean).join('\n');
  const check = quizzes && `<section class="check"><h2 id="check">${words(course, 'check')}</h2>${quizzes}</section>`;
  const contents = [...lesson.sections.filter((section) => section.level === 2).map((section) => ({ id: section.id, html: each(course, (l) => escapeHtml(plain(section.title[l]))) })),
    ...(check ? [{ id: 'check', html: words(course, 'check') }] : [])];
  const list = contents.length < 2 ? '' : `<nav class="contents" ${labelled('contents')}><ul>${contents.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`).join('')}</ul></nav>\n`;
  const body = writer.body(list);
  writer.finish();

  const index = course.lessons.indexOf(lesson), chapter = chapterOf(course, lesson.slug).id;
  const neighbour = (other: Lesson | undefined, rel: 'prev' | 'next') => other
    ? `<a class="${rel}" rel="${rel}" href="{root}course/${other.slug}/"><small>${words(course, rel)}</small><b>${each(course, (l) => escapeHtml(plain(other.text[l].title)))}</b></a>`
    : `<a class="${rel}" href="{root}course/"><small>${words(course, 'map')}</small><b>${words(course, 'all')}</b></a>`;
  const covers = lesson.lectures.map((id) => {
    const name = words(course, `lecture.${id}`);
    return course.pages.has('lectures') ? `<a href="{root}lectures/#${id}">${name}</a>` : `<span>${name}</span>`;
  }).join('<span aria-hidden="true"> · </span>');
  const modules = ['/src/course/lesson.ts', ...[...writer.elements].map((element) => moduleOf(course, element)!)];
  return `${pageHead(course, titles, plain(lesson.text[course.languages[0]].summary), modules)}
  <body class="lesson" data-lesson="${lesson.slug}">
    <!--header-->
    <main id="main">
      <p class="crumbs"><a href="{root}course/">${words(course, 'title')}</a> <span aria-hidden="true">›</span> ${words(course, `chapter.${chapter}`)}</p>
      ${heading}
      <article>
${body}
${check}
${references(shop, lesson.references)}
      <div class="end" id="end">
        ${covers ? `<p class="covers"><span>${words(course, 'covers')}</span> ${covers}</p>` : ''}
        <nav class="turn" ${labelled('turn')}>${neighbour(course.lessons[index - 1], 'prev')}${neighbour(course.lessons[index + 1], 'next')}</nav>
      </div>
      </article>
    </main>
    <!--footer-->
  </body>
</html>
`;

  /** An accessible name that follows the language: an attribute cannot hold two. */
  function labelled(key: string): string {
    return `aria-label="${escapeHtml(textOf(course, course.languages[0], key))}"${course.languages.map((l) => ` data-label-${l}="${escapeHtml(textOf(course, l, key))}"`).join('')}`;
  }
}
