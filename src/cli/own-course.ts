// A course of one's own: a folder with a course.yaml, whose lessons are its own or those that are there already.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type CourseLevel, type Language, type LessonEntry, problemLine } from '../lesson/lesson.ts';
import { type CoursePart, readOwnCourse } from '../lesson/own-course.ts';
import { sandboxRun } from '../lesson/read-lesson.ts';

/** A course that was found and read. */
export interface OwnCourse {
  readonly title: Readonly<Record<Language, string>>;
  /** Its course.yaml. */
  readonly file: string;
  /** The paths of its lessons in their order, and of its exams. */
  readonly lessons: readonly string[];
  readonly exams: readonly string[];
  /** The folder below which a path of it stands. */
  readonly baseOf: (path: string) => string;
  readonly levels: (entries: readonly LessonEntry[]) => readonly CourseLevel[];
}

/** The environment's name for the folder of the course that the page is built for: the build command sets it. */
const VARIABLE = 'CORRENTEZA_COURSE';

/** The folder of the course that the page is built for; null for the whole course of Correnteza. */
export function courseFolder(): string | null {
  const given = process.env[VARIABLE];
  return given === undefined || given === '' ? null : resolve(given);
}

export function setCourseFolder(folder: string): void {
  process.env[VARIABLE] = folder;
}

/** Reads the course in this folder, or throws an error that lists what is wrong, where, and what to do about it. `lessons` is the folder of the lessons that are there already. */
export function openCourse(folder: string, lessons: string): OwnCourse {
  const file = join(folder, 'course.yaml');
  const shown = relative(process.cwd(), file);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`there is no folder ${relative(process.cwd(), folder)}: name the folder of a course, such as lessons/my-course`);
  if (!existsSync(file)) throw new Error(`${shown}:1: the course has no course.yaml: write one, see "A course of your own" in docs/lessons.md`);
  if (!/^[a-z0-9-]+$/.test(basename(folder))) throw new Error(`${relative(process.cwd(), folder)}: the folder's name has other letters than a to z, digits and hyphens: rename it, progress is kept under its name`);
  const own = (path: string, kind: string): boolean => existsSync(join(folder, path, `${kind}.yaml`));
  const { course, problems } = readOwnCourse(shown, readFileSync(file, 'utf8'), (path, kind) => own(path, kind) || existsSync(join(lessons, path, `${kind}.yaml`)));
  if (course === null) throw new Error(problems.map((problem) => problemLine(problem)).join('\n'));
  const named = (path: string, kind: string): string => (own(path, kind) ? `${nameOf(folder, lessons)}/${path}` : path);
  const parts = course.parts.map((part) => ({ ...part, lessons: part.lessons.map((path) => named(path, 'lesson')), exam: part.exam === null ? null : named(part.exam, 'exam') }));
  const ownPrefix = `${nameOf(folder, lessons)}/`;
  return {
    title: course.title, file, lessons: parts.flatMap((part) => part.lessons), exams: [...new Set(parts.flatMap(({ exam }) => exam ?? []))],
    baseOf: (path) => (path.startsWith(ownPrefix) && !isBelow(folder, lessons) ? dirname(folder) : lessons),
    levels: (entries) => parts.map((part, at) => levelOf(part, at, entries)),
  };
}

function isBelow(folder: string, lessons: string): boolean {
  return !relative(lessons, folder).startsWith('..');
}

/** What the paths of its own lessons begin with: as all lessons', where the course stands among them. */
function nameOf(folder: string, lessons: string): string {
  return isBelow(folder, lessons) ? relative(lessons, folder).replaceAll('\\', '/') : basename(folder);
}

function levelOf({ title, story, sandbox, lessons, exam }: CoursePart, at: number, entries: readonly LessonEntry[]): CourseLevel {
  const id = `${at + 1}-part`;
  const listed = lessons.flatMap((path) => entries.find((entry) => entry.path === path) ?? []);
  return { id, title, story, exam, sandbox: sandbox === null ? null : sandboxRun(id, sandbox), lessons: listed.map(({ path, number, title: called, minutes }) => ({ path, number, title: called, minutes })) };
}
