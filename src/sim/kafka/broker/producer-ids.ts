// InitProducerId: producer ids come from blocks that the controller hands out (RPCProducerIdManager, KIP-730).
import { MILLISECOND, type NodeId } from '../../kernel/types.ts';
import type { AllocateProducerIdsResponse, Request } from '../protocol.ts';
import { ask, dataTimer, type Env, respond } from './plane.ts';

/** How long the manager waits before it asks the controller again. */
const RETRY = 50 * MILLISECOND;
/** Requests that may wait for a block. */
const MAX_WAITING = 1_000;

/** A new id with epoch 0 for a producer without transactions. */
export function handleInitProducerId(env: Env, request: Request<'InitProducerId'>, from: NodeId): void {
  const { producerIds } = env.plane;
  if (producerIds.waiting.length >= MAX_WAITING) {
    respond(env.ctx, from, 'InitProducerId', request.correlationId, { errorCode: 'COORDINATOR_LOAD_IN_PROGRESS', producerId: -1, producerEpoch: -1 });
    return;
  }
  producerIds.waiting.push({ from, correlationId: request.correlationId });
  handOut(env);
}

/** The next id, for a transaction's coordinator; null where a block is still to come. */
export function takeProducerId(env: Env): number | null {
  const { producerIds } = env.plane;
  if (producerIds.next < producerIds.end) {
    producerIds.next += 1;
    return producerIds.next - 1;
  }
  askForIds(env);
  return null;
}

function handOut(env: Env): void {
  const { producerIds } = env.plane;
  while (producerIds.waiting.length > 0 && producerIds.next < producerIds.end) {
    const one = producerIds.waiting.shift();
    if (one === undefined) return;
    respond(env.ctx, one.from, 'InitProducerId', one.correlationId, { errorCode: 'NONE', producerId: producerIds.next, producerEpoch: 0 });
    producerIds.next += 1;
  }
  if (producerIds.waiting.length > 0) askForIds(env);
}

function askForIds(env: Env): void {
  const { plane, broker, ctx } = env;
  if (plane.producerIds.asked >= 0) return;
  const to = broker.controllerNode();
  // The request or its answer may get lost: whatever comes of it, this looks again after a while.
  ctx.schedule(to === null || broker.epoch < 0 ? RETRY : RETRY * 40, dataTimer({ kind: 'producer-ids-again' }));
  if (to === null || broker.epoch < 0) return;
  plane.producerIds.asked = broker.nextCorrelation();
  ask(ctx, to, 'AllocateProducerIds', plane.producerIds.asked, { brokerId: broker.id, brokerEpoch: broker.epoch });
}

export function handleProducerIds(env: Env, correlationId: number, body: AllocateProducerIdsResponse): void {
  const { producerIds } = env.plane;
  if (producerIds.asked !== correlationId) return;
  producerIds.asked = -1;
  if (body.errorCode !== 'NONE') return void env.ctx.schedule(RETRY, dataTimer({ kind: 'producer-ids-again' }));
  producerIds.next = body.producerIdStart;
  producerIds.end = body.producerIdStart + body.producerIdLen;
  handOut(env);
}

export function producerIdsAgain(env: Env): void {
  env.plane.producerIds.asked = -1;
  handOut(env);
}
