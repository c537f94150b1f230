// Rows written to a database: gathered, one for each key, and sent by number, by time and before each barrier, as JdbcOutputFormat does it.
import type { OperatorKind, Running } from '../../flink/operator/operator.ts';
import type { OperatorEnv } from '../../flink/operator/operator.ts';
import type { StreamRecord } from '../../flink/record.ts';
import { UserCodeError } from '../../flink/user-code-error.ts';
import type { DatabaseAnswer } from '../../engine/database/database.ts';
import type { WriteRow } from '../../engine/database/tables.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Message } from '../../kernel/types.ts';
import type { JdbcTable } from './jdbc-rows.ts';
import { cellOf } from './jdbc-values.ts';

export interface JdbcSinkConfig extends JdbcTable {
  /** Places of the key's columns; empty: rows are only appended. */
  readonly key: readonly number[];
  /** sink.buffer-flush.max-rows, sink.buffer-flush.interval and sink.max-retries; 0 switches a flush off. */
  readonly maxRows: number;
  readonly intervalMs: number;
  readonly maxRetries: number;
}

interface SinkOwn {
  /** By the key's text; where there is no key, by a number. */
  buffer: { readonly id: string; readonly row: WriteRow }[];
  gathered: number;
  /** What was sent and not answered; null for nothing. */
  open: { readonly request: number; readonly rows: readonly WriteRow[]; retries: number; retryAt: number | null } | null;
  requests: number;
  flushAt: number | null;
}

const RETRY_MS = 1_000;

export const jdbcSink: OperatorKind = {
  create: (): SinkOwn => ({ buffer: [], gathered: 0, open: null, requests: 0, flushAt: null }),
  run: (env) => new JdbcSinkRun(env),
};

class JdbcSinkRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: SinkOwn;
  private readonly config: JdbcSinkConfig;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.own = env.own as SinkOwn;
    this.config = env.spec.config as JdbcSinkConfig;
  }

  element({ kind, row }: StreamRecord): void {
    const { own, config, env } = this;
    if (kind === '-U') return;
    const values = Object.fromEntries(config.columns.map((column, at) => [column.name, cellOf(row[at] ?? null, column, config.zone)]));
    const isKeyed = config.key.length > 0;
    own.gathered += 1;
    const id = isKeyed ? JSON.stringify(config.key.map((at) => row[at] ?? null)) : String(own.gathered);
    own.buffer = [...own.buffer.filter((one) => one.id !== id), { id, row: freeze({ do: kind === '-D' ? 'delete' : isKeyed ? 'upsert' : 'insert', values }) }];
    if (config.intervalMs > 0 && own.flushAt === null) own.flushAt = env.nowMs() + config.intervalMs;
    if (config.maxRows > 0 && own.buffer.length >= config.maxRows) this.flush();
    this.plan();
  }

  wake(): void {
    const { own, env } = this;
    const { open } = own;
    if (open !== null && open.retryAt !== null && env.nowMs() >= open.retryAt) {
      open.retryAt = null;
      this.send(open);
    }
    if (own.flushAt !== null && env.nowMs() >= own.flushAt) this.flush();
    this.plan();
  }

  message(message: Message): void {
    const { own, config, env } = this;
    const { open } = own;
    if (open === null) return;
    if (message.kind === 'DatabaseAnswer') {
      const { request, problem } = message as DatabaseAnswer;
      if (request !== open.request) return;
      if (problem === null) own.open = null;
      else this.again(`java.sql.BatchUpdateException: Batch entry 0 INSERT INTO "${config.table}" was aborted: ${problem}`);
    } else if (message.kind === 'Disconnected') this.again(`org.postgresql.util.PSQLException: Connection to ${/\/\/([^/]+)/.exec(config.url)?.[1] ?? 'localhost:5432'} refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP connections.`);
    if (own.open === null && own.flushAt !== null && env.nowMs() >= own.flushAt) this.flush();
    this.plan();
  }

  /** While a batch is on its way the next one waits, and the task with it when that is full. */
  ready(): boolean {
    return this.own.open === null || this.config.maxRows === 0 || this.own.buffer.length < this.config.maxRows;
  }

  /** All rows before a barrier are in the database before it goes on: at least once. */
  mayCheckpoint(): boolean {
    this.flush();
    return this.own.open === null && this.own.buffer.length === 0;
  }

  finish(): void {
    this.flush();
  }

  drained(): boolean {
    this.flush();
    return this.own.open === null && this.own.buffer.length === 0;
  }

  close(): void {
    this.env.context().close();
  }

  private flush(): void {
    const { own } = this;
    if (own.open !== null || own.buffer.length === 0) return;
    own.requests += 1;
    own.open = { request: own.requests, rows: own.buffer.map(({ row }) => row), retries: 0, retryAt: null };
    own.buffer = [];
    own.flushAt = null;
    this.send(own.open);
    this.plan();
  }

  private send({ request, rows }: NonNullable<SinkOwn['open']>): void {
    this.env.context().send(this.config.node, freeze({ kind: 'DatabaseWrite', request, table: this.config.table, rows: [...rows] }));
  }

  /** Tried again a second later, and longer each time; after sink.max-retries the task fails. */
  private again(why: string): void {
    const { own, config, env } = this;
    const { open } = own;
    if (open === null || open.retryAt !== null) return;
    if (open.retries >= config.maxRetries) throw new UserCodeError('java.io.IOException', `Writing records to JDBC failed.\nCaused by: ${why}`);
    open.retries += 1;
    open.retryAt = env.nowMs() + RETRY_MS * open.retries;
  }

  private plan(): void {
    const { own, env } = this;
    const next = Math.min(own.open?.retryAt ?? Infinity, own.open === null ? (own.flushAt ?? Infinity) : Infinity);
    env.wakeAt(next === Infinity ? null : next);
  }
}
