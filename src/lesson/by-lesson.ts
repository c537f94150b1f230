// What a lesson itself does in the learner's world at a step to watch, seen as a step that its own moves solve; and all that comes before a step.
import type { ActStep, Lesson, Step, WatchStep } from './lesson.ts';

/** The slot of a condition that is made here: those of files are numbered from 0. */
const MOVES_DONE = -1;

/** Null where the lesson does nothing there and waits for nothing: such a step is done by reading it. */
export function doneByLesson({ id, moves = [], until }: WatchStep): ActStep | null {
  if (moves.length === 0 && until === undefined) return null;
  return { kind: 'act', id, check: { kind: 'eventually', slot: MOVES_DONE, of: until ?? { kind: 'literal', value: true } }, solution: moves, wrong: [] };
}

/** What there is to do at a step, by the learner or by the lesson; null where there is nothing. */
export function toDo(step: Step): ActStep | null {
  switch (step.kind) {
    case 'act': return step;
    case 'watch': return doneByLesson(step);
    case 'predict': return null;
  }
}

/** Everything that is done before a step, one after the other: what leads to the world that the step is told for. */
export function stepsBefore(lesson: Pick<Lesson, 'steps'>, at: number): readonly ActStep[] {
  return lesson.steps.slice(0, at).flatMap((step) => toDo(step) ?? []);
}
