/**
 * Weights as a safetensors file (huggingface/safetensors, 2022): eight bytes with the header's length, the header as JSON, the
 * tensors one after the other. The names are those of the exported PyTorch program: `layer1.weight`, `layer1.bias`, ...
 */

interface Entry { dtype: string; shape: number[]; data_offsets: [number, number] }
export type Issue = 'short' | 'header' | 'json' | 'dtype' | 'offsets' | 'missing' | 'layers' | 'finite';
export interface Refusal { issue: Issue; values: Record<string, string | number> }

/** Longer headers are no weights of a small network. */
const longestHeader = 100e6;

/** The parameters of a network of these layers, weights (out × in, row by row) before biases, layer by layer. */
export function toSafetensors(parameters: Float32Array, layers: readonly number[], about: Record<string, string>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt', ...about } };
  let at = 0;
  const put = (name: string, shape: number[]) => {
    const bytes = 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + bytes] };
    at += bytes;
  };
  for (let l = 1; l < layers.length; ++l) {
    put(`layer${l}.weight`, [layers[l], layers[l - 1]]);
    put(`layer${l}.bias`, [layers[l]]);
  }
  if (at !== parameters.byteLength) throw new Error(`${parameters.length} parameters do not make these layers`);
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (text.length % 8)) % 8); // tensors begin at a multiple of eight
  const head = new TextEncoder().encode(text);
  const file = new Uint8Array(8 + head.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  const view = new DataView(file.buffer, 8 + head.length);
  for (let i = 0; i < parameters.length; ++i) view.setFloat32(4 * i, parameters[i], true);
  return file;
}

/** The parameters in such a file for a network of these layers, or why they do not fit. */
export function fromSafetensors(file: Uint8Array, layers: readonly number[]): Float32Array | Refusal {
  const refuse = (issue: Issue, values: Record<string, string | number> = {}): Refusal => ({ issue, values });
  if (file.length < 8) return refuse('short');
  const length = Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true));
  if (length < 2 || length > longestHeader || 8 + length > file.length) return refuse('header');
  let header: Record<string, Entry>;
  try {
    const { __metadata__: _about, ...rest } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, 8 + length))) as Record<string, Entry>;
    header = rest;
  } catch {
    return refuse('json');
  }
  const data = file.subarray(8 + length), entries = Object.entries(header);
  for (const [name, e] of entries) {
    const shape = Array.isArray(e?.shape) && e.shape.every((n) => Number.isInteger(n) && n >= 0), offsets = e?.data_offsets;
    if (!shape || !Array.isArray(offsets) || offsets.length !== 2) return refuse('json');
    if (e.dtype !== 'F32' && e.dtype !== 'F64') return refuse('dtype', { name, dtype: String(e.dtype) });
    const bytes = (e.dtype === 'F32' ? 4 : 8) * e.shape.reduce((a, b) => a * b, 1), [from, to] = offsets;
    if (!(from >= 0 && to <= data.length && to - from === bytes)) return refuse('offsets', { name });
  }
  // Our own names, or any file that has a matrix and a vector for each layer, in the order of the names' numbers.
  const ours = (l: number) => [`layer${l}.weight`, `layer${l}.bias`].map((name) => [name, header[name]] as const);
  const own = layers.slice(1).flatMap((_, i) => ours(i + 1));
  const sorted = [...entries].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  const matrices = sorted.filter(([, e]) => e.shape.length === 2), vectors = sorted.filter(([, e]) => e.shape.length === 1);
  const found = own.every(([, e]) => e) ? own : matrices.flatMap((m, i) => (vectors[i] ? [m, vectors[i]] : [m]));
  const theirs = [found[0]?.[1].shape[1] ?? 0, ...found.filter(([, e]) => e.shape.length === 2).map(([, e]) => e.shape[0])];
  if (found.length !== 2 * (layers.length - 1) || matrices.length !== vectors.length || theirs.join() !== layers.join()) {
    return theirs.length < 2 ? refuse('missing') : refuse('layers', { theirs: theirs.join(' · '), ours: layers.join(' · ') });
  }
  const size = found.reduce((n, [, e]) => n + e.shape.reduce((a, b) => a * b, 1), 0), out = new Float32Array(size);
  let at = 0;
  for (const [i, [name, e]] of found.entries()) {
    const rows = layers[1 + (i >> 1)], columns = i % 2 ? 1 : layers[i >> 1];
    if (e.shape.join() !== (i % 2 ? [rows] : [rows, columns]).join()) return refuse('layers', { theirs: theirs.join(' · '), ours: layers.join(' · ') });
    const view = new DataView(data.buffer, data.byteOffset + e.data_offsets[0]), wide = e.dtype === 'F64';
    for (let k = 0; k < rows * columns; ++k) {
      const x = wide ? view.getFloat64(8 * k, true) : view.getFloat32(4 * k, true);
      if (!Number.isFinite(Math.fround(x))) return refuse('finite', { name });
      out[at++] = x;
    }
  }
  return out;
}
