// What has been seen of a step's conditions since it began: on one line of a world's time, and cut where another line leaves it.
import { type Look, type Memory } from './evaluate.ts';
import { noStepMemory, type StepConditions, type StepMemory, watchStep } from './watch-step.ts';

/** Times are virtual microseconds. Plain data: it can be stored. */
export interface StepHistory {
  /** Where the step began on this line. */
  readonly sinceUs: number;
  /** Everything up to here has been seen. */
  readonly untilUs: number;
  /** When the check first held. */
  readonly doneAtUs: number | null;
  readonly memory: StepMemory;
}

/** A step that begins in this world. */
export function beginHistory(step: StepConditions, world: Look): StepHistory {
  return lived(step, world, { sinceUs: world.nowUs, untilUs: world.nowUs - 1, doneAtUs: null, memory: noStepMemory });
}

/** The history after one more look. A look at what has been seen already changes nothing, and after the step was done nothing matters. */
export function lived(step: StepConditions, world: Look, history: StepHistory): StepHistory {
  if (world.nowUs <= history.untilUs) return history;
  if (history.doneAtUs !== null) return { ...history, untilUs: world.nowUs };
  const { done, memory } = watchStep(step, world, history.memory);
  return { ...history, untilUs: world.nowUs, doneAtUs: done ? world.nowUs : null, memory };
}

/** What can be said of the step in this world, which may stand earlier than the history's end. */
export function verdictIn(step: StepConditions, world: Look, history: StepHistory): { readonly done: boolean; readonly wrong: string | null } {
  if (history.doneAtUs !== null) return { done: true, wrong: null };
  if (world.nowUs < history.sinceUs) return { done: false, wrong: null };
  return { done: false, wrong: watchStep(step, world, history.memory).wrong };
}

/** The history of a line that leaves this one at `atUs`. Where the step had not begun by then, it begins there. */
export function cutHistory(history: StepHistory, atUs: number): StepHistory {
  if (atUs < history.sinceUs) return { sinceUs: atUs, untilUs: atUs - 1, doneAtUs: null, memory: noStepMemory };
  const { doneAtUs, memory } = history;
  return {
    sinceUs: history.sinceUs,
    untilUs: Math.min(history.untilUs, atUs),
    doneAtUs: doneAtUs !== null && doneAtUs <= atUs ? doneAtUs : null,
    memory: { check: cutMemory(memory.check, atUs), wrong: Object.fromEntries(Object.entries(memory.wrong).map(([id, one]) => [id, cutMemory(one, atUs)])) },
  };
}

function cutMemory(memory: Memory, atUs: number): Memory {
  return Object.fromEntries(Object.entries(memory).map(([slot, changes]) => [slot, changes.filter((change) => change.atUs <= atUs)]));
}

/** Whether a value that was stored, or sent between the page and the world, is a history. */
export function isHistory(value: unknown): value is StepHistory {
  if (typeof value !== 'object' || value === null) return false;
  const { sinceUs, untilUs, doneAtUs, memory } = { sinceUs: null, untilUs: null, doneAtUs: undefined, memory: null, ...value };
  return typeof sinceUs === 'number' && typeof untilUs === 'number' && (doneAtUs === null || typeof doneAtUs === 'number') && isMemory(memory);
}

function isMemory(value: unknown): value is StepMemory {
  return typeof value === 'object' && value !== null && 'check' in value && typeof value.check === 'object' && value.check !== null && 'wrong' in value && typeof value.wrong === 'object' && value.wrong !== null;
}
