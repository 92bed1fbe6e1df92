/** What the runs have shown, in a sentence made of their own numbers. */
import type { Key } from '../../i18n/i18n.ts';
import { percent } from '../../state/format.ts';
import type { CaseRun } from './model.ts';

/** Better than guessing by less than this factor is guessing. */
const guessing = 1.5;

export interface Finding { key: Key<'case'>; values: Record<string, string> }

export function findings(runs: CaseRun[], names: string[], classes: number): Finding[] {
  const ended = runs.map(({ course }, i) => ({ name: names[i], accuracy: course.accuracy.at(-1) ?? NaN, status: course.status }));
  const found: Finding[] = [];
  const stuck = ended.filter(({ accuracy }) => accuracy < guessing / classes), moved = ended.filter((run) => !stuck.includes(run)).sort((a, b) => b.accuracy - a.accuracy);
  const list = (some: typeof ended) => some.map(({ name, accuracy }) => `${name} (${percent(accuracy)})`).join(', ');
  if (stuck.length) found.push({ key: 'found.stuck', values: { names: list(stuck), guess: percent(1 / classes, 0) } });
  if (moved.length === 1) found.push({ key: 'found.one', values: { name: moved[0].name, accuracy: percent(moved[0].accuracy) } });
  if (moved.length > 1) {
    const best = moved[0], last = moved[moved.length - 1];
    found.push({ key: 'found.order', values: { best: best.name, most: percent(best.accuracy), last: last.name, least: percent(last.accuracy) } });
  }
  for (const run of ended.filter(({ status }) => status === 'diverged' || status === 'failed')) found.push({ key: 'found.broke', values: { name: run.name } });
  return found;
}
