// Asks a world a prediction's question again, as the page asked it.
import { look } from '../lesson/evaluate.ts';
import { inputWithJobIds, kindsNamed } from '../lesson/job-names.ts';
import type { PredictStep } from '../lesson/lesson.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { foreseen } from '../sim/foresee.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { CHECKED_RECORDS } from '../view-model/project.ts';
import { projectWhole } from '../view-model/whole.ts';
import { Foreseer } from './foreseer.ts';

/** The answer as it is kept; null where this world has none. The world stays as it is. */
export function answerAgain(source: WorldSource, kernel: Kernel, { question, inputs, forUs }: PredictStep): string | null {
  const named = new Set(kindsNamed(inputs.flatMap(({ input }) => (input.kind === 'line' ? [{ kind: 'run', tty: input.tty, text: input.text } as const] : []))));
  const now = look(kernel.state.now, named.size === 0 ? [] : projectWhole(kernel.state, named, CHECKED_RECORDS).values());
  const foreseer = new Foreseer(question, kernel.state);
  foreseen(kernel, (world, input) => source.apply(world, input), {
    inputs: inputs.map(({ atUs, input }) => ({ atUs, input: inputWithJobIds(input, now) })), duration: forUs, see: (world, at) => foreseer.see(world.state, at),
  });
  return foreseer.answer();
}
