// How heavy a lesson's conditions are to look at: a pack from elsewhere may not make a page stand still.
import type { Expression, Selection } from './expression.ts';
import type { Lesson, Question } from './lesson.ts';

/** Parts of one condition. */
export const MOST_PARTS = 400;

/** How many parts a condition has; the language itself bounds how deep selections stand inside of each other. */
export function partsOf(expression: Expression): number {
  switch (expression.kind) {
    case 'literal': case 'field': return 1;
    case 'count': case 'exists': case 'sum': case 'min': case 'max': case 'the': return ofSelection(expression.of);
    case 'all': return ofSelection(expression.of) + partsOf(expression.holds);
    case 'compare': case 'add': case 'and': case 'or': return 1 + partsOf(expression.left) + partsOf(expression.right);
    case 'not': case 'eventually': case 'never': case 'grew': case 'moment': case 'for': return 1 + partsOf(expression.of);
  }
}

function ofSelection({ where }: Selection): number {
  return 1 + (where === null ? 0 : partsOf(where));
}

/** Every condition of a lesson. */
export function conditionsOf({ steps }: Lesson): readonly Expression[] {
  return steps.flatMap((step): readonly Expression[] => {
    const looked = (step.shown?.look ?? []).map((of): Expression => ({ kind: 'exists', of }));
    switch (step.kind) {
      case 'watch': return [...looked, ...(step.until === undefined ? [] : [step.until])];
      case 'act': return [...looked, step.check, ...step.wrong.map(({ when }) => when), ...(step.rules ?? []).flatMap(({ when, of }): Expression[] => [...(when === null ? [] : [when]), ...(of === null ? [] : [{ kind: 'exists', of } as const])])];
      case 'predict': return [...looked, ...asked(step.question)];
    }
  });
}

function asked(question: Question): readonly Expression[] {
  switch (question.kind) {
    case 'choice': return question.options.map(({ when }) => when);
    case 'number': return [question.value];
    case 'order': return question.items.map(({ value }) => value);
    case 'click': return [{ kind: 'exists', of: question.of }];
  }
}
