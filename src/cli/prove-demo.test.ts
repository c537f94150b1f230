// Every demo keeps its promises: what its marks tell of happens, at their instants, and because of what it does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../lesson/lesson.ts';
import { readDemo } from '../lesson/read-demo.ts';
import { demoFiles } from './demo-plugin.ts';
import { playDemo, TOLERANCE_US } from './prove-demo.ts';

const FOLDER = join(import.meta.dirname, '../../demos');
const demos = demoFiles(FOLDER).map((name) => readDemo(name, readFileSync(join(FOLDER, name), 'utf8')));
/** What a sentence on what to look at may be long, and what a mark may say. */
const LONGEST_SENTENCE = 240;
const LONGEST_MARK = 140;

describe('the demos', () => {
  it('are fifteen, and can be read', () => {
    expect(demos.flatMap(({ problems }) => problems)).toEqual([]);
    expect(demos).toHaveLength(15);
  });

  it('speak shortly, in both languages', () => {
    const texts = demos.flatMap(({ demo }) => (demo === null ? [] : LANGUAGES.flatMap((language) => [[demo.watch[language], LONGEST_SENTENCE] as const, ...demo.marks.map(({ says }) => [says[language], LONGEST_MARK] as const)])));
    expect(texts.filter(([text, most]) => text.length > most || !/[.]$/.test(text))).toEqual([]);
  });

  it.each(demos.flatMap(({ demo }) => (demo === null ? [] : [[demo.id, demo] as const])))('%s keeps its promises', (_id, demo) => {
    const { shown, alone } = playDemo(demo);
    const said = demo.marks.map(({ atUs, when }, at) => {
      const seenUs = shown[at] ?? null;
      if (when === null) return 'is done';
      return seenUs !== null && Math.abs(seenUs - atUs) <= TOLERANCE_US ? 'is seen at its mark' : `stands at ${atUs / 1_000_000} s, and is seen at ${seenUs === null ? 'no time' : `${seenUs / 1_000_000} s`}`;
    });
    expect(said).toEqual(demo.marks.map(({ when }) => (when === null ? 'is done' : 'is seen at its mark')));
    expect(alone.at(-1)).toBeNull();
  });
});

describe('a demo with mistakes', () => {
  const good = readFileSync(join(FOLDER, '01-leader-loss.yaml'), 'utf8');
  const check = (name: string, changed: (text: string) => string, expected: RegExp): void => {
    it(`says ${expected.source}`, () => expect(readDemo(name, changed(good)).problems.map(({ message, remedy }) => `${message}: ${remedy}`).join('\n')).toMatch(expected));
  };
  check('leader-loss.yaml', (text) => text, /has no number: call it like/);
  check('01-leader-loss.yaml', (text) => text.replace('group: kafka', 'group: storm'), /group is kafka or flink/);
  check('01-leader-loss.yaml', (text) => text.replace('at: 14 s', 'at: 2 s'), /before the one above it/);
  check('01-leader-loss.yaml', (text) => text.replace('lasts: 50 s', 'lasts: 20 s'), /after the end: make "lasts" longer/);
  check('01-leader-loss.yaml', (text) => text.replace('{ crash: broker-1 }', '{ crash: broker-1 }, { wait: 3 s }'), /one instant/);
  check('01-leader-loss.yaml', (text) => text.replace('leader > 1)', 'laeder > 1)'), /did you mean leader/);
  check('01-leader-loss.yaml', (text) => text.replace('en: Broker 1 is killed.', 'de: Broker 1 is killed.'), /"de" is not known here/);
});
