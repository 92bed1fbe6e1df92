/** The state in a link that somebody pasted: of a page of the lab or of a frame. */
import { parseFragment } from '../../state/url.ts';

/** Keys of frames that are no state. */
const frameKeys = ['figure', 'lock', 'hide', 'lang', 'theme', 'size', 'origin'];

/** Undefined where the text holds no state. */
export function fragmentOf(link: string): Record<string, string> | undefined {
  const at = link.indexOf('#');
  if (at < 0) return undefined;
  const text = link.slice(at + 1).trim(), fields = parseFragment(text.startsWith('v=') ? text : `v=1&${text}`);
  return fields?.size ? Object.fromEntries([...fields].filter(([key]) => !frameKeys.includes(key))) : undefined;
}
