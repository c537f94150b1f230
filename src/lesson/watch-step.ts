// Watches a step in a living world: whether its check holds, and which known mistake the world shows.
import { holds, type Look, type Memory, noMemory } from './evaluate.ts';
import type { ActStep, WrongAttempt } from './lesson.ts';

/** What is remembered of a step's conditions from one look to the next. Plain data: it can be stored. */
export interface StepMemory {
  readonly check: Memory;
  readonly wrong: Readonly<Record<string, Memory>>;
}

/** What is asked of the world at a step that the learner acts in. */
export type StepConditions = Pick<ActStep, 'check' | 'id'> & { readonly wrong: readonly Pick<WrongAttempt, 'id' | 'when'>[] };

/** Whether a value that came from the page is such a step. */
export function isStepConditions(value: unknown): value is StepConditions {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' && 'check' in value && typeof value.check === 'object' && value.check !== null && 'wrong' in value && Array.isArray(value.wrong);
}

export const noStepMemory: StepMemory = { check: noMemory, wrong: {} };

export interface Watched {
  readonly done: boolean;
  /** The id of the mistake that the world shows, the first in the lesson's order; null where there is none. */
  readonly wrong: string | null;
  readonly memory: StepMemory;
}

/** One look at the world of a step that asks the learner to act. The first look is where `grew` counts from. */
export function watchStep(step: StepConditions, world: Look, memory: StepMemory): Watched {
  const check = holds(step.check, world, memory.check);
  const wrongMemory: Record<string, Memory> = {};
  let wrong: string | null = null;
  for (const attempt of step.wrong) {
    const result = holds(attempt.when, world, memory.wrong[attempt.id] ?? noMemory);
    wrongMemory[attempt.id] = result.memory;
    if (result.holds) wrong ??= attempt.id;
  }
  return { done: check.holds, wrong: check.holds ? null : wrong, memory: { check: check.memory, wrong: wrongMemory } };
}
