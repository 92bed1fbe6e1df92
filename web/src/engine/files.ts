/**
 * Where the engine's files are. Beside the client as they were built, unless somebody's bundler took the package apart and
 * gave each file a new name: the package's build therefore names every one of them by `new URL('./file', import.meta.url)`,
 * which Vite, webpack and others find and keep up to date.
 */
declare const __LAB_FILES__: Record<string, string> | undefined;

/** Addresses by file name, in the npm package; undefined in the lab's own pages, whose files keep their names. */
export const packedFiles = (): Record<string, string> | undefined => (typeof __LAB_FILES__ === 'undefined' ? undefined : __LAB_FILES__);

/** Where the engine's files were built to, and the lab's pages and data beside them. */
export function labBase(): string {
  const here = import.meta.url; // not inside new URL(…), where bundlers would take the rest for a file
  return new URL(__LAB_BASE__, here).href;
}
/** The origin the lab's code comes from. What a bundler packed is asked for its new address: it may give modules none. */
export const labOrigin = (): string => new URL(Object.values(packedFiles() ?? {})[0] ?? import.meta.url).origin;
