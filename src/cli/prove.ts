// `sim prove [LESSON|EXAM...] [--seeds N] [--from S]`: reads the files of lessons and exams, plays each in a world of its own, and says what does not hold.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { firstRun, LANGUAGES, type Lesson, problemLine } from '../lesson/lesson.ts';
import { readExam, readGlossary, readLesson } from '../lesson/read-lesson.ts';
import { examPaths, lessonFiles, lessonPaths } from './lesson-plugin.ts';
import { openProofWorld } from './proof-world.ts';
import { proveExam } from './prove-exam.ts';
import { proveLesson } from './prove-lesson.ts';
import { proveNights } from './prove-shift.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { answerJobs, proveAll, type Proved, type Seeds } from './prove-pool.ts';
import { overflows } from './text-fit.ts';
import { printLine } from './print.ts';

/** How many exams are played of each, and nights of a shift, where nothing is said. */
const SEEDS = 8;
const NIGHTS = 24;
const USUAL: Seeds = { from: 1, count: null };
const USAGE = `Usage: npm run -s sim -- prove [--quiet] [--seeds N] [--from S] [LESSON...]
Without a name all lessons and exams are proved. --seeds and --from say which exams and nights of a shift are played.
`;
const LESSONS = join(import.meta.dirname, '../../lessons');

/** Proves the named lessons, or all; `--quiet` leaves out what holds. The result is the command's exit status. */
export async function prove(args: readonly string[]): Promise<number> {
  if (args.includes('--job')) {
    await answerJobs(proofOf);
    return 0;
  }
  const asked = readArguments(args);
  if (asked === null) {
    process.stderr.write(USAGE);
    return 2;
  }
  const { quiet, seeds, named } = asked;
  const lessons = lessonPaths(LESSONS);
  // What takes longest comes first.
  const all = [...lessons.filter((path) => isShift(path)), ...examPaths(LESSONS), ...lessons.filter((path) => !isShift(path))];
  const unknown = named.filter((path) => !all.includes(path));
  for (const path of unknown) printLine(`There is no lesson lessons/${path}. The lessons and exams are:\n${all.join('\n')}`);
  if (unknown.length > 0) return 2;
  const paths = named.length > 0 ? named : all;
  const failed: string[] = [];
  const tell = (proved: Proved): void => {
    if (proved.failures.length > 0) failed.push(proved.path);
    report(proved, quiet);
  };
  if (paths.length === 1) paths.forEach((path) => tell({ path, ...proofOf(path, seeds) }));
  else await proveAll(paths, seeds, tell);
  printLine(failed.length === 0 ? `${paths.length} of ${paths.length} lessons proved` : `not proved: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

/** Null where something is asked that this command does not know. */
function readArguments(args: readonly string[]): { readonly quiet: boolean; readonly seeds: Seeds; readonly named: readonly string[] } | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { quiet: { type: 'boolean' }, seeds: { type: 'string' }, from: { type: 'string' } } });
    const [count, from] = [values.seeds ?? null, values.from ?? '1'].map((text) => (text === null ? null : /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN));
    if (Number.isNaN(count) || from === null || from === undefined || Number.isNaN(from)) return null;
    return { quiet: values.quiet === true, seeds: { from, count: count ?? null }, named: positionals.map((name) => name.replace(/^lessons\//, '').replace(/\/$/, '')) };
  } catch {
    return null;
  }
}

function isShift(path: string): boolean {
  return /^shift:/m.test(readFileSync(join(LESSONS, path, 'lesson.yaml'), 'utf8'));
}

function report({ path, shown, failures }: Proved, quiet: boolean): void {
  printLine(`${failures.length === 0 ? 'proved' : 'NOT PROVED'}  ${path}`);
  if (!quiet) for (const line of shown) printLine(line.startsWith('~') ? `  ${line}` : `    ${line}`);
  for (const line of failures) printLine(`  ✗ ${line}`);
}

/** Everything that can be said of one lesson: what holds, and what does not. */
export function proofOf(path: string, { from, count }: Seeds = USUAL): { readonly shown: readonly string[]; readonly failures: readonly string[] } {
  if (examPaths(LESSONS).includes(path)) return examProof(path, { from, count: count ?? SEEDS });
  const { lesson, problems } = readLesson(path, lessonFiles(LESSONS, path));
  if (lesson === null) return { shown: [], failures: problems.map((problem) => problemLine(problem)) };
  const texts = textFailures(lesson);
  const { shown, failures } = proveLesson(lesson, () => openProofWorld(lesson));
  const nights = lesson.shift === undefined ? { shown: [], failures: [] } : proveNights(lesson, { from, count: count ?? NIGHTS }, (night) => openProofWorld(night));
  return { shown: [...shown, ...nights.shown], failures: [...refusals(lesson), ...texts, ...failures, ...nights.failures] };
}

function examProof(path: string, seeds: { readonly from: number; readonly count: number }): { readonly shown: readonly string[]; readonly failures: readonly string[] } {
  const { exam, problems } = readExam(path, lessonFiles(LESSONS, path));
  if (exam === null) return { shown: [], failures: problems.map((problem) => problemLine(problem)) };
  const { shown, failures } = proveExam(exam, seeds, (lesson) => openProofWorld(lesson));
  return { shown, failures: [...textFailures(exam), ...failures] };
}

/** A page opens no run that it does not understand whole. */
function refusals(lesson: Parameters<typeof firstRun>[0]): string[] {
  const read = readSavedRun(firstRun(lesson));
  return read.kind === 'problems' ? read.problems.map((problem) => `the page does not open this world: ${problem}`) : [];
}

function textFailures(lesson: Pick<Lesson, 'texts'>): string[] {
  const glossary = readGlossary('lessons/glossary.yaml', readFileSync(join(LESSONS, 'glossary.yaml'), 'utf8'));
  const known = new Set(glossary.words.map((word) => word.id));
  return [
    ...glossary.problems.map((problem) => problemLine(problem)),
    ...LANGUAGES.flatMap((language) => overflows(lesson.texts[language]).map((one) => `${language}.md: ${one.where}: "${one.text}" takes ${one.widthPx} px where there are ${one.placePx}: shorten it`)),
    ...LANGUAGES.flatMap((language) => [...JSON.stringify(lesson.texts[language]).matchAll(/\]\(word:([^)]*)\)/g)].filter((match) => !known.has(match[1] ?? '')).map((match) => `${language}.md: the word "${match[1] ?? ''}" is not in lessons/glossary.yaml: add it there`)),
  ];
}
