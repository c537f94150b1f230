// How far a learner has come in a lesson: plain data that the page keeps, and what changes it.
import * as v from 'valibot';
import { toDo } from './by-lesson.ts';
import type { Lesson } from './lesson.ts';

/** How sure the learner was, from a guess (1) to certain (3). */
export type Confidence = 1 | 2 | 3;

export interface Given {
  /** The chosen option's id, or the number as it was typed. */
  readonly answer: string;
  readonly confidence: Confidence;
  /** What the world answered: an option's id or a number; null where it was unclear. */
  readonly truth: string | null;
  /** The virtual time at which it was asked. */
  readonly atUs?: number;
}

/** When a step was open until it was done, in virtual time: what a replay is held against. */
export interface Span {
  readonly sinceUs: number;
  readonly doneAtUs: number;
}

export interface Progress {
  /** The step shown, by its place in the lesson. */
  readonly at: number;
  readonly done: readonly string[];
  readonly answers: Readonly<Record<string, Given>>;
  /** How many hints were asked for, by step. */
  readonly hints: Readonly<Record<string, number>>;
  /** Steps whose solution was shown. */
  readonly shown: readonly string[];
  readonly spans?: Readonly<Record<string, Span>>;
  /** How many of its own moves the lesson has made at a step to watch, by step: who comes back finds it going on from there. */
  readonly made?: Readonly<Record<string, number>>;
  /** Steps that the lesson did in the learner's stead, in a world that it put in order. They are not done, but what comes after may count on them. */
  readonly byLesson?: readonly string[];
}

export const startOfLesson: Progress = { at: 0, done: [], answers: {}, hints: {}, shown: [] };

const given = v.strictObject({ answer: v.string(), confidence: v.picklist([1, 2, 3]), truth: v.nullable(v.string()), atUs: v.exactOptional(v.number()) });
const progress = v.strictObject({
  at: v.pipe(v.number(), v.integer(), v.minValue(0)),
  done: v.array(v.string()),
  answers: v.record(v.string(), given),
  hints: v.record(v.string(), v.number()),
  shown: v.array(v.string()),
  spans: v.exactOptional(v.record(v.string(), v.strictObject({ sinceUs: v.number(), doneAtUs: v.number() }))),
  made: v.exactOptional(v.record(v.string(), v.number())),
  byLesson: v.exactOptional(v.array(v.string())),
});

/** What a browser has kept, or null where it is not (or no longer) a progress. Steps that the lesson no longer has are dropped. */
export function readProgress(kept: unknown, lesson: Lesson): Progress | null {
  const result = v.safeParse(progress, kept);
  if (!result.success) return null;
  const known = new Set(lesson.steps.map((step) => step.id));
  return { ...result.output, at: Math.min(result.output.at, lesson.steps.length - 1), done: result.output.done.filter((id) => known.has(id)) };
}

/** The progress after a step was done; done once is done for good. */
export function stepDone(before: Progress, id: string): Progress {
  return before.done.includes(id) ? before : { ...before, done: [...before.done, id] };
}

/** The progress after a prediction was answered. The first answer counts to which the world had one of its own. */
export function answered(before: Progress, id: string, answer: Given): Progress {
  return (before.answers[id]?.truth ?? null) === null ? stepDone({ ...before, answers: { ...before.answers, [id]: answer } }, id) : before;
}

/** The progress after one more hint was asked for. */
export function hinted(before: Progress, id: string, hints: number): Progress {
  return { ...before, hints: { ...before.hints, [id]: Math.min(hints, (before.hints[id] ?? 0) + 1) } };
}

/** The progress at another step; a step at which there is nothing but to read is done by leaving it. */
export function moved(before: Progress, lesson: Lesson, at: number): Progress {
  const leaving = lesson.steps[before.at];
  const next = { ...before, at: Math.max(0, Math.min(lesson.steps.length - 1, at)) };
  return leaving?.kind === 'watch' && toDo(leaving) === null ? stepDone(next, leaving.id) : next;
}

/** The progress after the lesson has made so many of its own moves at a step to watch. */
export function moveMade(before: Progress, id: string, made: number): Progress {
  return { ...before, made: { ...before.made, [id]: made } };
}

/** The progress after the lesson has put a world in order, in which all of these steps are done. */
export function doneInStead(before: Progress, ids: readonly string[]): Progress {
  return { ...before, byLesson: [...new Set([...(before.byLesson ?? []), ...ids])] };
}

/** The steps before the shown one in which something was to be done and was not: what comes now counts on it. */
export function openBefore(now: Progress, lesson: Lesson): readonly number[] {
  return lesson.steps.flatMap((step, at) => (at < now.at && toDo(step) !== null && !now.done.includes(step.id) && now.byLesson?.includes(step.id) !== true ? [at] : []));
}

/** Whether every step is done. */
export function isComplete(now: Progress, lesson: Lesson): boolean {
  return lesson.steps.every((step) => step.kind === 'watch' || now.done.includes(step.id));
}
