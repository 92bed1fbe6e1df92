/**
 * Where the engine's files are. Beside the client as they were built, unless somebody's bundler took the package apart and
 * gave each file a new name: the package's build therefore names every one of them by `new URL('./file', import.meta.url)`,
 * which Vite, webpack and others find and keep up to date.
 */
declare const __LAB_FILES__: Record<string, string> | undefined;

/** Addresses by file name, in the npm package; undefined in the lab's own pages, whose files keep their names. */
export const packedFiles = (): Record<string, string> | undefined => (typeof __LAB_FILES__ === 'undefined' ? undefined : __LAB_FILES__);
