// Questions about offsets: ListOffsets, OffsetForLeaderEpoch, DeleteRecords.
import type { NodeId } from '../../kernel/types.ts';
import { endOffsetFor, epochAt, latestEpoch } from '../log/epoch-cache.ts';
import { offsetForTime, offsetOfMaxTimestamp, type TimestampedOffset } from '../log/find-offset.ts';
import { lastStableOffset, raiseLogStart } from '../log/log.ts';
import type { Request } from '../protocol.ts';
import type { DeleteRecordsResponse, ListOffsetsResponse, OffsetForLeaderEpochResponse } from '../protocol-data.ts';
import { accessError } from './fetch.ts';
import { type Env, type Partition, partitionName, respond } from './plane.ts';

type Listed = ListOffsetsResponse['topics'][number]['partitions'][number];

export function handleListOffsets(env: Env, request: Request<'ListOffsets'>, from: NodeId): void {
  const { body } = request;
  const topics = body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked): Listed => {
      const partition = env.plane.partitions[partitionName(name, asked.partitionIndex)];
      const errorCode = accessError(env, partition, name, asked.partitionIndex, asked.currentLeaderEpoch);
      const none = { partitionIndex: asked.partitionIndex, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 };
      if (errorCode !== 'NONE' || partition === undefined) return none;
      if (!isLeaderReady(partition) && asked.timestamp !== -2 && body.replicaId < 0) return { ...none, errorCode: 'OFFSET_NOT_AVAILABLE' };
      if (asked.timestamp < EARLIEST_PENDING_UPLOAD) return { ...none, errorCode: 'UNSUPPORTED_VERSION' };
      const found = findOffset(partition, asked.timestamp, endOf(partition, body.replicaId, body.isolationLevel));
      return found === null ? none : { ...none, timestamp: found.timestampMs, offset: found.offset, leaderEpoch: found.leaderEpoch };
    }),
  }));
  respond(env.ctx, from, 'ListOffsets', request.correlationId, { topics });
}

/** The lowest of the special times that ListOffsets knows. */
const EARLIEST_PENDING_UPLOAD = -6;

/** A new leader says nothing of the end before its high watermark has reached its own epoch (KIP-207). */
function isLeaderReady(partition: Partition): boolean {
  const { log } = partition;
  const latest = log.epochs[log.epochs.length - 1];
  return latest === undefined || log.highWatermark >= latest.startOffset;
}

function endOf(partition: Partition, replicaId: number, isolationLevel: 0 | 1): number {
  if (replicaId >= 0) return partition.log.logEndOffset;
  return isolationLevel === 1 ? lastStableOffset(partition.log) : partition.log.highWatermark;
}

/** The special times are those of ListOffsetsRequest. */
function findOffset(partition: Partition, timestamp: number, end: number): TimestampedOffset | null {
  const { log } = partition;
  switch (timestamp) {
    case -1: return { offset: end, timestampMs: -1, leaderEpoch: end >= log.logEndOffset ? latestEpoch(log.epochs) : epochAt(log.epochs, end) };
    // Without tiered storage everything is local, and nothing waits to be uploaded but all of it.
    case -2:
    case -4:
    case -6: return { offset: log.logStartOffset, timestampMs: -1, leaderEpoch: epochAt(log.epochs, log.logStartOffset) };
    case -3: return offsetOfMaxTimestamp(log, end);
    case -5: return { offset: -1, timestampMs: -1, leaderEpoch: -1 };
    default: return offsetForTime(log, timestamp, end);
  }
}

export function handleOffsetForLeaderEpoch(env: Env, request: Request<'OffsetForLeaderEpoch'>, from: NodeId): void {
  const topics: OffsetForLeaderEpochResponse['topics'] = request.body.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map((asked) => {
      const partition = env.plane.partitions[partitionName(topic, asked.partition)];
      const errorCode = accessError(env, partition, topic, asked.partition, asked.currentLeaderEpoch);
      if (errorCode !== 'NONE' || partition === undefined) return { partition: asked.partition, errorCode, leaderEpoch: -1, endOffset: -1 };
      const end = endOffsetFor(partition.log.epochs, asked.leaderEpoch, partition.log.logEndOffset);
      return { partition: asked.partition, errorCode, leaderEpoch: end.epoch, endOffset: end.endOffset };
    }),
  }));
  respond(env.ctx, from, 'OffsetForLeaderEpoch', request.correlationId, { topics });
}

/** Raises log starts; offset -1 means up to the high watermark. Followers learn of it with their next fetch. */
export function handleDeleteRecords(env: Env, request: Request<'DeleteRecords'>, from: NodeId): void {
  const topics: DeleteRecordsResponse['topics'] = request.body.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, offset }) => {
      const partition = env.plane.partitions[partitionName(name, partitionIndex)];
      const error = accessError(env, partition, name, partitionIndex, -1);
      if (error !== 'NONE' || partition === undefined) return { partitionIndex, lowWatermark: -1, errorCode: error };
      const target = offset === -1 ? partition.log.highWatermark : offset;
      if (target < 0 || target > partition.log.highWatermark) return { partitionIndex, lowWatermark: -1, errorCode: 'OFFSET_OUT_OF_RANGE' as const };
      if (partition.settings.isCompacted && !partition.settings.isDeleting) return { partitionIndex, lowWatermark: -1, errorCode: 'POLICY_VIOLATION' as const };
      raiseLogStart(partition.log, target);
      return { partitionIndex, lowWatermark: partition.log.logStartOffset, errorCode: 'NONE' as const };
    }),
  }));
  respond(env.ctx, from, 'DeleteRecords', request.correlationId, { topics });
}
