// The worlds in which lessons are proved: the same kernel and the same records as behind the page.
import { ALL_KINDS } from '../lesson/fields.ts';
import { firstRun, type Lesson } from '../lesson/lesson.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { createWorld, giveInput } from '../sim/world.ts';
import { Onlooker } from '../sim/onlooker.ts';
import { seeing } from '../view-model/again.ts';
import { CHECKED_RECORDS } from '../view-model/project.ts';
import { projectWhole } from '../view-model/whole.ts';
import type { ProofWorld } from './prove-play.ts';

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
  const onlooker = new Onlooker(kernel);
  return {
    nowUs: () => kernel.state.now,
    input: (input) => {
      const refusal = giveInput(kernel, input);
      if (refusal === null) onlooker.tookInput();
      return refusal;
    },
    advance: (us) => onlooker.runUntil(kernel.state.now + us),
    records: (kinds = null) => [...projectWhole(kernel.state, kinds, CHECKED_RECORDS).values()],
    watch: (kinds, see) => {
      onlooker.see = see === null ? null : seeing(kernel, kinds ?? ALL_KINDS, see);
      onlooker.jumped();
    },
    fork: () => proofWorld(kernel.fork()),
  };
}
