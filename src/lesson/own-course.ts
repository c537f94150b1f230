// Reads a course.yaml of one's own: its title, and its lessons one after the other or in parts; what is wrong in it is said with line and remedy.
import * as v from 'valibot';
import type { Language, LessonProblem } from './lesson.ts';
import { worldSchema, type WorldFile } from './schema.ts';
import { YamlReader } from './yaml-reader.ts';

type Said = Readonly<Record<Language, string>>;

/** A part of a course: what its map shows as one heading. */
export interface CoursePart {
  readonly title: Said;
  readonly story: Said;
  readonly sandbox: WorldFile | null;
  /** As they are written: a folder below the course's own, or the path of a lesson that is there already. */
  readonly lessons: readonly string[];
  readonly exam: string | null;
}

export interface CourseFile {
  readonly title: Said;
  readonly parts: readonly CoursePart[];
}

const text = v.pipe(v.string(), v.minLength(1, 'must not be empty'));
const said = v.strictObject({ pt: text, en: text }, 'a text in both languages, for example { pt: Minha disciplina, en: My subject }');
const path = v.pipe(v.string(), v.regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*$/, 'a lesson is named by its folder in small letters, for example 01-our-shop or kafka/3-kafka/07-topic-is-a-log'));
const lessons = v.pipe(v.array(path, 'a list of lessons, one a line behind a hyphen'), v.minLength(1, 'names at least one lesson'), v.maxLength(200, 'names at most 200 lessons'));
const part = v.strictObject({ title: said, story: v.optional(said), sandbox: v.optional(worldSchema), lessons, exam: v.optional(path) });

/** What a course.yaml of one's own may hold: lessons in a row, or parts of lessons, and nothing of both. */
const ownCourseSchema = v.strictObject({ title: said, story: v.optional(said), lessons: v.optional(lessons), parts: v.optional(v.pipe(v.array(part), v.minLength(1, 'has at least one part'), v.maxLength(20, 'has at most 20 parts'))) });

const NOTHING: Said = { pt: '', en: '' };

/** The course that a file tells of, or null and what is wrong in it. `isThere` says whether a lesson (or an exam) can be found. */
export function readOwnCourse(file: string, source: string, isThere: (path: string, kind: 'lesson' | 'exam') => boolean): { readonly course: CourseFile | null; readonly problems: readonly LessonProblem[] } {
  const reader = new YamlReader(file, source);
  const parsed = reader.read(ownCourseSchema);
  if (parsed === null) return { course: null, problems: reader.problems };
  const { title, story = NOTHING, lessons: row, parts = [] } = parsed;
  if ((row === undefined) === (parsed.parts === undefined)) reader.add([], row === undefined ? 'the course has no lessons' : 'the course has lessons and parts', 'list its lessons under "lessons:", or under the "lessons:" of its "parts:"');
  const all: CoursePart[] = [
    ...(row === undefined ? [] : [{ title, story, sandbox: null, lessons: row, exam: null }]),
    ...parts.map((one): CoursePart => ({ title: one.title, story: one.story ?? NOTHING, sandbox: one.sandbox ?? null, lessons: one.lessons, exam: one.exam ?? null })),
  ];
  const seen = new Set<string>();
  all.forEach((one, at) => {
    const place = row === undefined ? ['parts', at] : [];
    one.lessons.forEach((lesson, index) => {
      if (!isThere(lesson, 'lesson')) reader.add([...place, 'lessons', index], `there is no lesson "${lesson}"`, 'name a folder beside this file that has a lesson.yaml, or a lesson below lessons/ such as kafka/3-kafka/07-topic-is-a-log');
      if (seen.has(lesson)) reader.add([...place, 'lessons', index], `the lesson "${lesson}" stands twice`, 'name each lesson once');
      seen.add(lesson);
    });
    if (one.exam !== null && !isThere(one.exam, 'exam')) reader.add([...place, 'exam'], `there is no exam "${one.exam}"`, 'name a folder that has an exam.yaml, such as kafka/3-kafka/exam');
  });
  return reader.problems.length > 0 ? { course: null, problems: reader.problems } : { course: { title, parts: all }, problems: [] };
}
