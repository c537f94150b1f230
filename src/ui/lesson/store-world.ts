// A lesson's view of the page's store, its way to the worker, and its hand in the terminal.
import type { WorkerApi } from '../../bridge/command.ts';
import type { Input } from '../../bridge/input.ts';
import { look } from '../../lesson/evaluate.ts';
import { inputWithJobIds } from '../../lesson/job-names.ts';
import { isHistory } from '../../lesson/history.ts';
import { allRecords, type WorldStore } from '../store/world-store.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { pageStore, setPage } from '../store/page-store.ts';
import type { TerminalHand } from '../terminal/hand.ts';
import { showOnStage } from './show.ts';
import type { LessonWorld } from './world.ts';

/** What of the worker a lesson needs. */
export type LessonApi = Pick<WorkerApi, 'input' | 'predict' | 'reach' | 'follow' | 'watchStep' | 'stepHistory' | 'load' | 'save' | 'playback'>;

/** How long a thing is pointed at before something is done to it, in real ms. */
const POINT_MS = 1_200;

/** Shows where on the stage something is about to be done: for a shorter while where the world plays fast, so that it does not run away meanwhile. */
async function point(input: Input, speed: number): Promise<void> {
  const node = 'node' in input ? input.node : 'from' in input ? input.from : null;
  if (node === null) return;
  const { marks } = pageStore.getState();
  setPage({ marks: { ...marks, [`node/${node}`]: 'look', [`flink-node/${node}`]: 'look' } });
  await new Promise<void>((go) => { setTimeout(go, POINT_MS / speed); });
  setPage({ marks });
}

async function firstFrame(store: WorldStore): Promise<void> {
  if (store.getState().revision >= 0) return;
  await new Promise<void>((come) => {
    const leave = store.subscribe((state) => {
      if (state.revision < 0) return;
      leave();
      come();
    });
  });
}

const made = new WeakMap<WorldStore, { readonly world: LessonWorld; hand: TerminalHand }>();

/** One view of a world for as long as it lives: a session goes on in it while its panel comes and goes. */

export function lessonWorld(store: WorldStore, api: LessonApi, hand: TerminalHand): LessonWorld {
  const known = made.get(store);
  if (known !== undefined) {
    known.hand = hand;
    return known.world;
  }
  const held = { hand };
  const world: LessonWorld = {
    ready: () => firstFrame(store),
    records: () => allRecords(store.getState().tables),
    nowUs: () => store.getState().clock.nowUs,
    subscribe: (listener) => store.subscribe(listener),
    input: (input) => api.input(input),
    predict: (step) => {
      const now = look(store.getState().clock.nowUs, allRecords(store.getState().tables));
      return api.predict(step, step.inputs.map(({ atUs, input }) => ({ atUs, input: inputWithJobIds(input, now) })), step.forUs);
    },
    reach: (step) => api.reach(step),
    follow: (run, steps) => api.follow(run, steps),
    watchStep: (step, history) => api.watchStep(step, history),
    stepHistory: async () => {
      const history = await api.stepHistory();
      return isHistory(history) ? history : null;
    },
    stamp: () => store.getState().tables.tty,
    verdict: () => store.getState().verdict,
    load: (run) => api.load(run),
    save: () => api.save(),
    play: async () => void (await api.playback({ kind: 'play' })),
    seek: async (atUs) => void (await api.playback({ kind: 'seek', atUs })),
    async act(input) {
      const speed = Math.max(1, store.getState().clock.speed);
      if (input.kind === 'line' && (await held.hand.typeLine(input.tty, input.text, speed))) return;
      await point(input, speed);
      await api.input(input);
    },
    show: (shown, now) => showOnStage(api, shown, now),
    sayElsewhere: () => say(m.lesson_elsewhere()),
  };
  const entry = Object.assign(held, { world });
  made.set(store, entry);
  return world;
}
