// A KRaft controller: a voter of the quorum; the quorum's leader is the active controller, which decides about the cluster.
import type { Behavior, Context, Disconnected, Message, NodeId } from '../../kernel/types.ts';
import { defaultLevel, FEATURES, METADATA_VERSIONS } from '../features.ts';
import { apply, emptyImage, featureLevels } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import { type AnyRequest, type AnyResponse, type ApiKey, type Apis, type ForwardedApi, portOf, type Request, type Response } from '../protocol.ts';
import { readLog } from '../raft/log.ts';
import { raftDisconnected, raftTimer, receiveRaftRequest, receiveRaftResponse, resign, startRaft } from '../raft/raft.ts';
import { answer, isRaftRequest } from '../raft/state.ts';
import { beginSessions, checkSessions, heartbeat, registerBroker } from './brokers.ts';
import { type Administration, presentAdministration } from './administration.ts';
import { alterPartition, noteChanges, recordsForBalance, recordsForUnclean } from './partitions.ts';
import { quotaFor } from './mutation-quota.ts';
import { answerCommitted, answerWhenCommitted, append, type Controller, crashController, nodeSubject, setting } from './state.ts';
import { loadLatest, snapshotIfDue } from './snapshots.ts';
import { createTopics } from './topics.ts';

/** Timers of the active controller; `epoch` is the leadership that set them. */
export interface ControllerTimer extends Message {
  readonly kind: 'NoOp' | 'Sessions' | 'Balance' | 'Unclean';
  readonly epoch: number;
}

type ControllerMessage = AnyRequest | AnyResponse | Disconnected | ControllerTimer | { readonly kind: 'RaftTimeout' | 'RaftRetry' | 'RaftParked' } | { readonly kind: 'Shutdown' };

/** metadata.max.idle.interval.ms, Kafka default 500 ms: an idle log still grows, so that a dead leader is noticed. */
const IDLE_INTERVAL = 500_000;
/** Ids of producers are handed to brokers in blocks of 1,000 (ProducerIdsBlock). */
const PRODUCER_ID_BLOCK = 1000;

/** A controller whose way with what administrators ask is what `find` gives: null while its code has not come, and no administrator with it. */
export function controllerWith(find: () => Administration | null): Behavior<Controller, ControllerMessage> {
  return {
    start(state, ctx) {
      state.snapshotAt = ctx.now;
      startRaft(state.raft, ctx);
    },
    receive(state, message, from, ctx) {
      handle(state, message, from, ctx, find);
      followQuorum(state, ctx);
    },
    crash: crashController,
  };
}

function handle(state: Controller, message: ControllerMessage, from: NodeId, ctx: Context<ControllerMessage>, find: () => Administration | null): void {
  switch (message.kind) {
    case 'Request':
      if (isRaftRequest(message)) receiveRaftRequest(state.raft, message, from, ctx);
      else if (!answerOfItself(state, message, from, ctx, find)) decide(state, message, from, ctx, find);
      return;
    case 'Response': receiveRaftResponse(state.raft, message, from, ctx); return;
    case 'Disconnected': raftDisconnected(state.raft, message.peer, ctx); return;
    case 'RaftTimeout':
    case 'RaftRetry':
    case 'RaftParked': raftTimer(state.raft, message.kind, ctx); return;
    case 'NoOp':
    case 'Sessions':
    case 'Balance':
    case 'Unclean': activeTimer(state, message, ctx); return;
    case 'Shutdown':
      state.shuttingDown = true;
      resign(state.raft, ctx);
      ctx.note('node-stopped', { node: ctx.self }, [nodeSubject(state.id)]);
      ctx.exit();
      return;
  }
}

// --- following the quorum ------------------------------------------------------------------------------------------------

/** After each event: takes in what was committed, and becomes or stops being the active controller. */
function followQuorum(state: Controller, ctx: Context<ControllerMessage>): void {
  const { raft } = state;
  if (state.active && raft.role !== 'leader') standDown(state, ctx);
  if (!state.active && raft.role === 'leader' && raft.highWatermark > (raft.log.epochs.at(-1)?.startOffset ?? 0)) {
    becomeActive(state, ctx);
  } else if (!state.active) applyUpTo(state, raft.highWatermark);
  answerCommitted(state, ctx);
  snapshotIfDue(state, ctx);
}

function applyUpTo(state: Controller, end: number): void {
  loadLatest(state);
  if (state.image.offset + 1 >= end) return;
  for (const batch of readLog(state.raft.log, state.image.offset + 1, Number.POSITIVE_INFINITY)) {
    if (batch.baseOffset + batch.records.length <= end) apply(state.image, batch);
  }
}

function becomeActive(state: Controller, ctx: Context<ControllerMessage>): void {
  applyUpTo(state, state.raft.log.endOffset);
  state.active = true;
  if (Object.keys(state.image.features).length === 0) append(state, firstRecords(state), ctx);
  beginSessions(state, ctx);
  const { epoch } = state.raft;
  ctx.schedule(IDLE_INTERVAL, { kind: 'NoOp', epoch });
  ctx.schedule(checkSessions(state, ctx), { kind: 'Sessions', epoch });
  ctx.schedule(intervals(state).Balance, { kind: 'Balance', epoch });
  ctx.schedule(intervals(state).Unclean, { kind: 'Unclean', epoch });
}

/** What a newly formatted cluster begins with: its features, and the cluster's min.insync.replicas (KIP-966). */
function firstRecords(state: Controller): MetadataRecord[] {
  const level = METADATA_VERSIONS.at(-1)?.level ?? 0;
  // Static voters: the quorum stays at kraft.version 0, which nothing records.
  const features = FEATURES.filter(({ name }) => name !== 'kraft.version').map((feature): MetadataRecord => ({ kind: 'FeatureLevelRecord', name: feature.name, featureLevel: defaultLevel(feature, level) }));
  return [...features, { kind: 'ConfigRecord', resourceType: 'BROKER', resourceName: '', name: 'min.insync.replicas', value: state.settings['min.insync.replicas'] ?? '1' }];
}

/** Others decide now: who waits for an answer is sent to them, and what was never committed is forgotten. */
function standDown(state: Controller, ctx: Context): void {
  state.active = false;
  state.contacts = {};
  for (const answer of state.pending) ctx.send(answer.to, notController(answer.message as AnyResponse));
  state.pending = [];
  state.image = emptyImage();
  applyUpTo(state, state.raft.highWatermark);
}

/** How often the active controller looks for leaders to move, by leader.imbalance.check.interval.seconds and unclean.leader.election.interval.ms. */
function intervals(state: Controller): { readonly Balance: number; readonly Unclean: number } {
  return {
    Balance: Number(setting(state, 'leader.imbalance.check.interval.seconds')) * 1_000_000,
    Unclean: Number(setting(state, 'unclean.leader.election.interval.ms')) * 1000,
  };
}

function activeTimer(state: Controller, timer: ControllerTimer, ctx: Context<ControllerMessage>): void {
  if (!state.active || timer.epoch !== state.raft.epoch) return;
  switch (timer.kind) {
    case 'NoOp':
      append(state, [{ kind: 'NoOpRecord' }], ctx);
      ctx.schedule(IDLE_INTERVAL, timer);
      return;
    case 'Sessions': ctx.schedule(checkSessions(state, ctx), timer); return;
    case 'Balance':
    case 'Unclean': {
      const records = timer.kind === 'Balance' ? recordsForBalance(state) : recordsForUnclean(state);
      noteChanges(state, records, ctx);
      append(state, records, ctx);
      ctx.schedule(intervals(state)[timer.kind], timer);
    }
  }
}

// --- requests ------------------------------------------------------------------------------------------------------------

/** An answer that says no more than that another node decides. */
function notController(message: AnyResponse): Message {
  const body = message.api === 'Envelope' ? { errorCode: 'NOT_CONTROLLER', response: null } : { ...message.body, errorCode: 'NOT_CONTROLLER' };
  const answer: Message & Record<string, unknown> = { ...message, body };
  return answer;
}

/** Answers what every controller knows by itself, for tools that ask the controllers directly (KIP-919). */
function answerOfItself(state: Controller, request: AnyRequest, from: NodeId, ctx: Context, find: () => Administration | null): boolean {
  const { raft, clusterId } = state;
  if (request.api === 'ApiVersions') answer(from, request, { errorCode: 'NONE', ...featureLevels(state.image) }, ctx);
  else if (request.api === 'DescribeCluster') {
    const controllers = raft.voters.map((id) => ({ nodeId: id, host: 'localhost', port: portOf(id), rack: null, isFenced: false }));
    answer(from, request, { errorCode: 'NONE', clusterId, controllerId: raft.leaderId, brokers: controllers }, ctx);
  } else if (request.api === 'DescribeConfigs') answer(from, request, presentAdministration(find).describeConfigs(state, request.body), ctx);
  else return false;
  return true;
}

function decide(state: Controller, request: AnyRequest, from: NodeId, ctx: Context, find: () => Administration | null): void {
  if (!state.active) {
    const empty: Message & Record<string, unknown> = { kind: 'Response', api: request.api, correlationId: request.correlationId, body: { errorCode: 'NOT_CONTROLLER', response: null, topics: [], brokerEpoch: -1, isCaughtUp: false, isFenced: true, shouldShutDown: false, producerIdStart: -1, producerIdLen: 0 } };
    ctx.send(from, empty);
    return;
  }
  const reply = <K extends ApiKey>(to: Request<K>, body: Apis[K][1]): void => answerWhenCommitted(state, from, to, body, ctx);
  switch (request.api) {
    case 'BrokerRegistration': reply(request, registerBroker(state, request.body, ctx)); return;
    case 'BrokerHeartbeat': reply(request, heartbeat(state, request.body, ctx)); return;
    case 'AlterPartition': reply(request, alterPartition(state, request.body, ctx)); return;
    case 'AllocateProducerIds': {
      const start = state.image.nextProducerId;
      append(state, [{ kind: 'ProducerIdsRecord', ...request.body, nextProducerId: start + PRODUCER_ID_BLOCK }], ctx);
      reply(request, { errorCode: 'NONE', producerIdStart: start, producerIdLen: PRODUCER_ID_BLOCK });
      return;
    }
    case 'Envelope': reply(request, { errorCode: 'NONE', response: forwarded(state, request.body.request, false, ctx, find) }); return;
    case 'CreateTopics':
    case 'DeleteTopics':
    case 'CreatePartitions':
    case 'IncrementalAlterConfigs':
    case 'ElectLeaders':
    case 'UnregisterBroker':
    case 'AlterPartitionReassignments':
    case 'ListPartitionReassignments':
    case 'AlterClientQuotas':
    case 'AlterUserScramCredentials':
    case 'UpdateFeatures':
    case 'DescribeQuorum': answerWhenCommitted(state, from, request as Request<ForwardedApi>, forwarded(state, request, true, ctx, find).body, ctx); return;
    // A client that takes it for a broker: the real one closes the connection.
    default: return;
  }
}

/** A client's request, decided: its answer travels back in the envelope. */
function forwarded(state: Controller, request: Request<ForwardedApi>, direct: boolean, ctx: Context, find: () => Administration | null): Response<ForwardedApi> {
  const { api, correlationId } = request;
  const any = request as AnyRequest;
  // A scenario's own topics are created before anybody can ask for anything else.
  if (any.api === 'CreateTopics') return { kind: 'Response', api, correlationId, body: createTopics(state, any.body, ctx, find, quotaFor(state, request.clientId, ctx.now)) };
  return { kind: 'Response', api, correlationId, body: presentAdministration(find).decide(state, request, direct, ctx) };
}
