// The share coordinator: keeps the state of share-partitions in `__share_group_state` (KIP-932, ShareCoordinatorShard).
import { freeze } from '../../../kernel/freeze.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { advanceHighWatermark } from '../../broker/high-watermark.ts';
import { dataTimer, type Env, type Partition, partitionName, respond, type StoredEntry } from '../../broker/plane.ts';
import { appendToLeader } from '../../broker/produce.ts';
import { awaitReplication, decideFetches, decideProduces } from '../../broker/purgatory.ts';
import { keyText, type ShareWork, type StateAnswer, type StateApi, type StateMessage } from '../../broker/share-plane.ts';
import { makeBatch } from '../../log/batch.ts';
import { logSize } from '../../log/log.ts';
import { forEachBatch } from '../../log/segment.ts';
import { topicById } from '../../metadata-image.ts';
import type { ErrorCode, Request } from '../../protocol.ts';
import type { ShareKey } from '../../protocol-share.ts';
import { SHARE_TOPIC, sharePartitionOf } from './share-topic.ts';
import { combineBatches, initialState, type ShareState, UPDATES_PER_SNAPSHOT } from './store.ts';
import { applyStateEntry, snapshotEntry, stateTombstone, updateEntry } from './stored-state.ts';

/** share.coordinator.write.timeout.ms, Kafka default 5 s. */
const WRITE_TIMEOUT_MS = 5_000;

const STATE_APIS: readonly string[] = ['InitializeShareGroupState', 'ReadShareGroupState', 'WriteShareGroupState', 'DeleteShareGroupState', 'ReadShareGroupStateSummary'] satisfies StateApi[];

export function isStateApi(api: string): boolean {
  return STATE_APIS.includes(api);
}

/** A request goes through the disk of the log first, so that reading and writing keep their order. */
export function handleStateRequest(env: Env, request: StateMessage, from: NodeId): void {
  env.ctx.diskWrite(120, dataTimer({ kind: 'share', timer: { kind: 'state-request', request, from } }));
}

interface Outcome {
  readonly answer: StateAnswer;
  readonly entry: StoredEntry | null;
}

/** The disk is ready: the request is decided by the state as it is now, and its record is appended. */
export function runStateRequest(env: Env, request: StateMessage, from: NodeId): void {
  const of = request.body.partitions[0];
  if (of === undefined) return;
  const index = sharePartitionOf(keyText(of));
  const error = shardError(env, index);
  const outcome = error !== 'NONE' ? { answer: refused(request, error), entry: null } : decide(env, request);
  const work: ShareWork = freeze({ to: from, correlationId: request.correlationId, answer: outcome.answer });
  if (outcome.entry === null) return answer(env, work);
  append(env, index, outcome.entry, work);
}

function shardError(env: Env, index: number): ErrorCode {
  const shard = env.plane.shares.store.shards[`p${index}`];
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard === 'loading' ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE';
}

function decide(env: Env, request: StateMessage): Outcome {
  switch (request.api) {
    case 'InitializeShareGroupState': return initializeState(env, request);
    case 'ReadShareGroupState': return readState(env, request);
    case 'WriteShareGroupState': return writeState(env, request);
    case 'DeleteShareGroupState': return deleteState(env, request);
    case 'ReadShareGroupStateSummary': return summary(env, request);
  }
}

const OK = { errorCode: 'NONE', errorMessage: null } as const;

function keyOf({ groupId, topicId, partition }: ShareKey): ShareKey {
  return { groupId, topicId, partition };
}

function stateOf(env: Env, key: ShareKey): ShareState | null {
  return env.plane.shares.store.states[keyText(key)] ?? null;
}

/** A request's answer with an error and no fields. */
function refused(request: StateMessage, errorCode: ErrorCode, errorMessage: string | null = null): StateAnswer {
  const [of] = request.body.partitions;
  const base = { ...keyOf(of ?? { groupId: '', topicId: '', partition: -1 }), errorCode, errorMessage };
  switch (request.api) {
    case 'InitializeShareGroupState':
    case 'WriteShareGroupState':
    case 'DeleteShareGroupState': return { api: request.api, body: { results: [base] } };
    case 'ReadShareGroupState': return { api: request.api, body: { results: [{ ...base, stateEpoch: 0, startOffset: -1, stateBatches: [] }] } };
    case 'ReadShareGroupStateSummary': return { api: request.api, body: { results: [{ ...base, stateEpoch: 0, leaderEpoch: 0, startOffset: -1, deliveryCompleteCount: -1 }] } };
  }
}

function plain(api: 'InitializeShareGroupState' | 'WriteShareGroupState' | 'DeleteShareGroupState', key: ShareKey): StateAnswer {
  return { api, body: { results: [{ ...keyOf(key), ...OK }] } };
}

/** A topic that is gone has no state. */
function isUnknown(env: Env, key: ShareKey): boolean {
  return topicById(env.broker.image, key.topicId)?.partitions[key.partition] === undefined;
}

function initializeState(env: Env, request: Request<'InitializeShareGroupState'>): Outcome {
  const [of] = request.body.partitions;
  if (of === undefined || isUnknown(env, of)) return { answer: refused(request, 'UNKNOWN_TOPIC_OR_PARTITION'), entry: null };
  const known = stateOf(env, of);
  if (known !== null && known.stateEpoch > of.stateEpoch) return { answer: refused(request, 'FENCED_STATE_EPOCH'), entry: null };
  const state = initialState(of.stateEpoch, of.startOffset, known === null ? 0 : known.snapshotEpoch + 1);
  return { answer: plain(request.api, of), entry: snapshotEntry(of, state) };
}

/** Reading also tells that a new leader is at work, which fences the one before. */
function readState(env: Env, request: Request<'ReadShareGroupState'>): Outcome {
  const [of] = request.body.partitions;
  if (of === undefined || isUnknown(env, of)) return { answer: refused(request, 'UNKNOWN_TOPIC_OR_PARTITION'), entry: null };
  const known = stateOf(env, of);
  if (known === null) return { answer: refused(request, 'INVALID_REQUEST', 'Data not found for the share partition.'), entry: null };
  if (known.leaderEpoch > of.leaderEpoch) return { answer: refused(request, 'FENCED_LEADER_EPOCH'), entry: null };
  const { stateEpoch, startOffset, stateBatches } = known;
  const answer: StateAnswer = { api: request.api, body: { results: [{ ...keyOf(of), ...OK, stateEpoch, startOffset, stateBatches }] } };
  if (known.leaderEpoch === of.leaderEpoch) return { answer, entry: null };
  return { answer, entry: updateEntry(of, { ...known, leaderEpoch: of.leaderEpoch, updates: known.updates + 1 }, { startOffset: -1, stateBatches: [] }) };
}

function writeState(env: Env, request: Request<'WriteShareGroupState'>): Outcome {
  const [of] = request.body.partitions;
  if (of === undefined || isUnknown(env, of)) return { answer: refused(request, 'UNKNOWN_TOPIC_OR_PARTITION'), entry: null };
  const known = stateOf(env, of);
  if (known === null) return { answer: refused(request, 'INVALID_REQUEST', 'Write operation on uninitialized share partition not allowed.'), entry: null };
  if (known.leaderEpoch > of.leaderEpoch) return { answer: refused(request, 'FENCED_LEADER_EPOCH'), entry: null };
  if (known.stateEpoch > of.stateEpoch) return { answer: refused(request, 'FENCED_STATE_EPOCH'), entry: null };
  const startOffset = of.startOffset < 0 ? known.startOffset : of.startOffset;
  const state: ShareState = {
    stateEpoch: of.stateEpoch, leaderEpoch: of.leaderEpoch, startOffset, deliveryCompleteCount: of.deliveryCompleteCount,
    stateBatches: combineBatches(known.stateBatches, of.stateBatches, startOffset), snapshotEpoch: known.snapshotEpoch, updates: known.updates + 1,
  };
  const isSnapshot = known.updates >= UPDATES_PER_SNAPSHOT || of.stateEpoch > known.stateEpoch;
  const entry = isSnapshot ? snapshotEntry(of, { ...state, snapshotEpoch: known.snapshotEpoch + 1, updates: 0 }) : updateEntry(of, state, of);
  return { answer: plain(request.api, of), entry };
}

function deleteState(env: Env, request: Request<'DeleteShareGroupState'>): Outcome {
  const [of] = request.body.partitions;
  if (of === undefined || stateOf(env, of) === null) return { answer: plain(request.api, of ?? { groupId: '', topicId: '', partition: -1 }), entry: null };
  return { answer: plain(request.api, of), entry: stateTombstone(of) };
}

function summary(env: Env, request: Request<'ReadShareGroupStateSummary'>): Outcome {
  const [of] = request.body.partitions;
  if (of === undefined || isUnknown(env, of)) return { answer: refused(request, 'UNKNOWN_TOPIC_OR_PARTITION'), entry: null };
  const known = stateOf(env, of);
  if (known === null) return { answer: refused(request, 'NONE'), entry: null };
  const { stateEpoch, leaderEpoch, startOffset, deliveryCompleteCount } = known;
  return { answer: { api: request.api, body: { results: [{ ...keyOf(of), ...OK, stateEpoch, leaderEpoch, startOffset, deliveryCompleteCount }] } }, entry: null };
}

// --- writing ----------------------------------------------------------------------------------------------------------

function append(env: Env, index: number, entry: StoredEntry, work: ShareWork): void {
  const batch = makeBatch([{ key: entry.key, value: entry.value, headers: [], timestampMs: env.ctx.wallClockMs }]);
  const result = appendToLeader(env, SHARE_TOPIC, index, batch, -1);
  if (result.partition === null) return afterStateAppend(env, work, result.status.error);
  applyStateEntry(env.plane.shares.store.states, entry);
  const name = partitionName(SHARE_TOPIC, index);
  const moved = advanceHighWatermark(env, result.partition);
  awaitReplication(env, [{ name, requiredOffset: result.requiredOffset, baseOffset: result.status.baseOffset, error: 'NONE', isPending: true }], WRITE_TIMEOUT_MS, freeze({ kind: 'share', work }));
  if (moved) decideProduces(env, name);
  decideFetches(env, SHARE_TOPIC, index);
}

/** The record is replicated, or could not be. */
export function afterStateAppend(env: Env, work: ShareWork, error: ErrorCode): void {
  if (error === 'NONE') return answer(env, work);
  const told: ErrorCode = error === 'NOT_LEADER_OR_FOLLOWER' || error === 'KAFKA_STORAGE_ERROR' ? 'NOT_COORDINATOR' : 'COORDINATOR_NOT_AVAILABLE';
  const { api, body } = work.answer;
  answer(env, { ...work, answer: { api, body: { results: body.results.map((one) => ({ ...one, errorCode: told })) } } as StateAnswer });
}

function answer(env: Env, work: ShareWork): void {
  respond<StateApi>(env.ctx, work.to, work.answer.api, work.correlationId, work.answer.body);
}

// --- loading ----------------------------------------------------------------------------------------------------------

/** Starts to read the partition's log, which takes as long as the disk takes. */
export function onBecomeShareCoordinator(env: Env, { partition, leaderEpoch, log }: Partition): void {
  forgetStates(env, partition);
  env.plane.shares.store.shards[`p${partition}`] = 'loading';
  env.ctx.diskWrite(logSize(log), dataTimer({ kind: 'share', timer: { kind: 'load', partition, epoch: leaderEpoch } }));
}

export function onResignShareCoordinator(env: Env, { partition }: Partition): void {
  forgetStates(env, partition);
  delete env.plane.shares.store.shards[`p${partition}`];
}

function forgetStates(env: Env, partition: number): void {
  const { states } = env.plane.shares.store;
  for (const key of Object.keys(states)) if (sharePartitionOf(key) === partition) delete states[key];
}

export function finishStateLoading(env: Env, index: number, epoch: number): void {
  const partition = env.plane.partitions[partitionName(SHARE_TOPIC, index)];
  if (partition === undefined || partition.role !== 'leader' || partition.leaderEpoch !== epoch) return;
  const { store } = env.plane.shares;
  for (const segment of partition.log.segments) {
    forEachBatch(segment, (batch) => {
      for (const { key, value } of batch.records) if (key !== null) applyStateEntry(store.states, { key, value });
    });
  }
  store.shards[`p${index}`] = 'active';
}
