// Proves one lesson by playing all of it: checks, solutions, wrong attempts, predictions, and walks of random inputs.
import { doneByLesson } from '../lesson/by-lesson.ts';
import { beginHistory, verdictIn } from '../lesson/history.ts';
import type { ActStep, Lesson, WatchStep } from '../lesson/lesson.ts';
import { PATIENCE_US } from '../lesson/way-back.ts';
import { proveOperator } from './prove-shift.ts';
import { proveMutants, proveNeeded } from './prove-mutants.ts';
import { proveLate } from './prove-late.ts';
import { lookAt, type PlaceInWorld, play, type ProofWorld, type Tell } from './prove-play.ts';
import { provePrediction } from './prove-prediction.ts';
import { proveWalks } from './prove-walk.ts';

export interface Proof {
  /** What was found true, for reading. */
  readonly shown: readonly string[];
  /** What is wrong; empty where the lesson is proved. */
  readonly failures: readonly string[];
}

const WALKS = 1;

export interface ProofOptions {
  /** The random walks at each act; 0 for none. */
  readonly walks?: number;
  /** Whether the lesson is played once more by a learner who takes time; an exam is not. */
  readonly late?: boolean;
  /** Whether solutions with one thing changed are held against the checks; an exam's faults are only once. */
  readonly mutants?: (step: ActStep) => boolean;
}

export function proveLesson(lesson: Lesson, open: () => ProofWorld, { walks = WALKS, late = true, mutants = () => true }: ProofOptions = {}): Proof {
  const shown: string[] = [];
  const failures: string[] = [];
  const world = open();
  const tell = (ok: boolean, text: string): void => void (ok ? shown : failures).push(text);
  const answers = new Map<string, string>();
  for (const step of lesson.steps) {
    if (step.kind === 'predict') answers.set(step.id, provePrediction(step, world, tell));
    if (step.kind === 'watch') proveWatching(step, world, tell);
    if (step.kind === 'act') {
      proveWrongAttempts(step, world, tell);
      if (step.rules !== undefined) {
        proveOperator(step, world, tell);
        continue;
      }
      if (walks > 0) proveWalks(lesson, step, world, walks, tell);
      proveSolution(lesson, step, world, mutants(step), tell);
    }
  }
  if (late) proveLate(lesson, open(), answers, tell);
  return { shown, failures };
}

function proveWatching(step: WatchStep, world: ProofWorld, tell: Tell): void {
  const { id, until } = step;
  const act = doneByLesson(step);
  if (act === null) return;
  const before = world.fork();
  const beganUs = world.nowUs();
  const played = play(act, act.solution, world, { patienceUs: PATIENCE_US });
  tell(!played.stuck, `${id}: what the lesson does there ends`);
  if (until !== undefined) tell(played.everDone, `${id}: what the lesson does there has its effect`);
  proveNeeded(step, act, before, world.nowUs() - beganUs, tell);
}

function proveWrongAttempts(step: ActStep, world: ProofWorld, tell: Tell): void {
  for (const attempt of step.wrong) {
    const fork = world.fork();
    const played = play(step, attempt.moves, fork);
    tell(!played.everDone, `${step.id}: the wrong attempt "${attempt.id}" stays unsolved`);
    const said = played.wrong;
    tell(said === attempt.id, `${step.id}: the wrong attempt "${attempt.id}" is recognised${said === attempt.id ? '' : said === null ? ' as nothing' : ` as "${said}"`}`);
  }
}

function proveSolution(lesson: Lesson, step: ActStep, world: ProofWorld, mutants: boolean, tell: Tell): void {
  const here = lookAt(world);
  const { done, wrong } = verdictIn(step, here, beginHistory(step, here));
  tell(!done, `${step.id}: not done at its start`);
  tell(wrong === null, `${step.id}: no mistake is seen at its start${wrong === null ? '' : `, but "${wrong}" is`}`);
  const start = world.fork();
  const places: PlaceInWorld[] = [];
  const played = play({ ...step, wrong: [] }, step.solution, world, {
    patienceUs: PATIENCE_US,
    before: (_at, place) => {
      if (mutants) places.push({ ...place, world: world.fork() });
    },
  });
  tell(!played.stuck, `${step.id}: the solution's commands end`);
  tell(played.everDone, `${step.id}: the solution solves it`);
  if (mutants && played.everDone) proveMutants(lesson, step, start, { doneAfter: played.doneAfter, tookUs: world.nowUs() - here.nowUs, places }, tell);
}
