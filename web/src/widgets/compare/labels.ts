/** Names beside the ends of lines, moved apart where they would cover each other. */
import { svg } from 'lit';
import type { Frame } from '../../plots/axes.ts';

export interface End { entry: number; text: string; x: number; y: number }
export interface Placed extends End {
  /** Where the text stands, beside the end at (x, y). */
  at: number;
  left: boolean;
}

const line = 14; // pixels from label to label
const letter = 7.2;
/** Room for a name at the right edge. */
export const labelRoom = (texts: string[]): number => 13 + letter * Math.max(0, ...texts.map((text) => text.length));

/** `right`: how far labels may reach; what would go beyond stands on the left of its end. */
export function placeEnds(ends: End[], frame: Frame, right: number): Placed[] {
  const list = ends.filter(({ x, y }) => Number.isFinite(x + y))
    .map((end): Placed => ({ ...end, at: end.y, left: end.x + labelRoom([end.text]) > right })).sort((a, b) => a.y - b.y);
  const span = ({ x, text, left }: Placed) => (left ? [x - labelRoom([text]), x] : [x, x + labelRoom([text])]);
  const touch = (a: Placed, b: Placed) => span(a)[0] < span(b)[1] && span(b)[0] < span(a)[1];
  list.forEach((l, k) => {
    for (const other of list.slice(0, k)) if (touch(l, other) && l.at - other.at < line) l.at = other.at + line;
  });
  // Back up from the axis.
  for (let k = list.length - 1; k >= 0; --k) {
    const l = list[k];
    l.at = Math.min(l.at, frame.bottom - 5);
    for (const other of list.slice(k + 1)) if (touch(l, other) && other.at - l.at < line) l.at = other.at - line;
  }
  return list;
}

export const drawEnds = (placed: Placed[], faded: (entry: number) => boolean) => placed.map(({ entry, text, x, y, at, left }) => svg`
  ${Math.abs(at - y) > 6 ? svg`<path class="leader s${entry + 1}" d="M${x.toFixed(1)} ${y.toFixed(1)}L${(x + (left ? -8 : 8)).toFixed(1)} ${at.toFixed(1)}"></path>` : ''}
  <text class="end path-label t${entry + 1} ${faded(entry) ? 'faded' : ''}" x=${(x + (left ? -9 : 9)).toFixed(1)} y=${(at + 4).toFixed(1)} text-anchor=${left ? 'end' : 'start'}>${text}</text>`);
