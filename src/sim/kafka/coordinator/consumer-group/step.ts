// One step of a member towards its target: taken, stored, and told to whoever asks why.
import type { Env, StoredEntry } from '../../broker/plane.ts';
import type { TopicPartitions } from '../../protocol-consumer-groups.ts';
import { subscribedIds } from './epochs.ts';
import { subjectsOf } from './fence.ts';
import { countOf, inWords } from './partitions.ts';
import { reconcile } from './reconcile.ts';
import { type ConsumerGroup, type ConsumerMember, NOTHING } from './state.ts';
import { currentEntry } from './stored.ts';

/** The member comes nearer to its target, where it can. True where anything changed. */
export function step(env: Env, group: ConsumerGroup, member: ConsumerMember, owned: readonly TopicPartitions[] | null, hasSubscriptionChanged: boolean, records: StoredEntry[]): boolean {
  const target = group.target[member.memberId] ?? NOTHING;
  const topicIds = subscribedIds(env.broker.image, group, member);
  const epoch = member.epoch;
  const moved = reconcile({ group, member, target, targetEpoch: group.assignmentEpoch, topicIds, owned }, hasSubscriptionChanged);
  if (!moved) return false;
  records.push(currentEntry(group.groupId, member));
  const about = { group: group.groupId, member: member.memberId, client: member.subscription.clientId };
  if (member.state === 'UNREVOKED_PARTITIONS') env.ctx.note('member-revoking', { ...about, partitions: inWords(env.broker.image, member.pendingRevocation) }, subjectsOf(group, member));
  else if (member.epoch !== epoch || member.state === 'STABLE') {
    env.ctx.note('member-reconciled', { ...about, epoch: member.epoch, partitions: countOf(member.assigned), waits: member.state === 'UNRELEASED_PARTITIONS' ? 1 : 0 }, subjectsOf(group, member));
  }
  return true;
}
