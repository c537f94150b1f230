// An exam: a world in which the seed breaks some of several things. Out of it comes a lesson, so that all that holds for lessons holds for it.
import type { Scenario } from '../bridge/scenario.ts';
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
const SEEDS = 1_000_000;

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
  const words = new Map<string, string>();
  for (const [name, values] of Object.entries(exam.choose)) {
    shuffled(values, random).forEach((value, at) => words.set(at === 0 ? name : `${name}-${at + 1}`, value));
  }
  const picked = new Set(shuffled(exam.faults, random).slice(0, exam.pick));
  const faults = filled(exam.faults.filter((fault) => picked.has(fault)), words);
  const path = examPath(exam.path, seed);
  const breaks = faults.toReversed().flatMap((fault) => fault.breaks);
  const before = timedInputs([...filled(exam.before, words), ...breaks], exam.scenario.shownFromUs) ?? [];
  const scenario = { ...exam.scenario, name: path };
  const steps = [...faults.map((fault) => fault.step), { kind: 'watch' as const, id: REPAIRED }];
  return { path, number: 0, minutes: exam.minutes, seed, scenario, before, steps, texts: filled(exam.texts, words) };
}

/** The same data with the chosen words in its texts. */
function filled<T>(data: T, words: ReadonlyMap<string, string>): T {
  const filledText: unknown = JSON.parse(JSON.stringify(data), (_key, value: unknown) => (typeof value === 'string' ? value.replace(/\{([a-z]+(?:-\d)?)\}/g, (whole, name: string) => words.get(name) ?? whole) : value));
  return filledText as T;
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list.map((item) => ({ item, place: random() })).toSorted((a, b) => a.place - b.place).map(({ item }) => item);
}

/** A small generator of its own (mulberry32): an exam is named by its seed and repeats. */
function generator(seed: number): () => number {
  let state = (seed + 1) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
