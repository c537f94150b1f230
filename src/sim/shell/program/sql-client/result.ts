// The rows of a query as they come from the cluster: asked for in turn, printed, and what is said at the end.
import type { StreamRecord } from '../../../flink/record.ts';
import type { ClientRequest, Failure } from '../../../flink/rpc.ts';
import { JOB_MANAGER } from '../../../flink/rpc.ts';
import { freeze } from '../../../kernel/freeze.ts';
import { batchTable, border, cells, head, line, streamingWidths } from '../../../sql/client-table.ts';
import { COLLECTED } from '../../../sql/plan/plan-graph.ts';
import type { Field } from '../../../sql/type/logical-type.ts';
import type { Os } from '../../program.ts';
import { columnWidth, problem, rowsInSet, rowsReceived, timeCost, zoneOf } from './print.ts';
import type { Result, SqlClientState } from './state.ts';
import { tellRows } from './told.ts';
import { collect } from './view/view.ts';

/** How often the client asks for more rows. */
export const POLL_US = 100_000;

/** `Omit` over each kind of request. */
type Asked = ClientRequest extends infer R ? (R extends ClientRequest ? Omit<R, 'request'> : never) : never;

/** Asks the Dispatcher; the number of the request. */
export function ask(state: SqlClientState, request: Asked, os: Os): number {
  state.requests += 1;
  os.send(JOB_MANAGER, freeze({ ...request, request: state.requests }));
  return state.requests;
}

export function askForRows(state: SqlClientState, result: Result, os: Os): number {
  return ask(state, { kind: 'FetchResults', job: result.job, name: COLLECTED, from: result.next }, os);
}

const OP: Field = { name: 'op', type: { kind: 'CHAR', length: 2, nullable: false } };

function widthsOf(state: SqlClientState, fields: readonly Field[]): readonly number[] {
  return [OP.name.length, ...streamingWidths(fields, columnWidth(state.session))];
}

/** A streaming query shows the head of its table before any row. */
export function printHead(state: SqlClientState, fields: readonly Field[], os: Os): void {
  const lines = head([OP.name, ...fields.map((field) => field.name)], widthsOf(state, fields));
  os.write(1, `${lines.join('\n')}\n`);
}

/** Takes rows that came: streaming rows are printed, those of a batch are kept. */
export function takeRows(state: SqlClientState, result: Result, records: readonly StreamRecord[], os: Os): void {
  result.next += records.length;
  result.received += records.length;
  tellRows(state.told, records, os.now);
  if (result.view !== null) return collect(result.view, records);
  if (!result.isStreaming) {
    if (records.length > 0) result.kept.push(freeze(records.map(({ row }) => row)));
    return;
  }
  const widths = widthsOf(state, result.fields);
  const zone = zoneOf(state.session);
  const lines = records.map(({ kind, row }) => line([kind, ...cells(row, result.fields, zone)], widths));
  if (lines.length > 0) os.write(1, `${lines.join('\n')}\n`);
}

/** The query has ended by itself. */
export function printEnd(state: SqlClientState, result: Result, os: Os): void {
  const cost = timeCost(state.session, result.since, os.now);
  if (result.isStreaming) {
    const bottom = result.received > 0 ? `${border(widthsOf(state, result.fields))}\n` : '';
    os.write(1, `${bottom}Received a total of ${rowsReceived(result.received)}${cost}\n`);
    return;
  }
  const rows = result.kept.flat();
  const lines = batchTable(result.fields, rows, zoneOf(state.session), columnWidth(state.session));
  os.write(1, `${[...(rows.length === 0 ? [] : lines.slice(0, -1)), `${rows.length === 0 ? 'Empty set' : rowsInSet(rows.length)}${cost}`].join('\n')}\n`);
}

/** The user has interrupted it. */
export function printTerminated(state: SqlClientState, received: number, since: number, os: Os): void {
  os.write(1, `Query terminated, received a total of ${rowsReceived(received)}${timeCost(state.session, since, os.now)}\n`);
}

/** The exception that everything began with. */
export function rootCause(failure: Failure): string {
  let root = failure;
  while (root.cause !== null) root = root.cause;
  const text = root.message === '' ? root.exception : `${root.exception}: ${root.message}`;
  // Kafka's exceptions and JsonPath's carry no frames, so that the client, which cuts at the first of them, goes on to the end of what the server sent.
  return /\.kafka\.common\.errors\.|\.jsonpath\.PathNotFoundException$/.test(root.exception) ? `${text}\n\nEnd of exception on server side>]` : text;
}

export function printFailure(failure: Failure, os: Os): void {
  problem(os, rootCause(failure));
}
