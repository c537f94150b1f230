// Which partition of `__transaction_state` holds a transactional id, and so which broker coordinates it.
import type { BrokerView } from '../../broker/view.ts';
import type { Env } from '../../broker/plane.ts';
import { partitionOf } from '../../metadata-image.ts';
import { type ErrorCode, nodeOf } from '../../protocol.ts';
import type { NodeId } from '../../../kernel/types.ts';
import { javaHash } from '../partition-of.ts';

export const TRANSACTION_TOPIC = '__transaction_state';

/** How many partitions the topic has, or will have (TransactionStateManager.retrieveTransactionTopicPartitionCount). */
function partitionCount(broker: BrokerView): number {
  return broker.image.topics[TRANSACTION_TOPIC]?.partitions.length ?? Number(broker.config('transaction.state.log.num.partitions'));
}

export function transactionPartitionOf(broker: BrokerView, transactionalId: string): number {
  return javaHash(transactionalId) % Math.max(1, partitionCount(broker));
}

/** The broker that coordinates this id, null while nobody does. */
export function coordinatorNode(broker: BrokerView, transactionalId: string): NodeId | null {
  const state = partitionOf(broker.image, TRANSACTION_TOPIC, transactionPartitionOf(broker, transactionalId));
  const leader = state === null ? undefined : broker.image.brokers[state.leader];
  return leader === undefined || leader.fenced ? null : nodeOf(leader.id);
}

/** Whether this broker may answer for a transactional id now. */
export function shardError(env: Env, transactionalId: string): ErrorCode {
  const shard = env.plane.transactions.shards[`p${transactionPartitionOf(env.broker, transactionalId)}`];
  if (shard === undefined) return 'NOT_COORDINATOR';
  return shard.state === 'loading' ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE';
}
