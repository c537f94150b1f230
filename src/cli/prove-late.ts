// Proves a lesson for a learner who takes time: two minutes of thought before each answer and each deed, from the first step to the last.
import { doneByLesson } from '../lesson/by-lesson.ts';
import { look } from '../lesson/evaluate.ts';
import { beginHistory, lived, verdictIn } from '../lesson/history.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import type { ActStep, Lesson, PredictStep } from '../lesson/lesson.ts';
import { playingStart } from '../lesson/play-moves.ts';
import { PATIENCE_US } from '../lesson/way-back.ts';
import { lookAt, play, type ProofWorld, type Tell } from './prove-play.ts';
import { answerIn, answerText } from './prove-prediction.ts';

/** While nobody does anything the step is looked at so often. */
const LOOK_US = 500_000;
/** What has piled up meanwhile takes its time, and time can run faster. */
const LATE_PATIENCE_US = 600_000_000;
/** How long the learner thinks, in virtual time: at the speed of life as long as on the page. */
const THOUGHT_US = 120_000_000;

/**
 * Much is forgotten in that time: of a log the page shows the last records, of a job the last windows. What was true for the quick must still
 * be true: a question has the same answer, waiting neither solves a step nor is taken for a mistake, the solution solves it. `answers` are
 * those that the quick learner was given, by step.
 */
export function proveLate(lesson: Lesson, world: ProofWorld, answers: ReadonlyMap<string, string>, tell: Tell): void {
  for (const step of lesson.steps) {
    // On call the clock is the task: who thinks there answers for it.
    if (step.kind === 'act' && step.rules !== undefined) return;
    if (step.kind === 'predict') predictLate(step, world, answers.get(step.id), tell);
    if (step.kind === 'act') actLate(step, world, tell);
    if (step.kind === 'watch') {
      const act = doneByLesson(step);
      if (act === null) continue;
      const { everDone } = play(act, act.solution, world, { patienceUs: PATIENCE_US });
      if (step.until !== undefined) tell(everDone, `${step.id}: late, what the lesson does there has its effect`);
    }
  }
}

function predictLate(step: PredictStep, world: ProofWorld, quick: string | undefined, tell: Tell): void {
  world.advance(THOUGHT_US);
  const late = answerIn(step, world);
  const text = answerText(step, late);
  // A number that grows with the world is a good question, too: its text says no number then.
  const same = step.question.kind === 'choice' ? text === quick : late.kind !== 'unclear';
  tell(same, `${step.id}: late, the world answers ${text}${same || late.kind === 'unclear' ? '' : `, and ${quick ?? 'nothing'} to the quick`}`);
}

function actLate(step: ActStep, world: ProofWorld, tell: Tell): void {
  const kinds = kindsOf([step.check, ...step.wrong.map((wrong) => wrong.when)]);
  let history = beginHistory(step, look(world.nowUs(), world.records(kinds)));
  for (let thought = 0; thought < THOUGHT_US; thought += LOOK_US) {
    world.advance(LOOK_US);
    history = lived(step, look(world.nowUs(), world.records(kinds)), history);
  }
  tell(history.doneAtUs === null, `${step.id}: two minutes of waiting do not reach the goal`);
  const { wrong } = verdictIn(step, lookAt(world), history);
  tell(wrong === null, `${step.id}: two minutes of waiting are no mistake${wrong === null ? '' : `, but are taken for "${wrong}"`}`);
  const played = play({ ...step, wrong: [] }, step.solution, world, { from: { playing: playingStart, history }, patienceUs: LATE_PATIENCE_US });
  const solved = !played.stuck && played.everDone;
  if (solved || step.soon === undefined) tell(solved, `${step.id}: late, the solution solves it`);
  else tell(true, `~ ${step.id}: late, the solution does not solve it (${step.soon})`);
}
