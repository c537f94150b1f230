// The window operator: content by key and window, triggers, evictors, lateness, and sessions that merge (WindowOperator, MergingWindowSet).
import { freeze } from '../../kernel/freeze.ts';
import { compile } from '../expression/compile.ts';
import { UserCodeError } from '../user-code-error.ts';
import { type Lineage, MAX_WATERMARK, mergeLineage, NO_TIMESTAMP, type Row, type StreamRecord, type Value } from '../record.ts';
import type { KeyedBackend } from '../state/keyed-backend.ts';
import type { StateTable } from '../state/state-table.ts';
import type { Timer, TimerService } from '../state/timers.ts';
import { type AssignerSpec, assignWindows, cover, intersects, maxTimestamp, type TimeWindow, windowFromText, windowText } from '../window/assigners.ts';
import { clearTrigger, onElement, onEventTime, onMerge, onProcessingTime, type TriggerContext, type TriggerResult, type TriggerSpec } from '../window/triggers.ts';
import { type AggregateSpec, Aggregates } from './aggregates.ts';
import { type OperatorEnv, type OperatorKind, type Running, stateless } from './operator.ts';
import type { FunctionEnv } from '../expression/functions.ts';
import { functionEnv, type RowsConfig } from './rows.ts';
import { type Surroundings, WindowContext } from './window-context.ts';

/** CountEvictor and TimeEvictor; before the function, or after it. */
export type EvictorSpec = ({ readonly kind: 'count'; readonly count: number } | { readonly kind: 'time'; readonly ms: number }) & { readonly after?: boolean };

export interface WindowConfig extends RowsConfig {
  readonly assigner: AssignerSpec;
  /** Whether windows lie on event time or on the task's clock. */
  readonly time: 'event' | 'processing';
  /** Null for the assigner's own. */
  readonly trigger: TriggerSpec | null;
  /** Keeps the last `count` elements, or those of the last `ms` before the newest, when the window fires. */
  readonly evictor: EvictorSpec | null;
  readonly allowedLatenessMs: number;
  /** Side output of late records; null to drop them. */
  readonly lateTag: string | null;
  readonly aggregates: readonly AggregateSpec[];
  /** Without the key and the window: the aggregates alone, a list among them as fields of its own (WindowedStream.sum, maxBy). */
  readonly plainResult?: boolean;
}

/** What a window keeps, and what it gives: aggregates, or a function of a program. */
export interface WindowContents {
  /** Places of an accumulator; what stands behind them is the window's own. */
  readonly width: number;
  create(extra: number): Value[];
  add(acc: Value[], row: Row, env: FunctionEnv): void;
  merge(acc: Value[], other: readonly Value[]): void;
  /** The results, added to a row that begins with key and window. */
  results(acc: readonly Value[], row: Value[]): void;
  /** Gives the results itself, in as many rows as it likes; absent where `results` makes the one row. */
  give?(acc: readonly Value[], key: Value, span: TimeWindow, emit: (row: Row) => void): void;
}

/** The result: the key's fields, the window's start and end, and the aggregates. Global windows have neither start nor end. */
export const windowOperator: OperatorKind = stateless((env) => {
  const config = env.spec.config as WindowConfig;
  return runWindows(env, new Aggregates(config.aggregates, config.input));
});

/** A window operator over these contents; its node's configuration is a WindowConfig. */
export function runWindows(env: OperatorEnv, contents: WindowContents): Running {
  if (env.keyed === null || env.eventTimers === null || env.processingTimers === null) throw new Error('a window stands after keyBy');
  return new WindowRun(env, env.keyed, env.eventTimers, env.processingTimers, env.spec.config as WindowConfig, null, contents);
}

/** Gives a window's result in another way than as a row of aggregates. */
export type Give = (results: readonly Value[], span: TimeWindow, lineage: Lineage) => void;

export class WindowRun implements Running {
  private readonly env: OperatorEnv;
  private readonly config: WindowConfig;
  private readonly give: Give | null;
  private readonly keyed: KeyedBackend;
  private readonly events: TimerService;
  private readonly clock: TimerService;
  private readonly contents: StateTable;
  private readonly sessions: StateTable;
  private readonly aggregates: WindowContents;
  private readonly trigger: TriggerSpec;
  private readonly isPlain: boolean;
  private now = NO_TIMESTAMP;
  /** The record in hand, for a delta trigger. */
  private row: readonly Value[] = [];
  private readonly around: Surroundings;
  private readonly context: WindowContext;
  private readonly ask: ReturnType<typeof functionEnv>;
  /** The last tumbling window and its name, for the next record is nearly always in the same. */
  private last: { readonly span: TimeWindow; readonly text: string } | null = null;
  /** The window whose timer fired last. */
  private closing: { readonly span: TimeWindow; readonly text: string } | null = null;

  constructor(env: OperatorEnv, keyed: KeyedBackend, events: TimerService, clock: TimerService, config: WindowConfig, give: Give | null, contents: WindowContents | null = null) {
    this.env = env;
    this.config = config;
    this.give = give;
    this.keyed = keyed;
    this.events = events;
    this.clock = clock;
    this.contents = keyed.table('window-contents');
    const triggers = keyed.table('trigger');
    this.sessions = keyed.table('merging-window-set');
    this.aggregates = contents ?? new Aggregates(config.aggregates, config.input);
    const own: TriggerSpec = this.config.assigner.kind === 'global' ? { kind: 'never' } : { kind: this.config.time === 'event' ? 'event-time' : 'processing-time' };
    this.trigger = this.config.trigger ?? own;
    // A timer for each key and window is all that the plain trigger needs: it need not be asked again for each record.
    this.isPlain = this.trigger.kind === 'event-time' && this.config.time === 'event' && this.config.evictor === null && this.config.assigner.kind !== 'session';
    const inner = this.trigger.kind === 'purging' ? this.trigger.of : this.trigger;
    const measured = inner.kind === 'delta' ? compile(inner.of, { inputs: [{ alias: 'row', fields: this.config.input }] }) : null;
    this.ask = functionEnv(env, () => this.now);
    this.around = { env, keyed, triggers, events, clock, measure: () => Number(measured?.(this.row, this.row, this.ask) ?? 0) };
    this.context = new WindowContext(this.around);
  }

  element(record: StreamRecord): void {
    const { config, env } = this;
    this.now = record.timestamp;
    this.row = record.row;
    const time = config.time === 'event' ? record.timestamp : env.nowMs();
    if (config.time === 'event' && time === NO_TIMESTAMP && config.assigner.kind !== 'global') {
      throw new UserCodeError('java.lang.RuntimeException', "Record has Long.MIN_VALUE timestamp (= no timestamp marker). Did you forget to call 'DataStream.assignTimestampsAndWatermarks(...)'?");
    }
    let skipped = true;
    if (config.assigner.kind === 'session') skipped = this.sessionElement(record, time);
    else {
      for (const span of this.windowsOf(time)) {
        if (this.isLate(span)) continue;
        skipped = false;
        this.add(record, span, this.last?.span === span ? this.last.text : windowText(span));
      }
    }
    if (!skipped || config.time !== 'event' || time + config.allowedLatenessMs > env.watermark()) return;
    if (config.lateTag === null) env.dropLate(record);
    else env.emitTo(config.lateTag, record);
  }

  eventTimer(timer: Timer): void {
    this.fired(timer, onEventTime);
  }

  processingTimer(timer: Timer): void {
    this.fired(timer, onProcessingTime);
  }

  private windowsOf(time: number): readonly TimeWindow[] {
    const { assigner } = this.config;
    if (assigner.kind !== 'tumbling') return assignWindows(assigner, time);
    const { last } = this;
    if (last !== null && time >= last.span.start && time < last.span.end) return [last.span];
    const [span] = assignWindows(assigner, time);
    if (span === undefined) return [];
    this.last = { span, text: windowText(span) };
    return [span];
  }

  /** isWindowLate: the time at which its state goes is past. */
  private isLate(span: TimeWindow): boolean {
    return this.config.time === 'event' && this.cleanupTime(span) <= this.env.watermark();
  }

  private cleanupTime(span: TimeWindow): number {
    const last = maxTimestamp(span);
    if (this.config.time !== 'event' || last === MAX_WATERMARK) return last;
    const time = last + this.config.allowedLatenessMs;
    return time >= last && Number.isSafeInteger(time) ? time : MAX_WATERMARK;
  }

  /** Adds to a window's content, asks the trigger, and sees to it that the state goes one day. */
  private add(record: StreamRecord, span: TimeWindow, text: string, stateText = text): void {
    const { keyed, contents } = this;
    const kept = keyed.read(contents, stateText);
    const isNew = kept === undefined;
    this.put(record, stateText, kept);
    if (this.isPlain && !isNew && maxTimestamp(span) > this.env.watermark()) return;
    const ctx = this.context.of(span, text);
    const result = onElement(this.trigger, ctx, record.timestamp);
    this.act(result, span, stateText);
    this.registerCleanup(span, text);
  }

  private put(record: StreamRecord, stateText: string, kept: Value | undefined): void {
    const { keyed, contents, config, aggregates } = this;
    if (config.evictor !== null) {
      const element: Value = freeze([record.row, record.timestamp, record.lineage]);
      keyed.write(contents, stateText, [...(Array.isArray(kept) ? (kept as readonly Value[]) : []), element]);
      return;
    }
    const at = aggregates.width;
    let acc: Value[];
    if (Array.isArray(kept)) acc = Object.isFrozen(kept) ? [...(kept as readonly Value[])] : (kept as Value[]);
    else {
      acc = aggregates.create(1);
      acc[at] = 0;
    }
    aggregates.add(acc, record.row, this.ask);
    if (record.lineage !== 0) acc[at] = mergeLineage((acc[at] ?? 0) as Lineage, record.lineage);
    if (acc !== kept) keyed.write(contents, stateText, acc);
  }

  private registerCleanup(span: TimeWindow, text: string): void {
    const time = this.cleanupTime(span);
    if (time === MAX_WATERMARK) return;
    if (this.config.time === 'event') this.events.register(time, text);
    else this.clock.register(time, text);
  }

  private act(result: TriggerResult, span: TimeWindow, stateText: string): void {
    if (result === 'FIRE' || result === 'FIRE_AND_PURGE') this.emit(span, stateText);
    if (result === 'PURGE' || result === 'FIRE_AND_PURGE') this.keyed.erase(this.contents, stateText);
  }

  private emit(span: TimeWindow, stateText: string): void {
    const { keyed, contents, config, aggregates, env } = this;
    const kept = keyed.read(contents, stateText);
    if (!Array.isArray(kept)) return;
    let acc = kept as readonly Value[];
    if (config.evictor !== null) {
      const all = acc as readonly Element[];
      const after = config.evictor.after === true;
      const elements = after ? all : evicted(config.evictor, all);
      if (elements.length === 0) return;
      const fresh = aggregates.create(1);
      let lineage: Lineage = 0;
      for (const [row, , from] of elements) {
        aggregates.add(fresh, row, this.ask);
        lineage = mergeLineage(lineage, from);
      }
      fresh[aggregates.width] = lineage;
      acc = fresh;
      // What the evictor took is gone for good.
      keyed.write(contents, stateText, after ? evicted(config.evictor, all) : elements);
    }
    if (config.plainResult === true || this.give !== null) return this.emitPlain(acc, span);
    if (aggregates.give !== undefined) {
      const lineage = (acc[aggregates.width] ?? 0) as Lineage;
      aggregates.give(acc, keyed.key, span, (row) => env.emit({ kind: '+I', row, timestamp: maxTimestamp(span), lineage }));
      return;
    }
    const row: Value[] = Array.isArray(keyed.key) ? [...(keyed.key as readonly Value[])] : [keyed.key];
    if (config.assigner.kind !== 'global') row.push(span.start, span.end);
    aggregates.results(acc, row);
    env.emit({ kind: '+I', row, timestamp: maxTimestamp(span), lineage: (acc[aggregates.width] ?? 0) as Lineage });
  }

  private emitPlain(acc: readonly Value[], span: TimeWindow): void {
    const results: Value[] = [];
    this.aggregates.results(acc, results);
    const lineage = (acc[this.aggregates.width] ?? 0) as Lineage;
    if (this.give !== null) return this.give(results, span, lineage);
    const row = results.flatMap((value): readonly Value[] => (Array.isArray(value) ? (value as readonly Value[]) : [value]));
    this.env.emit({ kind: '+I', row, timestamp: maxTimestamp(span), lineage });
  }

  private fired(timer: Timer, ask: (spec: TriggerSpec, ctx: TriggerContext, time: number) => TriggerResult): void {
    const span = this.spanOf(timer.namespace);
    const stateText = this.config.assigner.kind === 'session' ? this.sessionState(span) : timer.namespace;
    // A session that was merged into another has no state of its own any more: its timer means nothing.
    if (stateText === null) return;
    const result = ask(this.trigger, this.context.of(span, timer.namespace), timer.time);
    this.act(result, span, stateText);
    if (timer.time === this.cleanupTime(span)) this.clear(span, timer.namespace, stateText);
  }

  /** Timers of one window fire one after the other, of all its keys. */
  private spanOf(text: string): TimeWindow {
    if (this.closing?.text !== text) this.closing = { span: windowFromText(text), text };
    return this.closing.span;
  }

  private clear(span: TimeWindow, text: string, stateText: string): void {
    const { keyed } = this;
    keyed.erase(this.contents, stateText);
    clearTrigger(this.trigger, this.context.of(span, text));
    if (this.config.assigner.kind === 'session') this.putSessions(this.sessionsOfKey().filter(([start, end]) => start !== span.start || end !== span.end));
  }

  // --- sessions: a set of merging windows for each key, each with the window whose name its state has ------------------------

  private sessionsOfKey(): readonly Session[] {
    const known = this.sessions.get(this.keyed.group, '', this.keyed.text);
    return Array.isArray(known) ? (known as readonly Session[]) : [];
  }

  private putSessions(sessions: readonly Session[]): void {
    const { keyed } = this;
    if (sessions.length === 0) this.sessions.remove(keyed.group, '', keyed.text);
    else this.sessions.put(keyed.group, '', keyed.text, freeze([...sessions]));
  }

  private sessionState(span: TimeWindow): string | null {
    return this.sessionsOfKey().find(([start, end]) => start === span.start && end === span.end)?.[2] ?? null;
  }

  /** MergingWindowSet.addWindow, and what WindowOperator does with its answer. True where the record came too late for any window. */
  private sessionElement(record: StreamRecord, time: number): boolean {
    const { config, env } = this;
    const [fresh] = assignWindows(config.assigner, time);
    if (fresh === undefined) return true;
    const sessions = this.sessionsOfKey();
    const touching = inSetOrder(sessions.filter(([start, end]) => intersects(fresh, { start, end })));
    const span = touching.reduce((merged: TimeWindow, [start, end]) => cover(merged, { start, end }), fresh);
    // The state of the merged windows goes under the name of the first of them.
    const stateText = touching[0]?.[2] ?? windowText(span);
    const text = windowText(span);
    const isSame = touching.length === 1 && touching[0]?.[0] === span.start && touching[0][1] === span.end;
    if (!isSame && touching.length > 0) this.merge(touching, span, stateText);
    if (this.isLate(span)) {
      if (touching.length > 0 && !isSame) throw new UserCodeError('java.lang.UnsupportedOperationException', `The end timestamp of an event-time window cannot become earlier than the current watermark by merging. Current event time: ${env.watermark()} window: TimeWindow{start=${span.start}, end=${span.end}}`);
      return true;
    }
    this.putSessions([...sessions.filter((one) => !touching.includes(one)), [span.start, span.end, stateText]]);
    this.add(record, span, text, stateText);
    return false;
  }

  private merge(touching: readonly Session[], span: TimeWindow, stateText: string): void {
    const { keyed, contents, aggregates } = this;
    const contexts = touching.map(([start, end]) => new WindowContext(this.around).of({ start, end }, windowText({ start, end })));
    // The triggers' states move to the new window first; then what is left of the old ones is cleared.
    const kept = contexts.flatMap((ctx) => ctx.get() ?? []);
    for (const ctx of contexts) ctx.set(null);
    onMerge(this.trigger, this.context.of(span, windowText(span)), kept);
    touching.forEach(([start, end], i) => {
      const [old, ctx] = [{ start, end }, contexts[i]];
      if (ctx !== undefined) clearTrigger(this.trigger, ctx);
      if (this.config.time === 'event') this.events.delete(this.cleanupTime(old), windowText(old));
      else this.clock.delete(this.cleanupTime(old), windowText(old));
    });
    for (const [, , own] of touching) {
      if (own === stateText) continue;
      const [into, from] = [keyed.read(contents, stateText), keyed.read(contents, own)];
      keyed.erase(contents, own);
      if (!Array.isArray(from)) continue;
      keyed.write(contents, stateText, mergedContent(aggregates, into, from as readonly Value[], this.config.evictor !== null));
    }
  }
}

/** Start, end, and the name of its state. */
type Session = readonly [number, number, string];
/**
 * The order in which Java's HashSet gives windows: by bucket of their hash (TimeWindow.hashCode), for TimeWindow.mergeWindows collects in
 * one. It decides whose state goes on under the merged window, and so the order of the elements.
 */
function inSetOrder(sessions: readonly Session[]): readonly Session[] {
  if (sessions.length < 2) return sessions;
  return [...sessions].sort((a, b) => bucketOf(a) - bucketOf(b) || a[0] - b[0]);
}

/** MathUtils.longToIntWithBitMixing of start + end, spread as HashMap does, over the 16 buckets of a small set. */
function bucketOf([start, end]: Session): number {
  let bits = BigInt.asUintN(64, BigInt(start) + BigInt(end));
  bits = BigInt.asUintN(64, (bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n);
  bits = BigInt.asUintN(64, (bits ^ (bits >> 27n)) * 0x94d049bb133111ebn);
  const hash = Number(BigInt.asUintN(32, bits ^ (bits >> 31n)));
  return (hash ^ (hash >>> 16)) & 15;
}

/** An element that an evictor may look at: row, timestamp, lineage. */
type Element = readonly [readonly Value[], number, Lineage];

function mergedContent(aggregates: WindowContents, into: Value | undefined, from: readonly Value[], areElements: boolean): Value {
  if (!Array.isArray(into)) return from;
  if (areElements) return [...(into as readonly Value[]), ...from];
  const acc = [...(into as readonly Value[])];
  aggregates.merge(acc, from);
  acc[aggregates.width] = mergeLineage((acc[aggregates.width] ?? 0) as Lineage, (from[aggregates.width] ?? 0) as Lineage);
  return acc;
}

/** CountEvictor and TimeEvictor, before the function. */
function evicted(evictor: NonNullable<WindowConfig['evictor']>, elements: readonly Element[]): readonly Element[] {
  if (evictor.kind === 'count') return elements.slice(-evictor.count);
  const newest = Math.max(...elements.map(([, timestamp]) => timestamp));
  return elements.filter(([, timestamp]) => timestamp > newest - evictor.ms);
}
