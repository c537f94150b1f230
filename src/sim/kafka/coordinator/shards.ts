// Whether this broker may answer for a group: it leads the group's partition of `__consumer_offsets` and has read it.
import type { Env } from '../broker/plane.ts';
import type { ErrorCode } from '../protocol.ts';
import { groupPartition } from './partition-of.ts';

/** Whether this broker may answer for a group now. */
export function coordinatorError(env: Env, groupId: string): ErrorCode {
  const shard = env.plane.groups.shards[`p${groupPartition(env.broker, groupId)}`];
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard === 'loading' ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE';
}
