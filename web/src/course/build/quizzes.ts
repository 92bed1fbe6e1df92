/** Which questions exist: web/content/quizzes/<group>.json, the group being the id's first part. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Quiz } from '../../state/quiz.ts';
import { moduleOf, type Course } from './course.ts';
import { CourseError } from './source.ts';

/** Undefined while the group of questions (or the widget that asks them) is not written. @throws CourseError where it lacks this one */
export function quizOf(course: Course, id: string, where: string): Quiz | undefined {
  const [group] = id.split('.'), path = join(course.content, 'quizzes', `${group}.json`);
  if (!existsSync(path) || !moduleOf(course, 'descent-quiz')) return undefined;
  const list = JSON.parse(readFileSync(path, 'utf8')) as Quiz[];
  const quiz = list.find((one) => one.id === id);
  if (!quiz) throw new CourseError(where, `quizzes/${group}.json has no question "${id}"; it has ${list.map((one) => one.id).join(', ')}`);
  return quiz;
}
