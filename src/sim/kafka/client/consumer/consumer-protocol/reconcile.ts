// A member makes its assignment what the coordinator said: commits, gives up what goes, takes what comes, and says so (KIP-848).
import type { TopicPartition } from '../../../protocol.ts';
import type { TopicPartitions } from '../../../protocol-consumer-groups.ts';
import type { ClientIo } from '../../io.ts';
import { requestUpdate } from '../../metadata.ts';
import { cancelRevokeCommit, consumedOffsets, isCommittingForRevocation, startCommit } from '../commits.ts';
import { dropPartitions, newlyAssigned } from '../group.ts';
import { type Consumer, sameTp, tp } from '../state.ts';
import type { ConsumerProtocol } from './state.ts';

/** One turn of reconciling. What can't be named yet, for want of metadata, waits for a later turn. */
export function reconcileAssignment(consumer: Consumer, protocol: ConsumerProtocol, io: ClientIo): void {
  const { partitions, unknown } = named(consumer, protocol.target);
  if (unknown) requestUpdate(consumer.network.metadata, false);
  const going = consumer.assigned.filter((p) => !partitions.some((one) => sameTp(one, p)));
  const coming = partitions.filter((one) => !consumer.assigned.some((p) => sameTp(one, p)));
  if (unknown && going.length === 0 && coming.length === 0) return;
  if (!protocol.isCommitting) {
    protocol.isCommitting = true;
    for (const p of going) p.pendingRevocation = true;
    const offsets = consumedOffsets(consumer);
    if (consumer.config.autoCommit && offsets.length > 0) startCommit(consumer, 'revoke', offsets, consumer.config.maxPollIntervalMs, io);
  }
  if (isCommittingForRevocation(consumer, io)) return;
  cancelRevokeCommit(consumer);
  protocol.isCommitting = false;
  dropPartitions(consumer, going, 'revoked');
  for (const { topic, partition } of coming) consumer.assigned.push(newlyAssigned(consumer, topic, partition));
  consumer.assigned.sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  consumer.events.push({ kind: 'assigned', partitions: coming.map(tp) });
  protocol.phase = unknown ? 'reconciling' : 'acknowledging';
}

/** The partitions by their topics' names; `unknown` where metadata does not have some topic. */
function named(consumer: Consumer, rows: readonly TopicPartitions[]): { readonly partitions: TopicPartition[]; readonly unknown: boolean } {
  const topics = Object.values(consumer.network.metadata.topics);
  const partitions: TopicPartition[] = [];
  let unknown = false;
  for (const row of rows) {
    const topic = topics.find((one) => one.topicId === row.topicId)?.name;
    if (topic === undefined) unknown = true;
    else for (const partition of row.partitions) partitions.push({ topic, partition });
  }
  return { partitions, unknown };
}

/** What the member has, as requests tell it. */
export function ownedByTopic(consumer: Consumer): TopicPartitions[] {
  const rows: { topicId: string; partitions: number[] }[] = [];
  for (const { topic, partition } of consumer.assigned) {
    const topicId = consumer.network.metadata.topics[topic]?.topicId ?? '';
    const row = rows.find((one) => one.topicId === topicId);
    if (row === undefined) rows.push({ topicId, partitions: [partition] });
    else row.partitions.push(partition);
  }
  return rows;
}
