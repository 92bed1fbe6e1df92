/**
 * A worksheet: texts, figures and questions in an order, all of it in one link. The link's fragment is `#v=1&sheet=` and the
 * deflated list in base64url; its checksum finds what was lost on the way. Whatever a link holds, only what a worksheet may have
 * is taken from it. Pure: runs in Node and in browsers.
 */
import { isQuizId } from './quiz.ts';
import { version } from './url.ts';

export type Item =
  /** Paragraphs, `# ` headings, `- ` lists, **weight**, $mathematics$; never HTML. */
  | { kind: 'text'; text: string }
  /** The element's name without `descent-`, its state as address keys, and lists of its controls. */
  | { kind: 'figure'; figure: string; state: Record<string, string>; lock: string[]; hide: string[] }
  /** `variant` from 1. */
  | { kind: 'quiz'; quiz: string; variant: number };

export interface Worksheet { title: string; items: Item[] }

/** A longer link does not survive every mail program and learning platform. */
export const limits = { link: 8000, items: 40, title: 200, text: 4000, keys: 100, value: 6000, words: 80, unpacked: 200_000 };

/** `none`: no worksheet at all in the address; the others say why one cannot be read. */
export type Problem = 'none' | 'long' | 'damaged' | 'foreign';
export type Decoded = { sheet: Worksheet } | { problem: Problem };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
/** Signs that steer are left out, whole characters stay whole. */
const cleanText = (text: string, most: number, lines: boolean): string =>
  text.slice(0, most).replace(lines ? /[^\P{C}\n\t]/gu : /\p{C}/gu, lines ? '' : ' ');
const wordList = (value: unknown): string[] =>
  (Array.isArray(value) ? value : []).filter((word): word is string => typeof word === 'string' && /^[\w.-]{1,60}$/.test(word)).slice(0, limits.words);

function cleanState(raw: unknown): Record<string, string> {
  const entries = isRecord(raw) ? Object.entries(raw) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => /^[a-z][\w.-]{0,60}$/i.test(entry[0]) && entry[0] !== '__proto__' && typeof entry[1] === 'string' && entry[1].length <= limits.value)
    .slice(0, limits.keys));
}

/** One item if it is one; `isFigure` knows which figures there are. */
function cleanItem(raw: unknown, isFigure: (name: string) => boolean): Item | undefined {
  if (!isRecord(raw)) return undefined;
  if (raw.kind === 'text' && typeof raw.text === 'string') return { kind: 'text', text: cleanText(raw.text, limits.text, true) };
  if (raw.kind === 'quiz' && typeof raw.quiz === 'string' && isQuizId(raw.quiz)) {
    const variant = Number(raw.variant);
    return { kind: 'quiz', quiz: raw.quiz, variant: Number.isInteger(variant) && variant >= 1 && variant <= 99 ? variant : 1 };
  }
  if (raw.kind === 'figure' && typeof raw.figure === 'string' && isFigure(raw.figure)) {
    return { kind: 'figure', figure: raw.figure, state: cleanState(raw.state), lock: wordList(raw.lock), hide: wordList(raw.hide) };
  }
  return undefined;
}

/** Anything made a worksheet; null where it has not the form of one. Items that no worksheet has are left out. */
export function normalise(raw: unknown, isFigure: (name: string) => boolean): Worksheet | null {
  if (!isRecord(raw) || typeof raw.title !== 'string' || !Array.isArray(raw.items)) return null;
  return { title: cleanText(raw.title, limits.title, false), items: raw.items.slice(0, limits.items).flatMap((item) => cleanItem(item, isFigure) ?? []) };
}

async function through(bytes: Uint8Array, stream: { readable: ReadableStream; writable: WritableStream }, most: number): Promise<Uint8Array> {
  const reader = (new Blob([bytes as BlobPart]).stream().pipeThrough(stream) as ReadableStream<Uint8Array>).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      void reader.cancel().catch(() => undefined);
      throw new RangeError('too long');
    }
    parts.push(next.value);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}

const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

const prefix = `#v=${version}&sheet=`;

/** The fragment of a worksheet, however long: `limits.link` is for the caller to keep. */
export async function encode(sheet: Worksheet): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(sheet));
  return prefix + toBase64(await through(bytes, new CompressionStream('deflate'), Infinity));
}

export async function decode(fragment: string, isFigure: (name: string) => boolean): Promise<Decoded> {
  if (!/^#?(.*&)?sheet=/.test(fragment.slice(0, 200))) return { problem: 'none' };
  if (fragment.length > limits.link) return { problem: 'long' };
  if (!fragment.startsWith(prefix)) return { problem: 'foreign' };
  let raw: unknown;
  try {
    const bytes = await through(fromBase64(fragment.slice(prefix.length)), new DecompressionStream('deflate'), limits.unpacked);
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return { problem: error instanceof RangeError && error.message === 'too long' ? 'long' : 'damaged' };
  }
  const sheet = normalise(raw, isFigure);
  return sheet ? { sheet } : { problem: 'foreign' };
}
