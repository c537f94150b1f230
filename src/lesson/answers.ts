// A prediction's right answer, found in a foreseen world and never written down, and whether a learner's answer is that.
import { rightClicks } from './clicks.ts';
import { evaluate, type Look, type Memory, noMemory, type Value } from './evaluate.ts';
import type { Expression } from './expression.ts';
import type { RecordKind } from './fields.ts';
import { kindsOf } from './kinds-of.ts';
import type { Question } from './lesson.ts';

export type Answer =
  | { readonly kind: 'option'; readonly id: string }
  /** The items' ids, the first of the order first. */
  | { readonly kind: 'order'; readonly ids: readonly string[] }
  /** Each of these things is a right one to click. */
  | { readonly kind: 'things'; readonly ids: readonly string[] }
  | { readonly kind: 'number'; readonly value: number }
  /** The foreseen world fits no option, or more than one. */
  | { readonly kind: 'unclear'; readonly fitting: readonly string[] };

/** What has been seen of a question's conditions in a foreseen world, up to its last look. */
export interface Foreseen {
  readonly world: Look;
  /** In the order of the question's options or items; one for a number, none for a click. */
  readonly values: readonly Value[];
  readonly memory: readonly Memory[];
}

/** One more look at a foreseen world; the first is at its beginning. */
export function foreseeing(question: Question, world: Look, seen: Foreseen | null): Foreseen {
  const results = conditionsOf(question).map((condition, at) => evaluate(condition, world, seen?.memory[at] ?? noMemory));
  return { world, values: results.map((result) => result.value), memory: results.map((result) => result.memory) };
}

/** What the foreseen world answers; `before` is the world as it was asked in. */
export function answerOf(question: Question, before: Look, { world, values }: Foreseen): Answer {
  switch (question.kind) {
    case 'order':
      return orderOf(question, values);
    case 'click': {
      const ids = rightClicks(question.of, before, world);
      return ids.length === 0 ? { kind: 'unclear', fitting: [] } : { kind: 'things', ids };
    }
    case 'number': {
      const [value] = values;
      return typeof value === 'number' ? { kind: 'number', value } : { kind: 'unclear', fitting: [] };
    }
    case 'choice': {
      const fitting = question.options.filter((_, at) => values[at] === true).map((option) => option.id);
      const [only] = fitting;
      return only !== undefined && fitting.length === 1 ? { kind: 'option', id: only } : { kind: 'unclear', fitting };
    }
  }
}

/** The kinds of records that a question asks for. */
export function kindsAsked(question: Question): ReadonlySet<RecordKind> {
  return kindsOf(question.kind === 'click' ? [{ kind: 'exists', of: question.of }] : conditionsOf(question));
}

/** Whether a value that came from the page asks a question. */
export function isAsking(value: unknown): value is { readonly question: Question } {
  return typeof value === 'object' && value !== null && 'question' in value && typeof value.question === 'object' && value.question !== null && 'kind' in value.question;
}

function conditionsOf(question: Question): readonly Expression[] {
  switch (question.kind) {
    case 'choice': return question.options.map((option) => option.when);
    case 'number': return [question.value];
    case 'order': return question.items.map((item) => item.value);
    case 'click': return [];
  }
}

/** The items by their numbers. Two with the same number, or one without, have no order. */
function orderOf(question: Extract<Question, { readonly kind: 'order' }>, values: readonly Value[]): Answer {
  const placed = question.items.map(({ id }, at) => ({ id, value: values[at] ?? null }));
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
