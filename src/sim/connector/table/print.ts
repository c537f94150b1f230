// The print connector: rows on the standard output of the TaskManager that has them.
import { boolean, checkOptions, COMMON_OPTIONS, int, type Option, refuseOthers, text } from './options.ts';
import { freeze } from '../../kernel/freeze.ts';
import { type OperatorKind, type Running, stateless } from '../../flink/operator/operator.ts';
import { attempt } from '../../sql/problem.ts';
import { bytesOf } from '../../sql/expr/bytes.ts';
import { textOf } from '../../sql/expr/text.ts';
import type { Connector } from '../../sql/plan/connector.ts';
import type { LogicalType } from '../../sql/type/logical-type.ts';
import { javaTime, javaTimestamp } from '../../sql/time/iso.ts';
import { entriesOf, listOf, str } from '../../sql/value.ts';
import { writtenMetadata } from './request.ts';

export interface PrintTableConfig {
  /** `print-identifier`; empty for none. */
  readonly label: string;
  readonly types: readonly LogicalType[];
  readonly zone: string;
}

export const OPTIONS: readonly Option[] = [text('print-identifier'), boolean('standard-error'), int('sink.parallelism')];

export const printConnector: Connector = {
  identifier: 'print',
  source: null,
  sink: (request, query) => attempt(() => {
    const { options } = request;
    checkOptions(options, [...COMMON_OPTIONS, ...OPTIONS]);
    refuseOthers('print', options, [...COMMON_OPTIONS, ...OPTIONS].map(({ key }) => key));
    writtenMetadata(request, 'org.apache.flink.connector.print.table.PrintTableSinkFactory$PrintSink', null);
    const config: PrintTableConfig = { label: options['print-identifier'] ?? '', types: request.fields.map(({ type }) => type), zone: request.settings['table.local-time-zone'] ?? 'UTC' };
    return { operator: { kind: 'table-print', config: freeze(config) }, takes: query, parallelism: parallelismOf(options['sink.parallelism']) };
  }),
};

export function parallelismOf(value: string | undefined): number | null {
  return value === undefined ? null : Number(value);
}

/** PrintSinkFunction over a row: `label:1> +I[1, a]`; the subtask counts from 1, and is left out where there is only one. */
export const printTable: OperatorKind = stateless((env): Running => {
  const { label, types, zone } = env.spec.config as PrintTableConfig;
  const texts = types.map((type) => printed(type));
  const subtask = env.parallelism > 1 ? String(env.subtask + 1) : '';
  const prefix = label === '' ? (subtask === '' ? '' : `${subtask}> `) : `${label}${subtask === '' ? '' : `:${subtask}`}> `;
  return {
    element({ kind, row }) {
      env.print(`${prefix}${kind}[${texts.map((shown, i) => shown(row[i] ?? null, zone)).join(', ')}]`);
    },
  };
});

type Printed = (value: Parameters<ReturnType<typeof textOf>>[0], zone: string) => string;

/** A field as Row.toString shows its Java object: `null`, `true`, `2024-01-02T10:00`, `[1, 2]`, `{a=1}`, `+I[1, b]` within. */
function printed(type: LogicalType): Printed {
  const inner = notNull(type);
  return (value, zone) => (value === null ? 'null' : inner(value, zone));
}

function notNull(type: LogicalType): Printed {
  switch (type.kind) {
    case 'BOOLEAN': return str;
    case 'DATE': return textOf(type);
    case 'TIME': return (value) => javaTime(value as number);
    case 'TIMESTAMP': return (value) => javaTimestamp(value);
    case 'TIMESTAMP_LTZ': return (value) => `${instantText(javaTimestamp(value))}Z`;
    case 'BINARY': case 'VARBINARY': return (value) => `[${bytesOf(str(value)).map((byte) => (byte << 24) >> 24).join(', ')}]`;
    case 'ARRAY': {
      const element = printed(type.element);
      return (value, zone) => `[${listOf(value).map((item) => element(item, zone)).join(', ')}]`;
    }
    case 'MAP': return entriesText(printed(type.key), printed(type.value));
    case 'MULTISET': return entriesText(printed(type.element), String);
    case 'ROW': {
      const fields = type.fields.map((field) => printed(field.type));
      return (value, zone) => `+I[${fields.map((field, i) => field(listOf(value)[i] ?? null, zone)).join(', ')}]`;
    }
    default: return textOf(type);
  }
}

/** Instant.toString has seconds always. */
const instantText = (text: string): string => (/T\d\d:\d\d$/.test(text) ? `${text}:00` : text);

function entriesText(key: Printed, entry: Printed): Printed {
  return (value, zone) => `{${entriesOf(value).map(([k, v]) => `${key(k, zone)}=${entry(v, zone)}`).join(', ')}}`;
}
