// Triggers: when a window gives its result, and when it lets its content go (Trigger, TriggerResult).
import { windowStart } from './assigners.ts';

export type TriggerSpec =
  | { readonly kind: 'event-time' }
  | { readonly kind: 'processing-time' }
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'continuous-event-time' | 'continuous-processing-time'; readonly everyMs: number }
  /** Fires when a value (an expression over the row) grew by more than the threshold since it fired last (DeltaTrigger). */
  | { readonly kind: 'delta'; readonly threshold: number; readonly of: string }
  | { readonly kind: 'purging'; readonly of: TriggerSpec }
  | { readonly kind: 'never' };

export type TriggerResult = 'CONTINUE' | 'FIRE' | 'PURGE' | 'FIRE_AND_PURGE';

/** What a trigger may do; all for the key and window in hand. */
export interface TriggerContext {
  readonly maxTimestamp: number;
  /** What a delta trigger looks at, of the record in hand. */
  measure(): number;
  watermark(): number;
  nowMs(): number;
  registerEvent(time: number): void;
  registerProcessing(time: number): void;
  deleteEvent(time: number): void;
  deleteProcessing(time: number): void;
  /** A number that the trigger keeps for this key and window; null where it has none. */
  get(): number | null;
  set(value: number | null): void;
}

export function onElement(spec: TriggerSpec, ctx: TriggerContext, timestamp: number): TriggerResult {
  switch (spec.kind) {
    case 'event-time':
      if (ctx.maxTimestamp <= ctx.watermark()) return 'FIRE';
      ctx.registerEvent(ctx.maxTimestamp);
      return 'CONTINUE';
    case 'processing-time':
      ctx.registerProcessing(ctx.maxTimestamp);
      return 'CONTINUE';
    case 'count': {
      const count = (ctx.get() ?? 0) + 1;
      ctx.set(count >= spec.count ? null : count);
      return count >= spec.count ? 'FIRE' : 'CONTINUE';
    }
    case 'continuous-event-time':
      if (ctx.maxTimestamp <= ctx.watermark()) return 'FIRE';
      ctx.registerEvent(ctx.maxTimestamp);
      if (ctx.get() === null) continueAt(ctx, windowStart(timestamp, 0, spec.everyMs) + spec.everyMs);
      return 'CONTINUE';
    case 'continuous-processing-time':
      if (ctx.get() === null) {
        const next = windowStart(ctx.nowMs(), 0, spec.everyMs) + spec.everyMs;
        ctx.set(next);
        ctx.registerProcessing(next);
      }
      return 'CONTINUE';
    case 'delta': {
      const [last, now] = [ctx.get(), ctx.measure()];
      if (last !== null && now - last <= spec.threshold) return 'CONTINUE';
      ctx.set(now);
      return last === null ? 'CONTINUE' : 'FIRE';
    }
    case 'purging': return purging(onElement(spec.of, ctx, timestamp));
    case 'never': return 'CONTINUE';
  }
}

export function onEventTime(spec: TriggerSpec, ctx: TriggerContext, time: number): TriggerResult {
  switch (spec.kind) {
    case 'event-time': return time === ctx.maxTimestamp ? 'FIRE' : 'CONTINUE';
    case 'continuous-event-time':
      if (time === ctx.maxTimestamp) return 'FIRE';
      if (ctx.get() !== time) return 'CONTINUE';
      ctx.set(null);
      continueAt(ctx, time + spec.everyMs);
      return 'FIRE';
    case 'purging': return purging(onEventTime(spec.of, ctx, time));
    case 'processing-time': case 'count': case 'delta': case 'continuous-processing-time': case 'never': return 'CONTINUE';
  }
}

export function onProcessingTime(spec: TriggerSpec, ctx: TriggerContext, time: number): TriggerResult {
  switch (spec.kind) {
    case 'processing-time': return 'FIRE';
    case 'continuous-processing-time':
      if (ctx.get() !== time) return 'CONTINUE';
      ctx.set(time + spec.everyMs);
      ctx.registerProcessing(time + spec.everyMs);
      return 'FIRE';
    case 'purging': return purging(onProcessingTime(spec.of, ctx, time));
    case 'event-time': case 'count': case 'delta': case 'continuous-event-time': case 'never': return 'CONTINUE';
  }
}

/** The window is gone: what the trigger keeps for it goes too. */
export function clearTrigger(spec: TriggerSpec, ctx: TriggerContext): void {
  switch (spec.kind) {
    case 'event-time': return ctx.deleteEvent(ctx.maxTimestamp);
    case 'processing-time': return ctx.deleteProcessing(ctx.maxTimestamp);
    case 'count': case 'delta': return ctx.set(null);
    case 'continuous-event-time': case 'continuous-processing-time': {
      const next = ctx.get();
      if (next !== null && spec.kind === 'continuous-event-time') ctx.deleteEvent(next);
      if (next !== null && spec.kind === 'continuous-processing-time') ctx.deleteProcessing(next);
      return ctx.set(null);
    }
    case 'purging': return clearTrigger(spec.of, ctx);
    case 'never': return;
  }
}

/** Windows became one: `merged` is what the triggers of the others kept. */
export function onMerge(spec: TriggerSpec, ctx: TriggerContext, merged: readonly number[]): void {
  switch (spec.kind) {
    case 'event-time':
      // Where the merged window is over already, its element fires it.
      if (ctx.maxTimestamp > ctx.watermark()) ctx.registerEvent(ctx.maxTimestamp);
      return;
    case 'processing-time':
      if (ctx.maxTimestamp > ctx.nowMs()) ctx.registerProcessing(ctx.maxTimestamp);
      return;
    case 'delta': return;
    case 'count': return ctx.set(merged.reduce((sum, count) => sum + count, 0));
    case 'continuous-event-time': case 'continuous-processing-time': {
      if (merged.length === 0) return;
      const next = Math.min(...merged);
      ctx.set(next);
      if (spec.kind === 'continuous-event-time') ctx.registerEvent(next);
      else ctx.registerProcessing(next);
      return;
    }
    case 'purging': return onMerge(spec.of, ctx, merged);
    case 'never': return;
  }
}

function continueAt(ctx: TriggerContext, next: number): void {
  const at = Math.min(next, ctx.maxTimestamp);
  ctx.set(at);
  ctx.registerEvent(at);
}

function purging(result: TriggerResult): TriggerResult {
  return result === 'FIRE' ? 'FIRE_AND_PURGE' : result;
}
