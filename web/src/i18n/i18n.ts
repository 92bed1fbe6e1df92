/**
 * The texts. One folder a language in web/content, one JSON file of flat keys a topic; each is loaded when first needed.
 * Every element and page listens, so the language changes under the reader's hand and nothing else does.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type catalog from '../../content/en/catalog.json';
import type functionLab from '../../content/en/function.json';
import type networkLab from '../../content/en/network.json';
import type runs from '../../content/en/runs.json';
import type insight from '../../content/en/insight.json';
import type data from '../../content/en/data.json';
import type average from '../../content/en/average.json';
import type backprop from '../../content/en/backprop.json';
import type quiz from '../../content/en/quiz.json';
import type map from '../../content/en/map.json';
import type landscape from '../../content/en/landscape.json';
import type race from '../../content/en/race.json';
import type conventions from '../../content/en/conventions.json';
import type family from '../../content/en/family.json';
import type schedule from '../../content/en/schedule.json';
import type errata from '../../content/en/errata.json';
import type worked from '../../content/en/worked.json';
import type course from '../../content/en/course.json';
import type caseStudy from '../../content/en/case.json';
import type float from '../../content/en/float.json';
import type author from '../../content/en/author.json';
import type worksheet from '../../content/en/worksheet.json';
import type page from '../../content/en/page.json';
import type errors from '../../content/en/errors.json';
import type embed from '../../content/en/embed.json';

/** The topics and their keys, as the English files define them. */
export interface Topics {
  page: typeof page;
  errors: typeof errors;
  embed: typeof embed;
  function: typeof functionLab;
  network: typeof networkLab;
  runs: typeof runs;
  insight: typeof insight;
  data: typeof data;
  race: typeof race;
  schedule: typeof schedule;
  average: typeof average;
  conventions: typeof conventions;
  family: typeof family;
  backprop: typeof backprop;
  quiz: typeof quiz;
  worked: typeof worked;
  errata: typeof errata;
  course: typeof course;
  float: typeof float;
  case: typeof caseStudy;
  map: typeof map;
  landscape: typeof landscape;
  author: typeof author;
  worksheet: typeof worksheet;
  catalog: typeof catalog;
}
export type Topic = keyof Topics;
export type Key<T extends Topic> = keyof Topics[T] & string;
/** Quizzes bring their texts by group: topics of their own, whose keys only the content knows. */
export type QuizTopic = `quizzes/${string}`;
type Texts = Record<string, string>;

export const languages = [
  { id: 'en', name: 'English' },
  { id: 'vi', name: 'Tiếng Việt' },
] as const;
export type Language = (typeof languages)[number]['id'];

export const isLanguage = (id: string | null | undefined): id is Language => languages.some((l) => l.id === id);

const files = import.meta.glob<Texts>(['../../content/*/*.json', '../../content/*/quizzes/*.json'], { import: 'default' });
const loaded = new Map<string, Texts>();
const topics = new Set<string>();
const changes = new EventTarget();
let current: Language = initialLanguage();

function initialLanguage(): Language {
  if (typeof location === 'undefined') return 'en';
  const decided = document.documentElement.dataset.language; // by theme.js, on the lab's own pages
  if (isLanguage(decided)) return decided;
  const asked = new URLSearchParams(location.search).get('lang');
  if (isLanguage(asked)) return asked;
  try {
    const kept = localStorage.getItem('descent-language');
    if (isLanguage(kept)) return kept;
  } catch { /* storage refused */ }
  const found = navigator.languages?.map((l) => l.slice(0, 2)).find(isLanguage);
  return found ?? 'en';
}

export const language = (): Language => current;

/** Loads what is in use, or on its way, in the new language first, so that no text is ever missing. Pages of others keep nothing. */
export async function setLanguage(next: Language, keep = true): Promise<void> {
  await Promise.all([...topics].map((topic) => load(next, topic)));
  current = next;
  if (keep) try { localStorage.setItem('descent-language', next); } catch { /* storage refused */ }
  changes.dispatchEvent(new Event('change'));
}

/** On pages of others an element may speak another language than the page: `spoken` says which. */
export interface Speaking { spoken?: Language }
const alsoSpoken = new Set<Language>();

/** From now on every topic comes in this language as well. */
export async function alsoSpeak(lang: Language): Promise<void> {
  alsoSpoken.add(lang);
  await Promise.all([...topics].map((topic) => load(lang, topic)));
}

/** Runs `draw` with another language in use. */
export function inLanguage<R>(lang: Language | undefined, draw: () => R): R {
  const before = current;
  current = lang ?? before;
  try { return draw(); } finally { current = before; }
}

export function onLanguage(listener: () => void): () => void {
  changes.addEventListener('change', listener);
  return () => changes.removeEventListener('change', listener);
}

async function load(lang: Language, topic: string): Promise<void> {
  const key = `${lang}/${topic}`;
  topics.add(topic);
  if (loaded.has(key)) return;
  const file = files[`../../content/${key}.json`];
  if (!file) throw new Error(`no texts: ${key}`);
  loaded.set(key, await file());
}

export const loadTopics = (...wanted: (Topic | QuizTopic)[]): Promise<unknown> =>
  Promise.all(wanted.flatMap((topic) => [...new Set([current, ...alsoSpoken])].map((lang) => load(lang, topic))));

/** Fills {name} in a text. */
export const fill = (text: string, values: Record<string, string | number> = {}): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));

/** A text, or undefined where the language has none under this key (or is not loaded yet). */
export const lookup = (topic: Topic | QuizTopic, key: string): string | undefined => loaded.get(`${current}/${topic}`)?.[key];

/** Gives an element its texts and redraws it when the language changes. `ready` is false until they are there. */
export class Texter<T extends Topic> implements ReactiveController {
  ready = false;
  private stop?: () => void;

  constructor(private host: ReactiveControllerHost, private topic: T, ...more: Topic[]) {
    host.addController(this);
    void loadTopics(topic, 'errors', ...more).then(() => {
      this.ready = true;
      host.requestUpdate();
    });
  }
  hostConnected() { this.stop = onLanguage(() => this.host.requestUpdate()); }
  hostDisconnected() { this.stop?.(); }

  readonly t = (key: Key<T>, values?: Record<string, string | number>): string =>
    fill(inLanguage((this.host as Speaking).spoken, () => lookup(this.topic, key)) ?? key, values);
}
