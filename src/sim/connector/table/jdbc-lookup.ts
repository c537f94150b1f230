// LookupJoin with a table of a database: each row asks by its key, a cache saves questions (JdbcRowDataLookupFunction, DefaultLookupCache).
import type { OperatorEnv, OperatorKind, Running } from '../../flink/operator/operator.ts';
import type { StreamRecord } from '../../flink/record.ts';
import type { DatabaseAnswer } from '../../engine/database/database.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Message } from '../../kernel/types.ts';
import { compile, compileCondition } from '../../sql/expr/compile.ts';
import type { LookupJoinConfig } from '../../sql/operator/config.ts';
import { sqlEnv } from '../../sql/operator/env.ts';
import { pairing } from '../../sql/operator/pair.ts';
import type { Row } from '../../sql/value.ts';
import { type JdbcTable, literalOf, refusedConnection, refusedQuery, rowReader, selectText } from './jdbc-rows.ts';
import { cellOf } from './jdbc-values.ts';

/** lookup.cache = PARTIAL. Times in ms, null for never; `maxRows` null for any number of keys. */
export interface LookupCache {
  readonly afterWriteMs: number | null;
  readonly afterAccessMs: number | null;
  readonly maxRows: number | null;
  /** Whether it is remembered that a key has no row. */
  readonly missing: boolean;
}

/** What the connector tells the planner: the member `table` of the join's config, and which operator joins. */
export interface JdbcLookup extends JdbcTable {
  readonly operator: 'table-jdbc-lookup';
  readonly cache: LookupCache | null;
  /** lookup.max-retries. */
  readonly maxRetries: number;
}

interface Cached {
  readonly rows: readonly Row[];
  readonly writtenMs: number;
  readonly readMs: number;
}

interface LookupOwn {
  /** By the key's SELECT, the least recently used first. */
  cache: Record<string, Cached>;
  /** The row that waits for an answer; null for none. */
  open: { readonly request: number; readonly sql: string; readonly record: StreamRecord; retries: number; retryAt: number | null } | null;
  requests: number;
  /** Rows that came in the same go behind it. */
  queue: readonly StreamRecord[];
}

/** Keys that a cache without lookup.partial-cache.max-rows holds here. */
const MOST_KEYS = 10_000;
const RETRY_MS = 1_000;

export const jdbcLookup: OperatorKind = {
  create: (): LookupOwn => ({ cache: {}, open: null, requests: 0, queue: freeze([]) }),
  run: (env) => new JdbcLookupRun(env),
};

class JdbcLookupRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: LookupOwn;
  private readonly table: JdbcLookup;
  /** Joins a row with what was found. */
  private readonly join: (record: StreamRecord, found: readonly Row[]) => void;
  /** The question for a row's key; null where a part of it is NULL, which nothing equals. */
  private readonly question: (row: Row) => string | null;
  private readonly read: (cells: DatabaseAnswer['rows'][number]) => Row;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.own = env.own as LookupOwn;
    const config = env.spec.config as LookupJoinConfig;
    this.table = config.table as JdbcLookup;
    this.read = rowReader(this.table.columns, this.table.zone);
    this.question = questionOf(env, config, this.table);
    this.join = joinOf(env, config);
  }

  element(record: StreamRecord): void {
    if (this.own.open === null) return this.look(record);
    this.own.queue = freeze([...this.own.queue, record]);
  }

  message(message: Message): void {
    const { own, table } = this;
    const { open } = own;
    if (open === null) return;
    if (message.kind === 'Disconnected') return this.again();
    if (message.kind !== 'DatabaseAnswer' || (message as DatabaseAnswer).request !== open.request) return;
    const { problem, rows } = message as DatabaseAnswer;
    if (problem !== null) throw refusedQuery(problem);
    const found = freeze(rows.map(this.read));
    own.open = null;
    if (table.cache !== null && (found.length > 0 || table.cache.missing)) this.remember(open.sql, found);
    this.join(open.record, found);
    while (own.open === null) {
      const [next, ...rest] = own.queue;
      if (next === undefined) return;
      own.queue = freeze(rest);
      this.look(next);
    }
  }

  wake(): void {
    const { open } = this.own;
    if (open === null || open.retryAt === null || this.env.nowMs() < open.retryAt) return;
    open.retryAt = null;
    this.ask();
  }

  /** The question blocks the task, as a call of a driver does. */
  ready(): boolean {
    return this.own.open === null;
  }

  mayCheckpoint(): boolean {
    return this.own.open === null;
  }

  drained(): boolean {
    return this.own.open === null;
  }

  close(): void {
    this.env.context().close();
  }

  private look(record: StreamRecord): void {
    const sql = this.question(record.row);
    if (sql === null) return this.join(record, []);
    const known = this.cached(sql);
    if (known !== null) return this.join(record, known);
    this.own.requests += 1;
    this.own.open = { request: this.own.requests, sql, record, retries: 0, retryAt: null };
    this.ask();
  }

  private ask(): void {
    const { open } = this.own;
    if (open !== null) this.env.context().send(this.table.node, freeze({ kind: 'DatabaseSelect', request: open.request, sql: open.sql }));
  }

  /** Tried again a second later, and longer each time; after lookup.max-retries the task fails. */
  private again(): void {
    const { env, table } = this;
    const { open } = this.own;
    if (open === null || open.retryAt !== null) return;
    if (open.retries >= table.maxRetries) throw refusedConnection(table.url);
    open.retries += 1;
    open.retryAt = env.nowMs() + RETRY_MS * open.retries;
    env.wakeAt(open.retryAt);
  }

  private cached(sql: string): readonly Row[] | null {
    const { cache } = this.table;
    const known = this.own.cache[sql];
    if (cache === null || known === undefined) return null;
    const now = this.env.nowMs();
    const isOld = (cache.afterWriteMs !== null && now - known.writtenMs >= cache.afterWriteMs) || (cache.afterAccessMs !== null && now - known.readMs >= cache.afterAccessMs);
    delete this.own.cache[sql];
    if (isOld) return null;
    // Put behind all others: it was used last.
    this.own.cache[sql] = freeze({ ...known, readMs: now });
    return known.rows;
  }

  private remember(sql: string, rows: readonly Row[]): void {
    const { own, env, table } = this;
    own.cache[sql] = freeze({ rows, writtenMs: env.nowMs(), readMs: env.nowMs() });
    const keys = Object.keys(own.cache);
    for (const key of keys.slice(0, Math.max(0, keys.length - (table.cache?.maxRows ?? MOST_KEYS)))) delete own.cache[key];
  }
}

function questionOf(env: OperatorEnv, config: LookupJoinConfig, table: JdbcLookup): (row: Row) => string | null {
  const ask = sqlEnv(env, config);
  const keys = config.keys.map(({ column, of }) => ({ column: table.columns[column], value: compile(of) }));
  const names = table.columns.map(({ name }) => name);
  return (row) => {
    const values = keys.map(({ value }) => value(row, ask));
    if (values.includes(null)) return null;
    return selectText(table.table, names, keys.map(({ column }, at) => (column === undefined ? 'TRUE' : `${column.name} = ${literalOf(cellOf(values[at] ?? null, column, table.zone))}`)));
  };
}

function joinOf(env: OperatorEnv, config: LookupJoinConfig): (record: StreamRecord, found: readonly Row[]) => void {
  const ask = sqlEnv(env, config);
  const pair = pairing(config.condition, config.leftWidth, config.rightWidth, ask);
  const fits = config.rightCondition === null ? null : compileCondition(config.rightCondition);
  return ({ kind, row, timestamp, lineage }, found) => {
    let met = false;
    for (const right of found) {
      const both = fits === null || fits(right, ask) ? pair.both(row, right) : null;
      if (both === null) continue;
      met = true;
      env.emit({ kind, row: both, timestamp, lineage });
    }
    if (!met && config.join === 'LEFT') env.emit({ kind, row: pair.leftAlone(row), timestamp, lineage });
  };
}
