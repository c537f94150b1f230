// DefaultMessageFormatter and its siblings: how the console consumer prints a record.
import { deserialize, deserializerType } from './deserializer.ts';
import { withBytes } from './group-bytes.ts';
import type { ConsumedRecord } from '../../../kafka/client/consumer/fetcher.ts';

export interface Formatter {
  readonly kind: 'default' | 'logging' | 'none' | 'stored';
  /** Of `stored`: the types of records of a coordinator's topic that it prints. */
  readonly types: readonly number[];
  readonly timestamp: boolean;
  readonly partition: boolean;
  readonly offset: boolean;
  readonly delivery: boolean;
  readonly epoch: boolean;
  readonly headers: boolean;
  readonly key: boolean;
  readonly value: boolean;
  readonly keySeparator: string;
  readonly lineSeparator: string;
  readonly headersSeparator: string;
  readonly nullLiteral: string;
  readonly keyType: string;
  readonly valueType: string;
}

const NO_TYPES: readonly number[] = [];

const CLASSES: Readonly<Record<string, Pick<Formatter, 'kind' | 'types'>>> = {
  'org.apache.kafka.tools.consumer.DefaultMessageFormatter': { kind: 'default', types: NO_TYPES },
  'org.apache.kafka.tools.consumer.LoggingMessageFormatter': { kind: 'logging', types: NO_TYPES },
  'org.apache.kafka.tools.consumer.NoOpMessageFormatter': { kind: 'none', types: NO_TYPES },
  // Of `__consumer_offsets` and `__transaction_state`: CoordinatorRecordMessageFormatter.
  'org.apache.kafka.tools.consumer.OffsetsMessageFormatter': { kind: 'stored', types: [0, 1] },
  'org.apache.kafka.tools.consumer.GroupMetadataMessageFormatter': { kind: 'stored', types: [2] },
  'org.apache.kafka.tools.consumer.TransactionLogMessageFormatter': { kind: 'stored', types: [0] },
};

/** The formatter of a class name and properties; null where there is no such class. */
export function formatter(className: string | null, properties: Readonly<Record<string, string>>): Formatter | null {
  const known = CLASSES[className ?? 'org.apache.kafka.tools.consumer.DefaultMessageFormatter'];
  if (known === undefined) return null;
  const yes = (name: string, otherwise: boolean): boolean => (properties[name] === undefined ? otherwise : properties[name].trim().toLowerCase() === 'true');
  return {
    ...known,
    timestamp: yes('print.timestamp', false),
    partition: yes('print.partition', false),
    offset: yes('print.offset', false),
    delivery: yes('print.delivery', false),
    epoch: yes('print.epoch', false),
    headers: yes('print.headers', false),
    key: yes('print.key', false),
    value: yes('print.value', true),
    keySeparator: properties['key.separator'] ?? '\t',
    lineSeparator: properties['line.separator'] ?? '\n',
    headersSeparator: properties['headers.separator'] ?? ',',
    nullLiteral: properties['null.literal'] ?? 'null',
    keyType: deserializerType(properties['key.deserializer']),
    valueType: deserializerType(properties['value.deserializer']),
  };
}

export interface Formatted {
  /** Its line's end included; cut short where a field could not be read. */
  readonly text: string;
  /** The message of a SerializationException, null where all went well. */
  readonly problem: string | null;
}

/** A coordinator's record, which lies in its log as JSON; without a line's end, as the real one prints it. Others are left out. */
function storedText(format: Formatter, key: string | null, value: string | null): string {
  const type = /^\{"type":(\d+),/.exec(key ?? '')?.[1];
  if (type === undefined || !format.types.includes(Number(type))) return '';
  return `{"key":${key ?? 'null'},"value":${value === null ? 'null' : type === '2' ? withBytes(value) : value}}`;
}

/** One record as text. */
export function formatRecord(format: Formatter, consumed: Pick<ConsumedRecord, 'partition' | 'offset' | 'record' | 'timestampType'> & { readonly deliveryCount?: number }): Formatted {
  const { record } = consumed;
  if (format.kind === 'none') return { text: '', problem: null };
  if (format.kind === 'stored') return { text: storedText(format, record.key, record.value), problem: null };
  const columns: string[] = [];
  if (format.timestamp) columns.push(record.timestampMs < 0 ? 'NO_TIMESTAMP' : `${consumed.timestampType ?? 'CreateTime'}:${record.timestampMs}`);
  if (format.partition) columns.push(`Partition:${consumed.partition}`);
  if (format.offset) columns.push(`Offset:${consumed.offset}`);
  // Kafka's console consumers rebuild each record without its epoch, and with a delivery count only where a share group delivered it.
  if (format.delivery) columns.push(`Delivery:${consumed.deliveryCount ?? 'NOT_PRESENT'}`);
  if (format.epoch) columns.push('Epoch:NOT_PRESENT');
  if (format.headers) columns.push(record.headers.length === 0 ? 'NO_HEADERS' : record.headers.map(([name, value]) => `${name}:${value}`).join(format.headersSeparator));
  const before = (): string => columns.map((column) => column + format.keySeparator).join('');
  for (const [wanted, text, type] of [[format.key, record.key, format.keyType] as const, [format.value, record.value, format.valueType] as const]) {
    if (!wanted) continue;
    const field = text === null ? { text: format.nullLiteral, problem: null } : deserialize(text, type);
    if (field.problem !== null) return { text: before(), problem: field.problem };
    columns.push(field.text);
  }
  return { text: columns.join(format.keySeparator) + format.lineSeparator, problem: null };
}
