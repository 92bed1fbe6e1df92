// What the tests of the network lab's parts share.
import { newPage } from './browser.mjs';

export const lab = (page) => page.locator('descent-network');
/** The network stands and has been evaluated. */
export const ready = (page) => page.waitForFunction(() => document.querySelector('descent-network')?.accuracy >= 0, null, { timeout: 60_000 });
export async function open(site, path = '/network/', options = {}) {
  const opened = await newPage(site, options);
  await opened.page.goto(site.url + path);
  await ready(opened.page);
  return opened;
}
export const losses = (page) => lab(page).evaluate((e) => Array.from(e.losses));
export const accuracy = (page) => lab(page).evaluate((e) => e.accuracy);
export const state = (page) => lab(page).evaluate((e) => e.getState());
export const train = (page) => lab(page).evaluate((e) => e.train());
export const steps = (page, n) => page.waitForFunction((least) => document.querySelector('descent-network').losses.length >= least, n, { timeout: 60_000 });
/** Waits until something found in the figure has a text that matches, and returns its words of that moment. */
export const says = (page, selector, pattern) => page.waitForFunction(([sel, source]) => {
  const found = document.querySelector('descent-network').shadowRoot.querySelector(sel), words = found?.textContent.replace(/\s+/g, ' ') ?? '';
  return new RegExp(source, 'i').test(words) && (words || true);
}, [selector, pattern.source], { timeout: 20_000 }).then((words) => words.jsonValue());
/** Unfolds a panel and waits until it is there. */
export async function unfold(page, id) {
  await lab(page).locator(`#${id} > summary`).click();
  await lab(page).locator(`#${id} .panel-body`).waitFor();
}
/** The store has what was trained. */
export const saved = (page) => lab(page).evaluate((e) => e.kept());
