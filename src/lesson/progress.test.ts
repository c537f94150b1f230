// A learner's progress: what is kept, what counts once, and what a browser may have kept wrongly.
import { describe, expect, it } from 'vitest';
import { defaultScenario } from '../bridge/scenario.ts';
import type { Lesson, Step } from './lesson.ts';
import { answered, hinted, isComplete, moved, type Progress, readProgress, startOfLesson, stepDone } from './progress.ts';

const YES = { kind: 'literal', value: true } as const;
const STEPS: readonly Step[] = [
  { kind: 'act', id: 'a', check: YES, solution: [], wrong: [] },
  { kind: 'predict', id: 'b', question: { kind: 'number', value: YES }, inputs: [], forUs: 0 },
  { kind: 'watch', id: 'c' },
];
const NO_TEXT = { title: '', intro: '', steps: {} };
const LESSON: Lesson = { path: 'x/01-y', number: 1, minutes: 1, seed: 1, scenario: defaultScenario, steps: STEPS, texts: { pt: NO_TEXT, en: NO_TEXT } };

describe('progress', () => {
  const check = (name: string, actual: unknown, expected: unknown): void => {
    it(name, () => expect(actual).toEqual(expected));
  };
  const given = { answer: '3', confidence: 2, truth: '4' } as const;
  check('a step is done once', stepDone(stepDone(startOfLesson, 'a'), 'a').done, ['a']);
  check('the first answer counts', answered(answered(startOfLesson, 'b', given), 'b', { ...given, answer: '4' }).answers, { b: given });
  check('hints end', hinted(hinted(startOfLesson, 'a', 1), 'a', 1).hints, { a: 1 });
  check('not before the first', moved(startOfLesson, LESSON, -1).at, 0);
  check('not past the last', moved(startOfLesson, LESSON, 9).at, 2);
  check('watching is done by leaving', moved(moved(startOfLesson, LESSON, 2), LESSON, 1).done, ['c']);
  check('all is done', isComplete({ ...startOfLesson, done: ['a', 'b'] }, LESSON), true);
  check('something is left', isComplete({ ...startOfLesson, done: ['a', 'c'] }, LESSON), false);
  const kept: Progress = { at: 7, done: ['a', 'gone'], answers: { b: given }, hints: { a: 2 }, shown: [] };
  check('what was kept comes back', readProgress(JSON.parse(JSON.stringify(kept)), LESSON), { ...kept, at: 2, done: ['a'] });
  check('what is not a progress does not', readProgress({ at: 'x' }, LESSON), null);
  check('nothing', readProgress(null, LESSON), null);
});
