// Async I/O: records wait for an answer from outside, several at a time, in order or not (AsyncWaitOperator).
import { freeze } from '../../kernel/freeze.ts';
import { compile } from '../expression/compile.ts';
import { UserCodeError } from '../user-code-error.ts';
import { NO_TIMESTAMP, type Row, type StreamRecord, type Value } from '../record.ts';
import { listItems, type OperatorKind, type Running } from './operator.ts';
import { functionEnv, type RowsConfig } from './rows.ts';

export interface AsyncConfig extends RowsConfig {
  /** How long an answer takes: so long at least, and up to `jitterMs` more. */
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** What takes so many ms more, over the row. */
  readonly latency?: string;
  /** Requests on their way at once. */
  readonly capacity: number;
  readonly timeoutMs: number;
  /** Whether results keep the order of their records; a watermark is never overtaken. */
  readonly ordered: boolean;
  /** The result row. */
  readonly fields: readonly string[];
}

/** A record that waits, or a watermark between records. */
type Waiting =
  | { readonly record: StreamRecord; readonly doneMs: number; readonly sinceMs: number }
  | { readonly watermark: number };

interface AsyncOwn {
  queue: Waiting[];
}

export const asyncIo: OperatorKind = {
  create: (): AsyncOwn => ({ queue: [] }),
  restore(own, lists) {
    // What waited is asked for again.
    (own as AsyncOwn).queue = listItems(lists, 'waiting').map((item) => {
      const [kind, row, timestamp, lineage] = item as readonly [StreamRecord['kind'], Row, number, StreamRecord['lineage']];
      return { record: freeze({ kind, row, timestamp, lineage }), doneMs: 0, sinceMs: 0 };
    });
  },
  run: (env): Running => {
    const config = env.spec.config as AsyncConfig;
    const own = env.own as AsyncOwn;
    const values = config.fields.map((field) => compile(field, { inputs: [{ alias: 'row', fields: config.input }] }));
    let now = NO_TIMESTAMP;
    const ask = functionEnv(env, () => now);
    const emit = ({ row, kind, timestamp, lineage }: StreamRecord): void => {
      now = timestamp;
      env.emit({ kind, row: values.map((value) => value(row, row, ask)), timestamp, lineage });
    };
    const extra = config.latency === undefined ? null : compile(config.latency, { inputs: [{ alias: 'row', fields: config.input }] });
    const asked = (record: StreamRecord): Waiting => {
      const sinceMs = env.nowMs();
      return { record, sinceMs, doneMs: sinceMs + config.latencyMs + Number(extra?.(record.row, record.row, ask) ?? 0) + Math.floor(env.context().random() * (config.jitterMs + 1)) };
    };
    const plan = (): void => {
      let next = Infinity;
      for (const one of own.queue) if ('doneMs' in one) next = Math.min(next, one.doneMs, one.sinceMs + config.timeoutMs);
      env.wakeAt(next === Infinity ? null : Math.max(next, env.nowMs() + 1));
    };
    const bringOut = (): void => {
      const nowMs = env.nowMs();
      for (;;) {
        const [head] = own.queue;
        if (head === undefined) break;
        if ('watermark' in head) {
          own.queue.shift();
          env.emitWatermark(head.watermark);
          continue;
        }
        const until = config.ordered ? 1 : own.queue.findIndex((one) => 'watermark' in one);
        const at = own.queue.slice(0, until < 0 ? own.queue.length : until).findIndex((one) => 'doneMs' in one && one.doneMs <= nowMs);
        const late = own.queue.find((one) => 'doneMs' in one && nowMs >= one.sinceMs + config.timeoutMs && one.doneMs > nowMs);
        if (late !== undefined) throw new UserCodeError('java.util.concurrent.TimeoutException', 'Async function call has timed out.');
        const done = own.queue[at];
        if (done === undefined || 'watermark' in done) break;
        own.queue.splice(at, 1);
        emit(done.record);
      }
      plan();
    };
    return {
      open() {
        own.queue = own.queue.map((one) => ('watermark' in one ? one : asked(one.record)));
        plan();
      },
      ready: () => own.queue.filter((one) => 'doneMs' in one).length < config.capacity,
      drained: () => own.queue.every((one) => 'watermark' in one),
      element(record) {
        own.queue.push(asked(freeze(record)));
        plan();
      },
      wake: bringOut,
      ownWatermark(timestamp) {
        own.queue.push({ watermark: timestamp });
        bringOut();
      },
      lists: () => ({ waiting: { mode: 'SPLIT_DISTRIBUTE', items: own.queue.flatMap((one): Value[] => ('watermark' in one ? [] : [[one.record.kind, one.record.row, one.record.timestamp, one.record.lineage]])) } }),
    };
  },
};
