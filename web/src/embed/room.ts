/**
 * Room kept free for figures that are still to come, so that the text below them stays where it is. Figures differ in height by
 * their width, and all stack their panels below the same one; what is missing here, or shows less than everything, gets a little.
 */

/** Heights in pixels as they were measured at these widths; embed.test.mjs compares. */
const widths = { narrow: 340, stacked: 700, wide: 1100 };
/** Where panels stop standing below each other, in pixels of the usual font size. */
const breaks = 900;
const heights: Readonly<Record<string, readonly [narrow: number, stacked: number, wide: number]>> = {
  'descent-average': [1626, 1521, 721],
  'descent-backprop': [2724, 2379, 1124],
  'descent-conventions': [1125, 1102, 478],
  'descent-exhibit': [514, 493, 493],
  'descent-family': [1943, 1753, 1430],
  'descent-float': [805, 644, 609],
  'descent-function': [2661, 2265, 1189],
  'descent-function compact': [1232, 1300, 716],
  'descent-landscape': [3292, 3154, 1376],
  'descent-map': [2311, 2528, 1020],
  'descent-network': [3574, 3158, 1752],
  'descent-quiz': [503, 577, 583],
  'descent-quizzes': [5653, 4606, 4651],
  'descent-race': [1909, 1903, 1165],
  'descent-schedule': [2372, 2452, 1613],
  'descent-worked': [2014, 1568, 1206],
};
const least = 320;
/** After this long a figure is as high as it is, ms. */
const patience = 6000;

/** How high a figure is going to be in a column of this width. */
export function roomFor(tag: string, width: number, { compact = false, hides = false } = {}): number {
  const known = heights[compact ? `${tag} compact` : tag];
  if (!known || hides) return least;
  const [narrow, stacked, wide] = known;
  if (width >= breaks) return wide;
  const share = Math.min(1, Math.max(0, (width - widths.narrow) / (widths.stacked - widths.narrow)));
  return Math.round(narrow + share * (stacked - narrow));
}

const kept = new WeakSet<HTMLElement>();

/** The page's own `min-height` for the figure comes first. */
export function keepFree(element: HTMLElement): void {
  if (kept.has(element) || element.shadowRoot) return;
  kept.add(element);
  const { minHeight } = getComputedStyle(element);
  if (minHeight !== '0px' && minHeight !== 'auto') return;
  const width = element.parentElement?.clientWidth ?? 0;
  element.style.minHeight = `${roomFor(element.localName, width, { compact: element.hasAttribute('compact'), hides: element.hasAttribute('hide') })}px`;
}

export function giveBack(element: HTMLElement): void {
  if (kept.has(element)) setTimeout(() => { element.style.minHeight = ''; }, patience);
}

/** Elements are lines of text until they are defined; only what the page says of their display goes before this. */
export function asBlocks(tags: readonly string[]): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`:where(${tags.join(',')}) { display: block; } :where(${tags.join(',')})[hidden] { display: none; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
