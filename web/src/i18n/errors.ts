/**
 * What the engine refuses, and why its runs end, in the reader's language. English shows the engine's own sentences, which name
 * the values; other languages translate those that are always the same word for word, and say of the rest what kind of error it is.
 */
import { fill, lookup } from './i18n.ts';

/** A LabError as widgets keep it, or how a run ended: `code` is then its status. */
export interface Refusal { code: string; message: string; path?: string }

/** The sentence to show. Texts of the topic `errors`: the sentence itself, else `code@path`, else `code`; else the engine's own words. */
export function explain({ code, message, path = '' }: Refusal): string {
  const field = path.replace(/\[\d+\]/g, '');
  const text = lookup('errors', message) ?? lookup('errors', `${code}@${field}`) ?? lookup('errors', code);
  return text === undefined ? message : fill(text, { message, path });
}

/** What a finding's sentence is filled with: its numbers and, where it has a place for it, why. */
export const told = ({ values, why }: { values: Record<string, string>; why?: Refusal }): Record<string, string> => (why ? { ...values, message: explain(why) } : values);

/** The same standing alone: a translated sentence then begins and ends like one. */
export function explainAlone(refusal: Refusal): string {
  const text = explain(refusal);
  return text === refusal.message ? text : `${text[0].toLocaleUpperCase()}${text.slice(1)}.`;
}
