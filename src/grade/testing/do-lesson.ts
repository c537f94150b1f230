// A student who does a whole lesson as its solutions do, and hands it in; or does less, or hands in more than was done.
import { toDo } from '../../lesson/by-lesson.ts';
import { type Handed, homeworkText } from '../../lesson/homework.ts';
import { firstRun, type Lesson } from '../../lesson/lesson.ts';
import { playIn } from '../../lesson/play-in.ts';
import { answered, type Progress, startOfLesson, stepDone } from '../../lesson/progress.ts';
import { PATIENCE_US } from '../../lesson/way-back.ts';
import { Timeline } from '../../sim/timeline.ts';
import { realWorld } from '../../sim/world.ts';
import { seeing } from '../../view-model/again.ts';
import { CHECKED_RECORDS } from '../../view-model/project.ts';
import { projectWhole } from '../../view-model/whole.ts';
import { ALL_KINDS } from '../../lesson/fields.ts';
import { answerAgain } from '../answer-again.ts';

export interface Student {
  readonly name: string;
  /** Thinks so long before each step, in virtual microseconds: no two students are as fast. */
  readonly thinksUs: number;
  /** Does the first so many steps; all where it is left out. */
  readonly steps?: number;
  /** Answers each prediction otherwise than the world does. */
  readonly wrong?: boolean;
}

/** What the page would have in its hands when this student is done. */
export function doLesson(lesson: Lesson, student: Student): Handed {
  const timeline = Timeline.open(realWorld, firstRun(lesson));
  timeline.advance(timeline.end);
  let progress: Progress = startOfLesson;
  for (const step of lesson.steps.slice(0, student.steps ?? lesson.steps.length)) {
    timeline.advance(timeline.now + student.thinksUs);
    const sinceUs = timeline.now;
    if (step.kind === 'predict') {
      const truth = answerAgain(realWorld, timeline.kernel, step);
      progress = answered(progress, step.id, { answer: student.wrong === true ? 'no such answer' : (truth ?? ''), confidence: 2, truth, atUs: sinceUs });
    }
    const act = toDo(step);
    if (act === null) continue;
    const played = playIn(act, act.solution, {
      nowUs: () => timeline.now, records: (kinds = null) => [...projectWhole(timeline.kernel.state, kinds, CHECKED_RECORDS).values()],
      input: (input) => timeline.give(input), advance: (us) => timeline.advance(timeline.now + us), watch: (kinds, see) => timeline.watch(see === null ? null : seeing(timeline.kernel, kinds ?? ALL_KINDS, see)),
    }, { patienceUs: PATIENCE_US });
    while (played.next().done !== true);
    if (step.kind === 'act') progress = { ...stepDone(progress, step.id), spans: { ...progress.spans, [step.id]: { sinceUs, doneAtUs: timeline.now } } };
  }
  return { build: '', name: student.name, progress, run: timeline.save(), endUs: timeline.end, hash: timeline.hash() };
}

/** The file that the page writes for this student. */
export function handIn(lesson: Lesson, student: Student, build: string, change: Partial<Handed> = {}): string {
  return homeworkText(lesson, { ...doLesson(lesson, student), build, ...change });
}
