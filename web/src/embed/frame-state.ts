/** What a frame's address says: which figure, its state, and how it stands there. Pure functions. */
import { buildFragment, fragmentFields, version } from '../state/url.ts';

/** Keys of the frame itself; every other one is the figure's. */
const ownKeys = ['figure', 'lock', 'hide', 'lang', 'theme', 'size', 'origin', 'v'] as const;
type OwnKey = (typeof ownKeys)[number];

export interface FrameState {
  figure: string;
  /** The figure's own keys. */
  state: Record<string, string>;
  lock: string;
  hide: string;
  lang: string;
  /** Undefined: the reader's. */
  theme?: 'light' | 'dark';
  /** Figure, method and equation only. */
  compact: boolean;
  /** Who may talk with the figure; empty: whoever holds the frame. */
  origins: string[];
}

function originOf(text: string): string[] {
  try {
    const { origin } = new URL(text);
    return origin === 'null' ? [] : [origin];
  } catch {
    return [];
  }
}

export function readFrame(fragment: string): FrameState {
  const fields = fragmentFields(fragment), own = (key: OwnKey) => fields.get(key) ?? '';
  // Another version's state means something else.
  const known = own('v') === '' || own('v') === version;
  const state = known ? [...fields].filter(([key]) => !(ownKeys as readonly string[]).includes(key)) : [];
  const theme = own('theme');
  return {
    figure: own('figure') || 'function', state: Object.fromEntries(state), lock: own('lock'), hide: own('hide'), lang: own('lang'),
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}), compact: own('size') === 'compact',
    origins: own('origin').split(/[\s,]+/).flatMap(originOf),
  };
}

/** The fragment of a frame; what is as usual is left out. */
export function frameFragment(frame: Partial<FrameState> & Pick<FrameState, 'figure'>): string {
  const { figure, lock, hide, lang, theme, compact, origins, state } = frame;
  const own: [OwnKey, string | undefined][] = [
    ['figure', figure], ['lock', lock], ['hide', hide], ['lang', lang], ['theme', theme], ['size', compact ? 'compact' : ''], ['origin', origins?.join(',')],
  ];
  return buildFragment([...own.filter((entry): entry is [OwnKey, string] => !!entry[1]), ...Object.entries(state ?? {})]);
}
