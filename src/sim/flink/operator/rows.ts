// Operators on single rows: map, filter, flatMap, and the assigner of timestamps and watermarks.
import { duration } from '../config.ts';
import { compile, compileCondition, compileRow } from '../expression/compile.ts';
import type { FunctionEnv } from '../expression/functions.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { MAX_WATERMARK, type Row, type StreamRecord, type Value } from '../record.ts';
import { type GeneratorState, newGenerator, onEvent, onPeriodic, timestampOf, watermarkOf, type WatermarkStrategy } from '../time/watermarks.ts';
import { type OperatorEnv, type OperatorKind, type Running, stateless } from './operator.ts';

/** Every configuration of a function over rows says what the rows before it are called. */
export interface RowsConfig {
  readonly input: readonly string[];
}

export interface MapConfig extends RowsConfig {
  /** An expression for each field of the result. */
  readonly fields: readonly string[];
}

export interface FilterConfig extends RowsConfig {
  readonly where: string;
}

export interface FlatMapConfig extends RowsConfig {
  /** A list; each of its elements becomes a row, and is called `item` in `fields`. */
  readonly over: string;
  readonly fields: readonly string[];
}

export interface AssignConfig extends RowsConfig {
  readonly watermarks: WatermarkStrategy;
}

/** What functions may ask while a record is in hand. */
export function functionEnv(env: OperatorEnv, timestamp: () => number): FunctionEnv {
  return { timestamp, watermark: () => env.watermark(), processingTime: () => env.nowMs(), key: () => env.keyed?.key ?? null, state: () => null };
}

export const map: OperatorKind = stateless((env) => {
  const { input, fields } = env.spec.config as MapConfig;
  const rowOf = compileRow(fields.map((field) => compile(field, { inputs: [{ alias: 'row', fields: input }] })));
  let now = 0;
  const ask = functionEnv(env, () => now);
  return {
    element(record) {
      now = record.timestamp;
      env.emit({ kind: record.kind, row: rowOf(record.row, record.row, ask), timestamp: record.timestamp, lineage: record.lineage });
    },
  };
});

export const filter: OperatorKind = stateless((env) => {
  const { input, where } = env.spec.config as FilterConfig;
  const holds = compileCondition(where, { inputs: [{ alias: 'row', fields: input }] });
  let now = 0;
  const ask = functionEnv(env, () => now);
  return {
    element(record) {
      now = record.timestamp;
      if (holds(record.row, record.row, ask)) env.emit(record);
    },
  };
});

/** Rows that one row becomes, at most. */
const MOST_ROWS = 10_000;

export const flatMap: OperatorKind = stateless((env) => {
  const { input, over, fields } = env.spec.config as FlatMapConfig;
  const list = compile(over, { inputs: [{ alias: 'row', fields: input }] });
  const values = fields.map((field) => compile(field, { inputs: [{ alias: 'row', fields: input }, { alias: 'each', fields: ['item'] }] }));
  let now = 0;
  const ask = functionEnv(env, () => now);
  return {
    element(record) {
      now = record.timestamp;
      const items = list(record.row, record.row, ask);
      if (!Array.isArray(items)) return;
      for (const item of (items as readonly Value[]).slice(0, MOST_ROWS)) {
        const each: Row = [item];
        env.emit({ kind: record.kind, row: values.map((value) => value(record.row, each, ask)), timestamp: record.timestamp, lineage: record.lineage });
      }
    },
  };
});

interface AssignOwn {
  readonly generator: GeneratorState;
  statusIdle: boolean;
}

/** TimestampsAndWatermarksOperator: what comes from before counts no more, but for the end of all. */
export const assignTimestamps: OperatorKind = {
  create: (): AssignOwn => ({ generator: newGenerator(), statusIdle: false }),
  run: (env): Running => {
    const { input, watermarks } = env.spec.config as AssignConfig;
    const { generator } = env.own as AssignOwn;
    const own = env.own as AssignOwn;
    const stamp = timestampOf(watermarks, input);
    const interval = (duration(env.configuration, 'pipeline.auto-watermark-interval') ?? 0) / MILLISECOND;
    const emit = (): void => {
      const now = watermarkOf(watermarks, generator);
      if (now <= generator.emitted) return;
      generator.emitted = now;
      env.emitWatermark(now);
    };
    return {
      open() {
        if (interval > 0) env.wakeAt(env.nowMs() + interval);
      },
      element(record: StreamRecord) {
        const timestamp = stamp(record.row, record.timestamp);
        if (own.statusIdle) {
          own.statusIdle = false;
          generator.idle = false;
          env.emitStatus(false);
        }
        onEvent(generator, timestamp);
        env.emit({ kind: record.kind, row: record.row, timestamp, lineage: record.lineage });
        if (watermarks.emit === 'on-event') emit();
      },
      wake() {
        onPeriodic(watermarks, generator, env.nowMs());
        emit();
        if (generator.idle && !own.statusIdle) {
          own.statusIdle = true;
          env.emitStatus(true);
        }
        env.wakeAt(env.nowMs() + interval);
      },
      ownWatermark(timestamp) {
        if (timestamp !== MAX_WATERMARK || generator.emitted === MAX_WATERMARK) return;
        generator.emitted = MAX_WATERMARK;
        env.emitWatermark(MAX_WATERMARK);
      },
      ownStatus() {},
    };
  },
};
