// A table of a database read once from its beginning to its end (JdbcRowDataInputFormat): bounded, and what is written later is not seen.
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, sourceRecordId } from '../../flink/record.ts';
import type { OperatorLists } from '../../flink/state/snapshot.ts';
import type { DatabaseAnswer } from '../../engine/database/database.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Message } from '../../kernel/types.ts';
import type { PushedDown } from '../../sql/plan/connector.ts';
import type { Row } from '../../sql/value.ts';
import { type JdbcTable, refusedConnection, refusedQuery, rowReader, selectText } from './jdbc-rows.ts';

export interface JdbcSourceConfig extends JdbcTable {
  readonly pushed?: PushedDown;
}

interface SourceOwn {
  /** The rows that came; null before. */
  rows: readonly Row[] | null;
  given: number;
}

export const jdbcSource: OperatorKind = {
  create: (): SourceOwn => ({ rows: null, given: 0 }),
  restore(own, lists) {
    const [given] = listItems(lists, 'given');
    (own as SourceOwn).given = Number(given ?? 0);
  },
  run: (env) => new JdbcSourceRun(env),
};

/** There is one split, which the first subtask reads: without scan.partition.column the real one makes one, too. */
class JdbcSourceRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: SourceOwn;
  private readonly config: JdbcSourceConfig;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.own = env.own as SourceOwn;
    this.config = env.spec.config as JdbcSourceConfig;
  }

  open(): void {
    const { env, own, config } = this;
    if (env.subtask > 0 || own.rows !== null) return;
    env.context().send(config.node, freeze({ kind: 'DatabaseSelect', request: 0, sql: selectText(config.table, this.wanted().map(({ name }) => name)) }));
  }

  element(): void {}

  message(message: Message): void {
    const { own, env, config } = this;
    if (own.rows !== null) return;
    if (message.kind === 'Disconnected') throw refusedConnection(config.url);
    if (message.kind !== 'DatabaseAnswer') return;
    const { problem, rows } = message as DatabaseAnswer;
    if (problem !== null) throw refusedQuery(problem);
    own.rows = freeze(rows.map(rowReader(this.wanted(), config.zone)));
    env.wakeAt(env.nowMs());
  }

  wake(): void {}

  poll(most: number): 'more' | 'nothing' | 'end' {
    const { own, env, config } = this;
    if (env.subtask > 0) return 'end';
    if (own.rows === null) return 'nothing';
    const end = Math.min(own.rows.length, config.pushed?.limit ?? Infinity);
    for (let count = 0; count < most; count += 1) {
      const row = own.given < end ? own.rows[own.given] : undefined;
      if (row === undefined) return 'end';
      own.given += 1;
      const lineage = env.configuration['correnteza.lineage'] === 'false' ? 0 : sourceRecordId(env.vertexIndex, env.subtask, own.given);
      env.emit({ kind: '+I', row, timestamp: NO_TIMESTAMP, lineage });
    }
    return 'more';
  }

  lists(): OperatorLists {
    return { given: { mode: 'UNION', items: this.env.subtask === 0 ? [this.own.given] : [] } };
  }

  close(): void {
    this.env.context().close();
  }

  private wanted(): JdbcSourceConfig['columns'] {
    const { columns, pushed } = this.config;
    return pushed?.columns == null ? columns : pushed.columns.flatMap((at) => columns[at] ?? []);
  }
}
