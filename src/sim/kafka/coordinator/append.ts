// A coordinator writes to its partition of `__consumer_offsets` and goes on when that is replicated.
import { freeze } from '../../kernel/freeze.ts';
import { makeBatch } from '../log/batch.ts';
import type { ErrorCode } from '../protocol.ts';
import { advanceHighWatermark } from '../broker/high-watermark.ts';
import { type CoordinatorWork, dataTimer, type Env, partitionName } from '../broker/plane.ts';
import { appendToLeader } from '../broker/produce.ts';
import { awaitReplication, decideFetches, decideProduces } from '../broker/purgatory.ts';
import { afterOffsetsStored } from './offset-requests.ts';
import { afterGroupStored } from './rebalance.ts';
import { afterGroupDeleted } from './group-admin.ts';
import { groupPartitionOf, GROUP_TOPIC } from './partition-of.ts';

/** offsets.commit.timeout.ms, Kafka default 5 s: how long a coordinator waits for its write to be replicated. */
const WRITE_TIMEOUT_MS = 5_000;
/** Bytes of a record beside its key and value, roughly: for the disk. */
const RECORD_OVERHEAD = 20;

/** Begins a write; `afterCoordinatorAppend` goes on when it is replicated, or has failed. */
export function writeEntries(env: Env, work: CoordinatorWork): void {
  let bytes = 61;
  for (const { key, value } of work.entries) bytes += key.length + (value?.length ?? 0) + RECORD_OVERHEAD;
  const partition = partitionName(GROUP_TOPIC, groupPartitionOf(work.group));
  env.ctx.diskWrite(bytes, dataTimer({ kind: 'coordinator-append', partition, work }));
}

/** The disk is ready. */
export function coordinatorAppend(env: Env, name: string, work: CoordinatorWork): void {
  const timestampMs = env.ctx.wallClockMs;
  const batch = makeBatch(work.entries.map(({ key, value }) => ({ key, value, headers: [], timestampMs })));
  const result = appendToLeader(env, GROUP_TOPIC, groupPartitionOf(work.group), batch, -1);
  if (result.partition === null) return afterCoordinatorAppend(env, work, result.status.error);
  const waiting = { name, requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE' as const, isPending: true };
  const moved = advanceHighWatermark(env, result.partition);
  awaitReplication(env, [waiting], WRITE_TIMEOUT_MS, freeze({ kind: 'coordinator', work }));
  if (moved) decideProduces(env, name);
  decideFetches(env, GROUP_TOPIC, result.partition.partition);
}

/** Goes on after a write, with the error as clients are told it. */
export function afterCoordinatorAppend(env: Env, work: CoordinatorWork, error: ErrorCode): void {
  const told = coordinatorError(error);
  switch (work.kind) {
    case 'group-synced':
    case 'group-stored': return afterGroupStored(env, work, told);
    case 'offsets-committed':
    case 'offsets-deleted': return afterOffsetsStored(env, work, told);
    case 'group-deleted': return afterGroupDeleted(env, work, told);
  }
}

/** CoordinatorOperationExceptionHelper: what a failed write means for a group's member. */
function coordinatorError(error: ErrorCode): ErrorCode {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
    case 'REQUEST_TIMED_OUT': return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR': return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE': return 'UNKNOWN_SERVER_ERROR';
    default: return error;
  }
}
