// What an operator gives the expressions within it, and how its state is kept.
import type { OperatorEnv } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP } from '../../flink/record.ts';
import { KeyedValue, type Ttl } from '../../flink/state/keyed-backend.ts';
import type { Env } from '../expr/env.ts';
import type { SqlSettings } from './config.ts';

/** The world around the expressions of an operator. */
export function sqlEnv(env: OperatorEnv, { zone, startedMs }: SqlSettings): Env {
  return {
    zone, started: startedMs, outer: [],
    now: () => env.nowMs(),
    watermark: () => (env.watermark() === NO_TIMESTAMP ? null : env.watermark()),
    random: () => env.context().random(),
  };
}

/** Idle state retention (`table.exec.state.ttl`): refreshed as it is written, gone at once when it is over (StateConfigUtil). */
export function ttlOf(ms: number | undefined): Ttl | null {
  return ms === undefined || ms <= 0 ? null : { ms, updateOnRead: false };
}

/** An operator's keyed state: the planner keys all that ask for it. */
export function keyedOf(env: OperatorEnv): NonNullable<OperatorEnv['keyed']> {
  if (env.keyed === null) throw new Error(`${env.spec.kind} stands behind an exchange by key`);
  return env.keyed;
}

/** When the views of a key were last written: they have no time of their own. */
export class Expiry {
  private readonly written: KeyedValue | null;

  constructor(env: OperatorEnv, name: string, ttl: Ttl | null) {
    this.written = ttl === null ? null : new KeyedValue(keyedOf(env), name, ttl, () => env.nowMs());
  }

  /** Clears what is too old. */
  look(clear: () => void): void {
    if (this.written !== null && this.written.get() === null) clear();
  }

  touch(): void {
    this.written?.put(1);
  }
}
