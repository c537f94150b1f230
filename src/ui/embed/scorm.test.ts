// A lesson as a SCO: what it leaves with the LMS always fits and comes back, and the API is found where an LMS puts it.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimedInput } from '../../bridge/input.ts';
import type { Progress } from '../../lesson/progress.ts';
import { findApi, timespan } from './scorm-api.ts';
import { fromSuspend, MOST_LETTERS, toSuspend } from './suspend.ts';

const step = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}$/);
const word = fc.string({ maxLength: 400 });
const given = fc.record({ answer: word, confidence: fc.constantFrom(1, 2, 3), truth: fc.option(word), atUs: fc.maxSafeNat() });
const progress: fc.Arbitrary<Progress> = fc.record({
  at: fc.nat(60), done: fc.uniqueArray(step, { maxLength: 60 }), answers: fc.dictionary(step, given, { maxKeys: 60, noNullPrototype: true }), hints: fc.dictionary(step, fc.nat(5), { maxKeys: 60, noNullPrototype: true }), shown: fc.uniqueArray(step, { maxLength: 60 }),
  spans: fc.dictionary(step, fc.record({ sinceUs: fc.maxSafeNat(), doneAtUs: fc.maxSafeNat() }), { maxKeys: 60, noNullPrototype: true }),
});
const inputs = fc.array(fc.record({ atUs: fc.maxSafeNat(), input: fc.record({ kind: fc.constant('line' as const), tty: fc.constant('main'), text: fc.string({ maxLength: 200 }) }) }), { maxLength: 200 });

describe('suspend data', () => {
  it('always fits, and always keeps where the learner was and what is done', () => {
    fc.assert(fc.property(progress, fc.option(inputs), (now, done) => {
      const text = toSuspend(now, done);
      expect(text.length).toBeLessThanOrEqual(MOST_LETTERS);
      expect(text).toMatch(/^[A-Za-z0-9+/]+$/);
      expect(fromSuspend(text)?.progress).toMatchObject({ at: now.at, done: now.done });
    }), { numRuns: 60 });
  });

  it('of a usual lesson keeps everything, its world too', () => {
    const now: Progress = { at: 2, done: ['create', 'nobody-reads'], answers: { 'nobody-reads': { answer: 'kept', confidence: 3, truth: 'kept', atUs: 31_000_000 } }, hints: { write: 1 }, shown: [], spans: { create: { sinceUs: 1, doneAtUs: 9 } } };
    const run: TimedInput[] = Array.from({ length: 60 }, (_, at) => ({ atUs: at * 1_234_567, input: { kind: 'line', tty: 'main', text: `kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos ${at}` } }));
    expect(fromSuspend(toSuspend(now, run))).toEqual({ progress: now, inputs: run });
  });

  it.each(['', 'x', '1', '1????', '2AAAA', `1${'A'.repeat(4_000)}`])('%j is nothing that was left', (text) => expect(fromSuspend(text)).toBeNull());
});

describe('the API', () => {
  const api = { LMSInitialize: () => 'true' };
  const alone = (more: object = {}): Parameters<typeof findApi>[0] => {
    const frame: Record<string, unknown> = { ...more };
    frame['parent'] ??= frame;
    return frame as never;
  };
  it.each([
    ['beside the page', alone({ API: api }), true], ['around it', alone({ parent: alone({ parent: alone({ API: api }) }) }), true], ['where it was opened from', alone({ opener: alone({ API: api }) }), true],
    ['nowhere', alone(), false], ['no API', alone({ API: 'no' }), false],
    ['in a window of another origin', { get parent(): never { throw new Error('SecurityError'); } }, false],
  ])('is looked for %s', (_, frame, found) => expect(findApi(frame) !== null).toBe(found));
});

it.each([[0, '00:00:00.00'], [61_230, '00:01:01.23'], [3_600_000 * 25, '25:00:00.00'], [3_600_000 * 123_456, '9999:00:00.00']])('%d ms last %s', (ms, text) => expect(timespan(ms)).toBe(text));
