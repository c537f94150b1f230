// Share groups as their coordinators and the leaders of their partitions know them: members, and what is in flight (KIP-932).
import type { GroupRecord, MemberRecord, OwnerRecord, SharedRows, WorldRecord } from '../bridge/records.ts';
import { completeCount, type Part, type SharePartition } from '../sim/kafka/broker/share-partition.ts';
import { shareName } from '../sim/kafka/broker/share-plane.ts';
import type { ShareGroup, ShareMember } from '../sim/kafka/coordinator/share/state.ts';
import { brokerConfig } from '../sim/kafka/config.ts';
import { configsOf, type MetadataImage } from '../sim/kafka/metadata-image.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import type { Client } from './clients.ts';
import { brokers } from './cluster.ts';
import type { LatestFacts } from './facts.ts';
import { logOn } from './logs.ts';

/** Rows of records of one share-partition that are told one by one; what lies behind them is left out. */
const MOST_ROWS = 200;

/** Of one share group: what it is, who is in it, and where it stands in each of its partitions. */
export function shareGroupRecords(world: KernelState, image: MetadataImage, group: ShareGroup, coordinator: number, clients: readonly Client[], facts: LatestFacts): WorldRecord[] {
  const record: GroupRecord = {
    kind: 'group', id: `group/${group.groupId}`, group: group.groupId, state: group.members.length === 0 ? 'Empty' : 'Stable', generation: group.epoch, assignor: 'simple', coordinator, members: group.members.length,
    stateFact: facts.group.get(group.groupId) ?? -1,
  };
  const members = group.members.map((member): MemberRecord => ({
    kind: 'member', id: `member/${group.groupId}/${member.memberId}`, group: group.groupId, memberId: member.memberId, clientId: member.clientId, instanceId: null, node: nodeOf(member, clients),
    assignment: member.assigned.map(({ topic, partition }) => `${topic}-${partition}`),
  }));
  const places = Object.entries(group.initialized).flatMap(([topic, { partitions }]) => partitions.map((partition) => placeRecord(world, image, group, topic, partition, clients)));
  return [record, ...members, ...places];
}

function nodeOf(member: ShareMember, clients: readonly Client[]): string {
  return clients.find(({ view }) => view?.memberId === member.memberId)?.record.node ?? member.node;
}

/** As the leader knows it; where it does not keep it now, as the share coordinator does. */
function placeRecord(world: KernelState, image: MetadataImage, group: ShareGroup, topic: string, partition: number, clients: readonly Client[]): OwnerRecord {
  const name = `${topic}-${partition}`;
  const leader = image.topics[topic]?.partitions[partition]?.leader ?? -1;
  const end = logOn(world, leader, name)?.highWatermark ?? null;
  const live = brokers(world).find(({ up, state }) => up && state.id === leader)?.state.plane.shares.partitions[shareName(group.groupId, topic, partition)];
  const share = live?.state === 'active' ? live : null;
  const key = `${group.groupId}:${group.initialized[topic]?.topicId ?? ''}:${partition}`;
  const stored = brokers(world).flatMap(({ up, state }) => (up ? (state.plane.shares.store.states[key] ?? []) : []))[0];
  const start = share?.startOffset ?? (stored === undefined || stored.startOffset < 0 ? null : stored.startOffset);
  const complete = share === null ? Math.max(0, stored?.deliveryCompleteCount ?? 0) : completeCount(share);
  return {
    kind: 'owner', id: `owner/${group.groupId}/${name}`, group: group.groupId, topic, partition, memberId: null, node: null, committed: start, position: share === null ? start : share.batches.length === 0 ? share.endOffset : share.endOffset + 1,
    lag: start === null || end === null ? null : Math.max(0, end - start - complete),
    share: { deliveryLimit: deliveryLimit(image, leader, group.groupId), rows: share === null ? [] : rowsOf(share, group, clients) },
  };
}

function deliveryLimit(image: MetadataImage, broker: number, group: string): number {
  return Number(configsOf(image, 'GROUP', group)['share.delivery.count.limit'] ?? brokerConfig({ image, settings: {}, broker }, 'group.share.delivery.count.limit'));
}

const STATES: Readonly<Record<Part['state'], SharedRows['state']>> = { Available: 'available', Acquired: 'acquired', Acknowledged: 'acknowledged', Archived: 'archived' };

function rowsOf(share: SharePartition, group: ShareGroup, clients: readonly Client[]): SharedRows[] {
  return share.batches.flatMap((batch) => batch.parts).filter((part) => part.last >= share.startOffset).slice(0, MOST_ROWS).map((part): SharedRows => {
    const member = part.state === 'Acquired' ? group.members.find((one) => one.memberId === part.member) : undefined;
    return {
      first: Math.max(part.first, share.startOffset), last: part.last, state: STATES[part.state], deliveryCount: part.deliveryCount, memberId: part.member === '' ? null : part.member, node: member === undefined ? null : nodeOf(member, clients),
      lockedUntilUs: part.lockedUntil > 0 ? part.lockedUntil : null,
    };
  });
}
