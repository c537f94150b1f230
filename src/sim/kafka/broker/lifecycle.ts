// A broker's life in the cluster: it registers, sends heartbeats, and leaves in order (BrokerLifecycleManager, KIP-631).
import type { Context, Time } from '../../kernel/types.ts';
import { randomUuid } from '../uuid.ts';
import type { BrokerHeartbeatResponse, BrokerRegistrationResponse } from '../protocol.ts';
import { ask } from './plane.ts';
import { type Broker, controllerNode, type LifeContext } from './state.ts';

/** broker.heartbeat.interval.ms, Kafka default 2 s. */
const HEARTBEAT_INTERVAL: Time = 2_000_000;
/** How long a refused or unanswered request of the lifecycle waits before it is sent again. */
const RETRY: Time = 100_000;
/** Half of broker.session.timeout.ms: a heartbeat without an answer for so long is sent anew. */
const ANSWER_TIMEOUT: Time = 4_500_000;

/** The process has booted: it looks for the active controller, and registers as soon as it knows one. */
export function beginLife(broker: Broker, ctx: LifeContext): void {
  broker.life.state = 'registering';
  broker.life.incarnationId = randomUuid(ctx);
}

/** Says whatever is due to the active controller; does nothing while a request is in flight or no controller is known. */
export function speak(broker: Broker, ctx: LifeContext): void {
  const { life } = broker;
  const to = controllerNode(broker);
  if (to === null || life.asked >= 0 || life.state === 'starting') return;
  const correlationId = broker.correlationId++;
  life.asked = correlationId;
  life.askedAt = ctx.now;
  if (life.state === 'registering') {
    const { id: brokerId, clusterId, host, port, rack } = broker;
    ask(ctx, to, 'BrokerRegistration', correlationId, { brokerId, clusterId, incarnationId: life.incarnationId, host, port, rack, previousBrokerEpoch: life.cleanEpoch });
    return;
  }
  const isCaughtUp = broker.reader.caughtUp && broker.image.offset >= life.epoch;
  ask(ctx, to, 'BrokerHeartbeat', correlationId, {
    brokerId: broker.id, brokerEpoch: life.epoch, currentMetadataOffset: broker.image.offset, wantFence: !isCaughtUp, wantShutDown: life.state === 'stopping',
  });
}

export function registered(broker: Broker, correlationId: number, body: BrokerRegistrationResponse, ctx: LifeContext): void {
  const { life } = broker;
  if (correlationId !== life.asked) return;
  life.asked = -1;
  if (body.errorCode === 'NONE') {
    life.state = 'fenced';
    life.epoch = body.brokerEpoch;
    // From now on only an end in order leaves a clean epoch behind.
    life.cleanEpoch = -1;
    speak(broker, ctx);
  } else {
    if (body.errorCode === 'NOT_CONTROLLER') broker.reader.leader = -1;
    ctx.schedule(RETRY, { kind: 'Heartbeat' });
  }
}

/** True where the controller lets the broker go. */
export function heartbeatAnswered(broker: Broker, correlationId: number, body: BrokerHeartbeatResponse, ctx: LifeContext): boolean {
  const { life } = broker;
  if (correlationId !== life.asked) return false;
  life.asked = -1;
  if (body.errorCode !== 'NONE') {
    if (body.errorCode === 'NOT_CONTROLLER') broker.reader.leader = -1;
    // Who was unregistered while it ran stays outside until it is started anew: its heartbeats go on in vain. A registration
    // that a controller took with it when it fell is made again.
    else if (life.state === 'fenced' || (life.state === 'running' && body.errorCode !== 'BROKER_ID_NOT_REGISTERED')) life.state = 'registering';
    ctx.schedule(RETRY, { kind: 'Heartbeat' });
    return false;
  }
  if (life.state === 'stopping') {
    if (body.shouldShutDown) {
      life.cleanEpoch = life.epoch;
      return true;
    }
  } else life.state = body.isFenced ? 'fenced' : 'running';
  ctx.schedule(life.state === 'fenced' ? RETRY : HEARTBEAT_INTERVAL, { kind: 'Heartbeat' });
  return false;
}

/** The process was asked to end in order. A broker that never came into the cluster has nothing to hand over: true. */
export function beginShutdown(broker: Broker, ctx: LifeContext): boolean {
  const { life } = broker;
  if (life.state === 'starting' || life.state === 'registering') return true;
  life.state = 'stopping';
  speak(broker, ctx);
  return false;
}

/** Requests of the lifecycle that nobody has answered in time are forgotten, so that they are sent anew. */
export function checkAnswers(broker: Broker, ctx: LifeContext): void {
  const { life } = broker;
  // Also where no request is under way: a heartbeat that was due while no controller was known must not be the last.
  if (ctx.now - life.askedAt < ANSWER_TIMEOUT) return;
  life.asked = -1;
  speak(broker, ctx);
}

/** The connection to the controller is gone. */
export function lifecycleDisconnected(broker: Broker, ctx: Context): void {
  if (broker.life.asked < 0) return;
  broker.life.asked = -1;
  ctx.schedule(RETRY, { kind: 'Heartbeat' });
}
