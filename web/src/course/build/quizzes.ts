/** Which questions exist: web/content/quizzes/<group>.json, the group being the id's first part. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleOf, type Course } from './course.ts';
import { CourseError } from './source.ts';

/** False while the group of questions (or the widget that asks them) is not written. @throws CourseError where it lacks this one */
export function quizExists(course: Course, id: string, where: string): boolean {
  const [group] = id.split('.'), path = join(course.content, 'quizzes', `${group}.json`);
  if (!existsSync(path) || !moduleOf(course, 'descent-quiz')) return false;
  const list = JSON.parse(readFileSync(path, 'utf8')) as { id: string }[];
  if (!list.some((quiz) => quiz.id === id)) throw new CourseError(where, `quizzes/${group}.json has no question "${id}"; it has ${list.map((quiz) => quiz.id).join(', ')}`);
  return true;
}
