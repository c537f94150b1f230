// The partition's side of markers: its leader appends a control batch that takes an offset of its own (WriteTxnMarkers).
import { freeze } from '../../../kernel/freeze.ts';
import { SECOND, type NodeId } from '../../../kernel/types.ts';
import { advanceHighWatermark } from '../../broker/high-watermark.ts';
import { dataTimer, type DelayedPartition, type Env, type Partition, partitionName, respond } from '../../broker/plane.ts';
import { appendToLeader } from '../../broker/produce.ts';
import { awaitReplication, decideFetches, decideProduces } from '../../broker/purgatory.ts';
import { controlBatch } from '../../log/control.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { WriteTxnMarkersRequest, WriteTxnMarkersResponse } from '../../protocol-transactions.ts';
import { GROUP_TOPIC } from '../partition-of.ts';
import { completeOffsets } from './txn-offsets.ts';
import type { AfterTransactionAppend } from './transaction-state.ts';
import { dropGuard } from './guards.ts';

/** request.timeout.ms of brokers, Kafka default 30 s: how long a marker may take to be replicated. */
const WRITE_TIMEOUT_MS = (30 * SECOND) / 1_000;
/** Bytes of a control batch with one marker. */
const MARKER_BYTES = 78;

type Marker = WriteTxnMarkersRequest['markers'][number];

export function handleWriteTxnMarkers(env: Env, request: Request<'WriteTxnMarkers'>, from: NodeId): void {
  const count = request.body.markers.reduce((sum, marker) => sum + marker.topics.reduce((n, topic) => n + topic.partitions.length, 0), 0);
  env.ctx.diskWrite(MARKER_BYTES * count, dataTimer({ kind: 'transaction', timer: { kind: 'markers', request, from } }));
}

/** The disk is ready. */
export function appendMarkers(env: Env, request: Request<'WriteTxnMarkers'>, from: NodeId): void {
  const waiting: DelayedPartition[] = [];
  const appended: Partition[] = [];
  const errors: { topic: string; partition: number; error: ErrorCode }[] = [];
  for (const marker of request.body.markers) {
    for (const { name, partitions } of marker.topics) {
      for (const index of partitions) {
        const result = appendToLeader(env, name, index, controlBatch(marker, env.ctx.wallClockMs), -1);
        errors.push({ topic: name, partition: index, error: result.status.error });
        if (result.partition === null) continue;
        dropGuard(env, result.partition.name, marker.producerId);
        appended.push(result.partition);
        waiting.push({ name: partitionName(name, index), requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE', isPending: true });
      }
    }
  }
  const moved = appended.filter((partition) => advanceHighWatermark(env, partition));
  awaitReplication(env, waiting, WRITE_TIMEOUT_MS, freeze({ kind: 'transaction', after: { kind: 'markers', request, from, errors } }));
  for (const partition of moved) decideProduces(env, partition.name);
  for (const partition of appended) decideFetches(env, partition.topic, partition.partition);
}

/** All markers of a request are replicated, or are not. Offsets that hung on them count now, or never. */
export function markersReplicated(env: Env, { request, from, errors }: Extract<AfterTransactionAppend, { kind: 'markers' }>, partitions: readonly DelayedPartition[]): void {
  const errorOf = (topic: string, partition: number): ErrorCode => {
    const appending = errors.find((one) => one.topic === topic && one.partition === partition)?.error ?? 'NONE';
    return appending !== 'NONE' ? appending : (partitions.find((one) => one.name === partitionName(topic, partition))?.error ?? 'NONE');
  };
  const markers = request.body.markers.map((marker): WriteTxnMarkersResponse['markers'][number] => ({
    producerId: marker.producerId,
    topics: marker.topics.map(({ name, partitions: of }) => ({ name, partitions: of.map((index) => ({ partitionIndex: index, errorCode: errorOf(name, index) })) })),
  }));
  for (const marker of request.body.markers) settleOffsets(env, marker, errorOf);
  respond(env.ctx, from, 'WriteTxnMarkers', request.correlationId, { markers });
}

function settleOffsets(env: Env, marker: Marker, errorOf: (topic: string, partition: number) => ErrorCode): void {
  for (const { name, partitions } of marker.topics) {
    if (name !== GROUP_TOPIC) continue;
    for (const index of partitions) if (errorOf(name, index) === 'NONE') completeOffsets(env, index, marker.producerId, marker.transactionResult);
  }
}
