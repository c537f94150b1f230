// What the browser keeps of a lesson, so that it can be left and returned to: the progress, what was remembered, and the world's run.
import type { SavedRun } from '../../bridge/input.ts';
import type { Lesson } from '../../lesson/lesson.ts';
import { type Progress, readProgress } from '../../lesson/progress.ts';
import { isHistory, type StepHistory } from '../../lesson/history.ts';

export interface Kept {
  readonly progress: Progress;
  /** What has been seen of the shown step. */
  readonly history: StepHistory | null;
  readonly run: SavedRun | null;
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

function isRun(value: unknown): value is SavedRun {
  return typeof value === 'object' && value !== null && 'version' in value && value.version === 1 && 'scenario' in value && 'seed' in value && 'inputs' in value && Array.isArray(value.inputs);
}
