/** The site's own data: what is there, and bringing it here with progress. */
import { labBase } from '../engine/files.ts';

export interface SiteFile { file: string; bytes: number; count: number; rows?: number; columns?: number }
interface ManifestSet { images: SiteFile; labels: SiteFile }
export interface Manifest {
  /** Nothing but the lab's own drawings is there. */
  synthetic: boolean;
  full?: { train: ManifestSet; test: ManifestSet };
  quick?: { train: ManifestSet; test: ManifestSet };
  /** Other data sets that lie beside this one, by their folders. */
  beside?: string[];
}
export type SiteSize = 'full' | 'quick';

/** Beside the engine's bundles, wherever the site lies. */
const folder = new URL('../data/fashion-mnist/', labBase()).href;

/** A site without data is no error: then the manifest says synthetic. Rejects only where the network fails. */
export async function fetchManifest(): Promise<Manifest> {
  const response = await fetch(new URL('manifest.json', folder));
  if (response.status === 404) return { synthetic: true };
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  return (await response.json()) as Manifest;
}

const filesOf = (manifest: Manifest, size: SiteSize): SiteFile[] => {
  const sets = manifest[size];
  return sets ? [sets.train.images, sets.train.labels, sets.test.images, sets.test.labels] : [];
};

/** How many bytes a size takes on the wire, and how many images it holds. */
export const sizeOf = (manifest: Manifest, size: SiteSize) => ({
  bytes: filesOf(manifest, size).reduce((sum, f) => sum + f.bytes, 0),
  train: manifest[size]?.train.images.count ?? 0,
  test: manifest[size]?.test.images.count ?? 0,
});

/** The four files as they are served: training images and labels, test images and labels. */
export const fetchFiles = (manifest: Manifest, size: SiteSize, signal: AbortSignal, onBytes: (done: number, total: number) => void): Promise<Uint8Array[]> =>
  fetchAll(folder, filesOf(manifest, size), signal, onBytes);

/** Files of a folder of the site's, with what has come of them. */
export async function fetchAll(base: string, files: SiteFile[], signal: AbortSignal, onBytes: (done: number, total: number) => void): Promise<Uint8Array[]> {
  const total = files.reduce((sum, f) => sum + f.bytes, 0);
  let done = 0;
  return Promise.all(files.map(async ({ file }) => {
    const response = await fetch(new URL(file, base), { signal });
    if (!response.ok || !response.body) throw new Error(`${file}: ${response.status} ${response.statusText}`.trim());
    const parts: Uint8Array[] = [];
    const reader = response.body.getReader();
    for (let r = await reader.read(); !r.done; r = await reader.read()) {
      parts.push(r.value);
      done += r.value.length;
      onBytes(Math.min(done, total), total);
    }
    // Put together by the browser, off this thread.
    return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  }));
}
