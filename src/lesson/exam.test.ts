// An exam as a lesson: the seed picks the faults and the words, breaks the last first, and the same seed gives the same exam.
import { describe, expect, it } from 'vitest';
import { examOf, examPath, examSeed, type Exam } from './exam.ts';
import { readExam } from './read-lesson.ts';

const FAULT = (id: string, more = ''): string => `  - { id: ${id}, break: [{ crash: "broker-{broker}" }, { wait: 1 s }], check: 'exists(topic where name = "{topic}")', solution: [{ run: "echo {topic} {n}" }]${more} }\n`;
const YAML = `minutes: 5\npick: 2\nchoose: { broker: ["1", "2", "3"], topic: [a, b] }\nworld: { seed: 1 }\nfaults:\n${FAULT('one')}${FAULT('two')}${FAULT('three')}`;
const SECTION = (id: string): string => `## ${id}: T {topic}\nb {broker} {broker-2}\n### hint 1\na\n### hint 2\nb\n### hint 3\nc\n### done\nd\n`;
const TEXT = `# Exam\nstory\n${['one', 'two', 'three'].map((id) => SECTION(id)).join('')}## repaired: R\nr\n`;

function read(yaml = YAML, text = TEXT): { readonly exam: Exam | null; readonly said: string } {
  const { exam, problems } = readExam('k/3-k/exam', { 'exam.yaml': yaml, 'pt.md': text, 'en.md': text });
  return { exam, said: problems.map((problem) => `${problem.line}: ${problem.message}`).join('\n') };
}

function exam(): Exam {
  const { exam: found, said } = read();
  if (found === null) throw new Error(said);
  return found;
}

describe('an exam', () => {
  it('is the same for the same seed, and not for all', () => {
    expect(examOf(exam(), 4)).toEqual(examOf(exam(), 4));
    const kinds = new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify({ ...examOf(exam(), seed), path: '', seed: 0, scenario: {} })));
    expect(kinds.size).toBeGreaterThan(3);
  });

  it('has its words in checks, moves and texts, and leaves others alone', () => {
    const lesson = examOf(exam(), 1);
    expect(JSON.stringify([lesson.steps, lesson.before])).not.toMatch(/\{(topic|broker)/);
    expect(JSON.stringify(lesson.steps)).toContain('{n}');
    const [step] = lesson.steps;
    expect(lesson.texts.pt.steps[step?.id ?? '']).toMatchObject({ title: expect.stringMatching(/^T [ab]$/), body: expect.stringMatching(/^b ([123]) (?!\1)[123]$/) });
    expect(lesson.steps.map((one) => one.kind)).toEqual(['act', 'act', 'watch']);
    expect(lesson.scenario.name).toBe('k/3-k/exam/seed-1');
  });

  it('is found by its path', () => {
    expect(examSeed(examPath('k/3-k/exam', 12))).toEqual({ path: 'k/3-k/exam', seed: 12 });
    expect(examSeed('k/3-k/07-topic')).toBeNull();
  });

  it.each([
    [YAML.replace('pick: 2', 'pick: 9'), TEXT, /9 faults are picked, and there are 3/], [YAML.replace('crash: "broker-{broker}"', 'run: ls'), TEXT, /nobody waits for a command while things are broken/],
    [YAML, TEXT.replace('## repaired: R\nr\n', ''), /"repaired" has no text/], [YAML.replace('exists(topic', 'exists(topics'), TEXT, /did you mean topic\?/],
  ])('with a mistake says so (%#)', (yaml, text, said) => expect(read(yaml, text).said).toMatch(said));
});
