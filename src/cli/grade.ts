// `sim grade FILE...`: plays again what students handed in, and prints a table of what was seen.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { grading } from '../grade/grade.ts';
import { alikeOf, type HandedIn } from '../lesson/alike.ts';
import type { Graded, GradeRow, Unread } from '../lesson/graded.ts';
import { type Claim, LARGEST_FILE_BYTES, readHomework } from '../lesson/homework.ts';
import { firstRun, type Lesson } from '../lesson/lesson.ts';
import { csvOf } from '../lesson/grade-table.ts';
import { realWorld } from '../sim/world.ts';
import { buildId } from './build-id.ts';
import { gradeAll } from './grade-pool.ts';
import { linesOf } from './grade-words.ts';
import { lessonAt } from './lesson-at.ts';
import { packLessons } from './pack-lessons.ts';

const USAGE = `Usage: npm run -s sim -- grade FILE... [--csv | --json] [--pack PACK]...
A FILE is what a student saved with "hand in"; a folder stands for all .json files in it.
A PACK is the zip, or the folder, that lessons from elsewhere came in.
`;

/** 0 where every file is as its page wrote it and shows what it claims, 1 where one is not, 2 where nothing could be graded. */
export async function grade(args: readonly string[], print: (text: string) => void = printText): Promise<number> {
  if (args.includes('--job')) {
    const { answerGrades } = await import('./grade-pool.ts');
    const lessons = shelfOf(packLessons(args.slice(args.indexOf('--job') + 1)));
    await answerGrades((file) => gradeFile(file, lessons).rows);
    return 0;
  }
  const asked = readArguments(args);
  if (asked === null || asked.files.length === 0) {
    print(USAGE);
    return 2;
  }
  const packed = packLessons(asked.packs);
  if (typeof packed === 'string') {
    print(`grade: ${packed}\n`);
    return 2;
  }
  const lessons = shelfOf(packed);
  const rows = withAlike(asked.files, await gradeAll(asked.files, (file) => gradeFile(file, lessons).rows, asked.packs), lessons);
  if (asked.form === 'json') print(`${JSON.stringify(rows, null, 2)}\n`);
  else if (asked.form === 'csv') print(csvOf(rows));
  else print(linesOf(rows));
  return rows.every(({ outcome, alike }) => outcome.kind === 'graded' && (outcome.verdict === 'intact' || outcome.verdict === 'no-seal') && alike.length === 0) ? 0 : 1;
}

/** A lesson by the path that a homework names. */
type Shelf = (path: string) => Lesson | null;

const shelfOf = (packed: ReadonlyMap<string, Lesson> | string): Shelf => (path) => (typeof packed === 'string' ? undefined : packed.get(path)) ?? lessonAt(path);

function readArguments(args: readonly string[]): { readonly files: readonly string[]; readonly packs: readonly string[]; readonly form: 'table' | 'csv' | 'json' } | null {
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { csv: { type: 'boolean' }, json: { type: 'boolean' }, pack: { type: 'string', multiple: true } } });
    if (values.csv === true && values.json === true) return null;
    return { files: positionals.flatMap((name) => filesOf(name)), packs: values.pack ?? [], form: values.csv === true ? 'csv' : values.json === true ? 'json' : 'table' };
  } catch {
    return null;
  }
}

/** A folder's files; anything else stays as it was named, and is told where it can't be read. */
function filesOf(name: string): readonly string[] {
  try {
    return statSync(name).isDirectory() ? readdirSync(name).filter((one) => one.endsWith('.json')).sort().map((one) => join(name, one)) : [name];
  } catch {
    return [name];
  }
}

type Row = Omit<GradeRow, 'alike'>;

/** The rows of one file: one for a homework, one a lesson for a file of the whole course. */
export function gradeFile(file: string, lessons: Shelf): { readonly rows: readonly Row[] } {
  const name = basename(file);
  const unread = (problem: Unread['problem'], where = ''): { readonly rows: readonly Row[] } => ({ rows: [{ file: name, name: '', lesson: '', outcome: { kind: 'unread', problem, where } }] });
  const text = textOf(file);
  if (typeof text !== 'string') return unread(text.problem, text.where);
  const read = readHomework(text);
  if (read.kind === 'problem') return unread(read.problem, read.where);
  return { rows: read.claims.map((claim): Row => ({ file: name, name: claim.name, lesson: claim.lesson, outcome: gradeClaim(claim, lessons(claim.lesson)) })) };
}

function textOf(file: string): string | { readonly problem: 'too-large' | 'damaged'; readonly where: string } {
  try {
    return statSync(file).size > LARGEST_FILE_BYTES ? { problem: 'too-large', where: '' } : readFileSync(file, 'utf8');
  } catch (problem) {
    return { problem: 'damaged', where: problem instanceof Error ? problem.message : String(problem) };
  }
}

function gradeClaim(claim: Claim, lesson: Lesson | null): Graded | Unread {
  if (lesson === null) return { kind: 'unread', problem: 'unknown-lesson', where: claim.lesson };
  try {
    const work = grading(realWorld, claim, lesson, buildId());
    for (;;) {
      const next = work.next();
      if (next.done === true) return next.value;
    }
  } catch (problem) {
    return { kind: 'unread', problem: 'broken', where: problem instanceof Error ? problem.message : String(problem) };
  }
}

/** The rows with what other files hold of the same. */
function withAlike(files: readonly string[], graded: readonly (readonly Row[])[], lessons: Shelf): readonly GradeRow[] {
  const rows = graded.flat();
  const claims = files.flatMap((file, at) => (graded[at] ?? []).map((row, place): HandedIn => {
    const text = textOf(file);
    const read = typeof text === 'string' && row.lesson !== '' ? readHomework(text) : null;
    const claim = read?.kind === 'claims' ? read.claims[place] : undefined;
    const lesson = claim === undefined ? null : lessons(claim.lesson);
    const mended = typeof claim?.progress === 'object' && claim.progress !== null && 'byLesson' in claim.progress;
    return { file: row.file, text: typeof text === 'string' && claim !== undefined ? text : `${file} can't be read`, lesson: row.lesson, run: claim?.run ?? null, given: lesson === null ? 0 : firstRun(lesson).inputs.length, mended };
  }));
  const alike = alikeOf(claims);
  return rows.map((row, at): GradeRow => ({ ...row, alike: alike[at] ?? [] }));
}

function printText(text: string): void {
  process.stdout.write(text);
}
