// Predictions that come back: how soon, and as what.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import type { Lesson } from './lesson.ts';
import { isReview, nextTry, type Review, reviewed, reviewLesson, reviewPath } from './review.ts';

const HOURS = 3_600_000;
const TEXT = { title: 't', intro: '', steps: {} };
const LESSON: Lesson = {
  path: 'k/07-x', number: 7, minutes: 1, seed: 1, scenario: defaultScenario, texts: { pt: TEXT, en: TEXT },
  steps: [{ kind: 'predict', id: 'q', question: { kind: 'number', value: { kind: 'literal', value: 1 } }, inputs: [], forUs: 1 }, { kind: 'watch', id: 'end' }],
};
const REVIEW: Review = {
  path: 'k/07-x', step: 'q', box: 0, dueAtMs: 0, atUs: 20,
  run: { version: 1, scenario: defaultScenario, seed: 5, inputs: [{ atUs: 10, input: { kind: 'crash', node: 'broker-1' } }, { atUs: 30, input: { kind: 'start', node: 'broker-1' } }] },
};

describe('a prediction comes back', () => {
  it.each([
    [0, false, 3, { box: 0, afterMs: 4 * HOURS }], [2, false, 1, { box: 0, afterMs: 24 * HOURS }], [0, true, 1, { box: 0, afterMs: 24 * HOURS }],
    [0, true, 2, { box: 1, afterMs: 72 * HOURS }], [2, true, 3, { box: 3, afterMs: 21 * 24 * HOURS }], [3, true, 3, null],
  ] as const)('from box %d, right %s, confidence %d', (box, right, confidence, next) => expect(nextTry(box, right, confidence)).toEqual(next));

  it('in the world as it was when it was asked', () => {
    const lesson = reviewLesson(LESSON, REVIEW);
    expect(lesson).toMatchObject({ path: 'review/k/07-x/q', seed: 5, scenario: { name: 'review/k/07-x/q' }, before: [{ atUs: 10 }, { atUs: 20, input: { kind: 'open-tty' } }] });
    expect(lesson?.steps.map((step) => step.id)).toEqual(['q']);
    expect(reviewed(reviewPath(REVIEW))).toEqual({ path: 'k/07-x', step: 'q' });
    expect(reviewed('k/07-x')).toBeNull();
  });

  it('not where the lesson has it no more, nor from what is no review', () => {
    expect(reviewLesson(LESSON, { ...REVIEW, step: 'end' })).toBeNull();
    expect(isReview(JSON.parse(JSON.stringify(REVIEW)))).toBe(true);
    expect(isReview({ ...REVIEW, run: {} })).toBe(false);
  });
});
