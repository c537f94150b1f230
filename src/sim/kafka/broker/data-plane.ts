// The data half of a broker: where requests, answers, timers and metadata changes go (KafkaApis, ReplicaManager).
import { type Context, type NodeId, SECOND } from '../../kernel/types.ts';
import { newGroupCoordinator } from '../coordinator/group-state.ts';
import { logSize, losePower, setHighWatermark } from '../log/log.ts';
import type { MetadataDelta } from '../metadata-image.ts';
import type { AnyRequest, AnyResponse, ApiKey } from '../protocol.ts';
import { newQuotaUse } from './client-quotas.ts';
import { handleFetch } from './fetch.ts';
import { copyRecords, fetchAgain, fetchLost, handleFetchResponse, leaderGone } from './fetcher.ts';
import { checkIsr, handleAlterPartition, proposalLost, proposalPeerGone, sendProposals } from './isr.ts';
import { failLogDir } from './log-dir-failure.ts';
import { checkRetention, cleanNext, finishCleaning, startLogTasks } from './log-tasks.ts';
import { handleDeleteRecords, handleListOffsets, handleOffsetForLeaderEpoch } from './offsets.ts';
import { applyMetadata } from './partitions.ts';
import { type DataPlane, type DataTimer, dataTimer, type Env } from './plane.ts';
import { handleInitProducerId, handleProducerIds, producerIdsAgain } from './producer-ids.ts';
import { appendProduced, handleProduce, refuseForDisk } from './produce.ts';
import { fetchTimedOut, forgetPeer, produceTimedOut } from './purgatory.ts';
import { isServiceRequest, isServiceResponse, presentServices, type Services } from './services.ts';
import { newSharePlane } from './share-plane.ts';
import { newTransactionCoordinator } from '../coordinator/transaction/transaction-state.ts';
import type { BrokerView } from './view.ts';

/** replica.high.watermark.checkpoint.interval.ms, Kafka default 5 s. */
const CHECKPOINT_INTERVAL = 5 * SECOND;
/** What a broker's disk takes: one is small here, for all of them live in the memory of one tab. It is looked at with each checkpoint. */
const DISK_BYTES = 1_073_741_824;
const DISK_RECORDS = 10_000_000;

/** What follows a write to the disk. The checkpoints too are files that are written anew. */
const WRITES: readonly DataTimer['what']['kind'][] = ['append', 'copied', 'coordinator-append', 'cleaned', 'checkpoint'];

/** The requests that the data half answers. */
export function isDataRequest(api: ApiKey): boolean {
  return isServiceRequest(api) || DATA_APIS.includes(api);
}

const DATA_APIS: readonly ApiKey[] = ['Produce', 'Fetch', 'ListOffsets', 'OffsetForLeaderEpoch', 'DeleteRecords', 'InitProducerId'];

/** The answers to requests that the data half sends itself. */
export function isDataResponse(api: ApiKey): boolean {
  return api === 'Fetch' || api === 'AlterPartition' || api === 'AllocateProducerIds' || isServiceResponse(api);
}

/** An empty broker, before its first start. */
export function createDataPlane(): DataPlane {
  return { partitions: {}, checkpoint: {}, dirtyEnds: {}, ...volatile() };
}

/** What lives in the process's memory only. */
function volatile(): Omit<DataPlane, 'partitions' | 'checkpoint' | 'dirtyEnds'> {
  return {
    fetchers: {}, followersFetchedAt: {}, produces: [], fetches: [], nextDelayed: 0, hasRoles: false,
    proposals: { queue: [], inFlight: null, retry: null },
    producerIds: { next: 0, end: 0, asked: -1, waiting: [] },
    quotas: newQuotaUse(),
    replicationRates: { leader: [], follower: [] },
    groups: newGroupCoordinator(), shares: newSharePlane(), transactions: newTransactionCoordinator(),
  };
}

/** What is left when the process dies: logs and checkpoints. A killed process leaves the page cache, a loss of power only what was flushed. */
export function crashDataPlane(plane: DataPlane, kind: 'process' | 'power'): void {
  Object.assign(plane, volatile());
  for (const partition of Object.values(plane.partitions)) {
    if (kind === 'power') losePower(partition.log);
    partition.role = 'offline';
    partition.proposedIsr = null;
    partition.followers = [];
    partition.fetchDelayedUntil = 0;
    partition.refusedWith = null;
  }
}

/** The process starts: logs are as the disk has them, high watermarks as the checkpoint has them. Roles come with the first metadata. */
export function startDataPlane(plane: DataPlane, broker: BrokerView, ctx: Context): void {
  for (const partition of Object.values(plane.partitions)) {
    partition.log.highWatermark = 0;
    setHighWatermark(partition.log, plane.checkpoint[partition.name] ?? 0);
  }
  plane.transactions.startedAt = ctx.now;
  ctx.schedule(CHECKPOINT_INTERVAL, dataTimer({ kind: 'checkpoint' }));
  const half = Number(broker.config('replica.lag.time.max.ms')) * 500;
  ctx.schedule(half, dataTimer({ kind: 'isr-check' }));
  startLogTasks({ plane, broker, ctx });
}

/** A new image was applied: this broker leads or copies other partitions now. */
export function metadataChanged(plane: DataPlane, broker: BrokerView, delta: MetadataDelta, ctx: Context): void {
  applyMetadata({ plane, broker, ctx }, delta);
}

const servicesOf = ({ broker }: Env): Services => presentServices(broker.services);

/** Answers with ctx.send, now or later. */
export function handleDataRequest(plane: DataPlane, broker: BrokerView, request: AnyRequest, from: NodeId, ctx: Context): void {
  const env: Env = { plane, broker, ctx };
  switch (request.api) {
    case 'Produce': return handleProduce(env, request, from);
    case 'Fetch': return handleFetch(env, request, from);
    case 'ListOffsets': return handleListOffsets(env, request, from);
    case 'OffsetForLeaderEpoch': return handleOffsetForLeaderEpoch(env, request, from);
    case 'DeleteRecords': return handleDeleteRecords(env, request, from);
    case 'InitProducerId':
      if (request.body.transactionalId === null) return handleInitProducerId(env, request, from);
      return servicesOf(env).request(env, request, from);
    default: return servicesOf(env).request(env, request, from);
  }
}

/** Answers to this half's own requests. What nobody waits for any more is dropped. */
export function handleDataResponse(plane: DataPlane, broker: BrokerView, response: AnyResponse, from: NodeId, ctx: Context): void {
  const env: Env = { plane, broker, ctx };
  if (response.api === 'Fetch') handleFetchResponse(env, response.correlationId, response.body, from);
  else if (response.api === 'AlterPartition') handleAlterPartition(env, response.correlationId, response.body);
  else if (response.api === 'AllocateProducerIds') handleProducerIds(env, response.correlationId, response.body);
  else servicesOf(env).response(env, response);
}

export function handleDataTimer(plane: DataPlane, broker: BrokerView, message: DataTimer, ctx: Context): void {
  const env: Env = { plane, broker, ctx };
  const { what } = message;
  if (WRITES.includes(what.kind) && ctx.diskFailure !== 'none') {
    if (what.kind === 'append') refuseForDisk(env, what.request, what.from);
    return failLogDir(broker.id, ctx);
  }
  switch (what.kind) {
    case 'append': return appendProduced(env, what.request, what.from, what.verified);
    case 'copied': return copyRecords(env, what.leader, what.asked, what.body);
    case 'produce-timeout': return produceTimedOut(env, what.id);
    case 'fetch-timeout': return fetchTimedOut(env, what.id);
    case 'fetch-again': return fetchAgain(env, what.leader);
    case 'fetch-lost': return fetchLost(env, what.leader, what.correlationId);
    case 'isr-check': return checkIsr(env);
    case 'unmuted': return;
    case 'propose-isr':
      plane.proposals.retry = null;
      return sendProposals(env);
    case 'proposal-lost': return proposalLost(env, what.correlationId);
    case 'checkpoint': return checkpoint(env);
    case 'retention': return checkRetention(env);
    case 'clean': return cleanNext(env);
    case 'cleaned': return finishCleaning(env, what.partition, what.topicId);
    case 'producer-ids-again': return producerIdsAgain(env);
    case 'coordinator-append':
    case 'group':
    case 'share':
    case 'transaction': return servicesOf(env).timer(env, what);
  }
}

/** A peer's process ended, or refused a connection. */
export function dataPlaneDisconnected(plane: DataPlane, broker: BrokerView, peer: NodeId, ctx: Context): void {
  const env: Env = { plane, broker, ctx };
  forgetPeer(env, peer);
  leaderGone(env, peer);
  proposalPeerGone(env, peer);
  broker.services?.peerGone(env, peer);
}

/** The process ends in order: everything is flushed and the high watermarks are written down. */
export function shutdownDataPlane(plane: DataPlane): void {
  for (const partition of Object.values(plane.partitions)) {
    plane.checkpoint[partition.name] = partition.log.highWatermark;
    partition.log.flushedOffset = partition.log.logEndOffset;
  }
}

function checkpoint(env: Env): void {
  const { plane, broker, ctx } = env;
  ctx.schedule(CHECKPOINT_INTERVAL, dataTimer({ kind: 'checkpoint' }));
  let [bytes, records] = [0, 0];
  for (const { name, log } of Object.values(plane.partitions)) {
    bytes += logSize(log);
    records += log.logEndOffset - log.logStartOffset;
    plane.checkpoint[name] = log.highWatermark;
    // Kafka leaves flushing to the operating system; what was dirty a checkpoint ago is on the disk by now.
    log.flushedOffset = Math.max(log.flushedOffset, Math.min(plane.dirtyEnds[name] ?? 0, log.logEndOffset));
    plane.dirtyEnds[name] = log.logEndOffset;
  }
  if (bytes <= DISK_BYTES && records <= DISK_RECORDS) return;
  ctx.fillDisk(ctx.note('disk-failed', { node: ctx.self, failure: 'full' }, [`node/${ctx.self}`]));
  failLogDir(broker.id, ctx);
}
