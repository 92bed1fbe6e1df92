/**
 * What teachers paste elsewhere: links, frames, elements, directives. Pure text: whatever a state holds, the result is one
 * link, one tag or one block, since nothing from it is trusted to be harmless.
 */
import { buildFragment } from '../../state/url.ts';

/** How a figure is to stand in somebody's notes. */
export interface Choice {
  /** The site's root, ending in a slash. */
  root: string;
  /** The element's name without `descent-`, and its page in the lab if it has one. */
  figure: string;
  page?: string;
  state: readonly (readonly [string, string])[];
  lock: readonly string[];
  hide: readonly string[];
  /** '' is the reader's own. */
  lang: string;
  theme: string;
  /** Figure, method and equation only. */
  compact: boolean;
  /** Pixels; null is the whole column. */
  width: number | null;
  height: number;
  /** What the figure shows, in words: title of the frame, text of the link. */
  title: string;
  /** The file of a picture that was saved beside the text. */
  picture: string;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };
const html = (text: string): string => text.replace(/[&<>"'`]/g, (c) => entities[c]);
/** One line without what Markdown or a directive would take for a sign of its own. */
const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
const markdown = (text: string): string => line(text).replace(/^:|[\\`*_{}[\]<>()#!|~$&]/g, '\\$&');
/** An address that stands unquoted in Markdown, TeX or a directive's line. */
const bare = (address: string): string => address.replace(/[()\\'*_[\]{}^|~$!]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
/** Names as attributes can have them; anything else is no key of any figure. */
const isName = (name: string): boolean => /^[a-z][\w.-]*$/i.test(name);

function appearance({ lock, hide, lang, theme }: Choice): [string, string][] {
  const words = (list: readonly string[]) => list.filter((word) => /^[\w.-]+$/.test(word)).join(' ');
  return ([['lock', words(lock)], ['hide', words(hide)], ['lang', lang], ['theme', theme]] as [string, string][]).filter(([, value]) => value !== '');
}

/** The figure alone, as frames show it. */
export const embedAddress = (c: Choice): string =>
  `${c.root}embed.html${buildFragment([['figure', c.figure], ...c.state, ...appearance(c), ...(c.compact ? [['size', 'compact'] as const] : [])]).replace(/^#v=\w+&/, '#')}`;

/** The figure's page in the lab, all its controls free; without a page the figure alone. */
export const pageAddress = (c: Choice): string =>
  (c.page === undefined ? embedAddress(c) : `${c.root}${c.page}${c.lang ? `?lang=${encodeURIComponent(c.lang)}` : ''}${buildFragment(c.state)}`);

/** What is locked or hidden only the figure alone can keep so. */
export const linkAddress = (c: Choice): string => (c.lock.length || c.hide.length || c.theme || c.compact ? embedAddress(c) : pageAddress(c));

export const frame = (c: Choice): string =>
  `<iframe src="${html(embedAddress(c))}" title="${html(line(c.title))}" width="${c.width ?? '100%'}" height="${c.height}" loading="lazy" allow="clipboard-write; fullscreen" style="border: 0; max-width: 100%"></iframe>`;

export function element(c: Choice): string {
  const size = c.width === null ? [] : [['style', `max-width: ${c.width}px`] as const];
  const attributes = [...c.state.filter(([key]) => isName(key)), ...appearance(c), ...size].map(([key, value]) => ` ${key}="${html(value)}"`).join('') + (c.compact ? ' compact' : '');
  return `<script type="module" src="${html(c.root)}descent-lab.js"></script>\n<descent-${c.figure}${attributes}></descent-${c.figure}>`;
}

/** MyST's frame, with the picture in its place where pages are printed. */
export const mystFrame = (c: Choice, withPicture = false): string =>
  `:::{iframe} ${bare(embedAddress(c))}\n:width: ${c.width === null ? '100%' : `${c.width}px`}\n${withPicture ? `:placeholder: ${c.picture}\n` : ''}\n${markdown(c.title)}\n:::`;

/**
 * MyST's directive for modules: the figure stands in the page itself. MyST copies the one file that is named, so it is one that
 * fetches the rest from where the lab lies.
 */
export function mystWidget(c: Choice): string {
  const data = { lab: c.root, figure: c.figure, state: Object.fromEntries(c.state), ...Object.fromEntries(appearance(c)), ...(c.compact && { compact: true }) };
  // A line of colons would end the directive.
  return `:::{anywidget} ${bare(c.root)}anywidget.mjs\n${JSON.stringify(data, null, 2).replace(/:{3}/g, '\\u003a\\u003a\\u003a')}\n:::`;
}

/** Quarto: the frame on pages, a link on paper. */
export const quarto = (c: Choice): string =>
  `::: {.content-visible when-format="html"}\n\`\`\`{=html}\n${frame(c)}\n\`\`\`\n:::\n\n::: {.content-visible unless-format="html"}\n${markdownLink(c)}\n:::`;

export const markdownLink = (c: Choice): string => `[${markdown(c.title)}](<${bare(linkAddress(c))}>)`;
/** A picture that leads to the living figure, for places that allow nothing else. */
export const markdownPicture = (c: Choice): string => `[![${markdown(c.title)}](${c.picture})](<${bare(linkAddress(c))}>)`;

export const formats = {
  link: linkAddress, frame, element, myst: mystFrame, widget: mystWidget, quarto, markdown: markdownPicture,
} as const satisfies Record<string, (c: Choice) => string>;
export type Format = keyof typeof formats;
