// How much a client may use: whoever uses more is told to wait, and is not listened to until then (ClientQuotaManager,
// KIP-13, KIP-124, KIP-219). Every client here is the user ANONYMOUS: there is one plaintext listener.
import { MILLISECOND, type NodeId, SECOND, type Time } from '../../kernel/types.ts';
import { type MetadataImage, quotaKey } from '../metadata-image.ts';
import type { QuotaEntity } from '../protocol-operations.ts';
import type { Env } from './plane.ts';
import { addTo, type Rate, SAMPLES, windowedRate, windowOf } from './rate.ts';

export type ClientQuota = 'producer_byte_rate' | 'consumer_byte_rate' | 'request_percentage' | 'controller_mutation_rate';

/** What a broker remembers of its clients' use. Bounded: see `RATES_LIMIT`. */
export interface QuotaUse {
  /** By quota and client id. */
  rates: Record<string, Rate>;
  /** Who is not listened to, and until when. */
  mutedUntil: Record<NodeId, Time>;
}

export function newQuotaUse(): QuotaUse {
  return { rates: {}, mutedUntil: {} };
}

const USER = 'ANONYMOUS';
const RATES_LIMIT = 200;
/** A request of a client keeps a thread of the broker busy for so long, in microseconds: a round number, the same for all. */
const REQUEST_COST = 200;
/** A row of throttled answers is noted once, until there is none for so long. */
const QUIET: Time = 5 * SECOND;

/** Whose quota counts for a client, the most special one first (KIP-55). */
function candidates(clientId: string): QuotaEntity[] {
  const user = (entityName: string | null): QuotaEntity[number] => ({ entityType: 'user', entityName });
  const client = (entityName: string | null): QuotaEntity[number] => ({ entityType: 'client-id', entityName });
  const both = (name: string | null): QuotaEntity[] => [[user(name), client(clientId)], [user(name), client(null)], [user(name)]];
  return [...both(USER), ...both(null), [client(clientId)], [client(null)]];
}

/** The client's quota of this kind, per second; null where it has none. */
export function quotaOf(image: MetadataImage, clientId: string, quota: ClientQuota): number | null {
  if (Object.keys(image.quotas).length === 0) return null;
  for (const entity of candidates(clientId)) {
    const limit = image.quotas[quotaKey(entity)]?.values[quota];
    if (limit !== undefined) return limit;
  }
  return null;
}

function rateOf(env: Env, clientId: string, quota: ClientQuota): Rate {
  const { rates } = env.plane.quotas;
  const key = `${quota}/${clientId}`;
  const known = Object.keys(rates);
  if (rates[key] === undefined && known.length >= RATES_LIMIT) delete rates[known[0] ?? ''];
  return (rates[key] ??= []);
}

/** How long a client must wait whose rate is above the limit (QuotaUtils.throttleTime), in ms. */
function waitFor(rate: Rate, limit: number, now: Time): number {
  const over = windowedRate(rate, now) - limit;
  return over <= 0 ? 0 : Math.round((over / limit) * (windowOf(rate, now) / MILLISECOND));
}

/** Counts what a producer sent, and keeps silent to it where that was too much. */
export function chargeProduce(env: Env, clientId: string, from: NodeId, bytes: number): void {
  charge(env, clientId, from, 'producer_byte_rate', bytes, Number.POSITIVE_INFINITY);
}

/** Counts a request against the time of the broker's threads; who asks too much waits a second at most (KIP-124). */
export function chargeRequest(env: Env, clientId: string, from: NodeId): void {
  charge(env, clientId, from, 'request_percentage', (REQUEST_COST / SECOND) * 100, 1000);
}

function charge(env: Env, clientId: string, from: NodeId, quota: ClientQuota, amount: number, longestMs: number): void {
  const limit = quotaOf(env.broker.image, clientId, quota);
  if (limit === null) return;
  const rate = rateOf(env, clientId, quota);
  addTo(rate, amount, env.ctx.now);
  mute(env, clientId, from, quota, Math.min(waitFor(rate, limit, env.ctx.now), longestMs));
}

/** What a consumer may get with one answer: as much as its quota lets through in a whole window. */
export function fetchBudget(env: Env, clientId: string): number {
  const limit = quotaOf(env.broker.image, clientId, 'consumer_byte_rate');
  return limit === null ? Number.POSITIVE_INFINITY : Math.floor(limit * (SAMPLES - 1));
}

/** Counts what a consumer is about to get. Where that is too much it gets nothing yet, and nothing is counted: true. */
export function chargeFetch(env: Env, clientId: string, from: NodeId, bytes: number): boolean {
  const limit = quotaOf(env.broker.image, clientId, 'consumer_byte_rate');
  if (limit === null || bytes === 0) return false;
  const { now } = env.ctx;
  const rate = rateOf(env, clientId, 'consumer_byte_rate');
  addTo(rate, bytes, now);
  const waitMs = waitFor(rate, limit, now);
  if (waitMs === 0) return false;
  addTo(rate, -bytes, now);
  mute(env, clientId, from, 'consumer_byte_rate', waitMs);
  return true;
}

function mute(env: Env, client: string, from: NodeId, quota: ClientQuota, throttleMs: number): void {
  if (throttleMs <= 0) return;
  const { mutedUntil } = env.plane.quotas;
  const { now } = env.ctx;
  const before = mutedUntil[from] ?? Number.NEGATIVE_INFINITY;
  for (const [node, until] of Object.entries(mutedUntil)) if (until + QUIET < now) delete mutedUntil[node];
  mutedUntil[from] = Math.max(before, now + throttleMs * MILLISECOND);
  if (now > before + QUIET) env.ctx.note('client-throttled', { client, quota, throttleMs }, [`client/${from}`]);
}

/** For how many ms more this client is to be silent: what answers tell it as throttle_time_ms. */
export function throttleTimeMs(env: Env, client: NodeId): number {
  return Math.max(0, Math.ceil(((env.plane.quotas.mutedUntil[client] ?? 0) - env.ctx.now) / MILLISECOND));
}
