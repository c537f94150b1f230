// The groups that a broker coordinates, as data.
//
//   Empty --first member--> PreparingRebalance --all joined, or time is up--> CompletingRebalance --leader's sync stored--> Stable
//     ^                        ^        |                                            |                                     |
//     +---- nobody joined -----|--------+                                            |                                     |
//                              +--- somebody joins, leaves, expires, or subscribes to something else -----------------------+
//   Dead: deleted.
import type { NodeId, TimerId } from '../../kernel/types.ts';
import type { ConsumerAssignment, JoinGroupRequest } from '../protocol-groups.ts';
import type { CommittedOffset } from './committed-offset.ts';
import type { ConsumerGroup, ConsumerGroupTimer } from './consumer-group/state.ts';
import type { ShareGroup, ShareGroupTimer } from './share/state.ts';

export interface Waiting {
  readonly to: NodeId;
  readonly correlationId: number;
}

export interface Member {
  readonly memberId: string;
  readonly instanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  /** Where it was heard of last, for explanations; empty after a coordinator was loaded. */
  node: NodeId;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  /** Frozen. */
  protocols: JoinGroupRequest['protocols'];
  /** Frozen. */
  assignment: ConsumerAssignment;
  awaitingJoin: Waiting | null;
  awaitingSync: Waiting | null;
  /** It has not synced in this generation yet. */
  isSyncPending: boolean;
  session: TimerId | null;
}

/** A member that was given its id and is expected to join with it (KIP-394). */
export interface PendingMember {
  readonly memberId: string;
  readonly timer: TimerId;
}

export type ClassicState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** A group of the classic protocol, or one that only commits offsets. */
export interface ClassicGroup {
  readonly kind: 'classic';
  readonly groupId: string;
  /** Its partition of `__consumer_offsets`. */
  readonly partition: number;
  state: ClassicState;
  /** What it was before the present rebalance. */
  previousState: ClassicState;
  generation: number;
  protocolType: string | null;
  protocolName: string | null;
  leader: string | null;
  /** In the order in which they joined. */
  members: Member[];
  pending: PendingMember[];
  /** Somebody joined during the initial delay, which then lasts longer. */
  newMemberAdded: boolean;
  /** How much longer the initial delay may get, ms. */
  delayLeftMs: number;
  joinTimer: TimerId | null;
  syncTimer: TimerId | null;
  /** By topic and partition. */
  offsets: Record<string, CommittedOffset>;
  /** Since when it has no members, ms since 1970; -1 while it has some. */
  emptySinceMs: number;
}

/** What kinds of groups differ in stands in group-kinds.ts. */
export type Group = ClassicGroup | ConsumerGroup | ShareGroup;

export interface GroupCoordinator {
  /** By `g:` and the group's id. */
  readonly groups: Record<string, Group>;
  /** Partitions of `__consumer_offsets` that this broker leads, by `p` and number. */
  readonly shards: Record<string, 'loading' | 'active'>;
  /** Numbers the writes of consumer and share groups, from 1. */
  nextWrite: number;
  /** By shard: changes with earlier numbers were made to groups as they were before the shard was read (again), and are written no more. */
  readonly validFrom: Record<string, number>;
}

export function newGroupCoordinator(): GroupCoordinator {
  return { groups: {}, shards: {}, nextWrite: 1, validFrom: {} };
}

export type GroupTimer =
  | { readonly kind: 'load'; readonly partition: number; readonly epoch: number }
  | { readonly kind: 'session'; readonly group: string; readonly member: string }
  | { readonly kind: 'pending-member'; readonly group: string; readonly member: string }
  | { readonly kind: 'initial-join'; readonly group: string }
  | { readonly kind: 'join'; readonly group: string }
  | { readonly kind: 'sync'; readonly group: string; readonly generation: number }
  | ConsumerGroupTimer
  | ShareGroupTimer;

export function newGroup(groupId: string, partition: number): ClassicGroup {
  return {
    kind: 'classic', groupId, partition, state: 'Empty', previousState: 'Empty', generation: 0, protocolType: null, protocolName: null,
    leader: null, members: [], pending: [], newMemberAdded: false, delayLeftMs: 0, joinTimer: null, syncTimer: null, offsets: {}, emptySinceMs: -1,
  };
}

export function findGroup(coordinator: GroupCoordinator, groupId: string): Group | null {
  return coordinator.groups[`g:${groupId}`] ?? null;
}

/** The group, where it is one of the classic protocol. */
export function findClassic(coordinator: GroupCoordinator, groupId: string): ClassicGroup | null {
  const group = findGroup(coordinator, groupId);
  return group?.kind === 'classic' ? group : null;
}

export function findMember(group: ClassicGroup, memberId: string): Member | null {
  return group.members.find((one) => one.memberId === memberId) ?? null;
}

/** Protocols that every member knows (ClassicGroup.supportsProtocols). */
export function supportsProtocols(group: ClassicGroup, protocolType: string, names: readonly string[]): boolean {
  if (group.members.length === 0) return protocolType !== '' && names.length > 0;
  if (group.protocolType !== protocolType) return false;
  return names.some((name) => group.members.every((member) => member.protocols.some((one) => one.name === name)));
}

/** Each member votes for the first of its protocols that all know; the most votes win, the earliest named of equals (ClassicGroup.selectProtocol). */
export function selectProtocol(group: ClassicGroup): string {
  const votes: Record<string, number> = {};
  const isCommon = (name: string): boolean => group.members.every((member) => member.protocols.some((one) => one.name === name));
  for (const member of group.members) {
    const vote = member.protocols.find((one) => isCommon(one.name))?.name;
    if (vote !== undefined) votes[vote] = (votes[vote] ?? 0) + 1;
  }
  let best = '';
  for (const [name, count] of Object.entries(votes)) if (best === '' || count > (votes[best] ?? 0)) best = name;
  return best;
}

/** How long members may take to join: the longest that any of them asks for. */
export function rebalanceTimeoutMs(group: ClassicGroup): number {
  return group.members.reduce((longest, member) => Math.max(longest, member.rebalanceTimeoutMs), 0);
}

export function hasAllJoined(group: ClassicGroup): boolean {
  return group.pending.length === 0 && group.members.every((member) => member.awaitingJoin !== null);
}
