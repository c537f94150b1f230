// Brings the lessons into the page's build: each becomes a chunk of its own, read, checked and turned to HTML while building.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import rehypeSanitize, { defaultSchema, type Options as Schema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import type { Exam } from '../lesson/exam.ts';
import { LANGUAGES, type Language, type Lesson, type LessonEntry, type LessonText, type LevelSummary, problemLine, type StepText } from '../lesson/lesson.ts';
import { type LessonFiles, readCourse, readExam, readGlossary, readLesson } from '../lesson/read-lesson.ts';

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

/** The plugin for the lessons below this folder. */
export function lessonPlugin(folder: string): LessonPlugin {
  let writing = false;
  return {
    name: 'correnteza-lessons',
    configureServer(server) {
      writing = true;
      if (isDevServer(server)) reloadAtChanges(server, folder);
    },
    resolveId: (id) => (id === INDEX || id === GLOSSARY || id.startsWith(ONE) || id.startsWith(EXAM) || id.startsWith(SUMMARY) ? `\0${id}` : null),
    load(id) {
      if (id === `\0${INDEX}`) return indexModule(folder, writing);
      if (id === `\0${GLOSSARY}`) {
        const file = join(folder, 'glossary.yaml');
        this.addWatchFile(file);
        return `export default ${JSON.stringify(readGlossary('lessons/glossary.yaml', readFileSync(file, 'utf8')).words)};`;
      }
      if (id.startsWith(`\0${EXAM}`)) {
        const exam = id.slice(EXAM.length + 1);
        for (const file of Object.keys(lessonFiles(folder, exam))) this.addWatchFile(join(folder, exam, file));
        return `export default ${JSON.stringify(toHtml(readExamFolder(folder, exam)))};`;
      }
      if (id.startsWith(`\0${SUMMARY}`)) return `export default ${JSON.stringify(summaryOf(folder, id.slice(SUMMARY.length + 1)))};`;
      if (!id.startsWith(`\0${ONE}`)) return null;
      const path = id.slice(ONE.length + 1);
      for (const file of Object.keys(lessonFiles(folder, path))) this.addWatchFile(join(folder, path, file));
      return `export default ${JSON.stringify(toHtml(readFolder(folder, path)))};`;
    },
  };
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
function indexModule(folder: string, writing: boolean): string {
  const paths = lessonPaths(folder).filter((path) => !writing || readLesson(path, lessonFiles(folder, path)).lesson !== null);
  const lessons = paths.map((path) => readFolder(folder, path));
  const entries = lessons.map(({ path, number, minutes, texts }): LessonEntry => ({ path, number, minutes, title: { pt: texts.pt.title, en: texts.en.title } }));
  const loaders = lessons.map(({ path }) => `${JSON.stringify(path)}: () => import(${JSON.stringify(ONE + path)})`);
  const exams = examPaths(folder);
  const course = readCourse('lessons/course.yaml', existsSync(join(folder, 'course.yaml')) ? readFileSync(join(folder, 'course.yaml'), 'utf8') : '[]', entries, exams);
  if (course.problems.length > 0) throw new Error(`\n${course.problems.map((problem) => problemLine(problem)).join('\n')}\n`);
  const written = course.levels.filter((level) => level.lessons.some((lesson) => lesson.path !== null));
  const summaries = written.map(({ id }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(SUMMARY + id)})`);
  const examLoaders = exams.map((path) => `${JSON.stringify(path)}: () => import(${JSON.stringify(EXAM + path)})`);
  return `export const entries = ${JSON.stringify(entries)};\nexport const levels = ${JSON.stringify(course.levels)};\nexport const examLoaders = {${examLoaders.join(', ')}};\nexport const loaders = {${loaders.join(', ')}};\nexport const summaryLoaders = {${summaries.join(', ')}};\nexport const loadGlossary = () => import(${JSON.stringify(GLOSSARY)});\n`;
}

/** What the lessons of a level taught: their summaries, or where they have none what their last step says. */
function summaryOf(folder: string, level: string): LevelSummary {
  const paths = lessonPaths(folder).filter((path) => path.split('/')[1] === level);
  const lessons = paths.flatMap((path) => readLesson(path, lessonFiles(folder, path)).lesson ?? []);
  const text = (lesson: Lesson, language: Language): { readonly title: string; readonly learned: string; readonly reading: string } => {
    const { title, summary, reading = '', steps } = lesson.texts[language];
    return { title, learned: html(summary ?? steps[lesson.steps.at(-1)?.id ?? '']?.body ?? ''), reading: html(reading) };
  };
  return { lessons: lessons.map((lesson) => ({ path: lesson.path, number: lesson.number, texts: { pt: text(lesson, 'pt'), en: text(lesson, 'en') } })) };
}

function toHtml<T extends { readonly texts: Readonly<Record<Language, LessonText>> }>(lesson: T): T {
  const [pt, en] = LANGUAGES.map((language) => textToHtml(lesson.texts[language]));
  return pt === undefined || en === undefined ? lesson : { ...lesson, texts: { pt, en } };
}

function textToHtml(text: LessonText): LessonText {
  const steps = Object.fromEntries(Object.entries(text.steps).map(([id, step]) => [id, stepToHtml(step)]));
  const { summary, reading, incidents } = text;
  const told = Object.fromEntries(Object.entries(incidents ?? {}).map(([id, one]) => [id, { label: one.label, feedback: html(one.feedback) }]));
  return { title: text.title, intro: html(text.intro), steps, ...(incidents === undefined ? {} : { incidents: told }), ...(summary === undefined ? {} : { summary: html(summary) }), ...(reading === undefined ? {} : { reading: html(reading) }) };
}

function stepToHtml(step: StepText): StepText {
  return {
    title: step.title,
    body: html(step.body),
    ...(step.real === undefined ? {} : { real: html(step.real) }),
    hints: step.hints.map((hint) => html(hint)),
    done: html(step.done),
    wrong: Object.fromEntries(Object.entries(step.wrong).map(([id, text]) => [id, html(text)])),
    options: Object.fromEntries(Object.entries(step.options).map(([id, option]) => [id, { label: option.label, feedback: html(option.feedback) }])),
  };
}

/** Markdown to HTML in which nothing but text, lists, code and the words of the glossary can stand. */
function html(markdown: string): string {
  return String(PROCESSOR.processSync(markdown));
}

interface HtmlNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, unknown>;
  children?: HtmlNode[];
}

/** Code breaks at its spaces only: `--topic` stays whole in a narrow column. */
function tokens() {
  const visit = (node: HtmlNode): void => {
    if (node.tagName === 'code') node.children = (node.children ?? []).flatMap((child) => (child.type === 'text' ? wholeWords(child.value ?? '') : [child]));
    else for (const child of node.children ?? []) visit(child);
  };
  return visit;
}

function wholeWords(code: string): HtmlNode[] {
  return code.split(/(\s+)/).filter((part) => part !== '').map((part): HtmlNode => {
    const text: HtmlNode = { type: 'text', value: part };
    return /^\s/.test(part) ? text : { type: 'element', tagName: 'span', properties: { className: ['lesson-token'] }, children: [text] };
  });
}

/** `[offset](word:offset)` becomes a button that the page explains on hover and focus. */
function words() {
  const visit = (node: HtmlNode): void => {
    const link = node.tagName === 'a' ? node.properties?.['href'] : undefined;
    if (typeof link === 'string' && link.startsWith('word:')) {
      node.tagName = 'button';
      node.properties = { type: 'button', className: ['lesson-word'], dataWord: link.slice(5) };
    }
    for (const child of node.children ?? []) visit(child);
  };
  return visit;
}

const SAFE: Schema = {
  ...defaultSchema,
  tagNames: ['p', 'strong', 'em', 'code', 'pre', 'ul', 'ol', 'li', 'blockquote', 'button', 'br', 'span'],
  attributes: { span: [['className', 'lesson-token']], button: ['dataWord', ['type', 'button'], ['className', 'lesson-word']] },
};

const PROCESSOR = unified().use(remarkParse).use(remarkRehype).use(words).use(tokens).use(rehypeSanitize, SAFE).use(rehypeStringify);
