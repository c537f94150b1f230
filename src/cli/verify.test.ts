// A learner's file that is played again: what was done is seen, and what is only claimed is not.
import { describe, expect, it } from 'vitest';
import type { SavedRun } from '../bridge/input.ts';
import { firstRun } from '../lesson/lesson.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { lessonFiles } from './lesson-plugin.ts';
import { join } from 'node:path';
import { verify, verifyLesson } from './verify.ts';

const PATH = 'kafka/3-kafka/07-topic-is-a-log';

function run(text: string): SavedRun {
  const { lesson } = readLesson(PATH, lessonFiles(join(import.meta.dirname, '../../lessons'), PATH));
  if (lesson === null) throw new Error('the lesson is read');
  const first = firstRun(lesson);
  // The world comes from a file, so it has passed through JSON.
  return JSON.parse(JSON.stringify({ ...first, inputs: [...first.inputs, { atUs: 11_000_000, input: { kind: 'line', tty: 'main', text } }] }));
}

const CREATE = 'kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos';
const progress = { at: 0, done: ['create'], answers: {}, hints: {}, shown: [], spans: { create: { sinceUs: 10_500_000, doneAtUs: 20_000_000 } } };

describe('a saved file', () => {
  it('is believed where its run does what it says', () => expect(verifyLesson(PATH, progress, run(CREATE))).toMatchObject({ failures: [], seen: ['create, at 20.000 s'] }));
  it.each([
    ['a run that does something else', progress, run('ls'), /create, at/], ['no time', { ...progress, spans: {} }, run(CREATE), /does not say when/],
    ['the world of another seed', progress, { ...run(CREATE), seed: 99 }, /not of the world of this lesson/], ['no progress', {}, run(CREATE), /can not be read/],
  ])('is not believed with %s', (_name, claimed, saved, said) => expect(verifyLesson(PATH, claimed, saved).failures.join()).toMatch(said));
  it('is believed of a lesson with Flink', () => {
    const path = 'kafka/6-together/42-kafka-to-flink-to-kafka';
    const { lesson } = readLesson(path, lessonFiles(join(import.meta.dirname, '../../lessons'), path));
    if (lesson === null) throw new Error('the lesson is read');
    const first = firstRun(lesson);
    const beganUs = first.inputs.at(-1)?.atUs ?? 0;
    const saved = { ...first, inputs: [...first.inputs, { atUs: beganUs + 1_000_000, input: { kind: 'line', tty: 'main', text: 'sql-client.sh -f rotas.sql' } }] };
    const claimed = { ...progress, done: ['begin'], spans: { begin: { sinceUs: beganUs + 500_000, doneAtUs: beganUs + 30_000_000 } } };
    expect(verifyLesson(path, claimed, JSON.parse(JSON.stringify(saved)))).toMatchObject({ failures: [], seen: [expect.stringMatching(/^begin, at/)] });
  });
  it('must be there', () => {
    const said: string[] = [];
    expect(verify(['/nowhere.json'], (line) => said.push(line))).toBe(2);
    expect(said.join()).toMatch(/nowhere/);
  });
});
