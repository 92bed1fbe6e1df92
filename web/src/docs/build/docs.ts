/** The documentation inside the lab: /docs/ and everything below, made from the catalogue, the types and web/content. */
import type { Course } from '../../course/build/course.ts';
import type { Workshop } from '../../course/build/lesson-page.ts';
import type { SearchEntry } from '../../course/build/search.ts';
import { apiPage } from './api.ts';
import { galleryPage } from './gallery.ts';
import { isProse, proseEntries, prosePage } from './prose.ts';
import { algorithmsPage, referenceEntries, referencePage, referencePaths } from './reference.ts';
import { Shop } from './shop.ts';

/** One for each reading of the course. */
const shops = new WeakMap<Course, Promise<Shop>>();
function open(workshop: Workshop): Promise<Shop> {
  const known = shops.get(workshop.course) ?? workshop.readings.catalog.then((catalog) => new Shop(workshop, catalog));
  shops.set(workshop.course, known);
  return known;
}

/** The folders of all pages, `docs` first. */
export async function docsPaths(workshop: Workshop): Promise<string[]> {
  const shop = await open(workshop);
  return ['docs', ...[...shop.data.pages, ...referencePaths(shop)].map((path) => `docs/${path}`)];
}

/** Undefined where there is no such page. @throws CourseError */
export async function docsPage(workshop: Workshop, path: string): Promise<string | undefined> {
  const shop = await open(workshop), [, page = ''] = /^docs\/(.+)$/.exec(path) ?? [];
  if (page === '') return indexPage(shop);
  if (page === 'gallery') return galleryPage(shop);
  if (page === 'api') return apiPage(shop);
  if (page === 'algorithms') return algorithmsPage(shop);
  if (shop.data.pages.includes(page) && isProse(shop, page)) return prosePage(shop, page);
  return referencePage(shop, page);
}

function indexPage(shop: Shop): string {
  const card = (page: string) => `<li><a class="card" href="{root}docs/${page}/"><b>${shop.words(`card.${page}`)}</b><span>${shop.words(`card.${page}.text`)}</span></a></li>`;
  return shop.page({
    titles: shop.all((l) => shop.text(l, 'title')), description: shop.text('en', 'lead'), crumb: null,
    body: `<h1>${shop.words('title')}</h1><p class="lead">${shop.words('lead')}</p><ul class="cards">${shop.data.pages.map(card).join('\n')}</ul>`,
  });
}

/** What the search finds. */
export async function docsEntries(workshop: Workshop, language: string): Promise<SearchEntry[]> {
  const shop = await open(workshop), kind = 'docs' as const;
  return [
    { kind, title: shop.text(language, 'title'), text: shop.text(language, 'lead'), href: 'docs/' },
    ...shop.data.pages.flatMap((page) => (isProse(shop, page)
      ? proseEntries(shop, page, language).map(({ title, text, anchor }) => ({ kind, title, text, href: `docs/${page}/${anchor ? `#${anchor}` : ''}` }))
      : [{ kind, title: shop.text(language, `card.${page}`), text: shop.text(language, `card.${page}.text`), href: `docs/${page}/` }])),
    ...referenceEntries(shop, language).map(({ title, text, path }) => ({ kind, title, text, href: `docs/${path}/` })),
  ];
}
