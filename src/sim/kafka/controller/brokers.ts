// The lives of brokers as the active controller keeps them: registered, unfenced, fenced, shut down in order (KIP-631).
import { type Context, type FactId, NO_FACT, SECOND, type Time } from '../../kernel/types.ts';
import { brokersOf, isActive } from '../metadata-image.ts';
import type { MetadataRecord } from '../metadata-record.ts';
import { type BrokerHeartbeatRequest, type BrokerHeartbeatResponse, type BrokerRegistrationRequest, type BrokerRegistrationResponse, nodeOf } from '../protocol.ts';
import type { UnregisterBrokerRequest, UnregisterBrokerResponse } from '../protocol-admin.ts';
import { leaderships, noteChanges, recordsForBrokerBack, recordsForBrokerGone } from './partitions.ts';
import { append, type Contact, type Controller, nodeSubject, setting } from './state.ts';

/** broker.session.timeout.ms, Kafka default 9 s, in microseconds. */
function sessionTimeout(controller: Controller): Time {
  return Number(setting(controller, 'broker.session.timeout.ms')) * 1000;
}

function contact(controller: Controller, id: number, ctx: Context): Contact {
  return (controller.contacts[id] ??= { id, lastContactAt: ctx.now, metadataOffset: -1, shutdownOffset: -1, registered: NO_FACT });
}

/** A controller that becomes active gives every registered broker a new session. */
export function beginSessions(controller: Controller, ctx: Context): void {
  controller.contacts = {};
  for (const broker of brokersOf(controller.image)) contact(controller, broker.id, ctx);
}

export function registerBroker(controller: Controller, request: BrokerRegistrationRequest, ctx: Context): BrokerRegistrationResponse {
  if (request.clusterId !== controller.clusterId) return { errorCode: 'INCONSISTENT_CLUSTER_ID', brokerEpoch: -1 };
  const existing = controller.image.brokers[request.brokerId];
  const heard = controller.contacts[request.brokerId];
  const isNewLife = existing !== undefined && existing.incarnationId !== request.incarnationId;
  const inSession = heard !== undefined && !existing?.fenced && ctx.now - heard.lastContactAt < sessionTimeout(controller);
  // Its process before still has a session: the new one must wait until that has ended.
  if (isNewLife && inSession && !existing.inControlledShutdown) return { errorCode: 'DUPLICATE_BROKER_REGISTRATION', brokerEpoch: -1 };
  if (existing !== undefined && !isNewLife) return { errorCode: 'NONE', brokerEpoch: existing.epoch };
  const unclean = existing !== undefined && request.previousBrokerEpoch !== existing.epoch;
  const gone = existing === undefined ? [] : recordsForBrokerGone(controller, request.brokerId, unclean);
  noteChanges(controller, gone, ctx);
  const brokerEpoch = controller.raft.log.endOffset + gone.length;
  const registered = ctx.note('broker-registered', { broker: request.brokerId, epoch: brokerEpoch }, [nodeSubject(request.brokerId)]);
  const { brokerId, incarnationId, host, port, rack } = request;
  append(controller, [...gone, { kind: 'RegisterBrokerRecord', brokerId, brokerEpoch, incarnationId, host, port, rack, fenced: true, inControlledShutdown: false }], ctx);
  controller.contacts[brokerId] = { id: brokerId, lastContactAt: ctx.now, metadataOffset: -1, shutdownOffset: -1, registered };
  return { errorCode: 'NONE', brokerEpoch };
}

/** A broker that will not come back is forgotten; one that lives goes on alone, until it is started anew. */
export function unregisterBroker(controller: Controller, { brokerId }: UnregisterBrokerRequest, ctx: Context): UnregisterBrokerResponse {
  const broker = controller.image.brokers[brokerId];
  if (broker === undefined) return { errorCode: 'BROKER_ID_NOT_REGISTERED', errorMessage: `Broker ID ${brokerId} is not currently registered` };
  const changes = recordsForBrokerGone(controller, brokerId, true);
  noteChanges(controller, changes, ctx);
  append(controller, [...changes, { kind: 'UnregisterBrokerRecord', brokerId, brokerEpoch: broker.epoch }], ctx);
  delete controller.contacts[brokerId];
  return { errorCode: 'NONE', errorMessage: null };
}

export function heartbeat(controller: Controller, request: BrokerHeartbeatRequest, ctx: Context): BrokerHeartbeatResponse {
  const { brokerId: id, brokerEpoch, currentMetadataOffset, wantFence, wantShutDown } = request;
  const broker = controller.image.brokers[id];
  const refuse = (errorCode: BrokerHeartbeatResponse['errorCode']): BrokerHeartbeatResponse => ({ errorCode, isCaughtUp: false, isFenced: true, shouldShutDown: false });
  if (broker === undefined) return refuse('BROKER_ID_NOT_REGISTERED');
  if (broker.epoch !== brokerEpoch) return refuse('STALE_BROKER_EPOCH');
  const heard = contact(controller, id, ctx);
  heard.lastContactAt = ctx.now;
  heard.metadataOffset = currentMetadataOffset;
  const isCaughtUp = currentMetadataOffset >= brokerEpoch;
  if (broker.fenced) {
    if (wantShutDown) return { errorCode: 'NONE', isCaughtUp, isFenced: true, shouldShutDown: true };
    if (!wantFence && isCaughtUp) unfence(controller, id, ctx);
    return { errorCode: 'NONE', isCaughtUp, isFenced: controller.image.brokers[id]?.fenced ?? true, shouldShutDown: false };
  }
  if (wantShutDown) return { errorCode: 'NONE', isCaughtUp, isFenced: false, shouldShutDown: controlledShutdown(controller, heard, ctx) };
  if (wantFence) fence(controller, id, ctx);
  return { errorCode: 'NONE', isCaughtUp, isFenced: controller.image.brokers[id]?.fenced ?? true, shouldShutDown: false };
}

function registrationChange(controller: Controller, id: number, change: { readonly fenced?: boolean; readonly inControlledShutdown?: boolean }): MetadataRecord {
  return { kind: 'BrokerRegistrationChangeRecord', brokerId: id, brokerEpoch: controller.image.brokers[id]?.epoch ?? -1, fenced: change.fenced ?? null, inControlledShutdown: change.inControlledShutdown ?? null };
}

function unfence(controller: Controller, id: number, ctx: Context): void {
  const fact = ctx.note('broker-unfenced', { broker: id }, [nodeSubject(id)], because(contact(controller, id, ctx).registered));
  const changes = recordsForBrokerBack(controller, id);
  noteChanges(controller, changes, ctx, fact);
  append(controller, [registrationChange(controller, id, { fenced: false }), ...changes], ctx);
}

function fence(controller: Controller, id: number, ctx: Context): void {
  const fact = ctx.note('broker-fenced', { broker: id }, [nodeSubject(id)]);
  const changes = recordsForBrokerGone(controller, id, false);
  noteChanges(controller, changes, ctx, fact);
  append(controller, [...changes, registrationChange(controller, id, { fenced: true })], ctx);
}

/**
 * A broker wants to go: its leaderships are moved, and it may go once every other active broker has read of it. True
 * tells it to end its process; it is fenced by then.
 */
function controlledShutdown(controller: Controller, heard: Contact, ctx: Context): boolean {
  const { id } = heard;
  if (heard.shutdownOffset < 0) {
    const fact = ctx.note('controlled-shutdown', { broker: id }, [nodeSubject(id)]);
    const changes = recordsForBrokerGone(controller, id, false);
    noteChanges(controller, changes, ctx, fact);
    heard.shutdownOffset = append(controller, [registrationChange(controller, id, { inControlledShutdown: true }), ...changes], ctx);
  }
  const behind = Object.values(controller.contacts).some((other) => other.id !== id && isActive(controller.image, other.id) && other.metadataOffset + 1 < heard.shutdownOffset);
  if (leaderships(controller, id) > 0 || behind) return false;
  append(controller, [registrationChange(controller, id, { fenced: true })], ctx);
  return true;
}

/** Fences the brokers whose session has ended, and says when the next one could, in microseconds from now. */
export function checkSessions(controller: Controller, ctx: Context): Time {
  const timeout = sessionTimeout(controller);
  for (const broker of brokersOf(controller.image)) {
    const heard = contact(controller, broker.id, ctx);
    if (broker.fenced || ctx.now - heard.lastContactAt < timeout) continue;
    const subjects = [nodeSubject(broker.id)];
    ctx.note('broker-session-expired', { broker: broker.id, forMs: Math.round((ctx.now - heard.lastContactAt) / 1000) }, subjects, because(ctx.silence(nodeOf(broker.id))));
    fence(controller, broker.id, ctx);
  }
  const waits = brokersOf(controller.image).filter((broker) => !broker.fenced).map((broker) => (controller.contacts[broker.id]?.lastContactAt ?? ctx.now) + timeout - ctx.now);
  return Math.max(1000, Math.min(SECOND, ...waits));
}

/** A silence that nothing explains leaves the cause as it is. */
function because(fact: FactId): FactId | undefined {
  return fact === NO_FACT ? undefined : fact;
}
