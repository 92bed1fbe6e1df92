/** Colours and patterns of the classes, from the theme's tokens. */
import type { Rgb } from '../../plots/contours.ts';
import { patterns, rampColors, type Paint, type Pattern } from '../../plots/map-picture.ts';
import type { PixelClass } from './classes.ts';

/** As many hues as there are; the patterns go round at another pace, so that no two classes look alike for long. */
const hues = 6;
const minimumPatterns = patterns.slice(0, 6);

export interface Palette { line: Rgb; paint: (all: PixelClass[]) => (cls: PixelClass) => Paint }

/** Reads the tokens where `probe` stands. */
export function palette(probe: HTMLElement): Palette {
  const read = (name: string): Rgb => {
    probe.style.color = `var(${name})`;
    return (getComputedStyle(probe).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;
  };
  const token = (fill: string, ink: string, pattern: Pattern): Paint => ({ fill: read(fill), ink: read(ink), pattern });
  const fixed = { none: token('--map-none', '--map-none-ink', 'specks'), away: token('--map-bad', '--map-bad-ink', 'upright'), diverged: token('--map-bad', '--map-bad-ink', 'grid') };
  const line = read('--map-line');
  return {
    line,
    paint: (all) => {
      const ramp = rampColors(all.filter((cls) => cls.kind === 'band').length);
      return (cls) => {
        if (cls.kind === 'band') return { fill: ramp[cls.index], ink: ramp[cls.index], pattern: 'plain' };
        if (cls.kind !== 'minimum') return fixed[cls.kind];
        return token(`--map-${(cls.k % hues) + 1}`, `--map-${(cls.k % hues) + 1}-ink`, minimumPatterns[(cls.k + Math.floor(cls.k / hues)) % minimumPatterns.length]);
      };
    },
  };
}
