// Proves one lesson by playing all of it: checks, solutions, wrong attempts, predictions, and walks of random inputs.
import { type Answer, answerOf, foreseeing, kindsAsked } from '../lesson/answers.ts';
import { doneByLesson } from '../lesson/by-lesson.ts';
import { clickableIds, isClickable } from '../lesson/clicks.ts';
import { look } from '../lesson/evaluate.ts';
import { beginHistory, verdictIn } from '../lesson/history.ts';
import { inputWithJobIds } from '../lesson/job-names.ts';
import type { ActStep, Lesson, PredictStep, Question, WatchStep } from '../lesson/lesson.ts';
import { PATIENCE_US } from '../lesson/way-back.ts';
import { proveOperator } from './prove-shift.ts';
import { proveMutants, proveNeeded } from './prove-mutants.ts';
import { lookAt, type PlaceInWorld, play, type ProofWorld, type Tell } from './prove-play.ts';
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
  /** Whether solutions with one thing changed are held against the checks; an exam's faults are only once. */
  readonly mutants?: (step: ActStep) => boolean;
}

export function proveLesson(lesson: Lesson, open: () => ProofWorld, { walks = WALKS, mutants = () => true }: ProofOptions = {}): Proof {
  const shown: string[] = [];
  const failures: string[] = [];
  const world = open();
  const tell = (ok: boolean, text: string): void => void (ok ? shown : failures).push(text);
  for (const step of lesson.steps) {
    if (step.kind === 'predict') provePrediction(step, world, tell);
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

function provePrediction(step: PredictStep, world: ProofWorld, tell: Tell): void {
  const { question } = step;
  const kinds = kindsAsked(question);
  const before = look(world.nowUs(), world.records(kinds));
  const fork = world.fork();
  let seen = foreseeing(question, before, null);
  fork.watch(kinds, (now) => void (seen = foreseeing(question, now, seen)));
  const from = fork.nowUs();
  const here = lookAt(world);
  for (const { atUs, input } of step.inputs) {
    fork.advance(Math.max(0, from + atUs - fork.nowUs()));
    fork.input(inputWithJobIds(input, here));
  }
  fork.advance(Math.max(0, from + step.forUs - fork.nowUs()));
  const answer = answerOf(question, before, foreseeing(question, look(fork.nowUs(), fork.records(kinds)), seen));
  tell(answer.kind !== 'unclear', `${step.id}: the world answers ${answerText(step, answer)}`);
  if (question.kind === 'order' && answer.kind === 'order') {
    tell(question.items.some((item, at) => item.id !== answer.ids[at]), `${step.id}: the items do not stand in the right order already`);
  }
  if (question.kind === 'click' && isClickable(question.of.kind)) {
    const all = clickableIds(question.of.kind, lookAt(world)).length;
    tell(answer.kind !== 'things' || answer.ids.length < all, `${step.id}: a click can be wrong (${all} could be clicked)`);
  }
}

function answerText(step: PredictStep, answer: Answer): string {
  switch (answer.kind) {
    case 'option': return `"${answer.id}"`;
    case 'order': return answer.ids.join(', then ');
    case 'things': return answer.ids.join(' or ');
    case 'number': return String(answer.value);
    case 'unclear': return unclearText(step.question, answer.fitting);
  }
}

function unclearText(question: Question, fitting: readonly string[]): string {
  switch (question.kind) {
    case 'choice': return fitting.length === 0 ? 'nothing that an option says' : `several options: ${fitting.join(', ')}`;
    case 'order': return `no order: these have no number, or the same as another: ${fitting.join(', ')}`;
    case 'number': return 'no number';
    case 'click': return 'with nothing that could have been clicked before';
  }
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
