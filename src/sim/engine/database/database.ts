// A small relational database, as a model: what it has answered is on its disk, and a process that dies loses nothing of it.
import type { DatabaseSpec } from '../../../bridge/engines.ts';
import { freeze } from '../../kernel/freeze.ts';
import type { Behavior, Context, Disconnected, Message, NodeId } from '../../kernel/types.ts';
import type { Cell } from '../micro-batch/row.ts';
import { select } from './select.ts';
import { emptyTables, type StoredTable, write, type WriteRow } from './tables.ts';

/** A client's request; `request` is the client's own number for it. */
export type DatabaseRequest =
  | { readonly kind: 'DatabaseWrite'; readonly request: number; readonly table: string; readonly rows: readonly WriteRow[] }
  | { readonly kind: 'DatabaseSelect'; readonly request: number; readonly sql: string };

export interface DatabaseAnswer extends Message {
  readonly kind: 'DatabaseAnswer';
  readonly request: number;
  /** What was refused; null where all went well. */
  readonly problem: string | null;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface DatabaseState {
  spec: DatabaseSpec;
  tables: readonly StoredTable[];
  inserts: number;
  updates: number;
  deletes: number;
  queries: number;
  refused: number;
}

type Durable = { readonly kind: 'Durable'; readonly to: NodeId; readonly answer: DatabaseAnswer };
type Inbox = DatabaseRequest | Durable | Disconnected | { readonly kind: 'Shutdown' } | { readonly kind: 'Configure'; readonly engine: DatabaseSpec };

const ROW_BYTES = 60;

export function createDatabase(spec: DatabaseSpec): DatabaseState {
  return { spec: freeze(spec), tables: emptyTables(spec), inserts: 0, updates: 0, deletes: 0, queries: 0, refused: 0 };
}

export const database: Behavior<DatabaseState, Inbox> = {
  start() {},
  receive(state, message, from, ctx) {
    switch (message.kind) {
      case 'DatabaseWrite': return take(state, message, from, ctx);
      case 'DatabaseSelect': {
        const result = select(message.sql, state.tables);
        state.queries += 1;
        const problem = 'problem' in result ? result.problem : null;
        return ctx.send(from, answer(message.request, problem, 'problem' in result ? undefined : result));
      }
      case 'Durable': return ctx.send(message.to, message.answer);
      case 'Configure': return configure(state, message.engine);
      case 'Disconnected': return;
      case 'Shutdown': return ctx.exit();
    }
  },
  crash: (state) => state,
};

function answer(request: number, problem: string | null, result: { readonly columns: readonly string[]; readonly rows: readonly (readonly Cell[])[] } = { columns: [], rows: [] }): DatabaseAnswer {
  return freeze({ kind: 'DatabaseAnswer', request, problem, columns: [...result.columns], rows: [...result.rows] });
}

/** A transaction: it is answered when the disk has it. */
function take(state: DatabaseState, { request, table: name, rows }: Extract<DatabaseRequest, { readonly kind: 'DatabaseWrite' }>, from: NodeId, ctx: Context<Inbox>): void {
  const table = state.tables.find((one) => one.name === name);
  const written = table === undefined ? { problem: `ERROR: relation "${name}" does not exist` } : write(table, rows);
  if ('problem' in written) {
    state.refused += 1;
    return ctx.send(from, answer(request, written.problem));
  }
  state.tables = freeze(state.tables.map((one) => (one.name === name ? written.table : one)));
  state.inserts += written.counts.inserts;
  state.updates += written.counts.updates;
  state.deletes += written.counts.deletes;
  ctx.diskWrite(ROW_BYTES * rows.length, freeze({ kind: 'Durable', to: from, answer: answer(request, null) }));
}

/** Tables that are there keep their rows, where their columns are the same. */
function configure(state: DatabaseState, spec: DatabaseSpec): void {
  const before = state.tables;
  state.spec = freeze(spec);
  state.tables = freeze(emptyTables(spec).map((table) => before.find((one) => one.name === table.name && one.columns.join() === table.columns.join() && one.primaryKey.join() === table.primaryKey.join()) ?? table));
}
