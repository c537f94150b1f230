// What a broker passes on to the active controller for its clients (KIP-590).
import type { Context, NodeId, Time } from '../../kernel/types.ts';
import type { EnvelopeResponse, ForwardedApi, Request } from '../protocol.ts';
import { ask, respond } from './plane.ts';
import { type Broker, controllerNode, type Forward } from './state.ts';

/** How long a forwarded request is tried (retryTimeoutMs of BrokerServer's channel to the controllers). */
const FORWARD_TIMEOUT: Time = 60_000_000;

/** `autoCreated`: the topic that the broker itself asks for, as a client named it. */
export function forward(broker: Broker, request: Request<ForwardedApi>, from: NodeId, ctx: Context, autoCreated: string | null = null): void {
  const item: Forward = { from, request, autoCreated, expiresAt: ctx.now + FORWARD_TIMEOUT, asked: -1 };
  broker.forwards.push(item);
  sendForwards(broker, ctx);
}

/** Sends what waits for a controller, as soon as one is known. */
export function sendForwards(broker: Broker, ctx: Context): void {
  const to = controllerNode(broker);
  broker.forwards = broker.forwards.filter((item) => item.expiresAt > ctx.now);
  if (to === null) return;
  for (const item of broker.forwards) {
    if (item.asked >= 0) continue;
    item.asked = broker.correlationId++;
    ask(ctx, to, 'Envelope', item.asked, { request: item.request });
  }
}

export function envelopeAnswered(broker: Broker, correlationId: number, body: EnvelopeResponse, ctx: Context): void {
  const item = broker.forwards.find((each) => each.asked === correlationId);
  if (item === undefined) return;
  if (body.response === null) {
    item.asked = -1;
    broker.reader.leader = -1;
    return;
  }
  broker.forwards = broker.forwards.filter((each) => each !== item);
  if (item.autoCreated === null) respond(ctx, item.from, body.response.api, item.request.correlationId, body.response.body);
}

/** Envelopes to a controller that is gone go to the next one. */
export function forwardsDisconnected(broker: Broker): void {
  for (const item of broker.forwards) item.asked = -1;
}
