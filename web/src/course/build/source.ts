/**
 * What a course is made of, as it lies in web/content: the order (course.json), for every lesson what its languages share
 * (lessons/<slug>.json) and its prose (<language>/lessons/<slug>.md). Runs in Node, at build time.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AverageRequest } from '../../engine/types.ts';

/** A mistake in the content, told so that its author finds it. */
export class CourseError extends Error {
  constructor(where: string, what: string) {
    super(`${where}: ${what}`);
    this.name = 'CourseError';
    this.stack = `${this.name}: ${this.message}`; // the place in the content counts, not the one in this code
  }
}

/** A run: the state string of a function figure; or one repeated in another arithmetic than the core's, as an exhibit. */
export type RunSource = string | { state: string; arithmetic: 'float32' | 'float32-flush' };

export interface FigureSource {
  /** The custom element's name. */
  element: string;
  /** A name among the lesson's runs. */
  run?: string;
  /** Address keys; merged over the run's. */
  state?: string;
  hide?: string;
  lock?: string;
}
/** A reading of a run, or the t-th value of a moving average, `[t]`, counted from 1. */
export type NumberSource = { take: string; digits?: number } & ({ run: string; average?: undefined } | { average: AverageRequest; run?: undefined });
export interface TableSource {
  /** Whose steps the rows are; a table of moving averages has `averages` in its place. */
  run?: string;
  steps: number[];
  /** Readings without the step: `x`, `f`, `gradient`, `x[1]` (a coordinate), `state.v`, `lr`. */
  columns?: string[];
  /** Columns that are moving averages, by a name of their own; rows count from 1. */
  averages?: Record<string, AverageRequest>;
  digits?: number;
  /** TeX of a column's heading where the usual one does not serve; `t` is the first column. */
  heads?: Record<string, string>;
  /** TeX that stands in the first column in the place of the steps. */
  labels?: string[];
  /** What slides print, as printed: column, step, text. */
  slides?: Record<string, Record<string, string>>;
}
export interface Reference { text: string; url?: string }

/** lessons/<slug>.json */
export interface LessonJson {
  lectures: string[];
  runs: Record<string, RunSource>;
  figures: Record<string, FigureSource>;
  numbers: Record<string, NumberSource>;
  tables: Record<string, TableSource>;
  quiz: string[];
  references: Reference[];
}

export interface Chapter { id: string; lessons: string[] }

/** A lesson whose files are all there. */
export interface LessonSource extends LessonJson {
  slug: string;
  /** The Markdown, by language. */
  markdown: Record<string, string>;
}

export interface CourseSource {
  content: string;
  languages: string[];
  /** As course.json lists them, written or not. */
  chapters: Chapter[];
  /** In the course's order; only those that exist. */
  lessons: LessonSource[];
  /** Texts of the topic `course`, by language. */
  texts: Record<string, Record<string, string>>;
}

const parse = <T>(path: string, where: string): T => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new CourseError(where, `is no JSON: ${(error as Error).message}`);
  }
};

/** Every language has a folder of texts; English, the one that is shown without scripts, comes first. */
export const languagesOf = (content: string): string[] =>
  readdirSync(content).filter((name) => existsSync(join(content, name, 'page.json'))).sort((a, b) => Number(b === 'en') - Number(a === 'en') || a.localeCompare(b));

function readLesson(content: string, languages: string[], slug: string): LessonSource | undefined {
  const shared = join(content, 'lessons', `${slug}.json`), prose = languages.map((l) => join(content, l, 'lessons', `${slug}.md`));
  if (![shared, ...prose].every((path) => existsSync(path))) return undefined;
  const where = `lessons/${slug}.json`, json = parse<Partial<LessonJson>>(shared, where);
  const known = new Set(['lectures', 'runs', 'figures', 'numbers', 'tables', 'quiz', 'references']);
  for (const key of Object.keys(json)) if (!known.has(key)) throw new CourseError(where, `there is no "${key}" in a lesson; it has ${[...known].join(', ')}`);
  return {
    lectures: [], runs: {}, figures: {}, numbers: {}, tables: {}, quiz: [], references: [], ...json, slug,
    markdown: Object.fromEntries(languages.map((l, i) => [l, readFileSync(prose[i], 'utf8')])),
  };
}

/** Reads the course; lessons that lack one of their files are left out. @throws CourseError */
export function readCourse(content: string): CourseSource {
  const languages = languagesOf(content);
  const { chapters } = parse<{ chapters: Chapter[] }>(join(content, 'course.json'), 'course.json');
  const lessons = chapters.flatMap((chapter) => chapter.lessons).flatMap((slug) => readLesson(content, languages, slug) ?? []);
  const texts = Object.fromEntries(languages.map((l) => [l, parse<Record<string, string>>(join(content, l, 'course.json'), `${l}/course.json`)]));
  return { content, languages, chapters, lessons, texts };
}
