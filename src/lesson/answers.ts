// A prediction's right answer, found in a foreseen world and never written down, and whether a learner's answer is that.
import type { WorldRecord } from '../bridge/records.ts';
import { rightClicks } from './clicks.ts';
import { evaluate, holds, look, type Look, noMemory } from './evaluate.ts';
import type { PredictStep, Question } from './lesson.ts';

export type Answer =
  | { readonly kind: 'option'; readonly id: string }
  /** The items' ids, the first of the order first. */
  | { readonly kind: 'order'; readonly ids: readonly string[] }
  /** Each of these things is a right one to click. */
  | { readonly kind: 'things'; readonly ids: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  /** The foreseen world fits no option, or more than one. */
  | { readonly kind: 'unclear'; readonly fitting: readonly string[] };

/** What the foreseen world answers to a prediction; `before` is the world as it was asked in. */
export function answerOf(step: PredictStep, before: Iterable<WorldRecord>, foreseen: Iterable<WorldRecord>): Answer {
  const world = look(0, foreseen);
  const { question } = step;
  if (question.kind === 'order') return orderIn(question, world);
  if (question.kind === 'click') {
    const ids = rightClicks(question.of, look(0, before), world);
    return ids.length === 0 ? { kind: 'unclear', fitting: [] } : { kind: 'things', ids };
  }
  if (question.kind === 'number') {
    const { value } = evaluate(question.value, world, noMemory);
    return typeof value === 'number' ? { kind: 'number', value } : { kind: 'unclear', fitting: [] };
  }
  const fitting = question.options.filter((option) => holds(option.when, world, noMemory).holds).map((option) => option.id);
  const [only] = fitting;
  return only !== undefined && fitting.length === 1 ? { kind: 'option', id: only } : { kind: 'unclear', fitting };
}

/** The items by their numbers. Two with the same number, or one without, have no order. */
function orderIn(question: Extract<Question, { readonly kind: 'order' }>, world: Look): Answer {
  const placed = question.items.map(({ id, value }) => ({ id, value: evaluate(value, world, noMemory).value }));
  const unclear = placed.filter((one) => typeof one.value !== 'number' || placed.some((other) => other !== one && other.value === one.value));
  if (unclear.length > 0) return { kind: 'unclear', fitting: unclear.map((one) => one.id) };
  const sign = question.first === 'smallest' ? 1 : -1;
  const ranked = placed.toSorted((a, b) => sign * (Number(a.value) - Number(b.value)));
  return { kind: 'order', ids: ranked.map((one) => one.id) };
}

/** What stands between the ids of an order, or of several right things, where an answer is kept as text. */
const BETWEEN = '\n';

/** An order as it is kept. */
export function orderText(ids: readonly string[]): string {
  return ids.join(BETWEEN);
}

/** The ids of an order, or the things that are right, as they were kept. */
export function idsOfText(text: string): string[] {
  return text === '' ? [] : text.split(BETWEEN);
}

/** The answer of a world as it is kept beside the learner's; null where it was unclear. */
export function truthText(answer: Answer): string | null {
  switch (answer.kind) {
    case 'option': return answer.id;
    case 'number': return String(answer.value);
    case 'order': case 'things': return orderText(answer.ids);
    case 'unclear': return null;
  }
}

/** Whether the learner's answer is what the world did. */
export function isRight(question: Question, answer: string, truth: string | null): boolean {
  if (truth === null) return false;
  switch (question.kind) {
    case 'choice': case 'order': return answer === truth;
    case 'number': return answer.trim() !== '' && Number(answer) === Number(truth);
    case 'click': return idsOfText(truth).includes(answer);
  }
}
