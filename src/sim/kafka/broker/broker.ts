// A broker: its life in the cluster, its view of the metadata, and its data half, behind one switch.
import type { Behavior, Context, Disconnected, NodeId } from '../../kernel/types.ts';
import { featureLevels, type MetadataDelta } from '../metadata-image.ts';
import { type AnyRequest, type AnyResponse, nodeOf } from '../protocol.ts';
import { chargeRequest } from './client-quotas.ts';
import { dataPlaneDisconnected, handleDataRequest, handleDataResponse, handleDataTimer, isDataRequest, isDataResponse, metadataChanged, shutdownDataPlane, startDataPlane } from './data-plane.ts';
import { envelopeAnswered, forward, forwardsDisconnected, sendForwards } from './forwards.ts';
import { beginLife, beginShutdown, checkAnswers, heartbeatAnswered, lifecycleDisconnected, registered, speak } from './lifecycle.ts';
import { failLogDir } from './log-dir-failure.ts';
import { checkMetadataFetch, controllerGone, fetchMetadata, metadataAnswered, snapshotAnswered } from './metadata-fetch.ts';
import { type DataTimer, dataTimer, respond } from './plane.ts';
import { presentServices, type Services } from './services.ts';
import { type Broker, crashBroker, type LifeContext, type LifeTimer, viewOf } from './state.ts';

type BrokerMessage = AnyRequest | AnyResponse | Disconnected | LifeTimer | DataTimer | { readonly kind: 'Shutdown' };

/** From the start of the JVM to the first request, in microseconds. */
const BOOT = 1_500_000;
/** The topic that a coordinator keeps its state in: who asks for one first has it created. */
const COORDINATOR_TOPICS = { group: '__consumer_offsets', transaction: '__transaction_state', share: '__share_group_state' } as const;
/** How often a broker looks after requests that nobody has answered. */
const TICK = 1_000_000;

/** A broker whose services for clients are what `find` gives: null while their code has not come, and no client with it. */
export function brokerWith(find: () => Services | null): Behavior<Broker, BrokerMessage> {
  return {
    start(_state, ctx) {
      ctx.schedule(BOOT, { kind: 'Boot' });
    },
    receive(state, message, from, ctx) {
      const life = ctx as LifeContext;
      const services = find();
      switch (message.kind) {
        case 'Request': request(state, services, message, from, ctx); return;
        case 'Response': response(state, services, message, from, life); return;
        case 'Disconnected': disconnected(state, services, message.peer, life); return;
        case 'DataTimer':
          if (message.what.kind === 'unmuted') request(state, services, message.what.request, message.what.from, ctx);
          else handleDataTimer(state.plane, viewOf(state, services), message, ctx);
          return;
        case 'Shutdown':
          if (beginShutdown(state, life)) end(ctx);
          return;
        case 'Boot':
        case 'MetadataAgain':
        case 'Heartbeat':
        case 'Tick': timer(state, message, life); return;
      }
    },
    crash: crashBroker,
  };
}

/** The process ends in order. */
function end(ctx: Context): void {
  ctx.note('node-stopped', { node: ctx.self }, [`node/${ctx.self}`]);
  ctx.exit();
}

function timer(state: Broker, message: LifeTimer, ctx: LifeContext): void {
  switch (message.kind) {
    case 'Boot':
      // A broker whose only log directory can't be written has nothing to start with.
      if (ctx.diskFailure !== 'none') return failLogDir(state.id, ctx);
      beginLife(state, ctx);
      startDataPlane(state.plane, viewOf(state), ctx);
      fetchMetadata(state, ctx);
      ctx.schedule(TICK, { kind: 'Tick' });
      return;
    case 'MetadataAgain': fetchMetadata(state, ctx); return;
    case 'Heartbeat': speak(state, ctx); return;
    case 'Tick':
      checkMetadataFetch(state, ctx);
      checkAnswers(state, ctx);
      sendForwards(state, ctx);
      ctx.schedule(TICK, { kind: 'Tick' });
      return;
  }
}

function response(state: Broker, services: Services | null, message: AnyResponse, from: NodeId, ctx: LifeContext): void {
  const { correlationId } = message;
  switch (message.api) {
    case 'FetchMetadata': {
      const delta = metadataAnswered(state, correlationId, message.body, ctx);
      if (delta !== null) imageChanged(state, services, delta, ctx);
      speakToNewController(state, ctx);
      return;
    }
    case 'FetchSnapshot': {
      const delta = snapshotAnswered(state, correlationId, message.body, ctx);
      if (delta !== null) imageChanged(state, services, delta, ctx);
      return;
    }
    case 'BrokerRegistration': registered(state, correlationId, message.body, ctx); return;
    case 'BrokerHeartbeat':
      if (heartbeatAnswered(state, correlationId, message.body, ctx)) {
        shutdownDataPlane(state.plane);
        end(ctx);
      }
      return;
    case 'Envelope':
      envelopeAnswered(state, correlationId, message.body, ctx);
      return;
    default:
      if (isDataResponse(message.api)) handleDataResponse(state.plane, viewOf(state, services), message, from, ctx);
  }
}

/** What waits for a controller goes out as soon as one is known. */
function speakToNewController(state: Broker, ctx: LifeContext): void {
  if (state.reader.leader < 0) return;
  if (state.life.state === 'registering' && state.life.asked < 0) speak(state, ctx);
  if (state.forwards.some((item) => item.asked < 0)) sendForwards(state, ctx);
}

function imageChanged(state: Broker, services: Services | null, delta: MetadataDelta, ctx: LifeContext): void {
  metadataChanged(state.plane, viewOf(state, services), delta, ctx);
  // A broker that has read its own registration asks to be unfenced at once.
  if (state.life.state === 'fenced' && state.image.offset >= state.life.epoch) speak(state, ctx);
}

function disconnected(state: Broker, services: Services | null, peer: NodeId, ctx: LifeContext): void {
  if (state.voters.some((voter) => nodeOf(voter) === peer)) {
    const wasLeader = peer === nodeOf(state.reader.leader);
    controllerGone(state, peer, ctx);
    if (wasLeader) {
      lifecycleDisconnected(state, ctx);
      forwardsDisconnected(state);
    }
  }
  dataPlaneDisconnected(state.plane, viewOf(state, services), peer, ctx);
}

/** Whether a client that used too much is not listened to yet: its request waits. Other nodes of the cluster have no quotas. */
function isHeldBack(state: Broker, message: AnyRequest, from: NodeId, ctx: Context): boolean {
  if (/^(broker|controller)-\d+$/.test(from)) return false;
  const until = state.plane.quotas.mutedUntil[from] ?? 0;
  if (until > ctx.now) ctx.schedule(until - ctx.now, dataTimer({ kind: 'unmuted', request: message, from }));
  else chargeRequest({ plane: state.plane, broker: viewOf(state), ctx }, message.clientId, from);
  return until > ctx.now;
}

function request(state: Broker, services: Services | null, message: AnyRequest, from: NodeId, ctx: Context): void {
  const { correlationId } = message;
  if (state.life.state === 'starting' || isHeldBack(state, message, from, ctx)) return;
  if (isDataRequest(message.api)) {
    const internal = message.api === 'FindCoordinator' ? COORDINATOR_TOPICS[message.body.keyType] : null;
    if (internal !== null && state.image.topics[internal] === undefined) presentServices(services).createTopic(state, internal, ctx);
    handleDataRequest(state.plane, viewOf(state, services), message, from, ctx);
    return;
  }
  switch (message.api) {
    case 'ApiVersions': respond(ctx, from, 'ApiVersions', correlationId, { errorCode: 'NONE', ...featureLevels(state.image) }); return;
    case 'CreateTopics':
    case 'DeleteTopics':
    case 'CreatePartitions':
    case 'ElectLeaders':
    case 'UnregisterBroker':
    case 'AlterPartitionReassignments':
    case 'ListPartitionReassignments':
    case 'AlterClientQuotas':
    case 'AlterUserScramCredentials':
    case 'UpdateFeatures':
    case 'DescribeQuorum': forward(state, message, from, ctx); return;
    default: presentServices(services).aboutCluster(state, message, from, ctx);
  }
}
