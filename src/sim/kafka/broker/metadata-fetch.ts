// A broker reads the metadata log as an observer of the quorum, and takes what is committed into its image.
import type { NodeId, Time } from '../../kernel/types.ts';
import { apply, emptyDelta, type MetadataDelta } from '../metadata-image.ts';
import { type FetchMetadataResponse, type FetchSnapshotResponse, nodeOf, type SnapshotId } from '../protocol.ts';
import { loadSnapshot } from '../metadata-snapshot.ts';
import { ask } from './plane.ts';
import type { Broker, LifeContext } from './state.ts';

/** controller.quorum.retry.backoff.ms is 20 ms; after a lost connection the client's reconnect.backoff.ms of 50 ms counts. */
const RETRY: Time = 50_000;
/** controller.quorum.fetch.timeout.ms, Kafka default 2 s: an answer that takes longer will not come. */
const ANSWER_TIMEOUT: Time = 2_000_000;
/** How long a fetch waits at the leader for something new, 500 ms. */
const WAIT_MS = 500;

export function fetchMetadata(broker: Broker, ctx: LifeContext): void {
  const { reader, image } = broker;
  if (reader.asked >= 0) return;
  reader.asked = broker.correlationId++;
  reader.askedAt = ctx.now;
  ask(ctx, nodeOf(reader.from), 'FetchMetadata', reader.asked, {
    replicaId: broker.id, currentLeaderEpoch: reader.from === reader.leader ? reader.leaderEpoch : -1, fetchOffset: image.offset + 1, lastFetchedEpoch: image.epoch, maxWaitMs: reader.caughtUp ? WAIT_MS : 0,
  });
}

/** Takes an answer in. Returns what has changed for the broker's other parts, null where nothing that they may act on yet. */
export function metadataAnswered(broker: Broker, correlationId: number, body: FetchMetadataResponse, ctx: LifeContext): MetadataDelta | null {
  const { reader, image } = broker;
  if (correlationId !== reader.asked) return null;
  reader.asked = -1;
  if (body.leaderEpoch > reader.leaderEpoch || (body.leaderEpoch === reader.leaderEpoch && body.leaderId >= 0)) {
    reader.leader = body.leaderId;
    reader.leaderEpoch = body.leaderEpoch;
  }
  if (body.errorCode !== 'NONE') {
    if (body.leaderId >= 0 && body.leaderId !== reader.from) reader.from = body.leaderId;
    else nextController(broker);
    ctx.schedule(RETRY, { kind: 'MetadataAgain' });
    return null;
  }
  if (body.snapshotId !== null) {
    fetchSnapshot(broker, body.snapshotId, ctx);
    return null;
  }
  const delta = emptyDelta();
  for (const batch of body.records) if (batch.baseOffset === image.offset + 1) merge(delta, apply(image, batch));
  if (image.offset + 1 >= body.highWatermark) reader.caughtUp = true;
  fetchMetadata(broker, ctx);
  return mayAct(broker) && body.records.length > 0 ? delta : null;
}

/**
 * While it catches up after a start, the broker acts on nothing: what it reads may be long over. Until the controller has
 * taken its new life in, it may still be named as the leader that it was in the one before (BrokerServer waits for
 * initialCatchUpFuture before it installs its metadata publishers).
 */
function mayAct({ reader, life, image }: Broker): boolean {
  reader.acts ||= reader.caughtUp && life.epoch >= 0 && image.offset >= life.epoch;
  return reader.acts;
}

/** The leader's log no longer reaches back to where this broker is. */
function fetchSnapshot(broker: Broker, snapshotId: SnapshotId, ctx: LifeContext): void {
  const { reader } = broker;
  reader.asked = broker.correlationId++;
  reader.askedAt = ctx.now;
  ask(ctx, nodeOf(reader.from), 'FetchSnapshot', reader.asked, { replicaId: broker.id, currentLeaderEpoch: reader.from === reader.leader ? reader.leaderEpoch : -1, snapshotId });
}

/** Takes a snapshot in, and reads on after it. Returns what has changed, null where nothing that the broker may act on yet. */
export function snapshotAnswered(broker: Broker, correlationId: number, body: FetchSnapshotResponse, ctx: LifeContext): MetadataDelta | null {
  const { reader, image } = broker;
  if (correlationId !== reader.asked) return null;
  reader.asked = -1;
  if (body.snapshot === null) {
    if (body.errorCode === 'NOT_LEADER_OR_FOLLOWER') nextController(broker);
    ctx.schedule(RETRY, { kind: 'MetadataAgain' });
    return null;
  }
  const delta = body.snapshot.endOffset > image.offset + 1 ? loadSnapshot(image, body.snapshot) : null;
  fetchMetadata(broker, ctx);
  return mayAct(broker) ? delta : null;
}

function merge(into: MetadataDelta, delta: MetadataDelta): void {
  into.createdTopics.push(...delta.createdTopics);
  into.deletedTopics.push(...delta.deletedTopics);
  into.configs.push(...delta.configs);
  const known = new Set(into.partitions.map(({ topic, partition }) => `${topic}-${partition}`));
  into.partitions.push(...delta.partitions.filter(({ topic, partition }) => !known.has(`${topic}-${partition}`)));
  for (const id of delta.brokers) if (!into.brokers.includes(id)) into.brokers.push(id);
}

/** Tries another controller. */
function nextController(broker: Broker): void {
  const { reader, voters } = broker;
  reader.from = voters[(voters.indexOf(reader.from) + 1) % voters.length] ?? reader.from;
}

/** A controller's process is gone, or refuses: another one may know who leads. */
export function controllerGone(broker: Broker, peer: NodeId, ctx: LifeContext): void {
  const { reader } = broker;
  if (peer === nodeOf(reader.leader)) reader.leader = -1;
  if (peer !== nodeOf(reader.from)) return;
  reader.asked = -1;
  nextController(broker);
  ctx.schedule(RETRY, { kind: 'MetadataAgain' });
}

/** A fetch that nobody answers, as over a cut link, is given up. */
export function checkMetadataFetch(broker: Broker, ctx: LifeContext): void {
  const { reader } = broker;
  if (reader.asked < 0 || ctx.now - reader.askedAt < ANSWER_TIMEOUT + WAIT_MS * 1000) return;
  reader.asked = -1;
  if (reader.from === reader.leader) reader.leader = -1;
  nextController(broker);
  fetchMetadata(broker, ctx);
}
