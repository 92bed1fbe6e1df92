/** Living figures of the documentation, and the code that makes the same figure elsewhere: one source for both. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fieldsOf } from '../../state/reading.ts';
import { buildFragment } from '../../state/url.ts';
import { moduleOf } from '../../course/build/course.ts';
import { CourseError } from '../../course/build/source.ts';
import { formats } from '../../widgets/author/codes.ts';
import { code, escapeHtml, type Shop } from './shop.ts';

export interface Living { element: string; state?: string; hide?: string; attributes?: Record<string, string> }

export function markup({ element, state = '', hide, attributes = {} }: Living): string {
  const all = [...fieldsOf(state), ...Object.entries(attributes), ...(hide ? [['hide', hide] as const] : [])];
  return `<${element}${all.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join('')}></${element}>`;
}

/** The figure; its caption is HTML. */
export function figure(shop: Shop, living: Living, caption = ''): string {
  const { element, state = '' } = living;
  if (!moduleOf(shop.course, element)) throw new CourseError('docs', `there is no widget <${element}>`);
  const lab = shop.course.labs.get(element);
  const link = lab === undefined ? '' : ` <a class="lab" href="{root}${lab}/${escapeHtml(buildFragment(fieldsOf(state)))}">${shop.words('lab')}</a>`;
  return `<figure class="living">${markup(living)}
<figcaption>${caption}${link}</figcaption></figure>`;
}

/** The code under a figure. */
export const figureCode = (shop: Shop, living: Living): string =>
  `<details class="live-code"><summary>${shop.words('live.code')}</summary>${code(markup(living), 'html')}</details>`;

/** Scripts of a page with these elements. The embedding module starts figures when they come into view; without it each starts at once. */
export function modulesFor(shop: Shop, elements: Iterable<string>): string[] {
  const wanted = [...new Set(elements)];
  if (wanted.length > 1 && existsSync(join(shop.course.root, 'src/embed/index.ts'))) return ['/src/embed/index.ts'];
  return wanted.map((element) => moduleOf(shop.course, element)!);
}

/** What the author pane writes for a figure, as if the lab lay at example.org; undefined for a format it does not know. */
export function codeFor(format: string, { element, state = '' }: Living): string | undefined {
  if (!(format in formats)) return undefined;
  return formats[format as keyof typeof formats]({
    root: 'https://example.org/lab/', figure: element.replace(/^descent-/, ''), state: [...fieldsOf(state)], lock: [], hide: [], lang: '', theme: '',
    compact: false, width: null, height: 720, title: 'A living figure', picture: 'figure.png',
  });
}
