// How the active controller moves leaders and in-sync replicas: when brokers come and go, when leaders report, when asked.
import type { Context, FactId } from '../../kernel/types.ts';
import { isActive, partitionOf, topicById, topicsOf, type TopicImage } from '../metadata-image.ts';
import { merge, type MetadataRecord, type PartitionChangeRecord, type PartitionState } from '../metadata-record.ts';
import type { AlterPartitionRequest, AlterPartitionResponse, ElectLeadersRequest, ElectLeadersResponse, ErrorCode, TopicPartition } from '../protocol.ts';
import { append, type Controller, nodeSubject, setting, topicSetting } from './state.ts';
import { type ChangeOptions, type Election, partitionChange } from './partition-change.ts';

export interface ChangeWish {
  readonly targetIsr?: readonly number[];
  readonly targetReplicas?: readonly number[];
  readonly targetRemoving?: readonly number[];
  readonly targetAdding?: readonly number[];
  readonly election?: Election;
  readonly uncleanShutdown?: readonly number[];
  /** A broker that is about to be fenced, and one that is about to be unfenced. */
  readonly removed?: number;
  readonly added?: number;
}

function options(controller: Controller, topic: string, partition: PartitionState, wish: ChangeWish): ChangeOptions {
  const unclean = topicSetting(controller, topic, 'unclean.leader.election.enable') === 'true';
  return {
    election: wish.election ?? (unclean ? 'UNCLEAN' : 'ONLINE'),
    targetIsr: wish.targetIsr ?? partition.isr,
    targetReplicas: wish.targetReplicas ?? partition.replicas,
    targetRemoving: wish.targetRemoving ?? partition.removingReplicas,
    targetAdding: wish.targetAdding ?? partition.addingReplicas,
    minIsr: Number(topicSetting(controller, topic, 'min.insync.replicas')),
    elrEnabled: (controller.image.features['eligible.leader.replicas.version'] ?? 0) > 0,
    uncleanShutdown: wish.uncleanShutdown ?? [],
    isAcceptableLeader: (replica) => replica !== wish.removed && (replica === wish.added || isActive(controller.image, replica)),
  };
}

/** The record for a wished change, null where nothing would change. */
export function changeRecord(controller: Controller, topic: TopicImage, partitionId: number, wish: ChangeWish): PartitionChangeRecord | null {
  const partition = topic.partitions[partitionId];
  if (partition === undefined) return null;
  const change = partitionChange(partition, options(controller, topic.name, partition, wish));
  return change === null ? null : { kind: 'PartitionChangeRecord', topicId: topic.topicId, partitionId, ...change };
}

/** Notes what changes of partitions mean to a reader, each caused by the same fact. */
export function noteChanges(controller: Controller, records: readonly MetadataRecord[], ctx: Context, because?: FactId): void {
  for (const record of records) {
    if (record.kind !== 'PartitionChangeRecord') continue;
    const topic = topicById(controller.image, record.topicId);
    const before = topic?.partitions[record.partitionId];
    if (topic === null || before === undefined) continue;
    const after = merge(before, record);
    const name = `${topic.name}-${record.partitionId}`;
    const subjects = (ids: readonly number[]): string[] => [`partition/${name}`, ...ids.filter((id) => id >= 0).map(nodeSubject)];
    const removed = before.isr.filter((id) => !after.isr.includes(id));
    const added = after.isr.filter((id) => !before.isr.includes(id));
    noteMoves(name, before, after, ctx, because);
    if (removed.length > 0) ctx.note('isr-shrunk', { partition: name, removed: removed.join(','), isr: after.isr.join(',') }, subjects(removed), because);
    if (added.length > 0) ctx.note('isr-expanded', { partition: name, added: added.join(','), isr: after.isr.join(',') }, subjects(added), because);
    if (after.leader !== before.leader) ctx.note('leader-changed', { partition: name, from: before.leader, to: after.leader, epoch: after.leaderEpoch }, subjects([before.leader, after.leader]), because);
  }
}

/** Notes how far a reassignment has come: it begins, a new replica has caught up, it ends, or it is taken back. */
function noteMoves(name: string, before: PartitionState, after: PartitionState, ctx: Context, because?: FactId): void {
  const subjects = (ids: readonly number[]): string[] => [`partition/${name}`, ...ids.map((id) => `replica/${name}/${id}`)];
  const [wasMoving, isMoving] = [before, after].map((one) => one.addingReplicas.length + one.removingReplicas.length > 0);
  for (const id of before.addingReplicas) {
    if (after.isr.includes(id) && !before.isr.includes(id)) ctx.note('reassignment-replica-added', { partition: name, broker: id }, [...subjects([id]), nodeSubject(id)], because);
  }
  const left = before.replicas.filter((id) => !after.replicas.includes(id));
  const replicas = after.replicas.join(',');
  if (isMoving && (!wasMoving || after.replicas.join() !== before.replicas.join())) {
    const [adding, removing] = [after.addingReplicas, after.removingReplicas];
    ctx.note('reassignment-started', { partition: name, adding: adding.join(','), removing: removing.join(',') }, subjects([...adding, ...removing]), because);
  } else if (wasMoving && !isMoving && before.addingReplicas.some((id) => left.includes(id))) {
    ctx.note('reassignment-cancelled', { partition: name, replicas }, subjects(left), because);
  } else if (!isMoving && (wasMoving || after.replicas.join() !== before.replicas.join())) {
    ctx.note('reassignment-completed', { partition: name, replicas }, subjects(left), because);
  }
}

/** Everything that must change when a broker is fenced, shuts down in order, or has died uncleanly: it leaves ISRs and leaderships. */
export function recordsForBrokerGone(controller: Controller, broker: number, uncleanShutdown: boolean): PartitionChangeRecord[] {
  return topicsOf(controller.image).flatMap((topic) => topic.partitions.flatMap((partition, partitionId) => {
    const inElr = uncleanShutdown && partition.elr.includes(broker);
    if (!partition.isr.includes(broker) && partition.leader !== broker && !inElr) return [];
    const record = changeRecord(controller, topic, partitionId, {
      targetIsr: partition.isr.filter((id) => id !== broker), removed: broker, uncleanShutdown: uncleanShutdown ? [broker] : [],
    });
    return record === null ? [] : [record];
  }));
}

/** Partitions without a leader that a broker which comes back can lead. */
export function recordsForBrokerBack(controller: Controller, broker: number): PartitionChangeRecord[] {
  return topicsOf(controller.image).flatMap((topic) => topic.partitions.flatMap((partition, partitionId) => {
    if (partition.leader !== -1 || !partition.replicas.includes(broker)) return [];
    const record = changeRecord(controller, topic, partitionId, { added: broker });
    return record === null ? [] : [record];
  }));
}

/** How many partitions a broker leads. */
export function leaderships(controller: Controller, broker: number): number {
  return topicsOf(controller.image).reduce((sum, topic) => sum + topic.partitions.filter((partition) => partition.leader === broker).length, 0);
}

/** Leaders go back to the first replica where it can lead (auto.leader.rebalance.enable). */
export function recordsForBalance(controller: Controller): PartitionChangeRecord[] {
  if (setting(controller, 'auto.leader.rebalance.enable') !== 'true') return [];
  return topicsOf(controller.image).flatMap((topic) => topic.partitions.flatMap((partition, partitionId) => {
    if (partition.leader === partition.replicas[0]) return [];
    const record = changeRecord(controller, topic, partitionId, { election: 'PREFERRED' });
    return record === null || record.leader === null ? [] : [record];
  }));
}

/** Partitions that nobody leads, where the topic would rather lose records than wait (unclean.leader.election.enable). */
export function recordsForUnclean(controller: Controller): PartitionChangeRecord[] {
  return topicsOf(controller.image).flatMap((topic) => {
    if (topicSetting(controller, topic.name, 'unclean.leader.election.enable') !== 'true') return [];
    return topic.partitions.flatMap((partition, partitionId) => {
      const record = partition.leader === -1 ? changeRecord(controller, topic, partitionId, { election: 'UNCLEAN' }) : null;
      return record === null ? [] : [record];
    });
  });
}

// --- AlterPartition (KIP-497) --------------------------------------------------------------------------------------------

export function alterPartition(controller: Controller, request: AlterPartitionRequest, ctx: Context): AlterPartitionResponse {
  const broker = controller.image.brokers[request.brokerId];
  if (broker === undefined || broker.epoch !== request.brokerEpoch) return { errorCode: 'STALE_BROKER_EPOCH', topics: [] };
  const topics = request.topics.map((wanted) => {
    const topic = topicById(controller.image, wanted.topicId);
    const partitions = wanted.partitions.map((each) => {
      const before = topic?.partitions[each.partitionIndex];
      let errorCode = topic === null || before === undefined ? 'UNKNOWN_TOPIC_ID' : alterProblem(controller, request.brokerId, before, each);
      if (errorCode === 'NONE' && topic !== null && before !== undefined) {
        const record = changeRecord(controller, topic, each.partitionIndex, { targetIsr: each.newIsrWithEpochs.map((replica) => replica.brokerId) });
        const withRecovery = recovered(topic, each.partitionIndex, before, each.leaderRecoveryState, record);
        if (withRecovery !== null) {
          noteChanges(controller, [withRecovery], ctx);
          append(controller, [withRecovery], ctx);
        }
        // A leader that was to go has made itself superfluous: it learns so from the metadata, and asks nothing again.
        if (withRecovery?.leader != null && withRecovery.leader !== request.brokerId) errorCode = 'NEW_LEADER_ELECTED';
      }
      const after = topic === null ? null : partitionOf(controller.image, topic.name, each.partitionIndex);
      return {
        partitionIndex: each.partitionIndex, errorCode, leaderId: after?.leader ?? -1, leaderEpoch: after?.leaderEpoch ?? -1, isr: after?.isr ?? [],
        leaderRecoveryState: after?.leaderRecoveryState ?? 0, partitionEpoch: after?.partitionEpoch ?? -1,
      };
    });
    return { topicId: wanted.topicId, partitions };
  });
  return { errorCode: 'NONE', topics };
}

/** A leader that came by an unclean election says when it has recovered. */
function recovered(topic: TopicImage, partitionId: number, before: PartitionState, state: 0 | 1, record: PartitionChangeRecord | null): PartitionChangeRecord | null {
  if (state !== 0 || before.leaderRecoveryState === 0) return record;
  const base: PartitionChangeRecord = record ?? {
    kind: 'PartitionChangeRecord', topicId: topic.topicId, partitionId, isr: null, leader: null, replicas: null, removingReplicas: null, addingReplicas: null, leaderRecoveryState: null, elr: null, lastKnownElr: null,
  };
  return { ...base, leaderRecoveryState: 0 };
}

type AlterWish = AlterPartitionRequest['topics'][number]['partitions'][number];

function alterProblem(controller: Controller, broker: number, partition: PartitionState, wish: AlterWish): ErrorCode {
  if (wish.leaderEpoch > partition.leaderEpoch || wish.partitionEpoch > partition.partitionEpoch) return 'NOT_CONTROLLER';
  if (wish.leaderEpoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH';
  if (broker !== partition.leader) return 'INVALID_REQUEST';
  if (wish.partitionEpoch < partition.partitionEpoch) return 'INVALID_UPDATE_VERSION';
  if (!wish.newIsrWithEpochs.some((replica) => replica.brokerId === broker)) return 'INVALID_REQUEST';
  if (wish.newIsrWithEpochs.some((replica) => !partition.replicas.includes(replica.brokerId))) return 'INVALID_REQUEST';
  const ineligible = wish.newIsrWithEpochs.some(({ brokerId, brokerEpoch }) => {
    const registered = controller.image.brokers[brokerId];
    return !isActive(controller.image, brokerId) || (brokerEpoch !== -1 && registered?.epoch !== brokerEpoch);
  });
  return ineligible ? 'INELIGIBLE_REPLICA' : 'NONE';
}

// --- ElectLeaders --------------------------------------------------------------------------------------------------------

export function electLeaders(controller: Controller, request: ElectLeadersRequest, ctx: Context): ElectLeadersResponse {
  const all = request.topicPartitions === null;
  const wanted: readonly TopicPartition[] = request.topicPartitions ?? topicsOf(controller.image).flatMap((topic) => topic.partitions.map((_, partition) => ({ topic: topic.name, partition })));
  const results = wanted.map((each) => ({ ...each, ...electOne(controller, each, request.electionType, ctx) }));
  return { errorCode: 'NONE', replicaElectionResults: all ? results.filter((result) => result.errorCode !== 'ELECTION_NOT_NEEDED') : results };
}

function electOne(controller: Controller, { topic: name, partition: partitionId }: TopicPartition, election: 'PREFERRED' | 'UNCLEAN', ctx: Context): { readonly errorCode: ErrorCode; readonly errorMessage: string | null } {
  const topic = controller.image.topics[name];
  if (topic === undefined) return { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: `No such topic as ${name}` };
  const partition = topic.partitions[partitionId];
  if (partition === undefined) return { errorCode: 'UNKNOWN_TOPIC_OR_PARTITION', errorMessage: `No such partition as ${name}-${partitionId}` };
  if (election === 'PREFERRED' ? partition.leader === partition.replicas[0] : partition.leader !== -1) return { errorCode: 'ELECTION_NOT_NEEDED', errorMessage: null };
  const record = changeRecord(controller, topic, partitionId, { election });
  const elected = record?.leader ?? null;
  if (record === null || elected === null || (election === 'PREFERRED' && elected !== partition.replicas[0])) {
    if (election === 'PREFERRED') return { errorCode: 'PREFERRED_LEADER_NOT_AVAILABLE', errorMessage: null };
    return { errorCode: 'ELIGIBLE_LEADERS_NOT_AVAILABLE', errorMessage: null };
  }
  noteChanges(controller, [record], ctx);
  append(controller, [record], ctx);
  return { errorCode: 'NONE', errorMessage: null };
}
