// A lesson's view of the page's store, its way to the worker, and its hand in the terminal.
import type { WorkerApi } from '../../bridge/command.ts';
import { allRecords, type WorldStore } from '../store/world-store.ts';
import type { TerminalHand } from '../terminal/hand.ts';
import type { LessonWorld } from './world.ts';

/** What of the worker a lesson needs. */
export type LessonApi = Pick<WorkerApi, 'input' | 'foresee' | 'open' | 'load' | 'save'>;

export function lessonWorld(store: WorldStore, api: LessonApi, hand: TerminalHand): LessonWorld {
  return {
    records: () => allRecords(store.getState().tables),
    nowUs: () => store.getState().clock.nowUs,
    subscribe: (listener) => store.subscribe(listener),
    input: (input) => api.input(input),
    foresee: (inputs, forUs) => api.foresee(inputs, forUs),
    open: (scenario, seed) => api.open(scenario, seed),
    load: (run) => api.load(run),
    save: () => api.save(),
    typeLine: (tty, text) => hand.typeLine(tty, text),
  };
}
