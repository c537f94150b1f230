// A group changes its kind (KIP-848, group.consumer.migration.policy): an empty one always may.
import { freeze } from '../../../kernel/freeze.ts';
import type { Env, StoredEntry } from '../../broker/plane.ts';
import type { ConsumerGroupHeartbeatRequest } from '../../protocol-consumer-groups.ts';
import { type ClassicGroup, findGroup, type Group, newGroup } from '../group-state.ts';
import { groupPartition } from '../partition-of.ts';
import { groupTombstone } from '../stored.ts';
import { writeEntries } from '../write.ts';
import { type Refusal, refusal } from './requests.ts';
import { type ConsumerGroup, newConsumerGroup } from './state.ts';
import { consumerTombstones } from './stored.ts';

/** The group that a member of the new protocol means; one that joins makes it, out of an empty group of the classic protocol where there is one. */
export function groupFor(env: Env, body: ConsumerGroupHeartbeatRequest, records: StoredEntry[]): ConsumerGroup | Refusal {
  const { groups } = env.plane.groups;
  const known = findGroup(env.plane.groups, body.groupId);
  if (known?.kind === 'consumer') return known;
  if (body.memberEpoch !== 0) return refusal('GROUP_ID_NOT_FOUND', known === null ? `Consumer group ${body.groupId} not found.` : `Group ${body.groupId} is not a consumer group.`);
  const group = newConsumerGroup(body.groupId, groupPartition(env.broker, body.groupId));
  if (known === null) return (groups[`g:${body.groupId}`] = group);
  const problem = upgradeProblem(env, known);
  if (problem !== null) return problem;
  records.push(groupTombstone(body.groupId));
  if (known.kind === 'classic') group.offsets = known.offsets;
  groups[`g:${body.groupId}`] = group;
  env.ctx.note('group-converted', { group: body.groupId, to: 'consumer' }, [`group/${body.groupId}`]);
  return group;
}

function upgradeProblem(env: Env, known: Group): Refusal | null {
  if (known.kind !== 'classic') return refusal('GROUP_ID_NOT_FOUND', `Group ${known.groupId} is not a consumer group.`);
  if (known.state === 'Empty' && known.pending.length === 0) return null;
  if (!['upgrade', 'bidirectional'].includes(env.broker.config('group.consumer.migration.policy').toLowerCase())) {
    return refusal('GROUP_ID_NOT_FOUND', `Cannot upgrade classic group ${known.groupId} to consumer group because online upgrade is disabled.`);
  }
  return refusal('GROUP_ID_NOT_FOUND', `Cannot upgrade classic group ${known.groupId} to consumer group because the group does not use the consumer embedded protocol.`);
}

/** A classic member joins an empty consumer group: its records are deleted, its offsets stay. */
export function toClassic(env: Env, group: ConsumerGroup): ClassicGroup {
  const classic: ClassicGroup = { ...newGroup(group.groupId, group.partition), offsets: group.offsets };
  env.plane.groups.groups[`g:${group.groupId}`] = classic;
  writeEntries(env, freeze({ kind: 'group-stored', group: group.groupId, generation: 0, entries: consumerTombstones(group), reply: null, answer: null }));
  env.ctx.note('group-converted', { group: group.groupId, to: 'classic' }, [`group/${group.groupId}`]);
  return classic;
}
