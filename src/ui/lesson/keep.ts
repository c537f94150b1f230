// What the browser keeps of a lesson, so that it can be left and returned to: the progress, what was remembered, and the world's run.
import type { SavedRun } from '../../bridge/input.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type Progress, readProgress } from '../../lesson/progress.ts';
import { isReached, type Reached } from '../../lesson/stars.ts';
import { isHistory, type StepHistory } from '../../lesson/history.ts';
import { keep as keepText, kept, keptNames } from '../store/kept.ts';

export interface Kept {
  readonly progress: Progress;
  /** What has been seen of the shown step. */
  readonly history: StepHistory | null;
  readonly run: SavedRun | null;
  /** For the map. */
  readonly reached?: Reached;
}

const PREFIX = 'correnteza/lesson/';

/** What this tab has read or written last, by the name: anything else was written by another tab. */
const own = new Map<string, string | null>();

/** What was kept of this lesson, or null. A browser that keeps nothing, or something else, is as one that never opened it. */
export function readKept(lesson: Lesson): Kept | null {
  own.set(PREFIX + lesson.path, kept(PREFIX + lesson.path));
  const record = keptRecord(lesson.path);
  if (record === null || !('progress' in record)) return null;
  const progress = readProgress(record.progress, lesson);
  if (progress === null) return null;
  const history = 'history' in record && isHistory(record.history) ? record.history : null;
  const run = 'run' in record && isRun(record.run) ? record.run : null;
  return { progress, history, run };
}

/**
 * Keeps it. What another tab has kept of the same lesson, and is further, stays: a run and the progress that it shows belong together. False where
 * that was so.
 */
export function keep(path: string, state: Kept): boolean {
  const name = PREFIX + path;
  const there = kept(name);
  if (there !== null && there !== own.get(name) && isFurther(parsed(there), state)) return false;
  const text = JSON.stringify(state);
  own.set(name, text);
  keepText(name, text);
  return true;
}

/** Forgets the lesson: it begins anew. */
export function forget(path: string): void {
  own.set(PREFIX + path, null);
  keepText(PREFIX + path, null);
}

/** What was reached in a lesson, as the map shows it; null where it was never opened. */
export function keptReached(path: string): Reached | null {
  const record = keptRecord(path);
  return record !== null && 'reached' in record && isReached(record.reached) ? record.reached : null;
}

/** Everything that is kept of a lesson, as it was written. */
export function keptRecord(path: string): { readonly path: string } & object | null {
  const read = parsed(kept(PREFIX + path));
  return typeof read === 'object' && read !== null ? { ...read, path } : null;
}

/** The paths of all lessons and exams that were opened. */
export function keptPaths(): string[] {
  return keptNames(PREFIX).map((name) => name.slice(PREFIX.length));
}

/** All that was done, to be kept as a file: the progress and the run of each lesson. */
export function progressFile(paths: readonly string[] = keptPaths()): Blob {
  return new Blob([JSON.stringify({ version: 1, lessons: paths.flatMap((path) => keptRecord(path) ?? []) })], { type: 'application/json' });
}

/** How large a file of progress may be, in bytes. */
export const MOST_PROGRESS = 50_000_000;
const SAFE_PATH = /^[\w-]+(?:\/[\w-]+)+$/;

/** Takes over what such a file holds, where it is further than what is kept here; how many lessons it had, or null where it is no such file. */
export function takeProgress(text: string): number | null {
  const file = parsed(text);
  if (typeof file !== 'object' || file === null || !('lessons' in file) || !Array.isArray(file.lessons)) return null;
  let taken = 0;
  for (const lesson of file.lessons) {
    if (typeof lesson !== 'object' || lesson === null || typeof lesson.path !== 'string' || !SAFE_PATH.test(lesson.path) || !('progress' in lesson)) continue;
    const { path, ...state } = lesson;
    taken += 1;
    if (!isFurther(keptRecord(path), state)) keepText(PREFIX + path, JSON.stringify(state));
  }
  return taken === 0 ? null : taken;
}

/** Whether more was done in this record of a lesson than in that one: more steps, then more questions answered. */
function isFurther(one: unknown, other: unknown): boolean {
  const [mine, theirs] = [weightOf(one), weightOf(other)];
  return mine > theirs;
}

/** Below this many answers a step more is more. */
const STEP = 10_000;

function weightOf(record: unknown): number {
  const progress = typeof record === 'object' && record !== null && 'progress' in record ? record.progress : null;
  if (typeof progress !== 'object' || progress === null) return -1;
  const done = 'done' in progress && Array.isArray(progress.done) ? progress.done.length : 0;
  const answers = 'answers' in progress && typeof progress.answers === 'object' && progress.answers !== null ? Object.keys(progress.answers).length : 0;
  return done * STEP + answers;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

const NAME = 'correnteza/name';

/** The name that the learner wants on paper; empty for none. */
export const keptName = (): string => kept(NAME) ?? '';

export const keepName = (name: string): void => keepText(NAME, name);

const OPEN = 'correnteza/lesson-open';
const OF_TAB = { ofTab: true, small: true };

/** Which lesson was open when the page was left; null for the map. */
export const keptOpen = (): string | null => kept(OPEN, OF_TAB);

const openWatchers = new Set<(path: string | null) => void>();

export function keepOpen(path: string | null): void {
  keepText(OPEN, path, OF_TAB);
  for (const watcher of openWatchers) watcher(path);
}

/** Calls back whenever another lesson is opened, or none (null), until the returned function is called. */
export function watchOpen(watcher: (path: string | null) => void): () => void {
  openWatchers.add(watcher);
  return () => openWatchers.delete(watcher);
}

function isRun(value: unknown): value is SavedRun {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'scenario' in value && 'seed' in value && 'inputs' in value && Array.isArray(value.inputs);
}
