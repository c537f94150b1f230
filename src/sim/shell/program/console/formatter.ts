// DefaultMessageFormatter and its siblings: how the console consumer prints a record.
import type { ConsumedRecord } from '../../../kafka/client/consumer/fetcher.ts';

export interface Formatter {
  readonly kind: 'default' | 'logging' | 'none';
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
}

const CLASSES: Readonly<Record<string, Formatter['kind']>> = {
  'org.apache.kafka.tools.consumer.DefaultMessageFormatter': 'default',
  'org.apache.kafka.tools.consumer.LoggingMessageFormatter': 'logging',
  'org.apache.kafka.tools.consumer.NoOpMessageFormatter': 'none',
};

/** The formatter of a class name and properties; null where there is no such class. */
export function formatter(className: string | null, properties: Readonly<Record<string, string>>): Formatter | null {
  const kind = CLASSES[className ?? 'org.apache.kafka.tools.consumer.DefaultMessageFormatter'];
  if (kind === undefined) return null;
  const yes = (name: string, otherwise: boolean): boolean => (properties[name] === undefined ? otherwise : properties[name].trim().toLowerCase() === 'true');
  return {
    kind,
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
  };
}

/** The text of one record, its line's end included. */
export function formatRecord(format: Formatter, consumed: ConsumedRecord): string {
  const { record } = consumed;
  if (format.kind === 'none') return '';
  const columns: string[] = [];
  if (format.timestamp) columns.push(record.timestampMs < 0 ? 'NO_TIMESTAMP' : `CreateTime:${record.timestampMs}`);
  if (format.partition) columns.push(`Partition:${consumed.partition}`);
  if (format.offset) columns.push(`Offset:${consumed.offset}`);
  // Kafka's console consumer rebuilds each record without these two, so they are never there.
  if (format.delivery) columns.push('Delivery:NOT_PRESENT');
  if (format.epoch) columns.push('Epoch:NOT_PRESENT');
  if (format.headers) columns.push(record.headers.length === 0 ? 'NO_HEADERS' : record.headers.map(([name, value]) => `${name}:${value}`).join(format.headersSeparator));
  if (format.key) columns.push(record.key ?? format.nullLiteral);
  if (format.value) columns.push(record.value ?? format.nullLiteral);
  return columns.join(format.keySeparator) + format.lineSeparator;
}
