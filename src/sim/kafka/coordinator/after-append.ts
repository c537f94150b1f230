// What a coordinator does after a write: told by kind of work, with the error as clients are told it.
import type { CoordinatorWork, Env } from '../broker/plane.ts';
import type { ErrorCode } from '../protocol.ts';
import { afterGroupDeleted } from './group-admin.ts';
import { findGroup } from './group-state.ts';
import { afterGroupChanged } from './held-answers.ts';
import { loadAgain } from './loading.ts';
import { afterOffsetsStored } from './offset-requests.ts';
import { groupPartition } from './partition-of.ts';
import { isOutdated } from './shards.ts';
import { afterGroupStored } from './rebalance.ts';

/** Goes on after a write, with the error as clients are told it. */
export function afterCoordinatorAppend(env: Env, work: CoordinatorWork, error: ErrorCode): void {
  const told = coordinatorError(error);
  switch (work.kind) {
    case 'group-synced':
    case 'group-stored': return afterGroupStored(env, work, told);
    case 'offsets-committed':
    case 'offsets-deleted': return afterOffsetsStored(env, work, told);
    case 'group-changed':
      afterGroupChanged(env, findGroup(env.plane.groups, work.group), work, told);
      if (told !== 'NONE' && !isOutdated(env, work)) loadAgain(env, groupPartition(env.broker, work.group));
      return;
    case 'group-deleted': return afterGroupDeleted(env, work, told);
  }
}

/** CoordinatorOperationExceptionHelper: what a failed write means for a group's member. */
function coordinatorError(error: ErrorCode): ErrorCode {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
    case 'REQUEST_TIMED_OUT': return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR': return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE': return 'UNKNOWN_SERVER_ERROR';
    default: return error;
  }
}
