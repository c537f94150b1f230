// Opens a lesson's world once, before anybody else has to: a world that breaks, or that has too much to do, is told to whoever brought it.
import { firstRun, type Lesson } from '../lesson/lesson.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { readSavedRun } from '../sim/saved-run.ts';

/** What comes after the lesson's own beginning is looked at for so long. */
const TRIED_US = 5_000_000;
/** Events of the world in all that time: the busiest lesson of the course has a tenth of it. */
const MOST_EVENTS = 60_000;
const SLICE_US = 100_000;

/** What is wrong with it, or null. */
export function tryLesson(source: WorldSource, lesson: Lesson): string | null {
  try {
    const read = readSavedRun(firstRun(lesson));
    if (read.kind === 'problems') return `the page does not open this world: ${read.problems[0] ?? ''}`;
    const { scenario, seed, inputs } = read.run;
    const kernel = source.create(scenario, seed);
    const waiting = [...inputs];
    const endUs = (inputs.at(-1)?.atUs ?? kernel.state.now) + TRIED_US;
    while (kernel.state.now < endUs) {
      const next = waiting[0];
      kernel.runUntil(Math.min(endUs, kernel.state.now + SLICE_US, Math.max(kernel.state.now, next?.atUs ?? endUs)));
      while (waiting[0] !== undefined && waiting[0].atUs <= kernel.state.now) {
        const { input } = waiting[0];
        const refusal = source.apply(kernel, input);
        if (refusal !== null) return `the world refuses what is done in it before the learner comes: ${refusal}`;
        waiting.shift();
      }
      if (kernel.state.handled > MOST_EVENTS) return `its world has more to do than a page can show: ${MOST_EVENTS} events before it has been looked at for ${TRIED_US / 1_000_000} s`;
    }
    return null;
  } catch (problem) {
    return `its world breaks: ${problem instanceof Error ? problem.message : String(problem)}`;
  }
}
