// `sim verify FILE`: plays again what a learner saved, and says which of the steps that it claims are done were done.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { ShiftRecord } from '../bridge/engine-records.ts';
import { look } from '../lesson/evaluate.ts';
import { beginHistory, lived, type StepHistory } from '../lesson/history.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import type { ActStep } from '../lesson/lesson.ts';
import { readProgress, type Span } from '../lesson/progress.ts';
import { isReached } from '../lesson/stars.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { Timeline } from '../sim/timeline.ts';
import { realWorld } from '../sim/world.ts';
import { CHECKED_RECORDS } from '../view-model/project.ts';
import { projectWhole } from '../view-model/whole.ts';
import { lessonAt } from './lesson-at.ts';
import { printLine } from './print.ts';

const file = v.looseObject({ version: v.literal(1), lessons: v.array(v.looseObject({ path: v.string(), progress: v.unknown(), run: v.unknown(), reached: v.optional(v.unknown()) })) });

/** 0 where each claimed step is seen again, 1 where one is not, 2 where the file can't be read. */
export function verify(args: readonly string[], print: (line: string) => void = printLine): number {
  const [name] = args;
  if (name === undefined) {
    print('verify: name the file that was saved: npm run -s sim -- verify correnteza.json');
    return 2;
  }
  const read = readFile(name);
  if (typeof read === 'string') {
    print(`verify: ${name}: ${read}`);
    return 2;
  }
  const failures = read.lessons.flatMap(({ path, progress, run, reached }) => {
    const found = verifyLesson(path, progress, run, reached);
    for (const line of found.seen) print(`seen again  ${path}: ${line}`);
    for (const line of found.failures) print(`  ✗ ${path}: ${line}`);
    return found.failures;
  });
  print(failures.length === 0 ? 'everything that the file claims was seen again' : `${failures.length} claims were not seen again`);
  return failures.length === 0 ? 0 : 1;
}

function readFile(name: string): v.InferOutput<typeof file> | string {
  try {
    const result = v.safeParse(file, JSON.parse(readFileSync(name, 'utf8')));
    return result.success ? result.output : 'is not a file that the page saved';
  } catch (problem) {
    return problem instanceof Error ? problem.message : String(problem);
  }
}

/** What of one lesson's claims is seen when its run is played again in the world of the lesson itself. */
export function verifyLesson(path: string, claimed: unknown, saved: unknown, reached: unknown = null): { readonly seen: readonly string[]; readonly failures: readonly string[] } {
  const lesson = lessonAt(path);
  if (lesson === null) return { seen: [], failures: ['there is no such lesson'] };
  const progress = readProgress(claimed, lesson);
  const read = readSavedRun(saved);
  if (progress === null || read.kind === 'problems') return { seen: [], failures: ['its progress or its run can not be read'] };
  const { run } = read;
  if (run.seed !== lesson.seed || JSON.stringify(run.scenario) !== JSON.stringify(lesson.scenario)) return { seen: [], failures: ['its run is not of the world of this lesson'] };
  const seen: string[] = [];
  const failures: string[] = [];
  for (const step of lesson.steps) {
    if (step.kind !== 'act' || !progress.done.includes(step.id)) continue;
    const span = progress.spans?.[step.id];
    const done = span !== undefined && isSeen(step, span, Timeline.open(realWorld, run));
    (done ? seen : failures).push(span === undefined ? `${step.id}: the file does not say when it was done` : `${step.id}, at ${(span.doneAtUs / 1_000_000).toFixed(3)} s`);
  }
  const points = isReached(reached) && lesson.shift !== undefined ? reached.points : undefined;
  if (points !== undefined) {
    const shift = shiftAtEnd(Timeline.open(realWorld, run));
    const isSame = shift?.state === 'over' && shift.points === points;
    (isSame ? seen : failures).push(`${points} points${isSame ? '' : shift?.state === 'over' ? `: the run ends with ${shift.points}` : ': the shift is not over in the run'}`);
  }
  return { seen, failures };
}

/** The books of a shift at the end of a run. */
function shiftAtEnd(timeline: Timeline): ShiftRecord | null {
  timeline.advance(timeline.end);
  const shift = [...projectWhole(timeline.kernel.state, new Set(['shift']), CHECKED_RECORDS).values()].find((record) => record.kind === 'shift');
  return shift?.kind === 'shift' ? shift : null;
}

/** Whether the step's check holds, looked at from when it was opened until it is said to have been done. */
function isSeen(step: ActStep, span: Span, timeline: Timeline): boolean {
  const kinds = kindsOf([step.check]);
  const only = { ...step, wrong: [] };
  const now = (atUs: number): ReturnType<typeof look> => look(atUs, projectWhole(timeline.kernel.state, kinds, CHECKED_RECORDS).values());
  timeline.advance(span.sinceUs);
  let history: StepHistory = beginHistory(only, now(span.sinceUs));
  timeline.watch((atUs) => void (history = lived(only, now(atUs), history)));
  timeline.advance(span.doneAtUs + 1);
  return history.doneAtUs !== null;
}
