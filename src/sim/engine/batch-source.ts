// Writes lines to a batch job's file at a rate, as a shop writes its purchases to the day's file.
import type { BatchSourceSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Disconnected, SECOND } from '../kernel/types.ts';

export interface BatchSourceState {
  readonly spec: BatchSourceSpec;
  /** The number of the next line, from 1; goes on over a restart. */
  next: number;
}

export function createBatchSource(spec: BatchSourceSpec): BatchSourceState {
  return { spec: freeze(spec), next: 1 };
}

export const batchSource: Behavior<BatchSourceState, { readonly kind: 'Tick' } | { readonly kind: 'Shutdown' } | Disconnected> = {
  start(state, ctx) {
    if (state.spec.linesPerSecond > 0) ctx.schedule(0, { kind: 'Tick' });
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Tick': {
        const { job, keys, value, special, specialEvery, linesPerSecond } = state.spec;
        const key = keys[Math.floor(ctx.random() * keys.length)] ?? '';
        const text = specialEvery > 0 && state.next % specialEvery === 0 ? special : value;
        const line = { kind: 'Line', key, value: text.replaceAll('{n}', String(state.next)).replaceAll('{key}', key), atMs: ctx.wallClockMs };
        ctx.send(`batch-${job}`, freeze(line));
        state.next += 1;
        ctx.schedule(Math.max(1, Math.round(SECOND / linesPerSecond)), { kind: 'Tick' });
        return;
      }
      case 'Disconnected': return;
      case 'Shutdown': return ctx.exit();
    }
  },
  crash: (state) => state,
};
