// What has been done on this page, latest first, so that it can be shown as the commands of a real cluster.
import { createStore } from 'zustand/vanilla';
import type { Input } from '../../bridge/input.ts';

export interface DoneAct {
  readonly number: number;
  readonly atUs: number;
  readonly inputs: readonly Input[];
}

const MOST = 50;

export const doneActs = createStore<{ readonly acts: readonly DoneAct[] }>(() => ({ acts: [] }));

export function noteAct(atUs: number, inputs: readonly Input[]): void {
  doneActs.setState(({ acts }) => ({ acts: [{ number: (acts[0]?.number ?? 0) + 1, atUs, inputs }, ...acts].slice(0, MOST) }));
}

/** An act was taken back: it is forgotten, and with it what was done after it. */
export function forget(taken: Input): void {
  const same = JSON.stringify(taken);
  doneActs.setState(({ acts }) => {
    const at = acts.findIndex(({ inputs }) => inputs.some((input) => JSON.stringify(input) === same));
    return { acts: at < 0 ? acts : acts.slice(at + 1) };
  });
}
