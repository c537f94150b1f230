// A shift on call: the seed draws which incidents come, in which order, when and where. Out of it comes a lesson, as of an exam.
import type { IncidentSpec } from '../bridge/engines.ts';
import type { NodeId } from '../bridge/input.ts';
import { chosenWords, filled, generator, SEEDS, shuffled } from './drawn.ts';
import type { Incident, Lesson, LessonProblem, Move, ShiftPlan } from './lesson.ts';
import { moveOf, timedInputs } from './moves.ts';
import type { LessonFile } from './schema.ts';

const SECOND_US = 1_000_000;

export function readShift({ choose, pick, first, next, incidents }: NonNullable<LessonFile['shift']>, nodes: readonly NodeId[]): ShiftPlan {
  return { choose, pick, firstUs: first, nextUs: next, incidents: incidents.map(({ id, moves }) => ({ id, moves: moves.map((move) => moveOf(move, nodes)) })) };
}

export function shiftProblems({ pick, incidents }: ShiftPlan, file: string): LessonProblem[] {
  const at = (message: string, remedy: string): LessonProblem => ({ file, line: 1, message, remedy });
  return [
    ...(pick > incidents.length ? [at(`${pick} incidents are picked, and there are ${incidents.length}`, 'pick fewer, or write more')] : []),
    ...incidents.filter(({ moves }) => happening(moves) === null).map(({ id }) => at(`nobody waits for a command of the incident "${id}"`, 'write "type" with a "pause" that is long enough, instead of "run"')),
  ];
}

/** What an incident does to the world. A terminal is opened only where something is typed. Null where a command would have to be waited for. */
function happening(moves: readonly Move[]): IncidentSpec['happens'] | null {
  const isTyped = moves.some((move) => move.kind !== 'inputs' && move.kind !== 'wait');
  const inputs = timedInputs(moves, 0);
  return inputs === null ? null : inputs.filter(({ input }) => isTyped || (input.kind !== 'open-tty' && input.kind !== 'close-tty')).map(({ atUs, input }) => ({ afterUs: atUs, input }));
}

/** The path of the night of this seed; its progress is kept under it. */
export function nightPath(path: string, seed: number): string {
  return `${path}/seed-${Math.floor(Math.abs(seed)) % SEEDS}`;
}

/** The lesson's path and the seed in the path of one night; null where it is none. */
export function nightSeed(path: string): { readonly path: string; readonly seed: number } | null {
  const [, lesson, seed] = /^(.+\/\d+-[^/]+)\/seed-(\d+)$/.exec(path) ?? [];
  return lesson === undefined || seed === undefined ? null : { path: lesson, seed: Number(seed) % SEEDS };
}

/** Another night of a lesson that is a shift; of any other lesson there is none. */
export function otherNight(lesson: Lesson, seed: number): Lesson | null {
  if (lesson.shift === undefined) return null;
  const path = nightPath(lesson.path, seed);
  return nightOf({ ...lesson, path, seed, scenario: { ...lesson.scenario, name: path } }, seed);
}

/** The lesson with the night of a seed in it: the same seed gives the same incidents at the same times in the same places. */
export function nightOf(lesson: Lesson, seed: number): Lesson {
  const { shift } = lesson;
  if (shift === undefined) return lesson;
  const random = generator(seed);
  const words = chosenWords(shift.choose, random);
  const picked = shuffled(shift.incidents, random).slice(0, shift.pick);
  const between = ([from, to]: readonly [number, number]): number => Math.round((from + random() * (to - from)) / SECOND_US) * SECOND_US;
  let atUs = 0;
  const schedule = picked.map((incident, at): IncidentSpec => {
    atUs += between(at === 0 ? shift.firstUs : shift.nextUs);
    const { id, moves }: Incident = filled(incident, words);
    return { id, atMs: atUs / 1_000, happens: happening(moves) ?? [] };
  });
  return { ...lesson, steps: withSchedule(lesson.steps, schedule) };
}

/** The same steps, in which each shift that begins has this schedule. */
function withSchedule<T>(steps: T, schedule: readonly IncidentSpec[]): T {
  const scheduled: unknown = JSON.parse(JSON.stringify(steps), (_key, value: unknown) => (typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'shift' && 'schedule' in value ? { ...value, schedule } : value));
  return scheduled as T;
}
