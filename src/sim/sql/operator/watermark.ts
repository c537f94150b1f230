// WatermarkAssigner: the watermark that an expression over each row gives, sent on by the clock, or at once where it leaps (WatermarkAssignerOperator).
import { duration } from '../../flink/config.ts';
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import { MAX_WATERMARK } from '../../flink/record.ts';
import { MILLISECOND } from '../../kernel/types.ts';
import { compile } from '../expr/compile.ts';
import { failed } from '../problem.ts';
import { millisOf } from '../value.ts';
import type { WatermarkConfig } from './config.ts';
import { sqlEnv } from './env.ts';

/** No part of a checkpoint: a restored assigner begins anew. */
interface WatermarkOwn {
  current: number;
  emitted: number;
  idle: boolean;
  /** When watermarks were last sent by the clock, and when something last came or was last looked for, ms. */
  periodicMs: number;
  quietSinceMs: number;
  /** Whether rows came since the last look. */
  active: boolean;
}

export const watermark: OperatorKind = {
  // Watermark and time begin at 0, as Flink's do: event times before 1970 move nothing.
  create: (): WatermarkOwn => ({ current: 0, emitted: 0, idle: false, periodicMs: 0, quietSinceMs: 0, active: false }),
  run: (env): Running => {
    const config = env.spec.config as WatermarkConfig;
    const own = env.own as WatermarkOwn;
    const { idleTimeoutMs, time } = config;
    const intervalMs = (duration(env.configuration, 'pipeline.auto-watermark-interval') ?? 0) / MILLISECOND;
    const everyMs = timerInterval(intervalMs, idleTimeoutMs);
    const says = compile(config.watermark);
    const ask = sqlEnv(env, config);
    const advance = (): void => {
      if (own.current <= own.emitted) return;
      own.emitted = own.current;
      env.emitWatermark(own.current);
    };
    return {
      open() {
        own.periodicMs = env.nowMs();
        own.quietSinceMs = env.nowMs();
        if (everyMs > 0) env.wakeAt(env.nowMs() + everyMs);
      },
      element(record) {
        own.active = true;
        if (idleTimeoutMs > 0 && own.idle) setStatus(env, own, false);
        const at = record.row[time] ?? null;
        if (at === null) throw failed('java.lang.RuntimeException', 'RowTime field should not be null, please convert it to a non-null long value.');
        const said = says(record.row, ask);
        if (said !== null) own.current = Math.max(own.current, millisOf(said));
        env.emit({ kind: record.kind, row: record.row, timestamp: millisOf(at), lineage: record.lineage });
        if (own.current - own.emitted > intervalMs) advance();
      },
      wake() {
        const nowMs = env.nowMs();
        if (intervalMs > 0 && own.periodicMs + intervalMs <= nowMs) {
          own.periodicMs = nowMs;
          advance();
        }
        if (own.active) {
          own.quietSinceMs = nowMs;
          own.active = false;
        }
        if (idleTimeoutMs > 0 && !own.idle && own.quietSinceMs + idleTimeoutMs <= nowMs) setStatus(env, own, true);
        env.wakeAt(nowMs + everyMs);
      },
      ownWatermark: (timestamp) => last(env, own, timestamp, idleTimeoutMs > 0),
      ownStatus: (idle) => setStatus(env, own, idle),
      finish: () => last(env, own, MAX_WATERMARK, idleTimeoutMs > 0),
    };
  },
};

function setStatus(env: OperatorEnv, own: WatermarkOwn, idle: boolean): void {
  own.idle = idle;
  env.emitStatus(idle);
}

/** Of the watermarks before it only the last of all counts. */
function last(env: OperatorEnv, own: WatermarkOwn, timestamp: number, knowsIdle: boolean): void {
  if (timestamp !== MAX_WATERMARK || own.current === MAX_WATERMARK) return;
  if (knowsIdle && own.idle) setStatus(env, own, false);
  own.current = MAX_WATERMARK;
  own.emitted = MAX_WATERMARK;
  env.emitWatermark(MAX_WATERMARK);
}

/** How often the clock is asked, so that both of these are kept well enough. */
function timerInterval(watermarkMs: number, idleMs: number): number {
  if (watermarkMs <= 0 || idleMs <= 0) return Math.max(watermarkMs, idleMs);
  const [smaller, larger] = [Math.min(watermarkMs, idleMs), Math.max(watermarkMs, idleMs)];
  return Math.max(1, smaller * 5 < larger ? smaller : Math.floor(smaller / 5));
}
