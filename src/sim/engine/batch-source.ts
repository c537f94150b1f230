// Writes lines to a batch job's file at a rate, as a shop writes its purchases to the day's file.
import type { BatchSourceSpec } from '../../bridge/engines.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Behavior, type Context, type Disconnected, SECOND, type TimerId } from '../kernel/types.ts';

export interface BatchSourceState {
  spec: BatchSourceSpec;
  /** What wakes it for the next line. */
  timer: TimerId | null;
  /** The number of the next line, from 1; goes on over a restart. */
  next: number;
}

export function createBatchSource(spec: BatchSourceSpec): BatchSourceState {
  return { spec: freeze(spec), timer: null, next: 1 };
}

type Inbox = { readonly kind: 'Tick' } | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: BatchSourceSpec } | Disconnected;

export const batchSource: Behavior<BatchSourceState, Inbox> = {
  start(state, ctx) {
    if (state.spec.linesPerSecond > 0) state.timer = ctx.schedule(0, { kind: 'Tick' });
  },
  receive(state, message, _from, ctx) {
    switch (message.kind) {
      case 'Tick': {
        const { job, keys, value, special, specialEvery } = state.spec;
        const key = keys[Math.floor(ctx.random() * keys.length)] ?? '';
        const text = specialEvery > 0 && state.next % specialEvery === 0 ? special : value;
        const line = { kind: 'Line', key, value: text.replaceAll('{n}', String(state.next)).replaceAll('{key}', key), atMs: ctx.wallClockMs };
        ctx.send(`batch-${job}`, freeze(line));
        state.next += 1;
        return waitForNext(state, ctx);
      }
      case 'Configure':
        if (state.timer !== null) ctx.cancel(state.timer);
        state.spec = freeze(message.engine);
        return waitForNext(state, ctx);
      case 'Disconnected': return;
      case 'Shutdown': return ctx.exit();
    }
  },
  crash: (state) => ({ ...state, timer: null }),
};

function waitForNext(state: BatchSourceState, ctx: Context<Inbox>): void {
  const { linesPerSecond } = state.spec;
  state.timer = linesPerSecond > 0 ? ctx.schedule(Math.max(1, Math.round(SECOND / linesPerSecond)), { kind: 'Tick' }) : null;
}
