// The terminals' view of the page's store, and their way to the worker.
import type { WorkerApi } from '../../bridge/command.ts';
import { whileTaken } from '../store/patience.ts';
import type { WorldStore } from '../store/world-store.ts';
import type { DockWorld } from './TerminalDock.tsx';

/** What of the worker a terminal needs. */
export type TerminalApi = Pick<WorkerApi, 'input' | 'complete' | 'playback'>;

export function terminalWorld(store: WorldStore, api: TerminalApi): DockWorld {
  let names: { readonly of: unknown; readonly names: readonly string[] } = { of: null, names: [] };
  let text: { readonly tty: unknown; readonly line: unknown; readonly stamp: number } = { tty: null, line: null, stamp: 0 };
  return {
    tty: (name) => store.getState().tables.tty.get(`tty/${name}`),
    lineText: (tty, line) => store.getState().tables.line.get(`line/${tty}/${line}`)?.text ?? '',
    stamp: () => {
      const { tty, line } = store.getState().tables;
      if (text.tty !== tty || text.line !== line) text = { tty, line, stamp: text.stamp + 1 };
      return text.stamp;
    },
    subscribe: (listener) => store.subscribe(listener),
    // A line may name tools whose code has to be fetched first.
    input: (input) => (input.kind === 'line' ? whileTaken(api.input(input)) : api.input(input)),
    complete: (tty, line, cursor) => api.complete(tty, line, cursor),
    play: () => void api.playback({ kind: 'play' }),
    standing: () => {
      const { clock } = store.getState();
      if (clock.nowUs < clock.endUs) return 'past';
      return clock.playing ? 'running' : 'paused';
    },
    // The same array until a terminal comes or goes: React compares it.
    ttyNames: () => {
      const { tty } = store.getState().tables;
      if (names.of === tty) return names.names;
      const fresh = [...tty.values()].map((record) => record.tty).sort(inOrder);
      names = { of: tty, names: fresh.join() === names.names.join() ? names.names : fresh };
      return names.names;
    },
  };
}

/** `main` first, then `t2`, `t3`, … as they are numbered. */
function inOrder(a: string, b: string): number {
  if (a === 'main' || b === 'main') return a === b ? 0 : a === 'main' ? -1 : 1;
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
