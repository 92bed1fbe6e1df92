/** The figures there are, by tag, each fetched when it is first wanted. Every element file is one; nobody keeps a list. */
const files = import.meta.glob('../widgets/*/descent-*.ts');
const loaders = new Map(Object.entries(files).map(([path, load]) => [path.replace(/^.*\/(.*)\.ts$/, '$1'), load]));

export const tags: readonly string[] = [...loaders.keys()];

/** The tag of `function` or `descent-function`; undefined where there is no such figure. */
export const tagOf = (name: string): string | undefined =>
  [name, `descent-${name}`].find((tag) => loaders.has(tag));

/** Fetches an element's code and waits until it is defined. */
export async function load(tag: string): Promise<void> {
  await loaders.get(tag)?.();
  await customElements.whenDefined(tag);
}

/** What all figures offer to those who hold them. */
export interface Figure extends HTMLElement {
  /** The state as address keys; defaults are left out. Missing where a figure has no state of its own. */
  getState?(): Record<string, string>;
  setState?(fields: Record<string, string | number>): void;
}
