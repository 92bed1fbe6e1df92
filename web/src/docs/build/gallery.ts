/** Every custom element of the lab, alive. Which there are, the folders of the widgets say; a test complains of one that is missing here. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { figure, figureCode, modulesFor } from './figures.ts';
import type { Shop } from './shop.ts';

export function elementsOf(root: string): string[] {
  const widgets = join(root, 'src/widgets');
  return readdirSync(widgets, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    .flatMap((entry) => readdirSync(join(widgets, entry.name)).flatMap((name) => /^(descent-[a-z]+)\.ts$/.exec(name)?.[1] ?? []));
}

export function galleryPage(shop: Shop): string {
  const { gallery } = shop.data, there = elementsOf(shop.course.root);
  const order = Object.keys(gallery).filter((element) => there.includes(element)), alive = order.filter((element) => !gallery[element].skip);
  const part = (element: string): string => {
    const { skip, ...one } = gallery[element], living = { element, ...one }, page = shop.course.labs.get(element);
    const own = skip ?? page, about = `<p>${shop.words(`widget.${element}`)}${own ? ` ${shop.words(skip ? 'gallery.elsewhere' : 'gallery.page')} <a href="{root}${own}/">${own}/</a>` : ''}</p>`;
    return `${shop.heading(2, element, `<code>&lt;${element}&gt;</code>`)}${about}${skip ? '' : figure(shop, living) + figureCode(shop, living)}`;
  };
  return shop.page({
    titles: shop.all((l) => shop.text(l, 'card.gallery')), description: shop.text('en', 'card.gallery.text'), modules: modulesFor(shop, alive),
    body: `<h1>${shop.words('card.gallery')}</h1><p class="lead">${shop.words('gallery.lead')}</p>\n${order.map(part).join('\n')}`,
  });
}
