// An exam: a world in which the seed breaks some of several things. Out of it comes a lesson, so that all that holds for lessons holds for it.
import type { Scenario } from '../bridge/scenario.ts';
import { chosenWords, filled, generator, SEEDS, shuffled } from './drawn.ts';
import type { ActStep, Language, Lesson, LessonText, Move } from './lesson.ts';
import { timedInputs } from './moves.ts';

export interface Fault {
  readonly step: ActStep;
  readonly breaks: readonly Move[];
}

export interface Exam {
  /** Where it stands in the course, for example `kafka/3-kafka/exam`. */
  readonly path: string;
  readonly minutes: number;
  readonly scenario: Scenario;
  readonly before: readonly Move[];
  /** What the seed shuffles: `{broker}` is the first, `{broker-2}` the second. */
  readonly choose: Readonly<Record<string, readonly string[]>>;
  /** How many of the faults an exam has. */
  readonly pick: number;
  readonly faults: readonly Fault[];
  readonly texts: Readonly<Record<Language, LessonText>>;
}

/** The step after the last fault. */
export const REPAIRED = 'repaired';

/** The path of the exam of this seed; its progress is kept under it. */
export function examPath(path: string, seed: number): string {
  return `${path}/seed-${Math.floor(Math.abs(seed)) % SEEDS}`;
}

/** The exam's path and the seed in the path of one exam; null where it is none. */
export function examSeed(path: string): { readonly path: string; readonly seed: number } | null {
  const [, exam, seed] = /^(.+\/exam)\/seed-(\d+)$/.exec(path) ?? [];
  return exam === undefined || seed === undefined ? null : { path: exam, seed: Number(seed) % SEEDS };
}

/** The exam of a seed: the same seed gives the same faults in the same places. */
export function examOf(exam: Exam, seed: number): Lesson {
  const random = generator(seed);
  const words = chosenWords(exam.choose, random);
  const picked = new Set(shuffled(exam.faults, random).slice(0, exam.pick));
  const faults = filled(exam.faults.filter((fault) => picked.has(fault)), words);
  const path = examPath(exam.path, seed);
  const breaks = faults.toReversed().flatMap((fault) => fault.breaks);
  const before = timedInputs([...filled(exam.before, words), ...breaks], exam.scenario.shownFromUs) ?? [];
  const scenario = { ...exam.scenario, name: path };
  const steps = [...faults.map((fault) => fault.step), { kind: 'watch' as const, id: REPAIRED }];
  return { path, number: 0, minutes: exam.minutes, seed, scenario, before, steps, texts: filled(exam.texts, words) };
}
