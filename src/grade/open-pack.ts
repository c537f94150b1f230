// Opens a pack for the page: reads it, tries the worlds of its lessons, and makes HTML of their texts in which nothing can run.
import { toHtml } from '../lesson/lesson-html.ts';
import { imageIn, readPack } from '../lesson/pack.ts';
import type { OpenedPack } from '../lesson/opened-pack.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { tryLesson } from './try-lesson.ts';

/** `tried` is false where the pack was tried before, as it is with one that is kept. */
export function openPack(source: WorldSource, bytes: Uint8Array, tried: boolean): OpenedPack {
  const read = readPack(bytes);
  if (read.kind === 'problems') return read;
  const { pack } = read;
  const { images: _, lessons, ...about } = pack;
  const problems = tried ? [] : lessons.flatMap((lesson) => {
    const problem = tryLesson(source, lesson);
    return problem === null ? [] : [`${lesson.path.split('/').at(-1) ?? ''}/lesson.yaml:1: ${problem}`];
  });
  if (problems.length > 0) return { kind: 'problems', problems };
  return { kind: 'pack', about, lessons: lessons.map((lesson) => toHtml(lesson, imageIn(pack, lesson))) };
}
