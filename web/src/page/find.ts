/** Finding words in the search index: all of them, without accents and case; titles count most. Pure. */
import type { SearchEntry } from '../course/build/search.ts';

export interface Found { entry: SearchEntry; excerpt: { text: string; hit: boolean }[] }

const most = 12, around = 50;
const weights: Record<SearchEntry['kind'], number> = { lesson: 3, page: 3, section: 2, method: 2, function: 1, schedule: 1, note: 1, docs: 1 };

/** One plain character for each of the text's, so that places in one are places in the other. */
export const simple = (text: string): string =>
  [...text.normalize('NFC')].map((c) => c.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase().charAt(0) || ' ').join('');

export function find(index: SearchEntry[], words: string): Found[] {
  const wanted = simple(words).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [];
  const scored = index.flatMap((entry) => {
    const title = simple(entry.title), text = simple(entry.text);
    let score = weights[entry.kind];
    for (const word of wanted) {
      const at = title.indexOf(word);
      if (at === 0 || (at > 0 && /\W/.test(title[at - 1]))) score += 12;
      else if (at > 0) score += 6;
      else if (text.includes(word)) score += new RegExp(`(^|\\W)${word.replace(/\W/g, '\\$&')}`).test(text) ? 3 : 1;
      else return [];
    }
    return [{ entry, score, text }];
  });
  return scored.sort((a, b) => b.score - a.score).slice(0, most).map(({ entry, text }) => ({ entry, excerpt: excerpt(entry.text.normalize('NFC'), text, wanted) }));
}

/** The surroundings of the first word found in the text, the words marked. */
function excerpt(original: string, text: string, wanted: string[]): Found['excerpt'] {
  const letters = [...original], first = Math.min(...wanted.map((word) => text.indexOf(word)).filter((at) => at >= 0));
  if (!Number.isFinite(first)) return [];
  const early = Math.max(0, first - around), from = early === 0 ? 0 : Math.min(first, text.indexOf(' ', early) + 1), to = Math.min(letters.length, first + 3 * around);
  const hit = new Array<boolean>(to - from).fill(false);
  for (const word of wanted) for (let at = text.indexOf(word, from); at >= 0 && at < to; at = text.indexOf(word, at + 1)) hit.fill(true, at - from, at - from + word.length);
  const parts: Found['excerpt'] = [];
  for (let i = from; i < to; ++i) {
    const last = parts[parts.length - 1];
    if (last && last.hit === hit[i - from]) last.text += letters[i];
    else parts.push({ text: letters[i], hit: hit[i - from] });
  }
  if (from > 0) parts.unshift({ text: '… ', hit: false });
  if (to < letters.length) parts.push({ text: ' …', hit: false });
  return parts;
}
