// A homework: one lesson as a student did it, as one small file. It holds a run and what is claimed of it; a teacher's tools play the run again.
import * as v from 'valibot';
import type { SavedRun } from '../bridge/input.ts';
import { fingerprint } from './fingerprint.ts';
import { firstRun, type Lesson } from './lesson.ts';
import type { Progress } from './progress.ts';

const KIND = 'correnteza-homework';
const VERSION = 1;
/** A file of a long lesson has a few kilobytes; nothing that a lesson makes comes near to this. */
export const LARGEST_FILE_BYTES = 4_000_000;
/** Lessons of one file that a learner saved of the whole course. */
const MOST_LESSONS = 200;
export const LONGEST_NAME = 80;

/** What the page knows when a homework is made. */
export interface Handed {
  /** Of the simulator that the page was built with: another may live the same run in another way. */
  readonly build: string;
  /** As the student typed it, or empty. Nothing else in the file says who it was. */
  readonly name: string;
  readonly progress: Progress;
  readonly run: SavedRun;
  /** How far the run was lived, in virtual microseconds, and the running hash of the world there. */
  readonly endUs: number;
  readonly hash: string;
  /** What a shift came to, where one is over. */
  readonly points?: number;
}

export interface Homework extends Handed {
  /** The lesson's path, with the seed of an exam or a night. */
  readonly lesson: string;
  readonly lessonVersion: string;
}

/** What is to be graded of one lesson. A file that was saved from the page of what was done has no seal. */
export type Claim = Pick<Homework, 'lesson'> & { readonly name: string; readonly progress: unknown; readonly run: unknown; readonly points: number | null; readonly sealed: Sealed | null };

/** What only a homework's file says. */
export interface Sealed extends Pick<Homework, 'build' | 'lessonVersion' | 'endUs' | 'hash'> {
  /** Whether the seal fits all that stands in the file. */
  readonly fits: boolean;
}

export type FileProblem = 'empty' | 'too-large' | 'not-json' | 'foreign' | 'newer' | 'damaged';

export type ReadFile = { readonly kind: 'claims'; readonly claims: readonly Claim[] } | { readonly kind: 'problem'; readonly problem: FileProblem; readonly where: string };

/** Everything of a lesson that decides what is seen of a run: its world and its steps, whatever language they are told in. */
export function lessonVersion({ scenario, seed, before, shift, steps }: Lesson): string {
  return fingerprint([scenario, seed, before ?? [], shift ?? null, steps]);
}

/** The file's text. */
export function homeworkText(lesson: Lesson, handed: Handed): string {
  const content = { kind: KIND, version: VERSION, lesson: lesson.path, lessonVersion: lessonVersion(lesson), ...handed };
  return `${JSON.stringify({ ...content, seal: fingerprint(content) })}\n`;
}

/** `homework-20-hands-on-1-ana.json`: letters that every file system takes. */
export function homeworkName(lesson: Pick<Lesson, 'path'>, name: string): string {
  const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40);
  return ['homework', plain(lesson.path.split('/').slice(2).join('-') || lesson.path), plain(name)].filter((part) => part !== '').join('-').concat('.json');
}

const text = v.pipe(v.string(), v.maxLength(200));
const homework = v.looseObject({
  kind: v.literal(KIND), version: v.literal(VERSION), lesson: text, lessonVersion: text, build: text, name: v.pipe(v.string(), v.maxLength(LONGEST_NAME)), progress: v.looseObject({}), run: v.looseObject({}),
  endUs: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), hash: text, points: v.exactOptional(v.number()), seal: text,
});
/** What the page of what was done saves: every lesson, without names. */
const saved = v.looseObject({
  version: v.literal(1),
  lessons: v.pipe(v.array(v.looseObject({ path: text, progress: v.unknown(), run: v.unknown(), reached: v.optional(v.unknown()) })), v.maxLength(MOST_LESSONS)),
});

/** Reads a file of unknown origin. It never throws. */
export function readHomework(source: string): ReadFile {
  if (source.length > LARGEST_FILE_BYTES) return problem('too-large');
  if (source.trim() === '') return problem('empty');
  const value = parsed(source);
  if (value === undefined) return problem('not-json');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return problem('foreign');
  const fields: Readonly<Record<string, unknown>> = { ...value };
  if (fields['kind'] === KIND && typeof fields['version'] === 'number' && fields['version'] > VERSION) return problem('newer');
  if (fields['kind'] === KIND) return claimOf(fields);
  if (fields['kind'] !== undefined || !('lessons' in fields)) return problem('foreign');
  const result = v.safeParse(saved, fields);
  if (!result.success) return typeof fields['version'] === 'number' && fields['version'] > 1 ? problem('newer') : problem('damaged', firstIssue(result.issues));
  return { kind: 'claims', claims: result.output.lessons.map(({ path, progress, run, reached }): Claim => ({ lesson: path, name: '', progress, run, points: pointsOf(reached), sealed: null })) };
}

function claimOf(fields: Readonly<Record<string, unknown>>): ReadFile {
  const result = v.safeParse(homework, fields);
  if (!result.success) return problem('damaged', firstIssue(result.issues));
  const { lesson, name, progress, run, points = null, build, lessonVersion: made, endUs, hash, seal } = result.output;
  const { seal: _, ...content } = fields;
  return { kind: 'claims', claims: [{ lesson, name, progress, run, points, sealed: { build, lessonVersion: made, endUs, hash, fits: fingerprint(content) === seal } }] };
}

function problem(kind: FileProblem, where = ''): ReadFile {
  return { kind: 'problem', problem: kind, where };
}

function firstIssue(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  return issue === undefined ? '' : (issue.path ?? []).map((part) => String(part.key)).join('.').slice(0, 100);
}

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    // Undefined stands in no JSON.
    return undefined;
  }
}

function pointsOf(reached: unknown): number | null {
  return typeof reached === 'object' && reached !== null && 'points' in reached && typeof reached.points === 'number' ? reached.points : null;
}

/** Whether a run begins as the lesson does: in its world, with what it does there before the learner comes. */
export function beginsAsLesson(run: SavedRun, lesson: Lesson): boolean {
  const first = firstRun(lesson).inputs;
  return run.inputs.length >= first.length && fingerprint(run.inputs.slice(0, first.length)) === fingerprint(first);
}
