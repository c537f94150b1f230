// Watermarks of a source or an assigner: bounded out-of-orderness, idleness, periodic or after each record (WatermarkStrategy).
import { compile, NO_ENV } from '../expression/compile.ts';
import { NO_TIMESTAMP, type Row } from '../record.ts';

export interface WatermarkStrategy {
  /** Event time in ms, from the row; null keeps the time that the record has. */
  readonly timestamp: string | null;
  /** How late a record may be (forBoundedOutOfOrderness); 0 is forMonotonousTimestamps. */
  readonly boundMs: number;
  /** withIdleness; null for never. */
  readonly idleMs: number | null;
  /** `periodic` at pipeline.auto-watermark-interval, `on-event` after each record. */
  readonly emit: 'periodic' | 'on-event';
  /** Flink SQL's watermark is the value of its expression, the DataStream API's one ms less. */
  readonly style: 'datastream' | 'sql';
  /** withWatermarkAlignment: nobody of the group reads further ahead than the drift. */
  readonly alignment?: { readonly group: string; readonly maxDriftMs: number };
}

/** What a generator remembers, of one split. Plain data. */
export interface GeneratorState {
  max: number;
  emitted: number;
  /** Since when nothing came, ms; null while something does. */
  quietSinceMs: number | null;
  /** Records since the last look. */
  active: boolean;
  idle: boolean;
}

export const newGenerator = (): GeneratorState => ({ max: NO_TIMESTAMP, emitted: NO_TIMESTAMP, quietSinceMs: null, active: false, idle: false });

/** The event time of a row. */
export function timestampOf(strategy: WatermarkStrategy, fields: readonly string[]): (row: Row, known: number) => number {
  if (strategy.timestamp === null) return (_row, known) => known;
  const value = compile(strategy.timestamp, { inputs: [{ alias: 'row', fields }] });
  return (row) => {
    const time = value(row, [], NO_ENV);
    return typeof time === 'number' ? time : NO_TIMESTAMP;
  };
}

export function onEvent(state: GeneratorState, timestamp: number): void {
  if (timestamp > state.max) state.max = timestamp;
  state.active = true;
}

/** The watermark that the records so far make. */
export function watermarkOf(strategy: WatermarkStrategy, state: GeneratorState): number {
  if (state.max === NO_TIMESTAMP) return NO_TIMESTAMP;
  return state.max - strategy.boundMs - (strategy.style === 'sql' ? 0 : 1);
}

/** A periodic look (WatermarksWithIdleness): the clock of idleness starts at the first look that finds nothing new. */
export function onPeriodic(strategy: WatermarkStrategy, state: GeneratorState, nowMs: number): void {
  if (state.active) {
    state.active = false;
    state.quietSinceMs = null;
    state.idle = false;
    return;
  }
  if (strategy.idleMs === null) return;
  state.quietSinceMs ??= nowMs;
  if (nowMs - state.quietSinceMs > strategy.idleMs) state.idle = true;
}
