// Brings the lessons into the page's build: each becomes a chunk of its own, read, checked and turned to HTML while building.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Exam } from '../lesson/exam.ts';
import { html, toHtml } from '../lesson/lesson-html.ts';
import { type CourseLevel, type Language, type Lesson, type LessonEntry, type LevelSummary, problemLine } from '../lesson/lesson.ts';
import { type LessonFiles, readCourse, readExam, readGlossary, readLesson } from '../lesson/read-lesson.ts';
import type { OwnCourse } from './own-course.ts';

/** As much of vite's development server as is used here. */
export interface DevServer {
  readonly watcher: { on(event: 'all', listener: (event: string, file: string) => void): unknown };
  readonly moduleGraph: { getModuleById(id: string): object | undefined; invalidateModule(module: object): void };
  readonly ws: { send(message: { readonly type: 'full-reload' } | { readonly type: 'error'; readonly err: { readonly message: string; readonly stack: string } }): void };
}

/** As much of vite's plugin as is used here. */
interface LessonPlugin {
  readonly name: string;
  configureServer(server: object): void;
  resolveId(id: string): string | null;
  load(this: { addWatchFile(path: string): void }, id: string): string | null;
}

const INDEX = 'virtual:lessons';
const ONE = 'virtual:lesson/';
const GLOSSARY = 'virtual:glossary';
const EXAM = 'virtual:exam/';
const SUMMARY = 'virtual:summary/';
const FILES = ['lesson.yaml', 'exam.yaml', 'pt.md', 'en.md'];

/** Which lessons the page has: all below a folder, or those of a course of one's own. */
interface Shelf {
  readonly lessons: readonly string[];
  readonly exams: readonly string[];
  /** The folder below which a lesson's path stands. */
  readonly baseOf: (path: string) => string;
  readonly levels: (entries: readonly LessonEntry[]) => readonly CourseLevel[];
  /** The number that a lesson has in this course; null for its own. */
  readonly numberOf: (path: string) => number | null;
}

function shelfOf(folder: string, course: OwnCourse | null): Shelf {
  if (course !== null) return { ...course, numberOf: (path) => course.lessons.indexOf(path) + 1 };
  const lessons = lessonPaths(folder).filter((path) => !isOfOwnCourse(folder, path));
  const exams = examPaths(folder).filter((path) => !isOfOwnCourse(folder, path));
  return { lessons, exams, baseOf: () => folder, levels: (entries) => levelsOf(folder, entries, exams), numberOf: () => null };
}

/** Whether a lesson stands below a course.yaml of one's own: the page has it only where it is built for that course. */
function isOfOwnCourse(folder: string, path: string): boolean {
  return path.split('/').some((_, at, parts) => at > 0 && existsSync(join(folder, ...parts.slice(0, at), 'course.yaml')));
}

/** The plugin for the lessons below this folder, or for those of a course of one's own. */
export function lessonPlugin(folder: string, course: OwnCourse | null = null): LessonPlugin {
  let writing = false;
  const files = (path: string): readonly string[] => Object.keys(lessonFiles(shelfOf(folder, course).baseOf(path), path)).map((file) => join(shelfOf(folder, course).baseOf(path), path, file));
  return {
    name: 'correnteza-lessons',
    configureServer(server) {
      writing = true;
      if (isDevServer(server)) reloadAtChanges(server, folder);
    },
    resolveId: (id) => (id === INDEX || id === GLOSSARY || id.startsWith(ONE) || id.startsWith(EXAM) || id.startsWith(SUMMARY) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith('\0virtual:')) return null;
      const shelf = shelfOf(folder, course);
      if (id === `\0${INDEX}`) return indexModule(shelf, writing);
      if (id === `\0${GLOSSARY}`) {
        const file = join(folder, 'glossary.yaml');
        this.addWatchFile(file);
        return `export default ${JSON.stringify(readGlossary('lessons/glossary.yaml', readFileSync(file, 'utf8')).words)};`;
      }
      if (id.startsWith(`\0${EXAM}`)) {
        const exam = id.slice(EXAM.length + 1);
        for (const file of files(exam)) this.addWatchFile(file);
        return `export default ${JSON.stringify(toHtml(readExamFolder(shelf.baseOf(exam), exam)))};`;
      }
      if (id.startsWith(`\0${SUMMARY}`)) return `export default ${JSON.stringify(summaryOf(shelf, id.slice(SUMMARY.length + 1)))};`;
      if (!id.startsWith(`\0${ONE}`)) return null;
      const path = id.slice(ONE.length + 1);
      for (const file of files(path)) this.addWatchFile(file);
      return `export default ${JSON.stringify(toHtml(readNumbered(shelf, path)))};`;
    },
  };
}

/** A lesson with the number that it has in this course. */
function readNumbered(shelf: Shelf, path: string): Lesson {
  const lesson = readFolder(shelf.baseOf(path), path);
  return { ...lesson, number: shelf.numberOf(path) ?? lesson.number };
}

function isDevServer(server: object): server is DevServer {
  return 'watcher' in server && 'moduleGraph' in server && 'ws' in server;
}

/** A saved file of a lesson is read again and the page reloaded; what is wrong in it is shown over the page, with file, line and remedy. */
export function reloadAtChanges(server: DevServer, folder: string): void {
  server.watcher.on('all', (_event, file) => {
    const below = relative(folder, file).replaceAll('\\', '/');
    if (below.startsWith('..') || !/\.(yaml|md)$/.test(below)) return;
    const path = below.slice(0, Math.max(0, below.lastIndexOf('/')));
    for (const id of [INDEX, GLOSSARY, `${ONE}${path}`, `${EXAM}${path}`, `${SUMMARY}${path.split('/')[1] ?? ''}`]) {
      const known = server.moduleGraph.getModuleById(`\0${id}`);
      if (known !== undefined) server.moduleGraph.invalidateModule(known);
    }
    const problems = existsSync(join(folder, path, 'lesson.yaml')) ? readLesson(path, lessonFiles(folder, path)).problems : [];
    const message = problems.map((problem) => problemLine(problem)).join('\n');
    if (message === '') server.ws.send({ type: 'full-reload' });
    else server.ws.send({ type: 'error', err: { message: `\n${message}\n`, stack: '' } });
  });
}

/** The paths of all lessons, in the order of the course. */
export function lessonPaths(folder: string, below = ''): string[] {
  const here = readdirSync(join(folder, below)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (here.includes('lesson.yaml')) return [below];
  return here.filter((name) => statSync(join(folder, below, name)).isDirectory()).flatMap((name) => lessonPaths(folder, below === '' ? name : `${below}/${name}`));
}

/** The paths of all exams. */
export function examPaths(folder: string, below = ''): string[] {
  const here = readdirSync(join(folder, below)).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  if (here.includes('exam.yaml')) return [below];
  return here.filter((name) => statSync(join(folder, below, name)).isDirectory()).flatMap((name) => examPaths(folder, below === '' ? name : `${below}/${name}`));
}

/** The files of one lesson; those that are not there are left out. */
export function lessonFiles(folder: string, path: string): LessonFiles {
  const there = readdirSync(join(folder, path));
  return Object.fromEntries(FILES.filter((name) => there.includes(name)).map((name) => [name, readFileSync(join(folder, path, name), 'utf8')]));
}

/** A lesson, or an error that lists what is wrong in its files. */
function readFolder(folder: string, path: string): Lesson {
  const { lesson, problems } = readLesson(path, lessonFiles(folder, path));
  if (lesson === null) throw new Error(`\n${problems.map((problem) => problemLine(problem)).join('\n')}\n`);
  return lesson;
}

function readExamFolder(folder: string, path: string): Exam {
  const { exam, problems } = readExam(path, lessonFiles(folder, path));
  if (exam === null) throw new Error(`\n${problems.map((problem) => problemLine(problem)).join('\n')}\n`);
  return exam;
}

/** While lessons are written, one with a mistake is left out, and the others can be opened; a build wants all of them right. */
function indexModule(shelf: Shelf, writing: boolean): string {
  const paths = shelf.lessons.filter((path) => !writing || readLesson(path, lessonFiles(shelf.baseOf(path), path)).lesson !== null);
  const lessons = paths.map((path) => readNumbered(shelf, path));
  const entries = lessons.map(({ path, number, minutes, texts }): LessonEntry => ({ path, number, minutes, title: { pt: texts.pt.title, en: texts.en.title } }));
  const loaders = lessons.map(({ path }) => `${JSON.stringify(path)}: () => import(${JSON.stringify(ONE + path)})`);
  const levels = shelf.levels(entries);
  const written = levels.filter((level) => level.lessons.some((lesson) => lesson.path !== null));
  const summaries = written.map(({ id }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(SUMMARY + id)})`);
  const examLoaders = shelf.exams.map((path) => `${JSON.stringify(path)}: () => import(${JSON.stringify(EXAM + path)})`);
  return `export const entries = ${JSON.stringify(entries)};\nexport const levels = ${JSON.stringify(levels)};\nexport const examLoaders = {${examLoaders.join(', ')}};\nexport const loaders = {${loaders.join(', ')}};\nexport const summaryLoaders = {${summaries.join(', ')}};\nexport const loadGlossary = () => import(${JSON.stringify(GLOSSARY)});\n`;
}

/** The levels of the course that all lessons belong to. */
function levelsOf(folder: string, entries: readonly LessonEntry[], exams: readonly string[]): readonly CourseLevel[] {
  const file = join(folder, 'course.yaml');
  const { levels, problems } = readCourse('lessons/course.yaml', existsSync(file) ? readFileSync(file, 'utf8') : '[]', entries, exams);
  if (problems.length > 0) throw new Error(`\n${problems.map((problem) => problemLine(problem)).join('\n')}\n`);
  return levels;
}

/** What the lessons of a level taught: their summaries, or where they have none what their last step says. */
function summaryOf(shelf: Shelf, level: string): LevelSummary {
  const all = shelf.lessons.flatMap((path) => readLesson(path, lessonFiles(shelf.baseOf(path), path)).lesson ?? []).map((lesson) => ({ ...lesson, number: shelf.numberOf(lesson.path) ?? lesson.number }));
  const entries = all.map(({ path, number, minutes, texts }): LessonEntry => ({ path, number, minutes, title: { pt: texts.pt.title, en: texts.en.title } }));
  const paths = shelf.levels(entries).find(({ id }) => id === level)?.lessons.map(({ path }) => path) ?? [];
  const lessons = all.filter(({ path }) => paths.includes(path));
  const text = (lesson: Lesson, language: Language): { readonly title: string; readonly learned: string; readonly reading: string } => {
    const { title, summary, reading = '', steps } = lesson.texts[language];
    return { title, learned: html(summary ?? steps[lesson.steps.at(-1)?.id ?? '']?.body ?? ''), reading: html(reading) };
  };
  return { lessons: lessons.map((lesson) => ({ path: lesson.path, number: lesson.number, texts: { pt: text(lesson, 'pt'), en: text(lesson, 'en') } })) };
}
