// Sinks that need nothing outside: rows for a client (collect), rows for the TaskManager's standard output (print), and nowhere (discard).
import { doubleText } from '../../jvm/number-text.ts';
import { freeze } from '../../kernel/freeze.ts';
import { shown } from '../expression/functions.ts';
import type { Row, StreamRecord, Value } from '../record.ts';
import { listItems, type OperatorEnv, type OperatorKind, type Running, stateless } from './operator.ts';

export interface CollectConfig {
  /** What the rows are asked for by. */
  readonly name: string;
}

export interface PrintConfig {
  /** Before each row, as in `print("label")`; empty for none. */
  readonly label: string;
  /** How records are written: as rows with their kind (absent), as tuples `(a,1)`, or as their first value alone. */
  readonly shows?: 'row' | 'tuple' | 'value';
  /** Positions of fields that are doubles: whole ones end in `.0`. */
  readonly doubles?: readonly number[];
}

/** How long rows wait for more before they are sent, ms. */
const LINGER_MS = 50;
const BATCH = 500;

interface CollectOwn {
  /** Rows that were not sent yet: with checkpoints they wait for the next one. */
  waiting: StreamRecord[];
  /** How many were sent before the first that waits. */
  sent: number;
  /** With checkpoints: up to which row each checkpoint goes. */
  until: { readonly checkpoint: number; readonly count: number }[];
}

/** CollectSinkFunction: with checkpoints rows are seen when the checkpoint that holds them is complete, else at once. */
export const collectSink: OperatorKind = {
  create: (): CollectOwn => ({ waiting: [], sent: 0, until: [] }),
  restore(own, lists) {
    const state = own as CollectOwn;
    const [sent] = listItems(lists, 'sent');
    state.sent = Number(sent ?? 0);
    state.waiting = listItems(lists, 'waiting').map((item) => {
      const [kind, row, timestamp, lineage] = item as readonly [StreamRecord['kind'], Row, number, StreamRecord['lineage']];
      return freeze({ kind, row, timestamp, lineage });
    });
  },
  run: (env): Running => {
    const own = env.own as CollectOwn;
    const { name } = env.spec.config as CollectConfig;
    const send = (count: number): void => {
      if (count <= 0) return;
      const records = own.waiting.splice(0, count);
      env.toJobManager(freeze({ kind: 'CollectedRows', job: env.job, attempt: env.attempt, name, subtask: env.subtask, from: own.sent, records }));
      own.sent += records.length;
    };
    return {
      // What the checkpoint holds was to be seen when it was complete: it is complete.
      open: () => send(own.waiting.length),
      element(record) {
        own.waiting.push(record);
        if (env.checkpoints) return;
        if (own.waiting.length >= BATCH) send(own.waiting.length);
        else if (own.waiting.length === 1) env.wakeAt(env.nowMs() + LINGER_MS);
      },
      wake: () => send(env.checkpoints ? 0 : own.waiting.length),
      finish: () => send(env.checkpoints ? 0 : own.waiting.length),
      lists(checkpoint) {
        own.until.push({ checkpoint, count: own.sent + own.waiting.length });
        return { sent: { mode: 'SPLIT_DISTRIBUTE', items: [own.sent] }, waiting: { mode: 'SPLIT_DISTRIBUTE', items: own.waiting.map(({ kind, row, timestamp, lineage }): Value => [kind, freeze(row), timestamp, lineage]) } };
      },
      complete(checkpoint) {
        const reached = own.until.filter((one) => one.checkpoint <= checkpoint).at(-1);
        own.until = own.until.filter((one) => one.checkpoint > checkpoint);
        if (reached !== undefined) send(reached.count - own.sent);
      },
    };
  },
};

/** A value as the record's own class shows it: Flink's tuples, a single value, or a row of a table. */
function printed({ kind, row }: StreamRecord, shows: PrintConfig['shows'], doubles: readonly number[]): string {
  const values = row.map((value, i) => (typeof value === 'number' && doubles.includes(i) ? doubleText(value) : shown(value)));
  if (shows === 'tuple') return `(${values.join(',')})`;
  return shows === 'value' ? (values[0] ?? 'null') : `${kind}[${values.join(', ')}]`;
}

/** What stands before a printed record: `label:1> `. The subtask counts from 1, and is left out where there is only one. */
export function printPrefix(label: string, { parallelism, subtask }: Pick<OperatorEnv, 'parallelism' | 'subtask'>): string {
  const parts = [...(label === '' ? [] : [label]), ...(parallelism > 1 ? [String(subtask + 1)] : [])];
  return parts.length === 0 ? '' : `${parts.join(':')}> `;
}

/** PrintSinkFunction: `label:1> +I[a, 1]` on standard output; the subtask counts from 1, and is left out where there is only one. */
export const printSink: OperatorKind = stateless((env): Running => {
  const { label, shows = 'row', doubles = [] } = env.spec.config as PrintConfig;
  const prefix = printPrefix(label, env);
  return { element: (record) => env.print(`${prefix}${printed(record, shows, doubles)}`) };
});

export const discardSink: OperatorKind = stateless(() => ({ element() {} }));
