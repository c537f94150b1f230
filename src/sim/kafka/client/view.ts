// What can be seen of a Kafka client from outside: the same for a console tool and for an application.
import { type Consumer, fetchedRecords, subscribedTopics } from './consumer/state.ts';
import { bufferedRecords, type Producer } from './producer/state.ts';
import { bufferedShareRecords, type ShareConsumer } from './share-consumer/state.ts';

export interface PartitionPosition {
  readonly topic: string;
  readonly partition: number;
  /** The next offset that poll returns; null while it is not known. */
  readonly position: number | null;
  /** As of the last fetch, -1 before. */
  readonly highWatermark: number;
  readonly paused: boolean;
}

export interface ClientView {
  readonly role: 'producer' | 'consumer' | 'admin';
  readonly clientId: string;
  readonly group: string | null;
  readonly topics: readonly string[];
  /** Consumers in a group: where the member stands in the protocol; else `running`, or `closing`. */
  readonly state: string;
  /** Records that wait to be sent, or that were fetched and not returned. */
  readonly buffered: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly failed: number;
  readonly consumed: number;
  /** Producers only: Produce requests that were sent, and how long the last batches took from their first record to the acknowledgement (null before). */
  readonly requests?: { readonly sent: number; readonly latencyUs: number | null };
  /** Consumers only: what they were told by auto.offset.reset, isolation.level and enable.auto.commit, and how old the oldest record was that the last poll returned. */
  readonly reading?: { readonly reset: string; readonly readCommitted: boolean; readonly autoCommit: boolean; readonly delayMs: number | null };
  /** Producers only: acks (-1 is all), enable.idempotence, transactional.id, and the producer id that the cluster gave (-1 for none). */
  readonly writing?: { readonly acks: -1 | 0 | 1; readonly idempotent: boolean; readonly transactionalId: string | null; readonly producerId: number };
  readonly positions: readonly PartitionPosition[];
  /** Empty where it has none. */
  readonly memberId: string;
  readonly generation: number;
}

/**
 * The client inside a program's or an application's state, or null where there is none. It is recognised by the field
 * that holds it: `producer`, `consumer`, `shareConsumer` or `admin`.
 */
export function describeClient(state: unknown): ClientView | null {
  if (typeof state !== 'object' || state === null) return null;
  if ('producer' in state && isProducer(state.producer)) return producerView(state.producer);
  if ('consumer' in state && isConsumer(state.consumer)) return consumerView(state.consumer);
  if ('shareConsumer' in state && isShareConsumer(state.shareConsumer)) return shareConsumerView(state.shareConsumer);
  if ('admin' in state && hasNetwork(state.admin)) return adminView(state.admin.network.config.clientId);
  return null;
}

function hasNetwork(value: unknown): value is { readonly network: { readonly config: { readonly clientId: string } } } {
  return typeof value === 'object' && value !== null && 'network' in value;
}

function isProducer(value: unknown): value is Producer {
  return hasNetwork(value) && 'queues' in value;
}

function isConsumer(value: unknown): value is Consumer {
  return hasNetwork(value) && 'membership' in value;
}

function isShareConsumer(value: unknown): value is ShareConsumer {
  return hasNetwork(value) && 'sessions' in value;
}

function producerView(producer: Producer): ClientView {
  return {
    role: 'producer',
    clientId: producer.config.clientId,
    group: null,
    topics: producer.network.metadata.wanted ?? [],
    state: producer.closing ? 'closing' : 'running',
    buffered: bufferedRecords(producer),
    sent: producer.recordsSent,
    acknowledged: producer.recordsAcknowledged,
    failed: producer.recordsFailed,
    requests: { sent: producer.requestsSent, latencyUs: producer.latencyUs },
    writing: { acks: producer.config.acks, idempotent: producer.config.idempotence, transactionalId: producer.config.transactionalId, producerId: producer.producerId.producerId },
    consumed: 0,
    positions: [],
    memberId: '',
    generation: -1,
  };
}

function consumerView(consumer: Consumer): ClientView {
  const { subscription, membership } = consumer;
  const isManual = subscription.kind === 'assigned';
  return {
    role: 'consumer',
    clientId: consumer.config.clientId,
    group: isManual ? null : consumer.config.groupId,
    topics: isManual ? [...new Set(consumer.assigned.map((p) => p.topic))] : subscribedTopics(consumer),
    state: consumer.closing !== 'open' ? 'closing' : isManual ? 'running' : (consumer.protocol?.phase ?? membership.state),
    buffered: fetchedRecords(consumer),
    sent: 0,
    acknowledged: 0,
    failed: 0,
    consumed: consumer.recordsConsumed,
    reading: { reset: consumer.config.reset.kind, readCommitted: consumer.config.readCommitted, autoCommit: consumer.config.autoCommit, delayMs: consumer.lastDelayMs },
    positions: consumer.assigned.map((p) => ({ topic: p.topic, partition: p.partition, position: p.position?.offset ?? null, highWatermark: p.highWatermark, paused: p.paused })),
    memberId: membership.memberId,
    generation: membership.generation,
  };
}

/** Members of a share group have no positions: what they are given next is the leaders' business. */
function shareConsumerView(consumer: ShareConsumer): ClientView {
  const { membership } = consumer;
  return {
    role: 'consumer', clientId: consumer.config.clientId, group: consumer.config.groupId, topics: consumer.topics, state: consumer.closing !== 'open' ? 'closing' : membership.epoch > 0 ? 'stable' : 'joining',
    buffered: bufferedShareRecords(consumer), sent: 0, acknowledged: 0, failed: 0, consumed: consumer.recordsConsumed, positions: [], memberId: membership.memberId, generation: membership.epoch,
  };
}

function adminView(clientId: string): ClientView {
  return { role: 'admin', clientId, group: null, topics: [], state: 'running', buffered: 0, sent: 0, acknowledged: 0, failed: 0, consumed: 0, positions: [], memberId: '', generation: -1 };
}
