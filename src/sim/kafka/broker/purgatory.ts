// Requests that wait: produces for the high watermark, fetches for data (DelayedProduce, DelayedFetch).
import { MILLISECOND } from '../../kernel/types.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { FetchRequest } from '../protocol-data.ts';
import { answerFetch, endFor, fetchableBytes, accessError } from './fetch.ts';
import { effectiveMinIsr, maximalIsrSize } from './high-watermark.ts';
import { type AfterAppend, dataTimer, type DelayedFetch, type DelayedPartition, type DelayedProduce, type Env, partitionName } from './plane.ts';
import { leaderHoldsBack } from './replication-quota.ts';
import { answerProduce, noteRefusal } from './produce.ts';

// --- produces -------------------------------------------------------------------------------------------------------

/** Waits until all partitions are replicated or failed; at once where nothing has to be waited for. */
export function awaitReplication(env: Env, partitions: DelayedPartition[], timeoutMs: number, after: AfterAppend): void {
  const { plane, ctx } = env;
  for (const partition of partitions) decide(env, partition);
  if (partitions.every((one) => !one.isPending)) return finishAppend(env, partitions, after);
  const id = plane.nextDelayed++;
  const timer = ctx.schedule(timeoutMs * MILLISECOND, dataTimer({ kind: 'produce-timeout', id }));
  plane.produces.push({ id, after, partitions, timer });
}

/** Partition.checkEnoughReplicasReachOffset. */
function decide(env: Env, waiting: DelayedPartition): void {
  if (!waiting.isPending) return;
  const partition = env.plane.partitions[waiting.name];
  if (partition === undefined || partition.role !== 'leader') {
    waiting.error = 'NOT_LEADER_OR_FOLLOWER';
    waiting.isPending = false;
  } else if (partition.log.highWatermark >= waiting.requiredOffset) {
    waiting.error = effectiveMinIsr(partition) <= maximalIsrSize(partition) ? 'NONE' : 'NOT_ENOUGH_REPLICAS_AFTER_APPEND';
    waiting.isPending = false;
  }
}

/** Looks at the produces that wait for this partition: its high watermark or its leader has changed. */
export function decideProduces(env: Env, name: string): void {
  const { plane } = env;
  let done: DelayedProduce[] | null = null;
  for (const waiting of plane.produces) {
    let touched = false;
    for (const partition of waiting.partitions) {
      if (partition.name !== name || !partition.isPending) continue;
      decide(env, partition);
      touched ||= !partition.isPending;
    }
    if (touched && waiting.partitions.every((one) => !one.isPending)) (done ??= []).push(waiting);
  }
  if (done === null) return;
  const finished = done;
  plane.produces = plane.produces.filter((one) => !finished.includes(one));
  for (const one of finished) {
    env.ctx.cancel(one.timer);
    finishAppend(env, one.partitions, one.after);
  }
}

/** A produce has waited for as long as its request allows. */
export function produceTimedOut(env: Env, id: number): void {
  const { plane } = env;
  const waiting = plane.produces.find((one) => one.id === id);
  if (waiting === undefined) return;
  plane.produces = plane.produces.filter((one) => one !== waiting);
  for (const partition of waiting.partitions) {
    if (!partition.isPending) continue;
    partition.isPending = false;
    partition.error = 'REQUEST_TIMED_OUT';
  }
  finishAppend(env, waiting.partitions, waiting.after);
}

function finishAppend(env: Env, partitions: readonly DelayedPartition[], after: AfterAppend): void {
  for (const { name, error } of partitions) if (error !== 'NONE') noteRefusal(env, name, error);
  switch (after.kind) {
    case 'reply': {
      const errorOf = (name: string): ErrorCode | null => partitions.find((one) => one.name === name)?.error ?? null;
      const statuses = after.partitions.map((status) => ({ ...status, error: errorOf(partitionName(status.topic, status.partition)) ?? status.error }));
      answerProduce(env, after.to, after.correlationId, statuses);
      return;
    }
    case 'coordinator':
    case 'transaction':
    case 'share':
      env.broker.services?.appended(env, after, partitions);
      return;
  }
}

// --- fetches --------------------------------------------------------------------------------------------------------

/** Keeps a fetch until there is enough to send or its time is up. */
export function awaitData(env: Env, from: string, request: Request<'Fetch'>): void {
  const { plane, ctx } = env;
  const id = plane.nextDelayed++;
  const timer = ctx.schedule(request.body.maxWaitMs * MILLISECOND, dataTimer({ kind: 'fetch-timeout', id }));
  plane.fetches.push({ id, from, request, timer });
}

/** Looks at the fetches that wait for this partition: it has new data, or its leader has changed. */
export function decideFetches(env: Env, topic: string, index: number): void {
  const { plane } = env;
  env.broker.services?.dataCame(env, topic, index);
  if (plane.fetches.length === 0) return;
  const ready = plane.fetches.filter((one) => isReady(env, one, topic, index));
  if (ready.length === 0) return;
  plane.fetches = plane.fetches.filter((one) => !ready.includes(one));
  for (const one of ready) {
    env.ctx.cancel(one.timer);
    answerFetch(env, one.from, one.request);
  }
}

function isReady(env: Env, waiting: DelayedFetch, topic: string, index: number): boolean {
  const { body } = waiting.request;
  for (const asked of body.topics) {
    const one = asked.topic === topic ? askedIn(asked).get(index) : undefined;
    if (one === undefined) continue;
    const partition = env.plane.partitions[partitionName(topic, index)];
    if (accessError(env, partition, topic, index, one.currentLeaderEpoch) !== 'NONE' || partition === undefined) return true;
    if (endFor(partition, body) <= one.fetchOffset || (body.replicaId >= 0 && leaderHoldsBack(env, partition, body.replicaId))) return false;
    return body.minBytes <= 1 || fetchableBytes(env, body) >= body.minBytes;
  }
  return false;
}

type AskedTopic = FetchRequest['topics'][number];

/** What a message asks for never changes, so that it is laid out by partition once: many partitions may move while it waits. */
const laidOut = new WeakMap<AskedTopic, ReadonlyMap<number, AskedTopic['partitions'][number]>>();

function askedIn(asked: AskedTopic): ReadonlyMap<number, AskedTopic['partitions'][number]> {
  const known = laidOut.get(asked) ?? new Map(asked.partitions.map((one) => [one.partition, one]));
  laidOut.set(asked, known);
  return known;
}

export function fetchTimedOut(env: Env, id: number): void {
  const { plane } = env;
  const waiting = plane.fetches.find((one) => one.id === id);
  if (waiting === undefined) return;
  plane.fetches = plane.fetches.filter((one) => one !== waiting);
  answerFetch(env, waiting.from, waiting.request);
}

/** Who asked is gone: nobody is left to answer. */
export function forgetPeer(env: Env, peer: string): void {
  const { plane, ctx } = env;
  const gone = plane.fetches.filter((one) => one.from === peer);
  if (gone.length === 0) return;
  for (const one of gone) ctx.cancel(one.timer);
  plane.fetches = plane.fetches.filter((one) => one.from !== peer);
}
