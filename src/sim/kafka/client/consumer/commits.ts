// Committing positions: every five seconds inside poll(), when asked, before partitions are given up, and at the end.
import type { Time } from '../../../kernel/types.ts';
import { MILLISECOND } from '../../../kernel/types.ts';
import type { ErrorCode } from '../../protocol.ts';
import type { OffsetCommitResponse } from '../../protocol-groups.ts';
import { errorInfo } from '../../errors.ts';
import type { Failure } from '../failure.ts';
import { clientFailure, failureOf, failureText } from '../failure.ts';
import type { ClientIo } from '../io.ts';
import { backoff, NEVER } from '../io.ts';
import { javaMapOrder, javaPartitionOrder } from '../java-map.ts';
import { log, sendRequest } from '../network-client.ts';
import { commitRejected, coordinatorLost, isMember, readyCoordinator } from './group.ts';
import type { CommitPurpose, Consumer, ConsumerContext, OffsetToCommit, PendingCommit } from './state.ts';
import { tpName } from './state.ts';

const LOGGER = 'org.apache.kafka.clients.consumer.internals.ConsumerCoordinator';

/** The positions of all assigned partitions that have one: what was returned by poll so far. */
export function consumedOffsets(consumer: Consumer): OffsetToCommit[] {
  return consumer.assigned.flatMap((p) => (p.position === null ? [] : [{ topic: p.topic, partition: p.partition, offset: p.position.offset, leaderEpoch: p.position.offsetEpoch }]));
}

/** Queues a commit; it is sent when the coordinator is ready. Returns its number. */
export function startCommit(consumer: Consumer, purpose: CommitPurpose, offsets: readonly OffsetToCommit[], timeoutMs: number, io: ClientIo): number {
  const number = consumer.nextCommit++;
  consumer.commits.push({ number, purpose, offsets, deadlineAt: io.now + timeoutMs * MILLISECOND, notBefore: 0, inFlight: false, failures: 0 });
  sendCommits(consumer, io);
  return number;
}

/** Auto commit: due every auto.commit.interval.ms, looked at only inside poll(). */
export function autoCommit(consumer: Consumer, io: ClientIo): void {
  const { config, membership } = consumer;
  if (!config.autoCommit || !consumer.polling || io.now < consumer.nextAutoCommitAt) return;
  if (isMember(consumer) && membership.state !== 'stable') return;
  consumer.nextAutoCommitAt = io.now + config.autoCommitIntervalMs * MILLISECOND;
  const offsets = consumedOffsets(consumer);
  if (offsets.length > 0) startCommit(consumer, 'auto', offsets, config.apiTimeoutMs, io);
}

/** Before a rebalance: nothing more is returned of these partitions, and where they stand is committed. */
export function commitBeforeRevoking(consumer: Consumer, io: ClientIo): void {
  if (!consumer.config.autoCommit) return;
  for (const p of consumer.assigned) p.pendingRevocation = true;
  const offsets = consumedOffsets(consumer);
  if (offsets.length > 0) startCommit(consumer, 'revoke', offsets, consumer.config.maxPollIntervalMs, io);
}

export function isCommittingForRevocation(consumer: Consumer, io: ClientIo): boolean {
  return consumer.commits.some((commit) => commit.purpose === 'revoke' && commit.deadlineAt > io.now);
}

export function cancelRevokeCommit(consumer: Consumer): void {
  consumer.commits = consumer.commits.filter((commit) => commit.purpose !== 'revoke');
}

/** Sends what can be sent, ends what is out of time. */
export function sendCommits(consumer: Consumer, io: ClientIo): void {
  for (const commit of consumer.commits.slice()) {
    if (commit.inFlight) continue;
    if (commit.deadlineAt <= io.now) {
      endCommit(consumer, commit, clientFailure('errors.TimeoutException', `Timeout of ${consumer.config.apiTimeoutMs}ms expired before successfully committing offsets`));
      continue;
    }
    if (commit.notBefore > io.now) continue;
    const coordinator = readyCoordinator(consumer, io);
    if (coordinator !== null) sendCommit(consumer, commit, coordinator, io);
  }
}

function sendCommit(consumer: Consumer, commit: PendingCommit, coordinator: number, io: ClientIo): void {
  const { config, membership, network } = consumer;
  if (config.groupId === null) return;
  const member = isMember(consumer);
  // Both are HashMaps in Kafka's ConsumerCoordinator: who is refused logs the first of them.
  const ordered = javaPartitionOrder(commit.offsets);
  const topics = javaMapOrder(ordered.map(({ topic }) => topic)).map((name) => ({
    name,
    partitions: ordered.filter(({ topic }) => topic === name).map(({ partition, offset, leaderEpoch }) => ({ partitionIndex: partition, committedOffset: offset, committedLeaderEpoch: leaderEpoch, committedMetadata: '' })),
  }));
  commit.inFlight = true;
  const generation = member ? membership.generation : -1;
  const body = { groupId: config.groupId, generationIdOrMemberEpoch: generation, memberId: member ? membership.memberId : '', groupInstanceId: member ? config.groupInstanceId : null, topics };
  const context: ConsumerContext = { kind: 'commit', purpose: commit.purpose, offsets: commit.offsets, generation, number: commit.number };
  sendRequest(network, coordinator, { api: 'OffsetCommit', body }, context, io);
}

const MEMBER_ERRORS: readonly ErrorCode[] = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS', 'FENCED_INSTANCE_ID', 'STALE_MEMBER_EPOCH'];

export function commitAnswered(consumer: Consumer, number: number, generation: number, body: OffsetCommitResponse | null, io: ClientIo): void {
  const commit = consumer.commits.find((c) => c.number === number);
  if (commit === undefined) return;
  commit.inFlight = false;
  const failed = body === null ? null : firstError(body);
  if (body !== null && failed === null) {
    endCommit(consumer, commit, null);
    return;
  }
  const error: ErrorCode = failed?.error ?? 'NETWORK_EXCEPTION';
  if (failed !== null) {
    const offset = commit.offsets.find((o) => o.topic === failed.topic && o.partition === failed.partition)?.offset ?? -1;
    const level = errorInfo(error).retriable ? 'WARN' : 'ERROR';
    log(consumer.network, level, `Offset commit failed on partition ${tpName(failed)} at offset ${offset}: ${errorInfo(error).message}`, LOGGER);
  }
  if (error === 'NETWORK_EXCEPTION' || error === 'NOT_COORDINATOR' || error === 'COORDINATOR_NOT_AVAILABLE' || error === 'REQUEST_TIMED_OUT') coordinatorLost(consumer);
  // In the consumer protocol the epoch may have grown meanwhile: what must be committed is so with the new one.
  if (error === 'STALE_MEMBER_EPOCH' && (commit.purpose === 'revoke' || commit.purpose === 'close') && consumer.membership.generation > 0) {
    commit.notBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, commit.failures, io);
    commit.failures++;
    return;
  }
  if (MEMBER_ERRORS.includes(error)) {
    if (generation === consumer.membership.generation) commitRejected(consumer, error);
    endCommit(consumer, commit, commitFailed(error));
    return;
  }
  const retriable = error === 'NETWORK_EXCEPTION' || errorInfo(error).retriable;
  if (!retriable || commit.purpose === 'async') {
    endCommit(consumer, commit, retriable ? retriableCommitFailed(error) : failureOf(error));
    return;
  }
  commit.notBefore = io.now + backoff({ initialMs: consumer.config.retryBackoffMs, maxMs: consumer.config.retryBackoffMaxMs }, commit.failures, io);
  commit.failures++;
}

function firstError(body: OffsetCommitResponse): { readonly topic: string; readonly partition: number; readonly error: ErrorCode } | null {
  for (const topic of body.topics) {
    for (const p of topic.partitions) if (p.errorCode !== 'NONE') return { topic: topic.name, partition: p.partitionIndex, error: p.errorCode };
  }
  return null;
}

function commitFailed(error: ErrorCode): Failure {
  if (error === 'FENCED_INSTANCE_ID') return failureOf(error);
  if (error === 'REBALANCE_IN_PROGRESS') {
    return clientFailure('errors.RebalanceInProgressException', 'Offset commit cannot be completed since the consumer is undergoing a rebalance for auto partition assignment. You can try completing the rebalance by calling poll() and then retry the operation.');
  }
  const text =
    'Offset commit cannot be completed since the consumer is not part of an active group for auto partition assignment; it is likely that the consumer was kicked out of the group.';
  return { exception: 'org.apache.kafka.clients.consumer.CommitFailedException', message: text, cause: null, code: error };
}

function retriableCommitFailed(error: ErrorCode): Failure {
  return { exception: 'org.apache.kafka.clients.consumer.RetriableCommitFailedException', message: 'Offset commit failed with a retriable exception. You should retry committing the latest consumed offsets.', cause: failureOf(error), code: error };
}

/** The last commit of a consumer that has no generation: the group would refuse it, so it is not sent. */
export function commitImpossible(consumer: Consumer, offsets: readonly OffsetToCommit[]): void {
  const commit: PendingCommit = { number: -1, purpose: 'close', offsets, deadlineAt: 0, notBefore: 0, inFlight: false, failures: 0 };
  const { state } = consumer.membership;
  const isRebalancing = state === 'preparing' || state === 'joining' || state === 'assigning' || state === 'syncing';
  endCommit(consumer, commit, commitFailed(isRebalancing ? 'REBALANCE_IN_PROGRESS' : 'UNKNOWN_MEMBER_ID'));
}

function endCommit(consumer: Consumer, commit: PendingCommit, error: Failure | null): void {
  consumer.commits = consumer.commits.filter((other) => other !== commit);
  if (error !== null && (commit.purpose === 'auto' || commit.purpose === 'revoke' || commit.purpose === 'close')) {
    const offsets = commit.offsets.map((o) => `${tpName(o)}=OffsetAndMetadata{offset=${o.offset}, leaderEpoch=${o.leaderEpoch < 0 ? 'null' : o.leaderEpoch}, metadata=''}`);
    const how = commit.purpose === 'auto' ? 'Asynchronous' : 'Synchronous';
    log(consumer.network, 'WARN', `${how} auto-commit of offsets {${offsets.join(', ')}} failed: ${error.message ?? failureText(error)}`, LOGGER);
  }
  if (commit.purpose === 'sync' || commit.purpose === 'async') consumer.commitResults.push({ number: commit.number, offsets: commit.offsets, error });
}

/** When a commit has something to do by itself. Only later times count. */
export function commitsWakeup(consumer: Consumer, now: Time): Time {
  let at = NEVER;
  const later = (time: Time): void => {
    if (time > now) at = Math.min(at, time);
  };
  for (const commit of consumer.commits) {
    later(commit.notBefore);
    later(commit.deadlineAt);
  }
  if (consumer.config.autoCommit && consumer.polling && consumer.assigned.length > 0) later(consumer.nextAutoCommitAt);
  return at;
}
