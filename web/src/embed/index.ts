/**
 * `<script type="module" src="…/descent-lab.js">`: the figures as elements of anybody's page, `<descent-function>` and all others.
 *
 * An element's code is fetched when the first of its kind comes into view, and every figure starts when it does itself; all share
 * one engine. Nothing is asked of the page: no headers, no styles, no settings. Loading the module twice does no harm.
 */
import { render } from './anywidget.ts';
import { load as fetchElement, tagOf, tags } from './elements.ts';
import { meet, setUp } from './stage.ts';

export { render, tags };
export type { WidgetModel } from './anywidget.ts';
/** What anywidget imports. */
export default { render };

/** Defines figures before they come into view, by name (`function`) or tag; needed for nothing but speed. */
export async function define(...names: string[]): Promise<void> {
  await Promise.all(names.map((name) => {
    const tag = tagOf(name);
    if (!tag) throw new Error(`There is no figure "${name}". Figures: ${tags.map((one) => one.replace('descent-', '')).join(', ')}.`);
    return fetchElement(tag);
  }));
}

const selector = tags.join(',');
function search(root: ParentNode): void {
  for (const element of root.querySelectorAll<HTMLElement>(selector)) meet(element);
}

setUp();
search(document);
// Figures that come later; those of shadow roots find their stage themselves once their kind is defined.
new MutationObserver((records) => {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) {
      if (!(node instanceof HTMLElement)) continue;
      if (node.matches(selector)) meet(node);
      if (node.firstElementChild) search(node);
    }
  }
}).observe(document, { childList: true, subtree: true });
