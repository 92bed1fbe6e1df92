/** Reads tar archives (POSIX ustar, 1988), as far as unpacking data needs it: regular files, in memory. */
import { LabError } from './errors';

const BLOCK = 512;
const text = (bytes: Uint8Array, at: number, length: number): string => {
  const field = bytes.subarray(at, at + length), end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
};

/** Whether this begins like a tar archive. */
export const isTar = (bytes: Uint8Array): boolean => bytes.length >= BLOCK && text(bytes, 257, 5) === 'ustar';

export interface TarFile {
  name: string;
  /** A view into the archive. */
  bytes: Uint8Array;
}

/** The regular files of an archive, in its order. @throws LabError `bad-data` where it is cut short */
export function tarFiles(archive: Uint8Array): TarFile[] {
  const files: TarFile[] = [];
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const size = Number.parseInt(text(archive, at + 124, 12).trim() || '0', 8);
    const data = at + BLOCK;
    if (!(size >= 0) || data + size > archive.length) {
      throw new LabError('bad-data', 'This tar archive is damaged or cut short.', 'file');
    }
    const kind = text(archive, at + 156, 1);
    if (kind === '' || kind === '0') files.push({ name: text(archive, at, 100), bytes: archive.subarray(data, data + size) });
    at = data + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
