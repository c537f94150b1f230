// A member comes one step nearer to its target assignment, at its own heartbeat (CurrentAssignmentBuilder; KIP-848).
import { freeze } from '../../../kernel/freeze.ts';
import type { TopicPartitions } from '../../protocol-consumer-groups.ts';
import { filtered, has, isNone, isTaken, union } from './partitions.ts';
import type { Assignment, ConsumerGroup, ConsumerMember, MemberState } from './state.ts';
import { NOTHING, place } from './state.ts';

interface Step {
  readonly epoch: number;
  readonly state: MemberState;
  readonly assigned: Assignment;
  readonly pendingRevocation: Assignment;
}

interface Towards {
  readonly group: ConsumerGroup;
  readonly member: ConsumerMember;
  readonly target: Assignment;
  readonly targetEpoch: number;
  /** The ids of the topics that the member subscribes to now. */
  readonly topicIds: readonly string[];
  /** What the member says it owns, null where it says nothing. */
  readonly owned: readonly TopicPartitions[] | null;
}

/** Moves the member where it can move. True where anything has changed, which is then to be stored. */
export function reconcile(towards: Towards, hasSubscriptionChanged: boolean): boolean {
  const { member, targetEpoch } = towards;
  const step = nextStep(towards, hasSubscriptionChanged);
  if (step === null) return false;
  const since = sinceWhen(member, union(step.assigned, step.pendingRevocation), targetEpoch);
  member.previousEpoch = member.epoch;
  member.epoch = step.epoch;
  member.state = step.state;
  member.assigned = step.assigned;
  member.since = since;
  member.pendingRevocation = step.pendingRevocation;
  return true;
}

function nextStep(towards: Towards, hasSubscriptionChanged: boolean): Step | null {
  const { member, targetEpoch } = towards;
  switch (member.state) {
    case 'STABLE':
      if (member.epoch !== targetEpoch) return towardsTarget(towards);
      return hasSubscriptionChanged ? withoutUnsubscribed(towards) : null;
    case 'UNREVOKED_PARTITIONS':
      // It may go on when it no longer says that it owns what it was to give up.
      if (!stillOwns(towards, member.pendingRevocation)) return towardsTarget(towards);
      return hasSubscriptionChanged ? withoutUnsubscribed(towards) : null;
    case 'UNRELEASED_PARTITIONS': return unlessSame(member, towardsTarget(towards));
  }
}

function unlessSame(member: ConsumerMember, step: Step): Step | null {
  const isSame = member.epoch === step.epoch && member.state === step.state && JSON.stringify([member.assigned, member.pendingRevocation]) === JSON.stringify([step.assigned, step.pendingRevocation]);
  return isSame ? null : step;
}

/** Revoke before assign: what goes is taken first, at the old epoch; only then comes what is free, at the new one. */
function towardsTarget(towards: Towards): Step {
  const { group, member, targetEpoch, topicIds } = towards;
  const target = filtered(towards.target, (topicId) => topicIds.includes(topicId));
  const kept = filtered(member.assigned, (topicId, partition) => has(target, topicId, partition));
  const going = filtered(member.assigned, (topicId, partition) => !has(target, topicId, partition));
  if (!isNone(going) && stillOwns(towards, going)) return { epoch: member.epoch, state: 'UNREVOKED_PARTITIONS', assigned: kept, pendingRevocation: going };
  const wanted = filtered(target, (topicId, partition) => !has(kept, topicId, partition));
  const free = filtered(wanted, (topicId, partition) => !isTaken(group, topicId, partition));
  const isWaiting = JSON.stringify(free) !== JSON.stringify(wanted);
  return { epoch: targetEpoch, state: isWaiting ? 'UNRELEASED_PARTITIONS' : 'STABLE', assigned: union(kept, free), pendingRevocation: NOTHING };
}

/** Before a new target is made, the member gives up what it no longer subscribes to. */
function withoutUnsubscribed(towards: Towards): Step | null {
  const { member, topicIds } = towards;
  const kept = filtered(member.assigned, (topicId) => topicIds.includes(topicId));
  const going = union(filtered(member.assigned, (topicId) => !topicIds.includes(topicId)), member.pendingRevocation);
  if (JSON.stringify(kept) === JSON.stringify(member.assigned)) return null;
  if (stillOwns(towards, going)) return { epoch: member.epoch, state: 'UNREVOKED_PARTITIONS', assigned: kept, pendingRevocation: going };
  return { epoch: member.epoch, state: member.state, assigned: kept, pendingRevocation: member.pendingRevocation };
}

/** Whether the member has any of these, as far as it says; one that says nothing may have them all. */
function stillOwns({ owned }: Towards, assignment: Assignment): boolean {
  return owned === null || owned.some(({ topicId, partitions }) => partitions.some((partition) => has(assignment, topicId, partition)));
}

/** What stays keeps the epoch at which it came. */
function sinceWhen(member: ConsumerMember, held: Assignment, epoch: number): Readonly<Record<string, number>> {
  const since: Record<string, number> = {};
  for (const [topicId, partitions] of Object.entries(held)) {
    for (const partition of partitions) since[place(topicId, partition)] = member.since[place(topicId, partition)] ?? epoch;
  }
  return freeze(since);
}
