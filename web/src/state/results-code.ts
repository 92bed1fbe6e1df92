/**
 * A score as a short text that a student can hand in where there is no server, and back. The checksum finds typing and copying
 * mistakes; it proves nothing, since whoever reads this can make such a text. Pure.
 *
 * `DL1-` and groups of five characters (Crockford's base 32: no I, L, O, U) of these bytes: the day (2, since 2020), the length
 * of the name (1) and the name (UTF-8), for each quiz a hash of its id (2) and its attempts (4 bits) and at which one it was
 * right (4 bits, 0: not yet); last the CRC-32 of all that.
 */
import { mostTries, type Outcome, type Score } from './score.ts';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const prefix = 'DL1';
const longestName = 80;
const epoch = Date.UTC(2020, 0, 1), dayLength = 86_400_000;

export interface Results {
  /** YYYY-MM-DD, when the code was made. */
  day: string;
  name: string;
  /** By the hash of the quiz's id. */
  outcomes: { hash: number; tries: number; solvedAt: number }[];
}
/** `foreign`: no code at all; `damaged`: something was lost or changed on the way. */
export type Decoded = { results: Results } | { problem: 'foreign' | 'damaged' };

function crc32(bytes: Iterable<number>): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; ++k) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ -1) >>> 0;
}

/** Sixteen bits that stand for a quiz; that no two quizzes share them is a test's business. */
export const quizHash = (id: string): number => crc32(new TextEncoder().encode(id)) & 0xffff;

/** One line, nothing that steers the direction or look of what stands around it, at most `longestName` bytes. */
export function cleanName(name: string): string {
  let text = name.normalize('NFC').replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ').replace(/\s+/g, ' ').trim();
  while (new TextEncoder().encode(text).length > longestName) text = [...text].slice(0, -1).join('');
  return text;
}

export function encodeResults(score: Score, day: string, name = ''): string {
  const days = Math.max(0, Math.min(0xffff, Math.round((Date.parse(`${day}T00:00:00Z`) - epoch) / dayLength) || 0));
  const label = new TextEncoder().encode(cleanName(name));
  const bytes = [days >> 8, days & 255, label.length, ...label];
  const entry = ([id, { tries, solvedAt }]: [string, Outcome]) => {
    const hash = quizHash(id);
    bytes.push(hash >> 8, hash & 255, (Math.min(mostTries, tries) << 4) | Math.min(mostTries, solvedAt));
  };
  [...score].sort(([a], [b]) => (a < b ? -1 : 1)).forEach(entry);
  const crc = crc32(bytes);
  bytes.push(crc >>> 24, (crc >>> 16) & 255, (crc >>> 8) & 255, crc & 255);
  return `${prefix}-${toLetters(bytes).replace(/.{5}(?=.)/g, '$&-')}`;
}

function toLetters(bytes: number[]): string {
  let text = '', bits = 0, held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += letters[(held >>> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + letters[(held << (5 - bits)) & 31] : text;
}

function fromLetters(text: string): number[] | null {
  const bytes: number[] = [];
  let bits = 0, held = 0;
  for (const c of text) {
    const value = letters.indexOf(c);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push((held >>> bits) & 255); held &= (1 << bits) - 1; }
  }
  // What is left over pads the last letter: anything but zeros was never written.
  return held === 0 ? bytes : null;
}

export function decodeResults(code: string): Decoded {
  const text = code.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replace(/^D[LI1][1LI]/, prefix);
  if (!text.startsWith(prefix)) return { problem: 'foreign' };
  const bytes = fromLetters(text.slice(prefix.length).replace(/[IL]/g, '1').replace(/O/g, '0'));
  if (!bytes || bytes.length < 7) return { problem: 'damaged' };
  const body = bytes.slice(0, -4), [a, b, c, d] = bytes.slice(-4);
  const nameEnd = 3 + body[2];
  if (crc32(body) !== ((a << 24) | (b << 16) | (c << 8) | d) >>> 0 || nameEnd > body.length || (body.length - nameEnd) % 3 !== 0) return { problem: 'damaged' };
  const outcomes = [];
  for (let i = nameEnd; i < body.length; i += 3) {
    const tries = body[i + 2] >> 4, solvedAt = body[i + 2] & 15;
    if (tries === 0 || solvedAt > tries) return { problem: 'damaged' };
    outcomes.push({ hash: (body[i] << 8) | body[i + 1], tries, solvedAt });
  }
  const day = new Date(epoch + dayLength * ((body[0] << 8) | body[1])).toISOString().slice(0, 10);
  return { results: { day, name: cleanName(new TextDecoder().decode(Uint8Array.from(body.slice(3, nameEnd)))), outcomes } };
}

/** The codes in a text that may hold several, with other words around them; line breaks may fall after any hyphen. */
export const findCodes = (text: string): string[] =>
  [...text.slice(0, 100_000).matchAll(/\bD[LI1][1LI](?:-\s*[0-9A-Za-z]{1,5}(?![0-9A-Za-z]))+/gi)].map(([code]) => code);
