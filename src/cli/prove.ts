// `sim prove [LESSON...]`: reads the lessons' files, plays each in a world of its own, and says what does not hold.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, type Lesson, problemLine } from '../lesson/lesson.ts';
import { readGlossary, readLesson } from '../lesson/read-lesson.ts';
import { lessonFiles, lessonPaths } from './lesson-plugin.ts';
import { openProofWorld } from './proof-world.ts';
import { proveLesson } from './prove-lesson.ts';
import { overflows } from './text-fit.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');

/** Proves the named lessons, or all; `--quiet` leaves out what holds. The result is the command's exit status. */
export function prove(args: readonly string[]): number {
  const quiet = args.includes('--quiet');
  const named = args.filter((arg) => !arg.startsWith('-')).map((arg) => arg.replace(/^lessons\//, '').replace(/\/$/, ''));
  const unknown = named.filter((path) => !existsSync(join(LESSONS, path, 'lesson.yaml')));
  for (const path of unknown) print(`There is no lesson lessons/${path}. The lessons are:\n${lessonPaths(LESSONS).join('\n')}`);
  if (unknown.length > 0) return 2;
  const paths = named.length > 0 ? named : lessonPaths(LESSONS);
  const failed = paths.filter((path) => !proveOne(path, quiet));
  print(failed.length === 0 ? `${paths.length} of ${paths.length} lessons proved` : `not proved: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

function proveOne(path: string, quiet: boolean): boolean {
  const { shown, failures } = proofOf(path);
  print(`${failures.length === 0 ? 'proved' : 'NOT PROVED'}  ${path}`);
  if (!quiet) for (const line of shown) print(`    ${line}`);
  for (const line of failures) print(`  ✗ ${line}`);
  return failures.length === 0;
}

/** Everything that can be said of one lesson: what holds, and what does not. */
export function proofOf(path: string): { readonly shown: readonly string[]; readonly failures: readonly string[] } {
  const { lesson, problems } = readLesson(path, lessonFiles(LESSONS, path));
  if (lesson === null) return { shown: [], failures: problems.map((problem) => problemLine(problem)) };
  const texts = textFailures(lesson);
  const { shown, failures } = proveLesson(lesson, () => openProofWorld(lesson));
  return { shown, failures: [...texts, ...failures] };
}

function textFailures(lesson: Lesson): string[] {
  const glossary = readGlossary('lessons/glossary.yaml', readFileSync(join(LESSONS, 'glossary.yaml'), 'utf8'));
  const known = new Set(glossary.words.map((word) => word.id));
  return [
    ...glossary.problems.map((problem) => problemLine(problem)),
    ...LANGUAGES.flatMap((language) => overflows(lesson.texts[language]).map((one) => `${language}.md: ${one.where}: "${one.text}" takes ${one.widthPx} px where there are ${one.placePx}: shorten it`)),
    ...LANGUAGES.flatMap((language) => [...JSON.stringify(lesson.texts[language]).matchAll(/\]\(word:([^)]*)\)/g)].filter((match) => !known.has(match[1] ?? '')).map((match) => `${language}.md: the word "${match[1] ?? ''}" is not in lessons/glossary.yaml: add it there`)),
  ];
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
