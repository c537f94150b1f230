// The worlds in which lessons are proved: the same kernel and the same records as behind the page.
import { firstRun, type Lesson } from '../lesson/lesson.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { project } from '../view-model/project.ts';
import type { ProofWorld } from './prove-lesson.ts';

/** The lesson's world as a learner finds it: booted, with one terminal. */
export function openProofWorld(lesson: Lesson): ProofWorld {
  const kernel = createWorld(lesson.scenario, lesson.seed);
  for (const { atUs, input } of firstRun(lesson).inputs) {
    kernel.runUntil(Math.max(kernel.state.now, atUs));
    giveInput(kernel, input);
  }
  return proofWorld(kernel);
}

function proofWorld(kernel: Kernel): ProofWorld {
  return {
    nowUs: () => kernel.state.now,
    input: (input) => giveInput(kernel, input),
    advance: (us) => kernel.runUntil(kernel.state.now + us),
    records: () => [...project(kernel.state).values()],
    fork: () => proofWorld(kernel.fork()),
  };
}
