// What the kinds of groups have in common, each in its own way: what tools see, deleting, loading, moving away. A new kind hooks in here,
// in group-requests.ts (its heartbeat and description), group-timers.ts and replay.ts (its records).
import type { Env, StoredEntry } from '../broker/plane.ts';
import { consumerLoaded, forgetConsumer } from './consumer-group/lifetime.ts';
import { consumerGroupState } from './consumer-group/state.ts';
import { consumerTombstones } from './consumer-group/stored.ts';
import type { CommittedOffset } from './committed-offset.ts';
import { stopClassic } from './classic-timers.ts';
import type { Group } from './group-state.ts';
import { answerHeld } from './held-answers.ts';
import { respondToWaiting } from './rebalance.ts';
import { startSession } from './sessions.ts';
import { forgetShare, shareLoaded, shareTombstones } from './share/group.ts';
import { shareGroupState } from './share/state.ts';
import { groupTombstone } from './stored.ts';

/** As the tools print it, for example `Stable`. */
export function groupState(group: Group): string {
  switch (group.kind) {
    case 'classic': return group.state;
    case 'consumer': return consumerGroupState(group);
    case 'share': return shareGroupState(group);
  }
}

/** The protocol type of ListGroups; empty where no member has ever joined. */
export function protocolTypeOf(group: Group): string {
  switch (group.kind) {
    case 'classic': return group.protocolType ?? '';
    case 'consumer': return 'consumer';
    case 'share': return 'share';
  }
}

/** By topic and partition; share groups keep none. */
export function offsetsOf(group: Group): Readonly<Record<string, CommittedOffset>> {
  return group.kind === 'share' ? {} : group.offsets;
}

/** The records that delete the group, but for its offsets. */
export function tombstonesOf(group: Group): StoredEntry[] {
  switch (group.kind) {
    case 'classic': return [groupTombstone(group.groupId)];
    case 'consumer': return consumerTombstones(group);
    case 'share': return shareTombstones(group);
  }
}

/** The shard is loaded: members have a whole session to be heard of. */
export function groupLoaded(env: Env, group: Group): void {
  switch (group.kind) {
    case 'classic':
      for (const member of group.members) startSession(env, group, member);
      return;
    case 'consumer': return consumerLoaded(env, group);
    case 'share': return shareLoaded(env, group);
  }
}

/** Another broker coordinates the group now: whoever waits for an answer is sent there. */
export function resignGroup(env: Env, group: Group): void {
  if (group.kind === 'classic') respondToWaiting(env, group, 'NOT_COORDINATOR');
  else answerHeld(env, group, 'NOT_COORDINATOR');
}

/** Stops the group's timers: it is deleted, or its shard moves away. */
export function stopTimers(env: Env, group: Group): void {
  switch (group.kind) {
    case 'classic': return stopClassic(env, group);
    case 'consumer': return forgetConsumer(env, group);
    case 'share': return forgetShare(env, group);
  }
}
