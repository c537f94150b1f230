// Scripts of tools: a generator that asks, reads and writes in order. What it was answered is kept as data, and it runs again from its
// beginning over these answers at each wake: so nothing but data has to be kept while it waits.
import { freeze } from '../../kernel/freeze.ts';
import type { Os } from '../program.ts';
import { type Alarm, setAlarm } from './console/alarm.ts';

/** What a running script keeps. */
export interface Replayed<Answer> {
  readonly answers: Answer[];
  readonly alarm: Alarm;
}

/**
 * Runs a script over the answers that there are, and on until it waits or ends; it ends with the tool's exit status. `perform` does a step,
 * and gives undefined where its answer comes later. A script that asks for more than `stepLimit` goes in circles: it ends, and says so.
 */
export function advance<Step, Answer>(state: Replayed<Answer | null>, script: Generator<Step, number, Answer | null>, stepLimit: number, perform: (step: Step) => Answer | null | undefined, os: Os): void {
  let next = script.next();
  for (let step = 0; !next.done; step++) {
    const known = state.answers[step];
    if (known !== undefined) next = script.next(known);
    else {
      if (step > stepLimit) {
        os.write(2, `${os.argv[0] ?? ''}: stopped after ${stepLimit} steps: ask for fewer things at once\n`);
        return os.exit(1);
      }
      const answer = perform(next.value);
      if (answer === undefined) return;
      state.answers.push(freeze(answer));
      next = script.next(answer);
    }
  }
  setAlarm(state.alarm, Number.MAX_SAFE_INTEGER, os);
  os.exit(next.value);
}
