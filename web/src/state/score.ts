/** What a reader has answered so far, as data: checked when read, since storage may hold anything. Pure. */
import { isQuizId } from './quiz.ts';

export interface Outcome {
  /** How often it was answered, up to the first right answer. */
  tries: number;
  /** At which attempt it was right; 0: not yet. */
  solvedAt: number;
  /** The day of the last attempt, as YYYY-MM-DD. */
  day: string;
}
export type Score = ReadonlyMap<string, Outcome>;

/** More attempts are counted as this many; more quizzes than these are nobody's. */
export const mostTries = 15;
const mostQuizzes = 500;

const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^20\d\d-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

/** Today where the reader is. */
export function today(now = new Date()): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The score after one more answer. A quiz once solved stays as it was. */
export function recorded(score: Score, id: string, right: boolean, day: string): Score {
  const before = score.get(id) ?? { tries: 0, solvedAt: 0, day };
  if (before.solvedAt > 0) return score;
  const tries = Math.min(mostTries, before.tries + 1);
  return new Map(score).set(id, { tries, solvedAt: right ? tries : 0, day });
}

export const toStored = (score: Score): string => JSON.stringify({ v: 1, score: Object.fromEntries(score) });

/** Whatever of a stored text makes sense; nothing else. */
export function fromStored(text: string | null): Score {
  const score = new Map<string, Outcome>();
  let raw: unknown;
  try { raw = JSON.parse(text ?? 'null'); } catch { return score; }
  const { v, score: entries } = Object(raw) as { v?: unknown; score?: unknown };
  if (v !== 1 || typeof entries !== 'object' || entries === null) return score;
  for (const [id, value] of Object.entries(entries).slice(0, mostQuizzes)) {
    const { tries, solvedAt, day } = Object(value) as Partial<Outcome>;
    const whole = (n: unknown): n is number => Number.isInteger(n) && (n as number) >= 0 && (n as number) <= mostTries;
    if (isQuizId(id) && whole(tries) && tries > 0 && whole(solvedAt) && solvedAt <= tries && isDay(day)) score.set(id, { tries, solvedAt, day });
  }
  return score;
}

/** How many of these quizzes were answered, right, and right at once. */
export function tally(score: Score, ids: Iterable<string>): { all: number; tried: number; right: number; first: number } {
  const count = { all: 0, tried: 0, right: 0, first: 0 };
  for (const id of ids) {
    const outcome = score.get(id);
    count.all++;
    if (outcome) count.tried++;
    if (outcome?.solvedAt) count.right++;
    if (outcome?.solvedAt === 1) count.first++;
  }
  return count;
}
