// The leader's work in a classic group: what members said at their join, and which assignor divides the partitions.
import { freeze } from '../../../kernel/freeze.ts';
import type { ConsumerAssignment, ConsumerSubscription, JoinGroupRequest } from '../../protocol-groups.ts';
import { setWantedTopics } from '../metadata.ts';
import { assignCooperatively } from './assignor/cooperative-sticky.ts';
import type { Member } from './assignor/member.ts';
import { assignRange } from './assignor/range.ts';
import { assignRoundRobin } from './assignor/roundrobin.ts';
import { assignSticky } from './assignor/sticky.ts';
import type { AssignorName } from './consumer-config.ts';
import type { Consumer } from './state.ts';
import { subscribedTopics, tp } from './state.ts';

/** Whether every assignor that this consumer offers is cooperative: only then it keeps its partitions during a rebalance (KIP-429). */
export function cooperates(consumer: Consumer): boolean {
  return consumer.config.assignors.every((assignor) => assignor === 'cooperative-sticky');
}

/** What goes into JoinGroup: the assignors that this member can use, best first. */
export function joinProtocols(consumer: Consumer): JoinGroupRequest['protocols'] {
  const owned = consumer.assigned.map(tp);
  const metadata: ConsumerSubscription = freeze({
    topics: [...subscribedTopics(consumer)].sort(),
    ownedPartitions: owned,
    generationId: consumer.membership.generation,
    rackId: consumer.config.rack === '' ? null : consumer.config.rack,
  });
  return consumer.config.assignors.map((name) => ({ name, metadata }));
}

type JoinedMember = { readonly memberId: string; readonly groupInstanceId: string | null; readonly metadata: ConsumerSubscription };

/** The leader watches every topic that any member subscribes to. */
export function topicsOfGroup(consumer: Consumer, members: readonly JoinedMember[]): void {
  const topics = [...new Set(members.flatMap((member) => member.metadata.topics))].sort();
  consumer.membership.groupTopics = topics;
  if (consumer.subscription.kind !== 'pattern') setWantedTopics(consumer.network.metadata, [...new Set([...subscribedTopics(consumer), ...topics])]);
}

/** How many partitions each topic has, for topics that exist. */
export function partitionCounts(consumer: Consumer, topics: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const topic of topics) {
    const info = consumer.network.metadata.topics[topic];
    if (info !== undefined) counts[topic] = info.partitions.length;
  }
  return counts;
}

/** Partition counts as one comparable text. */
export function snapshot(consumer: Consumer, topics: readonly string[]): string {
  const counts = partitionCounts(consumer, topics);
  return topics.map((topic) => `${topic}=${counts[topic] ?? 0}`).join(',');
}

/** Divides the partitions among the members with the group's assignor. */
export function assignPartitions(protocol: AssignorName | null, joined: readonly JoinedMember[], counts: Readonly<Record<string, number>>): { readonly memberId: string; readonly assignment: ConsumerAssignment }[] {
  const members = joined.map((member): Member => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    topics: member.metadata.topics,
    owned: member.metadata.ownedPartitions,
    generation: member.metadata.generationId,
  }));
  const assignment = divide(protocol, members, counts);
  return members.map((member) => ({ memberId: member.memberId, assignment: assignment[member.memberId] ?? [] }));
}

function divide(protocol: AssignorName | null, members: readonly Member[], counts: Readonly<Record<string, number>>): Record<string, ConsumerAssignment> {
  switch (protocol) {
    case 'roundrobin':
      return assignRoundRobin(members, counts);
    case 'sticky':
      return assignSticky(members, counts);
    case 'cooperative-sticky':
      return assignCooperatively(members, counts);
    case 'range':
    case null:
      return assignRange(members, counts);
  }
}
