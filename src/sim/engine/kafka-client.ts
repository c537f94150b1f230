// What another engine needs of Kafka: the offsets at a topic's ends, the records of a range or all that comes, and a producer.
//
//   open --> ask(ends) --> answered            the admin client: which partitions there are, and where they begin and end
//        \-> readFrom(offsets) --> take        a consumer without a group: the engine keeps its offsets itself, as Spark and Bytewax do
//        \-> write --> isWritten               a producer
//
// Each client has an address of its own below the engine's: `<engine>/admin`, `<engine>/output`; the consumer has the engine's.
import type { Context, Message, NodeId, Time } from '../kernel/types.ts';
import { type Admin, adminWakeup, createAdmin, handleAdminMessage, pollAdmin, startCall, takeOutcome } from '../kafka/client/admin.ts';
import { assign, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, pollConsumer, seek, takeEvents, takeRecords } from '../kafka/client/consumer/consumer.ts';
import type { ConsumedRecord } from '../kafka/client/consumer/fetcher.ts';
import { type Consumer, findAssigned } from '../kafka/client/consumer/state.ts';
import { failureText } from '../kafka/client/failure.ts';
import { createProducer, drainProducerLogs, flush, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults } from '../kafka/client/producer/producer.ts';
import type { Producer } from '../kafka/client/producer/state.ts';
import type { KafkaRecord } from '../kafka/record.ts';

/** A place in a topic: of a partition, the next offset to read. */
export interface Place {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** Whether both are places of one partition. */
export const isSamePartition = (a: Pick<Place, 'topic' | 'partition'>, b: Pick<Place, 'topic' | 'partition'>): boolean => a.topic === b.topic && a.partition === b.partition;

/** ListOffsets: the first record, and behind the last one. */
const EARLIEST = -2;
const LATEST = -1;

export interface KafkaClient {
  consumer: Consumer | null;
  admin: Admin | null;
  /** Null where it writes nowhere. */
  producer: Producer | null;
  /** What the admin client was asked: first for partitions, then for offsets. */
  asking: { readonly call: number; readonly kind: 'describeTopics' | 'listOffsets'; readonly end: 'earliest' | 'latest' } | null;
  /** Records that could not be written. */
  failed: number;
  /** What ended it; null while it is well. */
  failure: string | null;
}

const BOOTSTRAP = 'localhost:9092,localhost:9093,localhost:9094';
const ADMIN = '/admin';
const OUTPUT = '/output';

export const closedClient = (): KafkaClient => ({ consumer: null, admin: null, producer: null, asking: null, failed: 0, failure: null });

/** The engine's own context, whichever of its clients an event came for. */
export function engineContext(ctx: Context): Context {
  const end = [ADMIN, OUTPUT].find((one) => ctx.self.endsWith(one));
  return end === undefined ? ctx : ctx.at(ctx.self.slice(0, -end.length));
}

const part = (ctx: Context, name: string): Context => ctx.at(ctx.self + name);

/** `settings` are those of its consumer, by Kafka's names. */
export function openClient(client: KafkaClient, name: string, writes: boolean, ctx: Context, settings: Readonly<Record<string, string>> = {}): void {
  const made = createConsumer({ 'bootstrap.servers': BOOTSTRAP, 'client.id': name, 'enable.auto.commit': 'false', 'auto.offset.reset': 'earliest', ...settings }, ctx);
  const admin = createAdmin({ bootstrapServers: BOOTSTRAP, clientId: `${name}-admin` });
  const producer = writes ? createProducer({ 'bootstrap.servers': BOOTSTRAP, 'client.id': `${name}-producer` }) : null;
  Object.assign(client, closedClient());
  if (made.kind === 'ok') client.consumer = made.consumer;
  if (admin.kind === 'ok') client.admin = admin.admin;
  if (producer?.kind === 'ok') client.producer = producer.producer;
}

export function closeClient(client: KafkaClient, ctx: Context): void {
  for (const one of [ctx, part(ctx, ADMIN), part(ctx, OUTPUT)]) one.close();
  Object.assign(client, closedClient());
}

/** Takes a message of the network in, at the address it came for. */
export function handleClientMessage(client: KafkaClient, message: Message, from: NodeId, at: Context): void {
  if (message.kind !== 'Response' && message.kind !== 'Disconnected') return;
  if (at.self.endsWith(ADMIN)) {
    if (client.admin !== null) handleAdminMessage(client.admin, message, from, at);
  } else if (at.self.endsWith(OUTPUT)) {
    if (client.producer !== null) handleProducerMessage(client.producer, message, from, at);
  } else if (client.consumer !== null) handleConsumerMessage(client.consumer, message, from, at);
}

/** Does all that can be done now. */
export function pollClient(client: KafkaClient, ctx: Context): void {
  const { consumer, admin, producer } = client;
  if (consumer !== null) {
    pollConsumer(consumer, ctx);
    takeEvents(consumer);
    drainConsumerLogs(consumer);
    if (consumer.failure !== null) client.failure = failureText(consumer.failure);
  }
  if (admin !== null) pollAdmin(admin, part(ctx, ADMIN));
  if (producer !== null) {
    pollProducer(producer, part(ctx, OUTPUT));
    client.failed += takeResults(producer).filter((result) => result.error !== null).length;
    drainProducerLogs(producer);
  }
}

/** When `pollClient` must be called, if no message comes before. */
export function clientWakeup({ consumer, admin, producer }: KafkaClient, now: Time): Time {
  return Math.min(consumer === null ? Infinity : consumerWakeup(consumer, now), admin === null ? Infinity : adminWakeup(admin, now), producer === null ? Infinity : producerWakeup(producer, now));
}

/** Asks for one end of all partitions of these topics. */
export function askPlaces(client: KafkaClient, topics: readonly string[], end: 'earliest' | 'latest', ctx: Context): void {
  if (client.admin === null) return;
  client.asking = { call: startCall(client.admin, { kind: 'describeTopics', topics }, part(ctx, ADMIN)), kind: 'describeTopics', end };
}

/** The answer, sorted by topic and partition: null while it has not come. Topics that are not there fail the client, as they fail Spark's and Flink's sources. */
export function takePlaces(client: KafkaClient, ctx: Context): readonly Place[] | null {
  const { asking, admin } = client;
  if (asking === null || admin === null) return null;
  if (asking.kind === 'describeTopics') {
    const outcome = takeOutcome(admin, asking.call, 'describeTopics');
    if (outcome === null) return null;
    client.asking = null;
    if (!outcome.ok) return failed(client, outcome.error);
    const missing = outcome.value.find(({ errorCode }) => errorCode !== 'NONE');
    if (missing !== undefined) return failed(client, { exception: 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException', message: 'This server does not host this topic-partition.' });
    const timestamp = asking.end === 'earliest' ? EARLIEST : LATEST;
    const partitions = outcome.value.flatMap(({ name, partitions: its }) => its.map(({ partitionIndex }) => ({ topic: name ?? '', partition: partitionIndex, timestamp })));
    client.asking = { ...asking, kind: 'listOffsets', call: startCall(admin, { kind: 'listOffsets', partitions, isolationLevel: 0 }, part(ctx, ADMIN)) };
    return null;
  }
  const outcome = takeOutcome(admin, asking.call, 'listOffsets');
  if (outcome === null) return null;
  client.asking = null;
  if (!outcome.ok) return failed(client, outcome.error);
  return outcome.value.map(({ topic, partition, offset }) => ({ topic, partition, offset })).sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition));
}

function failed(client: KafkaClient, { exception, message }: { readonly exception: string; readonly message: string | null }): null {
  client.failure = `${exception}: ${message ?? ''}`;
  return null;
}

/** Reads on from these places, and from these alone. */
export function readFrom(client: KafkaClient, places: readonly Place[], ctx: Context): void {
  const { consumer } = client;
  if (consumer === null) return;
  assign(consumer, places.map(({ topic, partition }) => ({ topic, partition })));
  for (const place of places) seek(consumer, place, place.offset);
  if (places.length > 0) enterPoll(consumer, ctx);
}

/** What has come. */
export function take(client: KafkaClient, ctx: Context): readonly ConsumedRecord[] {
  const { consumer } = client;
  if (consumer === null) return [];
  enterPoll(consumer, ctx);
  return takeRecords(consumer, ctx);
}

/** The next offset that `take` gives of a partition; it passes markers of transactions, which no record shows. */
export function positionOf({ consumer }: KafkaClient, place: Pick<Place, 'topic' | 'partition'>): number {
  return consumer === null ? -1 : (findAssigned(consumer, place)?.position?.offset ?? -1);
}

/** Writes a record, by its key; false where the producer's buffer is full. */
export function write(client: KafkaClient, topic: string, record: KafkaRecord, ctx: Context): boolean {
  if (client.producer === null || isBlocked(client.producer)) return false;
  sendRecord(client.producer, topic, null, record, part(ctx, OUTPUT));
  return true;
}

export function flushWrites(client: KafkaClient, ctx: Context): void {
  if (client.producer === null) return;
  flush(client.producer);
  pollProducer(client.producer, part(ctx, OUTPUT));
}

/** Whether all that was written is confirmed. */
export function isWritten({ producer }: KafkaClient): boolean {
  return producer === null || isFlushed(producer);
}
