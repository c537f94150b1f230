// Tables found and asked for as their connectors want it, with Flink's texts where that fails.
import { refused, type Result, SqlError, TABLE_EXCEPTION } from '../problem.ts';
import { lookUp, type TableEntry } from '../query/catalog.ts';
import { sinkFields } from '../query/insert.ts';
import type { AggregateCall } from '../query/rel.ts';
import type { ChangeKinds, Connector, TableRequest, TableSink, TableSource } from './connector.ts';
import { readFields } from './metadata.ts';
import type { PlanSession } from './plan.ts';

/** What the real client's class path has, as the factories' list shows it. */
const IDENTIFIERS = ['blackhole', 'datagen', 'dynamic-kafka', 'filesystem', 'kafka', 'legacy-csv', 'print', 'python-arrow-source', 'python-input-format', 'upsert-kafka'];

export function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  const { exception, message, at, phase } = result.problem;
  throw new SqlError(exception, message, at, phase);
}

function connectorOf(request: TableRequest, session: PlanSession): Connector {
  const name = request.options['connector'];
  const found = name !== undefined && Object.hasOwn(session.connectors, name) ? session.connectors[name] : undefined;
  if (found !== undefined) return found;
  if (name === undefined) throw refused("Table options do not contain an option key 'connector' for discovering a connector.");
  throw refused(`Could not find any factory for identifier '${name}' that implements 'org.apache.flink.table.factories.DynamicTableFactory' in the classpath.\n\nAvailable factory identifiers are:\n\n${IDENTIFIERS.join('\n')}`);
}

/** A table as it is read. */
export function sourceOf(path: readonly string[], hints: Readonly<Record<string, string>>, session: PlanSession): { readonly request: TableRequest; readonly source: TableSource } {
  const found = lookUp(session.catalogs, path);
  if (found === undefined || found.entry.kind !== 'table') throw refused(`Table '${path.join('.')}' was not found.`);
  const request: TableRequest = { path: found.path, entry: found.entry, options: { ...found.entry.options, ...hints }, fields: readFields(found.entry), settings: session.settings };
  const connector = connectorOf(request, session);
  if (connector.source === null) throw refused(`Connector '${connector.identifier}' can only be used as a sink. It cannot be used as a source.`);
  return { request, source: valueOf(connector.source(request)) };
}

/** A table as it is written with a query's changes. */
export function sinkOf(path: readonly [string, string, string], entry: TableEntry, changes: ChangeKinds, session: PlanSession, overwrite: boolean): { readonly request: TableRequest; readonly sink: TableSink } {
  const request: TableRequest = { path, entry, options: entry.options, fields: sinkFields(entry), settings: session.settings, overwrite };
  const connector = connectorOf(request, session);
  if (connector.sink === null) throw refused(`Connector '${connector.identifier}' can only be used as a source. It cannot be used as a sink.`);
  return { request, sink: valueOf(connector.sink(request, changes)) };
}

/** An error of the planner itself. */
/** What no aggregation of the planner can do (AggFunctionFactory). */
export function checkCalls(calls: readonly AggregateCall[], isStreaming: boolean): void {
  for (const { name, args, distinct } of calls) {
    if (name === 'COUNT' && distinct && args.length > 1) throw planError('We now only support the count of one field.');
    if (name === 'APPROX_COUNT_DISTINCT' && isStreaming) throw planError('APPROX_COUNT_DISTINCT aggregate function does not support yet for streaming.');
  }
}

export const planError = (message: string, exception = TABLE_EXCEPTION): SqlError => refused(message, null, exception);
