// Which partition of `__share_group_state` holds a share-partition's state, and so which broker is its share coordinator.
import { groupPartitionOf } from '../partition-of.ts';

export const SHARE_TOPIC = '__share_group_state';

/** By the hash of `group:topicId:partition`, as groups are spread; share.coordinator.state.topic.num.partitions, Kafka default 50. */
export function sharePartitionOf(key: string): number {
  return groupPartitionOf(key);
}
