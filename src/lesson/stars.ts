// Stars of a lesson: how well its predictions were, and how much was done without help. From none to three each.
import { isRight } from './answers.ts';
import type { Lesson } from './lesson.ts';
import { isComplete, type Progress } from './progress.ts';

export interface Stars {
  /** 3 for all predictions right, 2 for three of four, 1 for half of them; a lesson without predictions gives them all. */
  readonly prediction: number;
  /** 3 without a hint, 2 without a third hint, 1 without a solution shown. */
  readonly independence: number;
}

/** What a map shows of a lesson, without loading it. */
export interface Reached extends Stars {
  readonly done: number;
  readonly of: number;
  readonly complete: boolean;
  /** What a shift came to; absent where there was none, or it is not over. */
  readonly points?: number;
}

const MANY = 3 / 4;
const SOME = 1 / 2;
const PLAINEST_HINT = 3;

export function reached(progress: Progress, lesson: Lesson): Reached {
  const asked = lesson.steps.filter((step) => step.kind === 'predict');
  const right = asked.filter((step) => {
    const given = progress.answers[step.id];
    return given !== undefined && isRight(step.question, given.answer, given.truth);
  }).length;
  const counted = lesson.steps.filter((step) => step.kind !== 'watch');
  return {
    prediction: asked.length === 0 || right === asked.length ? 3 : right / asked.length >= MANY ? 2 : right / asked.length >= SOME ? 1 : 0,
    independence: independence(progress),
    done: counted.filter((step) => progress.done.includes(step.id)).length, of: counted.length, complete: isComplete(progress, lesson),
  };
}

function independence(progress: Progress): number {
  if (progress.shown.length > 0) return 0;
  const most = Math.max(0, ...Object.values(progress.hints));
  return most >= PLAINEST_HINT ? 1 : most > 0 ? 2 : 3;
}

/** Whether a value that was stored is what was reached in a lesson. */
export function isReached(value: unknown): value is Reached {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Readonly<Record<string, unknown>> = { ...value };
  return ['prediction', 'independence', 'done', 'of'].every((name) => typeof fields[name] === 'number') && typeof fields['complete'] === 'boolean';
}
