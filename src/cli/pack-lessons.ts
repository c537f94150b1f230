// Lessons of packs that are named on the command line: read as a page reads them, and found by the paths that homework names.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { type Lesson } from '../lesson/lesson.ts';
import { readPack } from '../lesson/pack.ts';
import { zipped } from './pack.ts';

/** By path, `pack/<id>/<folder>`; or what is wrong with one, as a sentence. A pack is a zip, or the folder that one is made of. */
export function packLessons(packs: readonly string[]): ReadonlyMap<string, Lesson> | string {
  const lessons = new Map<string, Lesson>();
  for (const file of packs) {
    if (!existsSync(file)) return `there is no pack ${file}`;
    const read = readPack(statSync(file).isDirectory() ? zipped(file).bytes : new Uint8Array(readFileSync(file)));
    if (read.kind === 'problems') return `${file}: ${read.problems.join('; ')}`;
    for (const lesson of read.pack.lessons) lessons.set(lesson.path, lesson);
  }
  return lessons;
}
