// What --print-metrics of kafka-producer-perf-test.sh prints: those of the producer's metrics that this world counts.
import type { Producer } from '../../../kafka/client/producer/state.ts';
import { metricsTable } from './metrics-table.ts';
import { fixed } from './statistics.ts';

/** The metrics as ToolsUtils prints them: sorted by name, values in one column. `elapsedMs`: how long the producer has been at work. */
export function metricsText(producer: Producer, topic: string, elapsedMs: number): string {
  const client = producer.config.clientId;
  const rate = (count: number): number => (1_000 * count) / Math.max(1, elapsedMs);
  const plain: readonly (readonly [string, number])[] = [
    ['buffer-available-bytes', producer.config.bufferMemory - producer.bufferedBytes],
    ['buffer-total-bytes', producer.config.bufferMemory],
    ['record-error-rate', rate(producer.recordsFailed)],
    ['record-error-total', producer.recordsFailed],
    ['record-send-rate', rate(producer.recordsSent)],
    ['record-send-total', producer.recordsSent],
    ['requests-in-flight', producer.inFlight.length],
    ['waiting-threads', producer.waiting === null ? 0 : 1],
  ];
  const ofTopic: readonly (readonly [string, number])[] = plain.filter(([name]) => name.startsWith('record-'));
  return metricsTable([
    ['app-info:version', `{client-id=${client}}`, '4.3.1'],
    ...plain.map(([name, value]) => [`producer-metrics:${name}`, `{client-id=${client}}`, fixed(value, 3)]),
    ...ofTopic.map(([name, value]) => [`producer-topic-metrics:${name}`, `{client-id=${client}, topic=${topic}}`, fixed(value, 3)]),
  ]);
}
