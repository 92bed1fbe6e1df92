/** The address is the state: `#v=1&key=value…`. Pure functions; whoever gives the keys a meaning clamps the values. */

export const version = '1';
/** Longer values are nobody's experiment: two hundred numbers with all their digits are. */
const longest = 6000;

/** Only what would break the fragment apart is escaped, so that expressions stay readable in the address. */
const escape = (text: string): string =>
  whole(text).replace(/[%&=#"<>`\s]|[^\x20-\x7e]/gu, (c) => encodeURIComponent(c));
/** Half a character, which a cut may leave, cannot stand in an address. */
const whole = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

export function buildFragment(fields: Iterable<readonly [string, string]>): string {
  const parts = [...fields].map(([key, value]) => `${escape(key)}=${escape(value)}`);
  return parts.length ? `#${[`v=${version}`, ...parts].join('&')}` : '';
}

/** Every field of a fragment. The first of equal keys counts. */
export function fragmentFields(fragment: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of fragment.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at <= 0 || part.length > longest) continue;
    try {
      const key = decodeURIComponent(part.slice(0, at));
      if (!fields.has(key)) fields.set(key, decodeURIComponent(part.slice(at + 1)));
    } catch { /* a broken escape: as if the key were not there */ }
  }
  return fields;
}

/** The fields of a state's fragment, or null where it holds no state (another anchor, another version). */
export function parseFragment(fragment: string): Map<string, string> | null {
  const fields = fragmentFields(fragment);
  if (fields.get('v') !== version) return null;
  fields.delete('v');
  return fields;
}
