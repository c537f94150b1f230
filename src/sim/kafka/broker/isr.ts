// Who leaves and who joins the in-sync replicas: the leader proposes, the controller decides (AlterPartition, KIP-497).
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND, type NodeId, SECOND, type Time } from '../../kernel/types.ts';
import type { AlterPartitionRequest, AlterPartitionResponse } from '../protocol.ts';
import { nodeOf } from '../protocol.ts';
import { advanceHighWatermark, isCaughtUp, isIsrEligible, lagLimit } from './high-watermark.ts';
import { ask, caughtUpAt, dataTimer, type Env, type Follower, type Partition } from './plane.ts';
import { decideFetches, decideProduces } from './purgatory.ts';

/** controller.socket.timeout.ms, Kafka default 30 s. */
const PROPOSAL_TIMEOUT: Time = 30 * SECOND;
/** How long AlterPartitionManager waits before it tries again. */
const PROPOSAL_RETRY: Time = 50 * MILLISECOND;

/** Partition.maybeShrinkIsr for every partition that this broker leads; runs every half of replica.lag.time.max.ms. */
export function checkIsr(env: Env): void {
  const limit = lagLimit(env);
  env.ctx.schedule(limit / 2, dataTimer({ kind: 'isr-check' }));
  for (const partition of Object.values(env.plane.partitions)) {
    if (partition.role !== 'leader' || partition.proposedIsr !== null) continue;
    const end = partition.log.logEndOffset;
    const lagging = partition.followers.filter((one) => partition.isr.includes(one.id) && !isCaughtUp(env, one, end, limit));
    if (lagging.length === 0) continue;
    for (const follower of lagging) noteLag(env, partition, follower);
    const gone = lagging.map((one) => one.id);
    propose(env, partition, partition.isr.filter((id) => !gone.includes(id)));
  }
  sendProposals(env);
}

function noteLag(env: Env, partition: Partition, follower: Follower): void {
  const { ctx } = env;
  const forMs = Math.floor((ctx.now - caughtUpAt(env.plane, follower)) / MILLISECOND);
  const subjects = [`partition/${partition.name}`, `replica/${partition.name}/${follower.id}`, `node/${nodeOf(follower.id)}`];
  const reason = ctx.silence(nodeOf(follower.id));
  ctx.note('replica-lagged', { partition: partition.name, broker: follower.id, forMs }, subjects, reason < 0 ? undefined : reason);
}

/** Partition.maybeExpandIsr: a follower that has everything below the high watermark and of this epoch's beginning comes back. */
export function maybeExpandIsr(env: Env, partition: Partition, follower: Follower): void {
  if (partition.proposedIsr !== null || partition.isr.includes(follower.id)) return;
  if (follower.endOffset < partition.log.highWatermark || follower.endOffset < partition.epochStartOffset) return;
  if (!isIsrEligible(env, follower)) return;
  propose(env, partition, [...partition.isr, follower.id].sort((a, b) => a - b));
  sendProposals(env);
}

function propose(env: Env, partition: Partition, isr: readonly number[]): void {
  partition.proposedIsr = freeze([...isr]);
  env.plane.proposals.queue.push(partition.name);
}

/** Sends what is queued, one request at a time. */
export function sendProposals(env: Env): void {
  const { plane, broker, ctx } = env;
  const { proposals } = plane;
  if (proposals.inFlight !== null || proposals.retry !== null || proposals.queue.length === 0) return;
  const to = broker.controllerNode();
  if (to === null || broker.epoch < 0) {
    proposals.retry = ctx.schedule(PROPOSAL_RETRY, dataTimer({ kind: 'propose-isr' }));
    return;
  }
  const names = proposals.queue.filter((name, i, all) => all.indexOf(name) === i && plane.partitions[name]?.proposedIsr != null && plane.partitions[name]?.role === 'leader');
  proposals.queue = [];
  if (names.length === 0) return;
  const correlationId = broker.nextCorrelation();
  const timer = ctx.schedule(PROPOSAL_TIMEOUT, dataTimer({ kind: 'proposal-lost', correlationId }));
  proposals.inFlight = freeze({ correlationId, to, names, timer });
  ask(ctx, to, 'AlterPartition', correlationId, proposalBody(env, names), 60 + 40 * names.length);
}

function proposalBody(env: Env, names: readonly string[]): AlterPartitionRequest {
  const { plane, broker } = env;
  const topics: { topicId: string; partitions: AlterPartitionRequest['topics'][number]['partitions'][number][] }[] = [];
  for (const name of names) {
    const partition = plane.partitions[name];
    if (partition?.proposedIsr == null) continue;
    let topic = topics.find((one) => one.topicId === partition.topicId);
    if (topic === undefined) topics.push((topic = { topicId: partition.topicId, partitions: [] }));
    topic.partitions.push({
      partitionIndex: partition.partition,
      leaderEpoch: partition.leaderEpoch,
      newIsrWithEpochs: partition.proposedIsr.map((brokerId) => ({ brokerId, brokerEpoch: brokerId === broker.id ? broker.epoch : (broker.image.brokers[brokerId]?.epoch ?? -1) })),
      leaderRecoveryState: 0,
      partitionEpoch: partition.partitionEpoch,
    });
  }
  return { brokerId: broker.id, brokerEpoch: broker.epoch, topics };
}

/** The controller's answer: what it committed counts at once; what it refused is forgotten or tried again. */
export function handleAlterPartition(env: Env, correlationId: number, body: AlterPartitionResponse): void {
  const { plane, ctx } = env;
  const sent = plane.proposals.inFlight;
  if (sent === null || sent.correlationId !== correlationId) return;
  ctx.cancel(sent.timer);
  if (body.errorCode !== 'NONE') return retryProposals(env);
  plane.proposals.inFlight = null;
  for (const topic of body.topics) {
    for (const answer of topic.partitions) {
      const partition = Object.values(plane.partitions).find((one) => one.topicId === topic.topicId && one.partition === answer.partitionIndex);
      if (partition !== undefined && partition.role === 'leader' && partition.proposedIsr !== null) applyAnswer(env, partition, answer);
    }
  }
  sendProposals(env);
}

function applyAnswer(env: Env, partition: Partition, answer: AlterPartitionResponse['topics'][number]['partitions'][number]): void {
  if (answer.errorCode === 'NONE') {
    if (answer.leaderEpoch !== partition.leaderEpoch || answer.partitionEpoch < partition.partitionEpoch) return;
    partition.isr = freeze([...answer.isr]);
    partition.partitionEpoch = answer.partitionEpoch;
    partition.proposedIsr = null;
    if (advanceHighWatermark(env, partition)) decideFetches(env, partition.topic, partition.partition);
    decideProduces(env, partition.name);
    return;
  }
  switch (answer.errorCode) {
    // The controller has a newer state, which the metadata log brings; until then the larger ISR goes on counting.
    case 'INVALID_UPDATE_VERSION':
    case 'FENCED_LEADER_EPOCH':
    case 'NEW_LEADER_ELECTED':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
      return;
    // Nothing was changed: the next fetch proposes again where it still makes sense.
    case 'INELIGIBLE_REPLICA':
    case 'OPERATION_NOT_ATTEMPTED':
    case 'INVALID_REQUEST':
      partition.proposedIsr = null;
      return;
    default:
      env.plane.proposals.queue.push(partition.name);
  }
}

/** The request or its answer was lost, or met no active controller: the same proposals go out again. */
export function retryProposals(env: Env): void {
  const { proposals } = env.plane;
  if (proposals.inFlight === null) return;
  proposals.queue.push(...proposals.inFlight.names);
  proposals.inFlight = null;
  proposals.retry ??= env.ctx.schedule(PROPOSAL_RETRY, dataTimer({ kind: 'propose-isr' }));
}

export function proposalLost(env: Env, correlationId: number): void {
  if (env.plane.proposals.inFlight?.correlationId === correlationId) retryProposals(env);
}

export function proposalPeerGone(env: Env, peer: NodeId): void {
  const sent = env.plane.proposals.inFlight;
  if (sent === null || sent.to !== peer) return;
  env.ctx.cancel(sent.timer);
  retryProposals(env);
}
