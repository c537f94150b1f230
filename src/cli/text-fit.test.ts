// Texts and the places that they must fit, and that every lesson's texts do.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LessonText } from '../lesson/lesson.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { lessonFiles, lessonPaths } from './lesson-plugin.ts';
import { overflows } from './text-fit.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');

function text(title: string, body: string): LessonText {
  return { title, intro: '', steps: { a: { title: 'x', body, hints: [], done: '', wrong: {}, options: {} } } };
}

describe('what does not fit a phone', () => {
  const check = (name: string, given: LessonText, found: readonly string[]): void => {
    it(name, () => expect(overflows(given).map((one) => `${one.where}: ${one.text}`)).toEqual(found));
  };
  check('short words fit', text('Um tópico é um log', 'uma frase com `--bootstrap-server localhost:9092` e mais'), []);
  check('a title of three lines', text('uma lição com um título que não acaba nunca e continua por mais uma linha inteira ainda', ''), ['the title: uma lição com um título que não acaba nu…']);
  check('a word wider than the panel', text('x', 'pneumoultramicroscopicossilicovulcanoconiótico'), ['a: pneumoultramicroscopicossilicovulcanoconiótico']);
  check('a word of code wider than its block', text('x', '```\necho aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n```'), ['a: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa']);
  for (const path of lessonPaths(LESSONS)) {
    it(`${path} fits`, () => {
      const { lesson } = readLesson(path, lessonFiles(LESSONS, path));
      expect(lesson === null ? ['not read'] : [...overflows(lesson.texts.pt), ...overflows(lesson.texts.en)]).toEqual([]);
    });
  }
});
