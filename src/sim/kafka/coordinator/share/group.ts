// What the coordinator does with a share group as with any other: listing, deleting, storing, loading, moving away.
import type { Env, StoredEntry } from '../../broker/plane.ts';
import type { Group } from '../group-state.ts';
import type { ShareGroup, ShareGroupTimer } from './state.ts';

/** Keys of share groups' records in `__consumer_offsets`, as the formatters number them. */
export type ShareKey = { readonly type: 10 | 11 | 12 | 13 | 14 | 15; readonly data: { readonly groupId: string } };

export function isShareKey(key: { readonly type: number }): key is ShareKey {
  return key.type >= 10 && key.type <= 15;
}

/** Takes a committed record into the groups when a shard is loaded; `value` is null for a tombstone. */
export function applyShareEntry(_groups: Record<string, Group>, _key: ShareKey, _value: string | null, _partition: number): void {}

/** The records that delete the group. */
export function shareTombstones(_group: ShareGroup): StoredEntry[] {
  return [];
}

/** The shard is loaded: timers start. */
export function shareLoaded(_env: Env, _group: ShareGroup): void {}

/** The shard moves away: timers end. */
export function forgetShare(_env: Env, _group: ShareGroup): void {}

/** A timer of a share group is due. */
export function shareTimer(_env: Env, _timer: ShareGroupTimer): void {}
