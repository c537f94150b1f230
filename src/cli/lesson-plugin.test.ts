// The lessons as the page gets them: nothing that their files say is left out on the way.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Lesson } from '../lesson/lesson.ts';
import { readLesson } from '../lesson/read-lesson.ts';
import { lessonPaths, lessonPlugin } from './lesson-plugin.ts';

const LESSONS = join(import.meta.dirname, '../../lessons');

function asRead(path: string): Lesson | null {
  const folder = join(LESSONS, path);
  return readLesson(path, Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))).lesson;
}

function asBuilt(path: string): unknown {
  const code = lessonPlugin(LESSONS).load.call({ addWatchFile: () => undefined }, `\0virtual:lesson/${path}`) ?? '';
  return JSON.parse(/^export default (.*);$/s.exec(code)?.[1] ?? 'null');
}

/** The paths of all texts that are not empty, in an object of any depth. */
function textsIn(value: unknown, path = ''): string[] {
  if (typeof value === 'string') return value === '' ? [] : [path];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, one]) => textsIn(one, `${path}/${key}`)) : [];
}

describe('a lesson in the page', () => {
  it.each(lessonPaths(LESSONS))('%s says all that its files say', (path) => {
    const read = asRead(path)?.texts;
    const built = asBuilt(path) as Lesson | null;
    expect(textsIn(read).length).toBeGreaterThan(20);
    expect(textsIn(built?.texts)).toEqual(textsIn(read));
  });
});
