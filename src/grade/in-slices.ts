// Grades a claim that came from the page, a little at a time, so that a worker hears what it is told meanwhile.
import type { Graded, Unread } from '../lesson/graded.ts';
import type { Claim } from '../lesson/homework.ts';
import type { Lesson } from '../lesson/lesson.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { grading } from './grade.ts';

export { exportInSlices } from './export-in-slices.ts';
export { openPack } from './open-pack.ts';

/** How often the page is told how far it is: so many pauses of the grading. */
const TOLD_EVERY = 8;

/** The claim and the lesson are the page's own data: it has read the one and built the other. A run that breaks the world is not graded, and says why. */
export async function gradeInSlices(source: WorldSource, claim: unknown, lesson: unknown, build: string, told: (part: number) => unknown): Promise<Graded | Unread> {
  try {
    const work = grading(source, claim as Claim, lesson as Lesson, build);
    for (let pauses = 0; ; pauses += 1) {
      const next = work.next();
      if (next.done === true) return next.value;
      if (pauses % TOLD_EVERY === 0) await told(next.value);
    }
  } catch (problem) {
    return { kind: 'unread', problem: 'broken', where: problem instanceof Error ? problem.message : String(problem) };
  }
}
