// How far the windows of an operator have fired: a restore brings it back, for the watermark itself begins anew.
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP } from '../../flink/record.ts';

export interface ProgressOwn {
  progress: number;
}

/** An operator that keeps its progress in operator state (the union list `watermark`). */
export function withProgress(run: OperatorKind['run']): OperatorKind {
  return {
    create: (): ProgressOwn => ({ progress: NO_TIMESTAMP }),
    restore(own, lists) {
      // The slowest of the subtasks before.
      const known = listItems(lists, 'watermark').map(Number);
      if (known.length > 0) (own as ProgressOwn).progress = Math.min(...known);
    },
    run,
  };
}

export const progressOf = (env: OperatorEnv): number => Math.max((env.own as ProgressOwn).progress, env.watermark());

export function advanceProgress(env: OperatorEnv, timestamp: number): void {
  const own = env.own as ProgressOwn;
  own.progress = Math.max(own.progress, timestamp);
}

export const progressLists = (env: OperatorEnv): ReturnType<NonNullable<Running['lists']>> => ({ watermark: { mode: 'UNION', items: [(env.own as ProgressOwn).progress] } });
