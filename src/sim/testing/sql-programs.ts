// Flink's own table test programs: tables, rows in phases around a restore, a statement, and the changelog that each sink must see.
import type { RowKind, StreamRecord } from '../flink/record.ts';
import type { Operators } from '../flink/operator/operator.ts';
import { castFunction } from '../sql/expr/cast.ts';
import { cellText } from '../sql/expr/text.ts';
import { doubleText, floatText } from '../jvm/number-text.ts';
import { lookUp, type TableEntry } from '../sql/query/catalog.ts';
import { sinkFields } from '../sql/query/insert.ts';
import { sourceFields } from '../sql/query/table.ts';
import * as t from '../sql/type/logical-type.ts';
import type { Field, LogicalType } from '../sql/type/logical-type.ts';
import { entriesOf, listOf, millisOf, nanosOf, rowKey, type Value } from '../sql/value.ts';
import { define, OPERATORS, runScript, type Script } from './sql-cluster.ts';
import type { Change } from './sql-values.ts';

export interface Program {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Not in Flink 2.2, or there with another text. */
  readonly newerThan22?: boolean;
  readonly ddl: readonly string[];
  /** Table, phase, kind of row, values. */
  readonly inputRows: readonly (readonly [string, string, RowKind, readonly unknown[]])[];
  readonly sql: string;
  readonly expected: { readonly kind: 'changelog' | 'materialized'; readonly sinks: readonly { readonly sink: string; readonly before: readonly string[]; readonly after: readonly string[] }[] };
  readonly settings: Readonly<Record<string, string>>;
}

/** A value as the JSON has it, as a row of this type has it. */
function valueFor(type: LogicalType, given: unknown): Value {
  if (given === null || given === undefined) return null;
  if (type.kind === 'ROW') return (isRecord(given) && Array.isArray(given['row']) ? given['row'] : Array.isArray(given) ? given : []).map((one: unknown, i: number) => valueFor(type.fields[i]?.type ?? t.NULL, one));
  if (type.kind === 'ARRAY') return (Array.isArray(given) ? given : []).map((one) => valueFor(type.element, one));
  if (type.kind === 'MAP') return Object.entries(isRecord(given) ? given : {}).map(([key, one]): Value => [valueFor(type.key, key), valueFor(type.value, one)]);
  const plain = typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean' ? `${given}` : JSON.stringify(given);
  const text = t.isTimestamp(type) ? plain.replace('T', ' ').replace(/Z$/, '').replace(/^(\d+-\d+-\d+ \d+:\d+)$/, '$1:00') : plain;
  return t.isText(type) ? text : castFunction(t.STRING, type)(text, 'UTC');
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** LocalDateTime.toString. */
function dateTime(value: Value): string {
  const [nanos, iso] = [nanosOf(value), new Date(millisOf(value)).toISOString().slice(0, -1)];
  const [whole = '', millis = '000'] = iso.split('.');
  const seconds = whole.endsWith(':00') && millis === '000' && nanos === 0 ? whole.slice(0, -3) : whole;
  if (nanos !== 0) return `${seconds}.${millis}${String(nanos).padStart(6, '0')}`.replace(/(\d{3})0{3}$/, '$1');
  return millis === '000' ? seconds : `${seconds}.${millis}`;
}

/** A value as Row.toString writes it. */
function shown(type: LogicalType, value: Value): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'ROW': return `+I[${type.fields.map((field, i) => shown(field.type, listOf(value)[i] ?? null)).join(', ')}]`;
    case 'ARRAY': return `[${listOf(value).map((one) => shown(type.element, one)).join(', ')}]`;
    case 'MAP': return `{${entriesOf(value).map(([key, one]) => `${shown(type.key, key)}=${shown(type.value, one)}`).join(', ')}}`;
    case 'MULTISET': return `{${entriesOf(value).map(([key, one]) => `${shown(type.element, key)}=${Number(one)}`).join(', ')}}`;
    case 'TIMESTAMP': return dateTime(value);
    case 'TIMESTAMP_LTZ': {
      const text = dateTime(value);
      return `${/T\d+:\d+$/.test(text) ? `${text}:00` : text}Z`;
    }
    case 'DOUBLE': return doubleText(Number(value));
    case 'FLOAT': return floatText(Number(value));
    case 'BOOLEAN': return value === true ? 'true' : 'false';
    default: return cellText(type)(value, 'UTC');
  }
}

const line = (fields: readonly Field[], record: StreamRecord): string => `${record.kind}[${fields.map((field, i) => shown(field.type, record.row[i] ?? null)).join(', ')}]`;

/** The rows that a changelog leaves: by key where the sink has one, else by the whole row. */
function materialized(records: readonly StreamRecord[], key: readonly number[] | null): readonly StreamRecord[] {
  const left: StreamRecord[] = [];
  const keyOf = (record: StreamRecord): string => rowKey(key === null ? record.row : key.map((column) => record.row[column] ?? null));
  for (const record of records) {
    const at = left.findIndex((one) => keyOf(one) === keyOf(record));
    if (record.kind === '-D' || record.kind === '-U') {
      if (at >= 0) left.splice(at, 1);
    } else if (key !== null && at >= 0) left[at] = { ...record, kind: '+I' };
    else left.push({ ...record, kind: '+I' });
  }
  return left;
}

/** What a sink is given: physical columns, then the metadata that it writes, in the order in which it lists it. */
function consumed(entry: TableEntry, records: readonly StreamRecord[]): { readonly fields: readonly Field[]; readonly seen: readonly StreamRecord[] } {
  const all = sinkFields(entry);
  const listed = (entry.options['writable-metadata'] ?? '').split(',').map((one) => one.split(':')[0] ?? '');
  const place = (field: Field): number => (entry.columns.some((column) => column.name === field.name && column.kind === 'metadata') ? listed.indexOf(field.name) : -1);
  const order = all.map((_field, i) => i).toSorted((a, b) => place(all[a] ?? NOTHING) - place(all[b] ?? NOTHING));
  return { fields: order.flatMap((at) => all[at] ?? []), seen: records.map((record) => ({ ...record, row: order.map((at) => record.row[at] ?? null) })) };
}

const NOTHING: Field = { name: '', type: t.NULL };

/** Runs a program; the difference to what is expected, null where there is none. */
export function runProgram(program: Program, operators: Operators = OPERATORS): string | null {
  const catalogs = define(program.ddl);
  const tableOf = (name: string) => {
    const found = lookUp(catalogs, [name]);
    if (found?.entry.kind !== 'table') throw new Error(`no table ${name}`);
    return found.entry;
  };
  const hasAfter = program.inputRows.some(([, phase]) => phase === 'after') || program.expected.sinks.some(({ after }) => after.length > 0);
  const rowsOf = (phase: string): Record<string, Change[]> => {
    const tables: Record<string, Change[]> = {};
    for (const [table, at, kind, values] of program.inputRows) {
      if (at !== phase) continue;
      const fields = sourceFields(tableOf(table));
      (tables[table] ??= []).push({ kind, row: fields.map((field, i) => valueFor(field.type, values[i])) });
    }
    return tables;
  };
  // Programs of batch nodes are run in batch mode.
  const mode: Readonly<Record<string, string>> = program.source.includes('/exec/batch/') ? { 'execution.runtime-mode': 'batch' } : {};
  const script: Script = { ddl: program.ddl, sql: program.sql.startsWith('SELECT') ? `INSERT INTO ${program.expected.sinks[0]?.sink ?? ''} ${program.sql}` : program.sql, settings: { ...mode, ...program.settings }, phases: hasAfter ? [rowsOf('before'), rowsOf('after')] : [rowsOf('before')] };
  const results = runScript(script, operators);
  for (const [phase, result] of results.entries()) {
    if (result.failure !== null) return `failed: ${result.failure.slice(0, 600)}`;
    for (const { sink, before, after } of program.expected.sinks) {
      const entry = tableOf(sink);
      const { fields, seen } = consumed(entry, result.sinks[sink] ?? []);
      const key = entry.primaryKey?.columns.map((name) => fields.findIndex((field) => field.name === name)) ?? null;
      const all = program.expected.kind === 'materialized' ? materialized(seen, key) : seen;
      const expected = [...(phase === 0 ? before : after)].sort();
      const actual = all.map((record) => line(fields, record)).sort();
      if (expected.join('\n') !== actual.join('\n')) return `${sink} ${phase === 0 ? 'before' : 'after'}\n  expected ${expected.join(' ')}\n  actual   ${actual.join(' ')}`;
    }
  }
  return null;
}
