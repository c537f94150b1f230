// What the coordinator does with a share group as with any other: deleting, storing, loading, moving away, and its sessions.
import type { Env, StoredEntry } from '../../broker/plane.ts';
import type { Group } from '../group-state.ts';
import { leaveShareGroup } from './membership.ts';
import { sessionTimeoutMs, startShareSession, stopShareSession } from './sessions.ts';
import { findShareMember, newShareGroup, type ShareGroup, type ShareGroupTimer } from './state.ts';
import { groupTombstones, restoreShare, type ShareKey } from './stored.ts';

export function isShareKey(key: { readonly type: number }): key is ShareKey {
  return key.type >= 10 && key.type <= 15;
}

/** Takes a committed record into the groups when a shard is loaded; `value` is null for a tombstone. */
export function applyShareEntry(groups: Record<string, Group>, key: ShareKey, value: string | null, partition: number): void {
  const id = `g:${key.data.groupId}`;
  const known = groups[id];
  if (value === null) return applyTombstone(groups, known, key);
  // A group of another kind with the same name is older, and was deleted before this one began.
  const group = known?.kind === 'share' ? known : (groups[id] = newShareGroup(key.data.groupId, partition));
  restoreShare(group, key, value);
}

function applyTombstone(groups: Record<string, Group>, group: Group | undefined, key: ShareKey): void {
  if (group?.kind !== 'share') return;
  if (key.type === 11) return void delete groups[`g:${key.data.groupId}`];
  if (key.type === 15) {
    group.initializing = {};
    group.initialized = {};
  }
  if (key.type === 10) group.members = group.members.filter((one) => one.memberId !== key.data.memberId);
  if (key.type === 13) delete group.target[key.data.memberId];
}

/** The records that delete the group. */
export function shareTombstones(group: ShareGroup): StoredEntry[] {
  return groupTombstones(group);
}

/** The shard is loaded: members have a whole session to be heard of. */
export function shareLoaded(env: Env, group: ShareGroup): void {
  // What the coordinator before had asked for is asked for again at the next heartbeat.
  group.initializing = {};
  for (const member of group.members) startShareSession(env, group, member);
}

/** The shard moves away: timers end. */
export function forgetShare(env: Env, group: ShareGroup): void {
  for (const member of group.members) stopShareSession(env, member);
}

/** A timer of a share group is due: a member was not heard of for a whole session. */
export function shareTimer(env: Env, timer: ShareGroupTimer): void {
  const group = env.plane.groups.groups[`g:${timer.group}`];
  if (group?.kind !== 'share') return;
  const member = findShareMember(group, timer.member);
  if (member === null) return;
  member.session = null;
  const reason = member.node === '' ? -1 : env.ctx.silence(member.node);
  env.ctx.note('member-expired', { group: group.groupId, member: member.memberId, client: member.clientId, forMs: sessionTimeoutMs(env, group) }, [`group/${group.groupId}`, `member/${group.groupId}/${member.memberId}`], reason < 0 ? undefined : reason);
  leaveShareGroup(env, group, member, null);
}
