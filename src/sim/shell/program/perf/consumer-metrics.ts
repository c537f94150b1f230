// What --print-metrics of kafka-consumer-perf-test.sh prints: those of the consumer's metrics that this world counts.
import type { Consumer } from '../../../kafka/client/consumer/state.ts';
import { metricsTable } from './metrics-table.ts';
import { fixed } from './statistics.ts';

/** `bytes` is what the records took, `elapsedMs` how long the consumer has been at work. */
export function consumerMetricsText(consumer: Consumer, topics: readonly string[], bytes: number, elapsedMs: number): string {
  const client = consumer.config.clientId;
  const rate = (count: number): number => (1_000 * count) / Math.max(1, elapsedMs);
  const consumed: readonly (readonly [string, number])[] = [
    ['bytes-consumed-rate', rate(bytes)], ['bytes-consumed-total', bytes], ['records-consumed-rate', rate(consumer.recordsConsumed)], ['records-consumed-total', consumer.recordsConsumed],
  ];
  // With several topics nobody counts which of them a record was of.
  const [topic] = topics;
  const tags = [`{client-id=${client}}`, ...(topic === undefined || topics.length > 1 ? [] : [`{client-id=${client}, topic=${topic}}`])];
  return metricsTable([
    ['app-info:version', `{client-id=${client}}`, '4.3.1'],
    ['consumer-coordinator-metrics:assigned-partitions', `{client-id=${client}}`, fixed(consumer.assigned.length, 3)],
    ...consumed.flatMap(([name, value]) => tags.map((tag) => [`consumer-fetch-manager-metrics:${name}`, tag, fixed(value, 3)])),
  ]);
}
