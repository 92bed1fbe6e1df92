/** The quizzes of every group, fetched when first wanted: the questions once, their texts in the language in use. */
import { loadTopics, type QuizTopic } from '../../i18n/i18n.ts';
import { groupOf, type Quiz } from '../../state/quiz.ts';

const files = import.meta.glob<Quiz[]>('../../../content/quizzes/*.json', { import: 'default' });
const lessons = import.meta.glob<unknown>('../../../content/course.json', { import: 'default' });
const groups = new Map(Object.entries(files).map(([path, load]) => [path.replace(/^.*\/(.*)\.json$/, '$1'), load]));

export const topicOf = (group: string): QuizTopic => `quizzes/${group}`;
export const hasGroup = (group: string): boolean => groups.has(group);

/** A group's quizzes in order, its texts loaded. */
export async function loadGroup(group: string): Promise<Quiz[]> {
  const load = groups.get(group);
  if (!load) return [];
  const [quizzes] = await Promise.all([load(), loadTopics(topicOf(group))]);
  return quizzes;
}

export async function loadQuiz(id: string): Promise<Quiz | undefined> {
  return (await loadGroup(groupOf(id))).find((quiz) => quiz.id === id);
}

/** The groups there are: the lecture's own first, then as the course orders its lessons. */
export async function groupNames(): Promise<string[]> {
  const course = JSON.stringify((await Object.values(lessons)[0]?.().catch(() => undefined)) ?? '');
  const place = (group: string) => {
    const at = course.indexOf(`"${group}"`);
    return group === 'lecture' ? -1 : at < 0 ? Infinity : at;
  };
  return [...groups.keys()].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}
