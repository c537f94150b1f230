// Replicas on the move: how the active controller begins, takes back and lists reassignments (KIP-455).
import type { Context } from '../../kernel/types.ts';
import { brokersOf, topicsOf, type TopicImage } from '../metadata-image.ts';
import type { PartitionChangeRecord, PartitionState } from '../metadata-record.ts';
import type { ErrorCode } from '../protocol.ts';
import type { AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse, ListPartitionReassignmentsRequest, ListPartitionReassignmentsResponse } from '../protocol-operations.ts';
import { changeRecord, noteChanges } from './partitions.ts';
import { append, type Controller, topicSetting } from './state.ts';

interface Problem {
  readonly errorCode: ErrorCode;
  readonly errorMessage: string | null;
}

type Decided = Problem | { readonly record: PartitionChangeRecord | null };

export function alterReassignments(controller: Controller, request: AlterPartitionReassignmentsRequest, ctx: Context): AlterPartitionReassignmentsResponse {
  const responses = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, replicas }) => {
      const decided = decide(controller, name, partitionIndex, replicas, request.allowReplicationFactorChange);
      if ('errorCode' in decided) return { partitionIndex, ...decided };
      if (decided.record !== null) {
        noteChanges(controller, [decided.record], ctx);
        append(controller, [decided.record], ctx);
      }
      return { partitionIndex, errorCode: 'NONE' as const, errorMessage: null };
    }),
  }));
  return { errorCode: 'NONE', errorMessage: null, responses };
}

function decide(controller: Controller, name: string, index: number, replicas: readonly number[] | null, mayChangeCount: boolean): Decided {
  const unknown = (errorMessage: string): Problem => ({ errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage });
  const topic = controller.image.topics[name];
  if (topic === undefined) return unknown(`Unable to find a topic named ${name}.`);
  const partition = topic.partitions[index];
  if (partition === undefined) return unknown(`Unable to find partition ${name}:${index}.`);
  return replicas === null ? cancel(controller, topic, index, partition) : change(controller, topic, index, partition, replicas, mayChangeCount);
}

/** The new replicas come first, those that leave stay behind them until the others are in sync. */
function change(controller: Controller, topic: TopicImage, index: number, partition: PartitionState, target: readonly number[], mayChangeCount: boolean): Decided {
  const problem = assignmentProblem(controller, target);
  if (problem !== null) return { errorCode: 'INVALID_REPLICA_ASSIGNMENT', errorMessage: problem };
  const before = originalReplicas(partition).length;
  if (!mayChangeCount && before !== target.length) {
    return { errorCode: 'INVALID_REPLICATION_FACTOR', errorMessage: `The replication factor is changed from ${before} to ${target.length}` };
  }
  const ascending = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);
  const targetRemoving = ascending(partition.replicas.filter((id) => !target.includes(id)));
  const targetAdding = ascending(target.filter((id) => !partition.replicas.includes(id)));
  // Without anything to add or to take away, what was under way is left as it is (ReplicationControlManager).
  const moves = { ...(targetRemoving.length > 0 ? { targetRemoving } : {}), ...(targetAdding.length > 0 ? { targetAdding } : {}) };
  return { record: changeRecord(controller, topic, index, { election: 'ONLINE', targetReplicas: [...target, ...targetRemoving], ...moves }) };
}

function assignmentProblem(controller: Controller, replicas: readonly number[]): string | null {
  if (replicas.length === 0) return 'The manual partition assignment includes an empty replica list.';
  const sorted = [...replicas].sort((a, b) => a - b);
  const twice = sorted.find((id, i) => sorted[i + 1] === id);
  if (twice !== undefined) return `The manual partition assignment includes the broker ${twice} more than once.`;
  const known = brokersOf(controller.image).map(({ id }) => id);
  const unknown = sorted.find((id) => !known.includes(id));
  return unknown === undefined ? null : `The manual partition assignment includes broker ${unknown}, but no such broker is registered.`;
}

/** The replicas as they were before the reassignment under way. */
function originalReplicas(partition: PartitionState): number[] {
  return partition.replicas.filter((id) => !partition.addingReplicas.includes(id));
}

/** Back to the replicas of before (PartitionReassignmentRevert). */
function cancel(controller: Controller, topic: TopicImage, index: number, partition: PartitionState): Decided {
  if (!isMoving(partition)) return { errorCode: 'NO_REASSIGNMENT_IN_PROGRESS', errorMessage: null };
  const targetReplicas = originalReplicas(partition);
  const kept = partition.isr.filter((id) => !partition.addingReplicas.includes(id));
  const mayLose = topicSetting(controller, topic.name, 'unclean.leader.election.enable') === 'true';
  if (kept.length === 0 && !mayLose) {
    return { errorCode: 'INVALID_REPLICA_ASSIGNMENT', errorMessage: `Unable to revert partition assignment for ${topic.name}:${index} because it would require an unclean leader election.` };
  }
  const targetIsr = kept.length > 0 ? kept : targetReplicas.slice(0, 1);
  return { record: changeRecord(controller, topic, index, { targetIsr, targetReplicas, targetRemoving: [], targetAdding: [] }) };
}

function isMoving(partition: PartitionState): boolean {
  return partition.addingReplicas.length + partition.removingReplicas.length > 0;
}

export function listReassignments(controller: Controller, request: ListPartitionReassignmentsRequest): ListPartitionReassignmentsResponse {
  const wanted = request.topics ?? topicsOf(controller.image).map(({ name, partitions }) => ({ name, partitionIndexes: partitions.map((_, index) => index) }));
  const topics = wanted.flatMap(({ name, partitionIndexes }) => {
    const topic = controller.image.topics[name];
    const partitions = partitionIndexes.flatMap((partitionIndex) => {
      const partition = topic?.partitions[partitionIndex];
      if (partition === undefined || !isMoving(partition)) return [];
      return [{ partitionIndex, replicas: partition.replicas, addingReplicas: partition.addingReplicas, removingReplicas: partition.removingReplicas }];
    });
    return partitions.length === 0 ? [] : [{ name, partitions }];
  });
  return { errorCode: 'NONE', errorMessage: null, topics };
}
