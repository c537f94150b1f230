// How many partitions a client may have created and deleted: a bucket of tokens that fills with time (KIP-599).
import { SECOND, type Time } from '../../kernel/types.ts';
import { quotaOf } from '../broker/client-quotas.ts';
import type { Controller } from './state.ts';

/** The tokens that a client has left, as they were at this time. Negative after a change that was larger than the rest. */
export interface Bucket {
  tokens: number;
  at: Time;
}

/** controller.quota.window.num, Kafka default 11, of 1 s each: so many seconds' tokens fit into a bucket. */
const WINDOWS = 11;
const BUCKETS_LIMIT = 100;

/** What one request of a client may change: taken as it is decided. */
export interface Quota {
  /** Whether so many partitions may be created or deleted now. */
  take(partitions: number): boolean;
  /** What the answer says of waiting; nothing where all could be taken. */
  throttled(): { readonly throttleTimeMs?: number };
}

export function unlimited(): Quota {
  return { take: () => true, throttled: () => ({}) };
}

export function quotaFor(controller: Controller, clientId: string, now: Time): Quota {
  let throttleTimeMs = 0;
  return {
    take(partitions) {
      const waitMs = takeMutations(controller, clientId, partitions, now);
      throttleTimeMs = Math.max(throttleTimeMs, waitMs);
      return waitMs === 0;
    },
    throttled: () => (throttleTimeMs === 0 ? {} : { throttleTimeMs }),
  };
}

/** Takes tokens for so many partitions. Returns 0, or for how many ms the client must wait: then nothing was taken and nothing may be done. */
function takeMutations(controller: Controller, clientId: string, partitions: number, now: Time): number {
  const rate = quotaOf(controller.image, clientId, 'controller_mutation_rate');
  if (rate === null) return 0;
  const { buckets } = controller;
  const known = Object.keys(buckets);
  if (buckets[clientId] === undefined && known.length >= BUCKETS_LIMIT) delete buckets[known[0] ?? ''];
  const bucket = (buckets[clientId] ??= { tokens: WINDOWS * rate, at: now });
  bucket.tokens = Math.min(WINDOWS * rate, bucket.tokens + (rate * (now - bucket.at)) / SECOND);
  bucket.at = now;
  if (bucket.tokens < 0) return Math.max(1, Math.ceil((-bucket.tokens / rate) * 1000));
  bucket.tokens -= partitions;
  return 0;
}
