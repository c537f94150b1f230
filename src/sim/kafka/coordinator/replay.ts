// Takes records of `__consumer_offsets` into the groups (GroupCoordinatorShard.replay): when a shard is loaded, and when a write is replicated.
import type { StoredEntry } from '../broker/plane.ts';
import { applyConsumerEntry, type ConsumerKey } from './consumer-group/stored.ts';
import { type Group, newGroup } from './group-state.ts';
import { applyShareEntry, isShareKey } from './share/group.ts';
import type { ShareKey } from './share/stored.ts';
import { committedOffset, restoreGroup } from './stored.ts';

/** The numbers of record types are those of Kafka's schemas (CoordinatorRecordType). */
type StoredKey =
  /** OffsetCommitKey. */
  | { readonly type: 1; readonly data: { readonly group: string; readonly topic: string; readonly partition: number } }
  /** GroupMetadataKey. */
  | { readonly type: 2; readonly data: { readonly group: string } }
  | ConsumerKey
  | ShareKey;

/** Applies one committed record. */
export function applyEntry(groups: Record<string, Group>, entry: StoredEntry, partition: number): void {
  const key: StoredKey = JSON.parse(entry.key);
  if (key.type === 1) return applyOffset(groups, key.data, entry.value, partition);
  if (key.type === 2) return applyClassic(groups, key.data.group, entry.value, partition);
  if (isShareKey(key)) return applyShareEntry(groups, key, entry.value, partition);
  applyConsumerEntry(groups, key, entry.value, partition);
}

function applyClassic(groups: Record<string, Group>, groupId: string, value: string | null, partition: number): void {
  const id = `g:${groupId}`;
  const group = groups[id];
  if (value === null) {
    // A group that becomes another kind has its classic record deleted, and its offsets live on.
    if (group?.kind !== 'classic') return;
    if (Object.keys(group.offsets).length === 0) delete groups[id];
    else groups[id] = { ...newGroup(groupId, partition), offsets: group.offsets };
    return;
  }
  const classic = group?.kind === 'classic' ? group : { ...newGroup(groupId, partition), offsets: group?.kind === 'consumer' ? group.offsets : {} };
  groups[id] = classic;
  restoreGroup(classic, value);
}

function applyOffset(groups: Record<string, Group>, key: { readonly group: string; readonly topic: string; readonly partition: number }, value: string | null, partition: number): void {
  const id = `g:${key.group}`;
  const place = `${key.topic}-${key.partition}`;
  const group = value === null ? groups[id] : (groups[id] ??= newGroup(key.group, partition));
  if (group === undefined || group.kind === 'share') return;
  if (value === null) delete group.offsets[place];
  else group.offsets[place] = committedOffset(key.topic, key.partition, value);
}
