// Whether this broker may answer for a group: it leads the group's partition of `__consumer_offsets` and has read it.
import type { CoordinatorWork, Env } from '../broker/plane.ts';
import type { ErrorCode } from '../protocol.ts';
import { groupPartition } from './partition-of.ts';

/** Whether this broker may answer for a group now. */
export function coordinatorError(env: Env, groupId: string): ErrorCode {
  const shard = env.plane.groups.shards[`p${groupPartition(env.broker, groupId)}`];
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard === 'loading' ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE';
}

/** Whether a change was made to a group as it was before its shard was read again: then it must not be written. */
export function isOutdated(env: Env, work: CoordinatorWork): boolean {
  return work.kind === 'group-changed' && work.generation < (env.plane.groups.validFrom[`p${groupPartition(env.broker, work.group)}`] ?? 0);
}
