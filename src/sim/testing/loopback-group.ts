// One classic consumer group of the loopback cluster: joins are collected for a moment, the leader assigns, sessions run out.
import { MILLISECOND } from '../kernel/types.ts';
import type { NodeId, Time } from '../kernel/types.ts';
import type { AnyRequest, Apis } from '../kafka/protocol.ts';
import type { ConsumerAssignment, ConsumerSubscription } from '../kafka/protocol-groups.ts';

interface Member {
  id: string;
  instance: string | null;
  metadata: ConsumerSubscription;
  protocols: readonly string[];
  seen: Time;
  sessionUs: Time;
  join: ((body: unknown) => void) | null;
  sync: ((body: unknown) => void) | null;
  assignment: ConsumerAssignment;
}

type Reply = (body: unknown, delay?: Time) => void;

/** How long the first join waits for others. */
const JOIN_WINDOW = 200 * MILLISECOND;

export class LoopbackGroup {
  generation = 0;
  state: 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' = 'Empty';
  readonly members = new Map<string, Member>();
  readonly committed = new Map<string, number>();
  private joinBy: Time = Number.MAX_SAFE_INTEGER;
  private nextMember = 1;

  wakeup(): Time {
    let at = this.joinBy;
    for (const member of this.members.values()) if (member.join === null) at = Math.min(at, member.seen + member.sessionUs + 1);
    return at;
  }

  tick(now: Time): void {
    for (const member of this.members.values()) {
      if (member.join === null && now > member.seen + member.sessionUs) {
        this.members.delete(member.id);
        this.rebalance(now);
      }
    }
    if (this.state === 'PreparingRebalance' && now >= this.joinBy) this.completeJoin(now);
    if (this.members.size === 0) {
      this.state = 'Empty';
      this.joinBy = Number.MAX_SAFE_INTEGER;
    }
  }

  private rebalance(now: Time): void {
    if (this.state === 'PreparingRebalance') return;
    for (const member of this.members.values()) {
      member.sync?.({ errorCode: 'REBALANCE_IN_PROGRESS', protocolType: null, protocolName: null, assignment: [] });
      member.sync = null;
    }
    this.state = 'PreparingRebalance';
    this.joinBy = now + JOIN_WINDOW;
  }

  private completeJoin(now: Time): void {
    for (const member of this.members.values()) {
      // Members that are late get until their session runs out: the window is moved.
      if (member.join === null) {
        this.joinBy = now + JOIN_WINDOW;
        return;
      }
    }
    this.generation++;
    this.state = 'CompletingRebalance';
    this.joinBy = Number.MAX_SAFE_INTEGER;
    const all = [...this.members.values()];
    const leader = all[0];
    const protocol = leader?.protocols.find((name) => all.every((m) => m.protocols.includes(name))) ?? 'range';
    for (const member of all) {
      member.seen = now;
      const members = member === leader ? all.map((m) => ({ memberId: m.id, groupInstanceId: m.instance, metadata: m.metadata })) : [];
      member.join?.({ errorCode: 'NONE', generationId: this.generation, protocolType: 'consumer', protocolName: protocol, leader: leader?.id ?? '', skipAssignment: false, memberId: member.id, members });
      member.join = null;
    }
  }

  handle(request: AnyRequest, _from: NodeId, now: Time, reply: Reply): void {
    switch (request.api) {
      case 'JoinGroup':
        return this.join(request.body, now, reply);
      case 'SyncGroup':
        return this.sync(request.body, now, reply);
      case 'Heartbeat': {
        const member = this.members.get(request.body.memberId);
        if (member === undefined) return reply({ errorCode: 'UNKNOWN_MEMBER_ID' });
        member.seen = now;
        if (request.body.generationId !== this.generation) return reply({ errorCode: 'ILLEGAL_GENERATION' });
        return reply({ errorCode: this.state === 'PreparingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE' });
      }
      case 'LeaveGroup':
        for (const { memberId } of request.body.members) if (this.members.delete(memberId)) this.rebalance(now);
        return reply({ errorCode: 'NONE', members: [] });
      case 'OffsetCommit':
        return this.commit(request.body, now, reply);
      case 'OffsetFetch':
        return reply({ errorCode: 'NONE', topics: (request.body.topics ?? []).map((t) => ({ name: t.name, partitions: t.partitionIndexes.map((i) => ({ partitionIndex: i, committedOffset: this.committed.get(`${t.name}-${i}`) ?? -1, committedLeaderEpoch: -1, metadata: '', errorCode: 'NONE' })) })) });
      default:
        return undefined;
    }
  }

  private join(body: Apis['JoinGroup'][0], now: Time, reply: Reply): void {
    if (body.memberId === '') {
      const id = `${body.groupInstanceId ?? 'member'}-${this.nextMember++}`;
      return reply({ errorCode: 'MEMBER_ID_REQUIRED', generationId: -1, protocolType: null, protocolName: null, leader: '', skipAssignment: false, memberId: id, members: [] });
    }
    const metadata = body.protocols[0]?.metadata ?? { topics: [], ownedPartitions: [], generationId: -1, rackId: null };
    const known = this.members.get(body.memberId);
    const member: Member = { id: body.memberId, instance: body.groupInstanceId, metadata, protocols: body.protocols.map((p) => p.name), seen: now, sessionUs: body.sessionTimeoutMs * MILLISECOND, join: reply, sync: null, assignment: known?.assignment ?? [] };
    this.members.set(body.memberId, member);
    this.rebalance(now);
    return undefined;
  }

  private sync(body: Apis['SyncGroup'][0], now: Time, reply: Reply): void {
    const member = this.members.get(body.memberId);
    const refuse = (errorCode: string): void => reply({ errorCode, protocolType: null, protocolName: null, assignment: [] });
    if (member === undefined) return refuse('UNKNOWN_MEMBER_ID');
    member.seen = now;
    if (body.generationId !== this.generation) return refuse('ILLEGAL_GENERATION');
    if (this.state === 'PreparingRebalance') return refuse('REBALANCE_IN_PROGRESS');
    member.sync = reply;
    if (body.assignments.length > 0) {
      for (const { memberId, assignment } of body.assignments) {
        const of = this.members.get(memberId);
        if (of !== undefined) of.assignment = assignment;
      }
      this.state = 'Stable';
    }
    if (this.state !== 'Stable') return undefined;
    for (const m of this.members.values()) {
      m.sync?.({ errorCode: 'NONE', protocolType: 'consumer', protocolName: body.protocolName, assignment: m.assignment });
      m.sync = null;
    }
    return undefined;
  }

  private commit(body: Apis['OffsetCommit'][0], now: Time, reply: Reply): void {
    const member = this.members.get(body.memberId);
    const errorCode = body.generationIdOrMemberEpoch < 0 ? 'NONE' : member === undefined ? 'UNKNOWN_MEMBER_ID' : body.generationIdOrMemberEpoch !== this.generation ? 'ILLEGAL_GENERATION' : this.state === 'CompletingRebalance' ? 'REBALANCE_IN_PROGRESS' : 'NONE';
    if (member !== undefined) member.seen = now;
    if (errorCode === 'NONE') for (const t of body.topics) for (const p of t.partitions) this.committed.set(`${t.name}-${p.partitionIndex}`, p.committedOffset);
    reply({ topics: body.topics.map((t) => ({ name: t.name, partitions: t.partitions.map((p) => ({ partitionIndex: p.partitionIndex, errorCode })) })) });
  }
}
