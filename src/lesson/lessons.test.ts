// Every lesson's files are read: schema, expressions, both languages, the glossary; and what a mistake in them is answered.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemLine } from './lesson.ts';
import { readGlossary, readLesson } from './read-lesson.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');

function folders(below = ''): string[] {
  const here = readdirSync(join(LESSONS, below));
  if (here.includes('lesson.yaml')) return [below];
  return here.filter((name) => statSync(join(LESSONS, below, name)).isDirectory()).flatMap((name) => folders(below === '' ? name : `${below}/${name}`));
}

function filesOf(path: string): Record<string, string> {
  return Object.fromEntries(['lesson.yaml', 'pt.md', 'en.md'].map((name) => [name, readFileSync(join(LESSONS, path, name), 'utf8')]));
}

describe('the lessons', () => {
  for (const path of folders()) {
    it(`${path} has no problem in its files`, () => {
      expect(readLesson(path, filesOf(path)).problems.map((problem) => problemLine(problem))).toEqual([]);
    });
    it(`${path} points only at words of the glossary`, () => {
      const { words } = readGlossary('lessons/glossary.yaml', readFileSync(join(LESSONS, 'glossary.yaml'), 'utf8'));
      const used = Object.values(filesOf(path)).flatMap((text) => [...text.matchAll(/\]\(word:([a-z-]+)\)/g)].map((match) => match[1]));
      expect(used.filter((id) => !words.some((word) => word.id === id))).toEqual([]);
    });
  }
});

describe('a mistake in a lesson', () => {
  const PATH = 'kafka/3-kafka/07-topic-is-a-log';
  /** The files with `from` replaced by `to` in one of them; the first problem must read so. */
  const check = (name: string, file: string, from: string, to: string, problem: RegExp): void => {
    it(name, () => {
      const files = filesOf(PATH);
      expect(files[file]).toContain(from);
      const read = readLesson(PATH, { ...files, [file]: files[file]?.replace(from, to) });
      expect(read.problems.map((one) => problemLine(one)).join('\n')).toMatch(problem);
    });
  };
  check('an unknown key', 'lesson.yaml', 'minutes: 10', 'minutes: 10\nauthor: me', /lesson\.yaml:3: "author" is not known here: take it out/);
  check('a wrong type', 'lesson.yaml', 'minutes: 10', 'minutes: ten', /lesson\.yaml:2: minutes: .*number/i);
  check('not YAML', 'lesson.yaml', 'minutes: 10', 'minutes: [10', /lesson\.yaml:\d+: not YAML/);
  check('a mistake in a check', 'lesson.yaml', 'exists(topic where name = "pedidos")', 'exists(topic where nome = "pedidos")', /lesson\.yaml:8: steps\.0\.check: at letter 20 .*topic has no field "nome" \(did you mean name\?\)/);
  check('a bad duration', 'lesson.yaml', 'pause: 3 s', 'pause: 3', /lesson\.yaml:\d+: steps\.2/);
  check('a prediction that looks too far ahead', 'lesson.yaml', 'for: 10 s', 'for: 3 min', /lesson\.yaml:29: a prediction looks 180 s ahead, and 120 s is the most: ask for what comes sooner/);
  check('a move after the end of a prediction', 'lesson.yaml', 'for: 10 s', 'moves: [{ wait: 12 s }, { crash: broker-1 }]\n      for: 10 s', /lesson\.yaml:30: the last move comes after 12 s, when the 10 s of the prediction are over/);
  check('a step twice', 'lesson.yaml', 'id: nobody-reads', 'id: create', /the step "create" stands twice/);
  check('a missing text', 'pt.md', '### hint 2', '### hint 4', /pt\.md:\d+: the step "create" has no text "hint 2": add "### hint 2"/);
  check('a text too much', 'en.md', '### hint 2', '### hint 4', /en\.md:\d+: "### hint 4" belongs to nothing in step "create": it may have hint 1/);
  check('a missing step', 'en.md', '## write:', '## wrote:', /there is no step "wrote" in lesson\.yaml/);
  check('no title', 'en.md', '# A topic is a log', 'A topic is a log', /en\.md:1: the lesson has no title/);
  check('a sentence that begins with a number and a dot', 'en.md', '### done\n', '### done\n6. So many.\n', /en\.md:\d+: a line that begins with "6\." is shown as a list that begins with "1\.": write the number as a word/);
  check('reading in one language alone', 'pt.md', '## reading', '## answer2: x', /pt\.md:1: en\.md has ## reading, and pt\.md has not: write it in both languages/);
  it('a missing language', () => {
    const { 'en.md': _left, ...files } = filesOf(PATH);
    expect(readLesson(PATH, files).problems.map((one) => problemLine(one))).toEqual([`lessons/${PATH}/en.md:1: this language is missing: each lesson has pt.md and en.md`]);
  });
});
