/** Pages of prose: web/content/<language>/docs/<page>.md, with living figures and the settings files of web/tools/hosting.mjs. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { align, split, type Box, type Heading } from '../../course/build/blocks.ts';
import { anchorOf } from '../../course/build/course.ts';
import { CourseError } from '../../course/build/source.ts';
import { codeFor, figure, figureCode, modulesFor } from './figures.ts';
import { code, each, escapeHtml, plain, type Shop } from './shop.ts';

const boxes = ['live', 'code', 'file', 'note'] as const;
const fileOf = (shop: Shop, language: string, page: string) => join(shop.course.content, language, 'docs', `${page}.md`);
export const isProse = (shop: Shop, page: string): boolean => existsSync(fileOf(shop, shop.course.languages[0], page));

interface Hosting { settingsFile: (name: string) => string | undefined }
const hosting = (shop: Shop): Promise<Hosting> => import(pathToFileURL(resolve(shop.course.root, 'tools/hosting.mjs')).href) as Promise<Hosting>;

function read(shop: Shop, page: string) {
  const texts = Object.fromEntries(shop.course.languages.map((l) => [l, split(readFileSync(fileOf(shop, l, page), 'utf8'), `${l}/docs/${page}.md`, boxes)]));
  return { texts, slots: align(`docs/${page}`, texts) };
}

export async function prosePage(shop: Shop, page: string): Promise<string> {
  const { texts, slots } = read(shop, page), { course, workshop: { typesetter } } = shop, first = course.languages[0];
  const around = (l: string) => shop.surroundings(l, `${l}/docs/${page}.md`);
  const inline = (source: Record<string, string>) => each(course, (l) => typesetter.inline(source[l], around(l)));
  const block = (source: Record<string, string>) => (course.languages.some((l) => source[l]) ? each(course, (l) => typesetter.block(source[l], around(l)).replaceAll('<pre>', '<pre tabindex="0">'), 'div', ' prose') : '');
  const elements: string[] = [], contents: { id: string; html: string }[] = [];
  const files = await hosting(shop);

  const box = (item: Record<string, Box>): string => {
    const { name, argument, line } = item[first], source = shop.all((l) => item[l].source), where = `${first}/docs/${page}.md:${line}`;
    if (name === 'note') return `<aside class="box note">${block(source)}</aside>`;
    if (name === 'file') {
      const text = files.settingsFile(argument);
      if (text === undefined) throw new CourseError(where, `hosting.mjs writes no "${argument}"`);
      return `<p><code>dist/${escapeHtml(argument)}</code> ${inline(source)}</p>${code(text)}`;
    }
    if (name === 'code') {
      const [, format, element, state] = /^(\S+)\s+(descent-[a-z]+)\s+(.*)$/.exec(argument) ?? [];
      const text = element ? codeFor(format, { element, state }) : undefined;
      if (text === undefined) throw new CourseError(where, `"::: code" names a format, an element and its state, as in "::: code frame descent-function f=square"; "${argument}" does not`);
      return code(text);
    }
    const [, element, state = ''] = /^(descent-[a-z]+)\s*(.*)$/.exec(argument) ?? [];
    if (!element) throw new CourseError(where, `"::: live" names an element and its state, as in "::: live descent-function f=square"; "${argument}" does not`);
    elements.push(element);
    const [, fields, hide] = /^(.*?)(?:\s+hide=(.*))?$/.exec(state)!, living = { element, state: fields, hide };
    return figure(shop, living, inline(source)) + figureCode(shop, living);
  };
  const body = slots.map(({ item, prose }) => {
    const one = item?.[first];
    if (!one) return block(prose);
    if (one.kind === 'box') return box(item as Record<string, Box>) + block(prose);
    const titles = shop.all((l) => (item![l] as Heading).source), id = anchorOf(one.source);
    if (one.level === 2) contents.push({ id, html: inline(titles) });
    return shop.heading(one.level, id, inline(titles)) + block(prose);
  }).join('\n');
  const list = contents.length < 2 ? '' : `<nav class="contents" aria-label="${shop.text(first, 'contents')}"${course.languages.map((l) => ` data-label-${l}="${shop.text(l, 'contents')}"`).join('')}><ul>${contents.map(({ id, html }) => `<li><a href="#${id}">${html}</a></li>`).join('')}</ul></nav>`;
  return shop.page({
    titles: shop.all((l) => plain(texts[l].title)), description: plain(texts[first].summary), modules: modulesFor(shop, elements),
    body: `<h1>${inline(shop.all((l) => texts[l].title))}</h1><p class="lead">${inline(shop.all((l) => texts[l].summary))}</p>${list}\n${body}`,
  });
}

/** What the search finds of a page: its sections. */
export function proseEntries(shop: Shop, page: string, language: string): { title: string; text: string; anchor?: string }[] {
  const { texts, slots } = read(shop, page), first = shop.course.languages[0], title = plain(texts[language].title);
  const entries: { title: string; text: string; anchor?: string }[] = [{ title, text: plain(texts[language].summary) }];
  for (const { item, prose } of slots) {
    const one = item?.[language];
    if (one?.kind === 'heading') entries.push({ title: `${title} › ${plain(one.source)}`, text: plain(prose[language]), anchor: anchorOf(item![first].source) });
    else entries[entries.length - 1].text += ` ${plain(prose[language])}`;
  }
  return entries;
}
