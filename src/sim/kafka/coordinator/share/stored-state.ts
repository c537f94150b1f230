// What a share coordinator writes to `__share_group_state`: keys and values as the formatter of the tools prints them, in JSON.
import { freeze } from '../../../kernel/freeze.ts';
import type { StoredEntry } from '../../broker/plane.ts';
import type { ShareKey, StateBatch } from '../../protocol-share.ts';
import { combineBatches, type ShareState } from './store.ts';

interface StoredKey {
  /** 0 ShareSnapshotKey, 1 ShareUpdateKey. */
  readonly type: 0 | 1;
  readonly data: { readonly groupId: string; readonly topicId: string; readonly partition: number };
}
interface StoredValue {
  readonly snapshotEpoch: number;
  /** Only snapshots have it. */
  readonly stateEpoch?: number;
  readonly leaderEpoch: number;
  /** In updates -1 leaves it as it is. */
  readonly startOffset: number;
  /** Absent where no leader has told. */
  readonly deliveryCompleteCount?: number;
  readonly stateBatches: readonly StateBatch[];
}

function entry(type: 0 | 1, { groupId, topicId, partition }: ShareKey, data: StoredValue | null): StoredEntry {
  const key: StoredKey = { type, data: { groupId, topicId, partition } };
  return freeze({ key: JSON.stringify(key), value: data === null ? null : JSON.stringify({ version: 0, data }) });
}

/** ShareSnapshotValue: the whole state. */
export function snapshotEntry(key: ShareKey, { snapshotEpoch, stateEpoch, leaderEpoch, startOffset, deliveryCompleteCount, stateBatches }: ShareState): StoredEntry {
  return entry(0, key, { snapshotEpoch, stateEpoch, leaderEpoch, startOffset, ...(deliveryCompleteCount < 0 ? {} : { deliveryCompleteCount }), stateBatches });
}

/** ShareUpdateValue: what a leader wrote. */
export function updateEntry(key: ShareKey, { snapshotEpoch, leaderEpoch, deliveryCompleteCount }: ShareState, written: { readonly startOffset: number; readonly stateBatches: readonly StateBatch[] }): StoredEntry {
  return entry(1, key, { snapshotEpoch, leaderEpoch, startOffset: written.startOffset, ...(deliveryCompleteCount < 0 ? {} : { deliveryCompleteCount }), stateBatches: written.stateBatches });
}

export function stateTombstone(key: ShareKey): StoredEntry {
  return entry(0, key, null);
}

/** Takes a record into the states (ShareCoordinatorShard.replay): when it is appended, and when a shard is loaded. */
export function applyStateEntry(states: Record<string, ShareState>, { key, value }: StoredEntry): void {
  const { type, data: of }: StoredKey = JSON.parse(key);
  const name = `${of.groupId}:${of.topicId}:${of.partition}`;
  if (value === null) return void delete states[name];
  const { data }: { data: StoredValue } = JSON.parse(value);
  const known = states[name];
  if (type === 0) {
    const { snapshotEpoch, leaderEpoch, startOffset, deliveryCompleteCount = -1, stateBatches } = data;
    states[name] = freeze({ stateEpoch: data.stateEpoch ?? 0, leaderEpoch, startOffset, deliveryCompleteCount, stateBatches, snapshotEpoch, updates: 0 });
    return;
  }
  if (known === undefined) return;
  const startOffset = data.startOffset < 0 ? known.startOffset : data.startOffset;
  states[name] = freeze({
    ...known, leaderEpoch: data.leaderEpoch, startOffset, deliveryCompleteCount: data.deliveryCompleteCount ?? known.deliveryCompleteCount,
    stateBatches: combineBatches(known.stateBatches, data.stateBatches, startOffset), updates: known.updates + 1,
  });
}
