import { LabError } from './errors';

/** Data sets unpack to less than this; more is a mistake or an attack. */
const MAX_UNPACKED = 1 << 30;

/** Unpacks a gzip file (recognised by its first two bytes); anything else is returned as it is. */
export async function gunzipIfNeeded(file: Uint8Array): Promise<Uint8Array> {
  if (file.length < 2 || file[0] !== 0x1f || file[1] !== 0x8b) return file;
  const stream = new Blob([file as BlobPart]).stream().pipeThrough(new DecompressionStream('gzip'));
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = stream.getReader();
    for (let r = await reader.read(); !r.done; r = await reader.read()) {
      size += r.value.length;
      if (size > MAX_UNPACKED) {
        void reader.cancel();
        throw new LabError('too-large', 'This file unpacks to more than 1 GB.', 'file');
      }
      chunks.push(r.value);
    }
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('bad-data', 'This gzip file is damaged or cut short.', 'file');
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
