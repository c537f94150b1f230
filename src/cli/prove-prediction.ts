// Proves a prediction: the copy of the world gives exactly one answer, and one can be wrong.
import { type Answer, answerOf, foreseeing, kindsAsked } from '../lesson/answers.ts';
import { clickableIds, isClickable } from '../lesson/clicks.ts';
import { look } from '../lesson/evaluate.ts';
import { inputWithJobIds } from '../lesson/job-names.ts';
import type { PredictStep, Question } from '../lesson/lesson.ts';
import { lookAt, type ProofWorld, type Tell } from './prove-play.ts';

/** Proves a question in a copy of the world, and tells what the copy answered. */
export function provePrediction(step: PredictStep, world: ProofWorld, tell: Tell): string {
  const { question } = step;
  const answer = answerIn(step, world);
  tell(answer.kind !== 'unclear', `${step.id}: the world answers ${answerText(step, answer)}`);
  if (question.kind === 'order' && answer.kind === 'order') {
    tell(question.items.some((item, at) => item.id !== answer.ids[at]), `${step.id}: the items do not stand in the right order already`);
  }
  if (question.kind === 'click' && isClickable(question.of.kind)) {
    const all = clickableIds(question.of.kind, lookAt(world)).length;
    tell(answer.kind !== 'things' || answer.ids.length < all, `${step.id}: a click can be wrong (${all} could be clicked)`);
  }
  return answerText(step, answer);
}

/** What a copy of the world answers. */
export function answerIn({ question, inputs, forUs }: PredictStep, world: ProofWorld): Answer {
  const kinds = kindsAsked(question);
  const before = look(world.nowUs(), world.records(kinds));
  const fork = world.fork();
  let seen = foreseeing(question, before, null);
  fork.watch(kinds, (now) => void (seen = foreseeing(question, now, seen)));
  const from = fork.nowUs();
  const here = lookAt(world);
  for (const { atUs, input } of inputs) {
    fork.advance(Math.max(0, from + atUs - fork.nowUs()));
    fork.input(inputWithJobIds(input, here));
  }
  fork.advance(Math.max(0, from + forUs - fork.nowUs()));
  return answerOf(question, before, foreseeing(question, look(fork.nowUs(), fork.records(kinds)), seen));
}

export function answerText(step: PredictStep, answer: Answer): string {
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
