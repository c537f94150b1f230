// How a broker talks to the share coordinator: each request is tried until it is answered or the tries are used up (PersisterStateManager).
import { freeze } from '../../kernel/freeze.ts';
import { MILLISECOND, SECOND } from '../../kernel/types.ts';
import { SHARE_TOPIC, sharePartitionOf } from '../coordinator/share/share-topic.ts';
import { partitionOf } from '../metadata-image.ts';
import { type Apis, type AnyResponse, type ErrorCode, nodeOf } from '../protocol.ts';
import type { ShareKey } from '../protocol-share.ts';
import { ask, dataTimer, type Env } from './plane.ts';
import { type AfterState, keyText, type StateApi, type StateRequest } from './share-plane.ts';

/** PersisterStateManager.REQUEST_BACKOFF_MS and REQUEST_BACKOFF_MAX_MS. */
const BACKOFF_MS = 1_000;
const BACKOFF_MAX_MS = 30_000;
const MAX_TRIES = 5;
/** request.timeout.ms of brokers among themselves, Kafka default 30 s. */
const REQUEST_TIMEOUT = 30 * SECOND;

/** One row of an answer. */
export type StateResult = Apis[StateApi][1]['results'][number];

/** Asks the share coordinator of this share-partition. */
export function askState<K extends StateApi>(env: Env, api: K, of: Apis[K][0]['partitions'][number], after: AfterState): void {
  const shares = env.plane.shares;
  const request: StateRequest = { id: shares.nextId++, api, of: freeze(of), after: freeze(after), tries: 0, asked: -1, to: '', timer: null };
  shares.requests.push(request);
  trySend(env, request);
}

function coordinatorOf(env: Env, key: ShareKey): number {
  const state = partitionOf(env.broker.image, SHARE_TOPIC, sharePartitionOf(keyText(key)));
  const leader = state === null ? undefined : env.broker.image.brokers[state.leader];
  return leader === undefined || leader.fenced ? -1 : leader.id;
}

function trySend(env: Env, request: StateRequest): void {
  const { ctx, broker } = env;
  request.tries += 1;
  request.timer = null;
  const id = coordinatorOf(env, request.of);
  if (id < 0) {
    // Who asks for a share coordinator first has its topic created. The answer tells nothing that the image will not.
    if (broker.image.topics[SHARE_TOPIC] === undefined) ask(ctx, nodeOf(broker.id), 'FindCoordinator', broker.nextCorrelation(), { keyType: 'share', coordinatorKeys: [keyText(request.of)] });
    return tryAgain(env, request);
  }
  request.asked = broker.nextCorrelation();
  request.to = nodeOf(id);
  send(env, request);
  request.timer = ctx.schedule(REQUEST_TIMEOUT, dataTimer({ kind: 'share', timer: { kind: 'state-lost', id: request.id, correlationId: request.asked } }));
}

function send(env: Env, { api, to, asked, of }: StateRequest): void {
  const body = { partitions: [of] } as Apis[StateApi][0];
  ask(env.ctx, to, api, asked, body, 100 + ('stateBatches' in of ? 21 * of.stateBatches.length : 0));
}

function tryAgain(env: Env, request: StateRequest): void {
  request.asked = -1;
  request.to = '';
  let delayMs = BACKOFF_MS;
  for (let i = 1; i < request.tries && delayMs < BACKOFF_MAX_MS; i++) delayMs *= 2;
  const delay = Math.floor(Math.min(delayMs, BACKOFF_MAX_MS) * (0.8 + 0.4 * env.ctx.random())) * MILLISECOND;
  request.timer = env.ctx.schedule(delay, dataTimer({ kind: 'share', timer: { kind: 'state-again', id: request.id } }));
}

/** A request and what the share coordinator, or the lack of one, says to it. */
export interface StateEnd {
  readonly after: AfterState;
  readonly error: ErrorCode;
  /** Null where no answer came. */
  readonly result: StateResult | null;
}

const RETRIED: readonly ErrorCode[] = ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_LOAD_IN_PROGRESS', 'NOT_COORDINATOR', 'NETWORK_EXCEPTION'];

/** An answer of the share coordinator. Null where the request is tried again, or nobody waits for it. */
export function stateAnswered(env: Env, response: AnyResponse): StateEnd | null {
  const request = env.plane.shares.requests.find((one) => one.asked === response.correlationId && one.api === response.api);
  if (request === undefined || !('results' in response.body)) return null;
  const result = (response.body as Apis[StateApi][1]).results[0] ?? null;
  return decide(env, request, result?.errorCode ?? 'UNKNOWN_SERVER_ERROR', result);
}

function decide(env: Env, request: StateRequest, error: ErrorCode, result: StateResult | null): StateEnd | null {
  const { plane, ctx } = env;
  if (request.timer !== null) ctx.cancel(request.timer);
  if (RETRIED.includes(error) && request.tries < MAX_TRIES) {
    tryAgain(env, request);
    return null;
  }
  plane.shares.requests = plane.shares.requests.filter((one) => one !== request);
  return { after: request.after, error, result };
}

/** It is time to try again. */
export function stateAgain(env: Env, id: number): StateEnd | null {
  const request = env.plane.shares.requests.find((one) => one.id === id);
  if (request === undefined) return null;
  request.timer = null;
  if (request.tries >= MAX_TRIES) return decide(env, request, 'COORDINATOR_NOT_AVAILABLE', null);
  trySend(env, request);
  return null;
}

/** No answer came in time. */
export function stateLost(env: Env, id: number, correlationId: number): StateEnd | null {
  const request = env.plane.shares.requests.find((one) => one.id === id && one.asked === correlationId);
  if (request === undefined) return null;
  request.timer = null;
  return decide(env, request, 'NETWORK_EXCEPTION', null);
}

/** The process of a share coordinator ended: what it was asked is asked again. */
export function statePeerGone(env: Env, peer: string): StateEnd[] {
  return env.plane.shares.requests.filter((one) => one.asked >= 0 && one.to === peer).flatMap((one) => decide(env, one, 'NETWORK_EXCEPTION', null) ?? []);
}
