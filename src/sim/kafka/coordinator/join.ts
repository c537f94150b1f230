// JoinGroup of the classic protocol (GroupMetadataManager.classicGroupJoin).
import { freeze } from '../../kernel/freeze.ts';
import { type Context, MILLISECOND, type NodeId } from '../../kernel/types.ts';
import { dataTimer, type Env } from '../broker/plane.ts';
import { respond } from '../broker/plane.ts';
import type { ErrorCode, Request } from '../protocol.ts';
import type { JoinGroupRequest } from '../protocol-groups.ts';
import { type ClassicGroup, findGroup, findMember, type Member, newGroup, supportsProtocols } from './group-state.ts';
import { joinConsumerGroup } from './consumer-group/classic-members.ts';
import { toClassic } from './consumer-group/conversion.ts';
import { coordinatorError } from './shards.ts';
import { answerJoinError, joinAnswer, maybeCompleteJoin, maybeRebalance, removeMember } from './rebalance.ts';
import { groupPartition } from './partition-of.ts';
import { startSession } from './sessions.ts';
import { groupEntry } from './stored.ts';
import { writeEntries } from './write.ts';

/** Everybody is on this machine. */
const CLIENT_HOST = '/127.0.0.1';
/** GroupMetadataManager's CLASSIC_GROUP_NEW_MEMBER_JOIN_TIMEOUT_MS. */
const NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

interface Joining {
  readonly body: JoinGroupRequest;
  readonly clientId: string;
  readonly from: NodeId;
  readonly correlationId: number;
}

export function handleJoinGroup(env: Env, request: Request<'JoinGroup'>, from: NodeId): void {
  const { body } = request;
  const joining: Joining = { body, clientId: request.clientId, from, correlationId: request.correlationId };
  const fail = (error: ErrorCode): void => refuse(env, joining, error);
  const unavailable = coordinatorError(env, body.groupId);
  if (body.groupId === '') return fail('INVALID_GROUP_ID');
  if (unavailable !== 'NONE') return fail(unavailable);
  const limit = (name: string): number => Number(env.broker.config(name));
  if (body.sessionTimeoutMs < limit('group.min.session.timeout.ms') || body.sessionTimeoutMs > limit('group.max.session.timeout.ms')) return fail('INVALID_SESSION_TIMEOUT');
  const found = findGroup(env.plane.groups, body.groupId);
  if (found?.kind === 'share') return fail('INCONSISTENT_GROUP_PROTOCOL');
  if (found?.kind === 'consumer' && found.members.length > 0) return joinConsumerGroup(env, found, request, from);
  const known = found?.kind === 'consumer' ? toClassic(env, found) : found;
  if (known === null && body.memberId !== '') return fail('UNKNOWN_MEMBER_ID');
  const group = known ?? beginGroup(env, body.groupId);
  if (group.state === 'Dead') return fail('COORDINATOR_NOT_AVAILABLE');
  if (!supportsProtocols(group, body.protocolType, body.protocols.map((one) => one.name))) return fail('INCONSISTENT_GROUP_PROTOCOL');
  if (body.memberId === '') return joinNew(env, group, joining);
  const pending = group.pending.find((one) => one.memberId === body.memberId);
  if (pending === undefined) return joinAgain(env, group, joining);
  env.ctx.cancel(pending.timer);
  group.pending = group.pending.filter((one) => one !== pending);
  addMember(env, group, joining, body.memberId);
}

/** A group that is new is written down as it is, without members, so that it is known wherever its partition moves. */
function beginGroup(env: Env, groupId: string): ClassicGroup {
  const group = newGroup(groupId, groupPartition(env.broker, groupId));
  env.plane.groups.groups[`g:${groupId}`] = group;
  writeEntries(env, freeze({ kind: 'group-changed', group: groupId, generation: env.plane.groups.nextWrite++, entries: [groupEntry(group, () => [], env.ctx.wallClockMs)], reply: null, answer: null }));
  return group;
}

function refuse(env: Env, joining: Joining, error: ErrorCode): void {
  answerJoinError(env, { to: joining.from, correlationId: joining.correlationId }, joining.body.memberId, error);
}

/** Somebody without an id: a dynamic member gets one and has to come back with it (KIP-394), a static one joins or replaces itself (KIP-345). */
function joinNew(env: Env, group: ClassicGroup, joining: Joining): void {
  const { groupInstanceId, sessionTimeoutMs } = joining.body;
  if (groupInstanceId !== null) {
    const memberId = `${groupInstanceId}-${randomUuid(env.ctx)}`;
    const before = group.members.find((one) => one.instanceId === groupInstanceId);
    if (before === undefined) addMember(env, group, joining, memberId);
    else replaceStatic(env, group, before, joining, memberId);
    return;
  }
  const memberId = `${joining.clientId}-${randomUuid(env.ctx)}`;
  if (joining.body.requiresKnownMemberId === false) return addMember(env, group, joining, memberId);
  const timer = env.ctx.schedule(sessionTimeoutMs * MILLISECOND, dataTimer({ kind: 'group', timer: { kind: 'pending-member', group: group.groupId, member: memberId } }));
  group.pending.push(freeze({ memberId, timer }));
  answerJoinError(env, { to: joining.from, correlationId: joining.correlationId }, memberId, 'MEMBER_ID_REQUIRED');
}

/** A member with this instance id is back under a new member id: the old one is fenced. With the same subscription nothing is rebalanced. */
function replaceStatic(env: Env, group: ClassicGroup, before: Member, joining: Joining, memberId: string): void {
  const wasLeader = group.leader === before.memberId;
  if (before.awaitingJoin !== null) answerJoinError(env, before.awaitingJoin, before.memberId, 'FENCED_INSTANCE_ID');
  const oldProtocols = before.protocols;
  const { assignment, isSyncPending } = before;
  before.awaitingJoin = null;
  const place = group.members.indexOf(before);
  removeMember(env, group, before);
  const member = newMember(joining, memberId);
  member.assignment = assignment;
  member.isSyncPending = isSyncPending;
  group.members.splice(place, 0, member);
  if (wasLeader) group.leader = memberId;
  startSession(env, group, member);
  const isSame = JSON.stringify(oldProtocols.map((one) => [one.name, one.metadata.topics])) === JSON.stringify(member.protocols.map((one) => [one.name, one.metadata.topics]));
  if (group.state === 'Stable' && isSame) {
    member.awaitingJoin = null;
    // The leader must not assign anew: nothing has changed (KIP-345, skipAssignment).
    respond(env.ctx, joining.from, 'JoinGroup', joining.correlationId, { ...joinAnswer(group, member), skipAssignment: wasLeader });
    return;
  }
  maybeRebalance(env, group);
}

function newMember(joining: Joining, memberId: string): Member {
  const { body } = joining;
  return {
    memberId, instanceId: body.groupInstanceId, clientId: joining.clientId, clientHost: CLIENT_HOST, node: joining.from,
    sessionTimeoutMs: body.sessionTimeoutMs, rebalanceTimeoutMs: body.rebalanceTimeoutMs, protocols: freeze(body.protocols), assignment: freeze([]),
    awaitingJoin: { to: joining.from, correlationId: joining.correlationId }, awaitingSync: null, isSyncPending: false, session: null,
  };
}

function addMember(env: Env, group: ClassicGroup, joining: Joining, memberId: string): void {
  const member = newMember(joining, memberId);
  if (group.members.length === 0) group.protocolType = joining.body.protocolType;
  group.members.push(member);
  group.emptySinceMs = -1;
  group.leader ??= memberId;
  // New members wait through the whole join phase: only that bounds how long they may be silent.
  const silence = Math.max(NEW_MEMBER_JOIN_TIMEOUT_MS, member.sessionTimeoutMs);
  member.session = env.ctx.schedule(silence * MILLISECOND, dataTimer({ kind: 'group', timer: { kind: 'session', group: group.groupId, member: memberId } }));
  env.ctx.note('member-joined', { group: group.groupId, member: memberId, client: member.clientId }, [`group/${group.groupId}`, `member/${group.groupId}/${memberId}`]);
  if (group.state === 'PreparingRebalance' && group.previousState === 'Empty') group.newMemberAdded = true;
  maybeRebalance(env, group);
}

/** A member that is known joins again: to start a rebalance, to take part in one, or because an answer was lost. */
function joinAgain(env: Env, group: ClassicGroup, joining: Joining): void {
  const { body } = joining;
  const member = findMember(group, body.memberId);
  const error = memberError(group, body.memberId, body.groupInstanceId);
  if (member === null || error !== 'NONE') return refuse(env, joining, error === 'NONE' ? 'UNKNOWN_MEMBER_ID' : error);
  const isSame = JSON.stringify(member.protocols) === JSON.stringify(body.protocols);
  switch (group.state) {
    case 'CompletingRebalance':
      if (isSame) return respond(env.ctx, joining.from, 'JoinGroup', joining.correlationId, joinAnswer(group, member));
      break;
    case 'Stable':
      if (isSame && group.leader !== member.memberId) return respond(env.ctx, joining.from, 'JoinGroup', joining.correlationId, joinAnswer(group, member));
      break;
    case 'Empty':
    case 'Dead': return refuse(env, joining, 'UNKNOWN_MEMBER_ID');
    case 'PreparingRebalance': break;
  }
  updateMember(member, joining);
  if (group.state === 'PreparingRebalance') maybeCompleteJoin(env, group);
  else maybeRebalance(env, group);
}

function updateMember(member: Member, joining: Joining): void {
  member.protocols = freeze(joining.body.protocols);
  member.sessionTimeoutMs = joining.body.sessionTimeoutMs;
  member.rebalanceTimeoutMs = joining.body.rebalanceTimeoutMs;
  member.node = joining.from;
  member.awaitingJoin = { to: joining.from, correlationId: joining.correlationId };
}

/** Whether this id may speak for a member (ClassicGroup.validateMember): a static member only under its latest id. */
export function memberError(group: ClassicGroup, memberId: string, instanceId: string | null): ErrorCode {
  if (instanceId !== null) {
    const holder = group.members.find((one) => one.instanceId === instanceId);
    if (holder === undefined) return 'UNKNOWN_MEMBER_ID';
    return holder.memberId === memberId ? 'NONE' : 'FENCED_INSTANCE_ID';
  }
  return findMember(group, memberId) === null ? 'UNKNOWN_MEMBER_ID' : 'NONE';
}

/** A random UUID (version 4) from the world's generator. */
function randomUuid(ctx: Context): string {
  let digits = '';
  for (let i = 0; i < 4; i++) digits += Math.floor(ctx.random() * 4_294_967_296).toString(16).padStart(8, '0');
  const variant = '89ab'[Number.parseInt(digits[16] ?? '0', 16) % 4] ?? '8';
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
}
