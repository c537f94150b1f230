// MiniBatchAssigner: the marks between mini-batches are watermarks, by the clock, or those of event time thinned out (ProcTime- and RowTimeMiniBatchAssignerOperator).
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import { MAX_WATERMARK } from '../../flink/record.ts';
import type { MiniBatchAssignerConfig } from './config.ts';

interface AssignerOwn {
  current: number;
  /** Event time only: the watermark from which the next mark is due. */
  next: number;
}

export const miniBatchAssigner: OperatorKind = {
  create: (config): AssignerOwn => ({ current: 0, next: (config as MiniBatchAssignerConfig).intervalMs - 1 }),
  run(env) {
    const config = env.spec.config as MiniBatchAssignerConfig;
    return config.mode === 'ProcTime' ? byClock(env, config) : byEventTime(env, config);
  },
};

function byClock(env: OperatorEnv, { intervalMs }: MiniBatchAssignerConfig): Running {
  const own = env.own as AssignerOwn;
  const mark = (): number => {
    const now = env.nowMs();
    const batch = now - (now % intervalMs);
    if (batch > own.current) {
      own.current = batch;
      env.emitWatermark(batch);
    }
    return batch;
  };
  return {
    open: () => env.wakeAt(env.nowMs() + intervalMs),
    element(record) {
      mark();
      env.emit(record);
    },
    wake: () => env.wakeAt(mark() + intervalMs),
    ownWatermark: (timestamp) => last(env, own, timestamp),
  };
}

/** Event time goes on by whole intervals. */
function byEventTime(env: OperatorEnv, { intervalMs }: MiniBatchAssignerConfig): Running {
  const own = env.own as AssignerOwn;
  return {
    element: (record) => env.emit(record),
    ownWatermark(timestamp) {
      if (timestamp === MAX_WATERMARK) return last(env, own, timestamp);
      own.current = Math.max(own.current, timestamp);
      if (own.current < own.next) return;
      env.emitWatermark(own.current);
      const end = own.current - (own.current % intervalMs) + intervalMs - 1;
      own.next = end > own.current ? end : end + intervalMs;
    },
    finish() {
      if (own.current !== MAX_WATERMARK) env.emitWatermark(own.current);
    },
  };
}

/** The end of all input is passed on as it is. */
function last(env: OperatorEnv, own: AssignerOwn, timestamp: number): void {
  if (timestamp !== MAX_WATERMARK || own.current === MAX_WATERMARK) return;
  own.current = MAX_WATERMARK;
  env.emitWatermark(MAX_WATERMARK);
}
