// The producer against a scripted broker: what goes over the wire, what is logged, how each record ends.
import { expect, test } from 'vitest';
import { SECOND } from '../../../kernel/types.ts';
import type { Script, Wire } from '../../../testing/scripted-wire.ts';
import { metadataOf, scriptedWire } from '../../../testing/scripted-wire.ts';
import type { Apis, ErrorCode } from '../../protocol.ts';
import { failureText } from '../failure.ts';
import { drainProducerLogs, createProducer, handleProducerMessage, isBlocked, pollProducer, producerWakeup, sendRecord, takeResults } from './producer.ts';
import type { Producer } from './state.ts';

const PRODUCER_ID: Apis['InitProducerId'][1] = { errorCode: 'NONE', producerId: 7, producerEpoch: 0 };

function produced(errorCode: ErrorCode, baseOffset = 0): Apis['Produce'][1] {
  const row = { index: 0, errorCode, baseOffset, logAppendTimeMs: -1, logStartOffset: 0, errorMessage: null, currentLeader: null };
  return { responses: [{ name: 'ledger', partitionResponses: [row] }], throttleTimeMs: 0 };
}

function begin(script: Script, settings: Record<string, string> = {}): { producer: Producer; wire: Wire } {
  const made = createProducer({ 'bootstrap.servers': 'localhost:9092', 'client.id': 'console-producer', ...settings });
  if (made.kind === 'error') throw new Error(made.failure.exception);
  const { producer } = made;
  const wire = scriptedWire(script, () => ({
    message: (message, from, io) => handleProducerMessage(producer, message, from, io),
    poll: (io) => pollProducer(producer, io),
    wakeup: (now) => producerWakeup(producer, now),
  }));
  return { producer, wire };
}

function say(wire: Wire, producer: Producer, value: string): number {
  return sendRecord(producer, 'ledger', null, { key: null, value, headers: [], timestampMs: 0 }, wire.io);
}

test('the first Produce of a console producer has correlation id 5, and three retries are told as Kafka tells them', () => {
  const { producer, wire } = begin({ Metadata: [metadataOf('ledger', [1])], InitProducerId: [PRODUCER_ID], Produce: [produced('NOT_ENOUGH_REPLICAS')] }, { retries: '3' });
  say(wire, producer, 'two');
  wire.run(10 * SECOND);
  const warning = (id: number, left: number): string =>
    `[Producer clientId=console-producer] Got error produce response with correlation id ${id} on topic-partition ledger-0, retrying (${left} attempts left). Error: NOT_ENOUGH_REPLICAS`;
  expect(drainProducerLogs(producer).map((line) => line.message)).toEqual([warning(5, 2), warning(6, 1), warning(7, 0)]);
  const [result] = takeResults(producer);
  expect(result?.error === null ? '' : failureText(result?.error ?? { exception: '', message: null, cause: null, code: null })).toBe(
    'org.apache.kafka.common.errors.NotEnoughReplicasException: Messages are rejected since there are fewer in-sync replicas than required.',
  );
});

test('a lost connection sends the same batch again with the same sequence', () => {
  const { producer, wire } = begin({ Metadata: [metadataOf('ledger', [1])], InitProducerId: [PRODUCER_ID], Produce: ['refused', produced('NONE', 40)] });
  say(wire, producer, 'a');
  wire.run(10 * SECOND);
  const batches = wire.sent.flatMap(({ request }) => (request.api === 'Produce' ? request.body.topicData.flatMap((t) => t.partitionData.map((p) => p.records)) : []));
  expect(batches.map((batch) => [batch.producerId, batch.baseSequence, batch.records.length])).toEqual(batches.map(() => [7, 0, batches[0]?.records.length ?? -1]));
  expect(takeResults(producer).map((result) => result.error)).toEqual([null]);
});

test('a topic that nobody knows fails the send after max.block.ms', () => {
  const unknown = metadataOf('ledger', []);
  const missing = { ...unknown, topics: unknown.topics.map((topic) => ({ ...topic, errorCode: 'UNKNOWN_TOPIC_OR_PARTITION' as const })) };
  const { producer, wire } = begin({ Metadata: [missing], InitProducerId: [PRODUCER_ID] }, { 'max.block.ms': '6000' });
  say(wire, producer, 'x');
  expect(isBlocked(producer)).toBe(true);
  wire.run(7 * SECOND);
  expect(takeResults(producer).map((result) => result.error?.message)).toEqual(['Topic ledger not present in metadata after 6000 ms.']);
  expect(drainProducerLogs(producer)[0]?.message).toBe('[Producer clientId=console-producer] The metadata response from the cluster reported a recoverable issue with correlation id 1 : {ledger=UNKNOWN_TOPIC_OR_PARTITION}');
});

test('a bootstrap server that is down is told of at each attempt, at growing distances', () => {
  const { producer, wire } = begin({ ApiVersions: ['refused'] }, { 'max.block.ms': '5000' });
  say(wire, producer, 'x');
  wire.run(6 * SECOND);
  const lines = drainProducerLogs(producer).map((line) => line.message);
  expect(lines.slice(0, 2)).toEqual([
    '[Producer clientId=console-producer] Connection to node -1 (localhost/127.0.0.1:9092) could not be established. Node may not be available.',
    '[Producer clientId=console-producer] Bootstrap broker localhost:9092 (id: -1 rack: null isFenced: false) disconnected',
  ]);
  expect(lines.length).toBeGreaterThan(12);
  expect(lines.length).toBeLessThan(30);
});

test('a stale leader is asked about and the batch goes to the new one', () => {
  const moved = metadataOf('ledger', [2], 1);
  const { producer, wire } = begin({ Metadata: [metadataOf('ledger', [1]), moved], InitProducerId: [PRODUCER_ID], Produce: [(_, to) => (to === 'broker-1' ? produced('NOT_LEADER_OR_FOLLOWER') : produced('NONE', 3))] });
  say(wire, producer, 'x');
  wire.run(10 * SECOND);
  expect(wire.sent.filter((s) => s.request.api === 'Produce').map((s) => s.to)).toEqual(['broker-1', 'broker-2']);
  expect(takeResults(producer).map((result) => result.offset)).toEqual([3]);
});
