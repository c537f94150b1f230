// What the browser keeps of a lesson, so that it can be left and returned to: the progress, what was remembered, and the world's run.
import type { SavedRun } from '../../bridge/input.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type Progress, readProgress } from '../../lesson/progress.ts';
import { isReached, type Reached } from '../../lesson/stars.ts';
import { isHistory, type StepHistory } from '../../lesson/history.ts';

export interface Kept {
  readonly progress: Progress;
  /** What has been seen of the shown step. */
  readonly history: StepHistory | null;
  readonly run: SavedRun | null;
  /** For the map. */
  readonly reached?: Reached;
}

const PREFIX = 'correnteza/lesson/';

/** What was kept of this lesson, or null. A browser that keeps nothing, or something else, is as one that never opened it. */
export function readKept(lesson: Lesson): Kept | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + lesson.path) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('progress' in kept)) return null;
    const progress = readProgress(kept.progress, lesson);
    if (progress === null) return null;
    const history = 'history' in kept && isHistory(kept.history) ? kept.history : null;
    const run = 'run' in kept && isRun(kept.run) ? kept.run : null;
    return { progress, history, run };
  } catch {
    return null;
  }
}

/** Keeps it; where the browser's storage is full or forbidden the lesson goes on without. */
export function keep(path: string, kept: Kept): void {
  try {
    localStorage.setItem(PREFIX + path, JSON.stringify(kept));
  } catch {
    // Nothing is lost but the return after a reload.
  }
}

/** Forgets the lesson: it begins anew. */
export function forget(path: string): void {
  try {
    localStorage.removeItem(PREFIX + path);
  } catch {
    // A browser without storage has nothing to forget.
  }
}

/** What was reached in a lesson, as the map shows it; null where it was never opened. */
export function keptReached(path: string): Reached | null {
  const kept = keptRecord(path);
  return kept !== null && 'reached' in kept && isReached(kept.reached) ? kept.reached : null;
}

/** Everything that is kept of a lesson, as it was written. */
export function keptRecord(path: string): { readonly path: string } & object | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PREFIX + path) ?? 'null');
    return typeof kept === 'object' && kept !== null ? { ...kept, path } : null;
  } catch {
    return null;
  }
}

/** The paths of all lessons and exams that were opened. */
export function keptPaths(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)).sort();
  } catch {
    return [];
  }
}

const NAME = 'correnteza/name';

/** The name that the learner wants on paper; empty for none. */
export function keptName(): string {
  try {
    return localStorage.getItem(NAME) ?? '';
  } catch {
    return '';
  }
}

export function keepName(name: string): void {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // It stands on the page until that is left.
  }
}

const OPEN = 'correnteza/lesson-open';

/** Which lesson was open when the page was left; null for the map. */
export function keptOpen(): string | null {
  try {
    return localStorage.getItem(OPEN);
  } catch {
    return null;
  }
}

export function keepOpen(path: string | null): void {
  try {
    if (path === null) localStorage.removeItem(OPEN);
    else localStorage.setItem(OPEN, path);
  } catch {
    // Who comes back finds the map.
  }
}

function isRun(value: unknown): value is SavedRun {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'scenario' in value && 'seed' in value && 'inputs' in value && Array.isArray(value.inputs);
}
