// Members of the new consumer protocol (KIP-848) that join, leave, crash and come back, for the fuzz: by raw heartbeats, with what each believes it owns.
import { assert } from '../kernel/assert.ts';
import { SECOND, type Time } from '../kernel/types.ts';
import type { ConsumerGroup, ConsumerMember } from '../kafka/coordinator/consumer-group/state.ts';
import { groupPartition, GROUP_TOPIC } from '../kafka/coordinator/partition-of.ts';
import type { ConsumerGroupHeartbeatRequest, ConsumerGroupHeartbeatResponse } from '../kafka/protocol-consumer-groups.ts';
import type { Played } from './workload.ts';

const GROUP = 'k';
const TOPIC = 'orders';
/** After so long an answer counts as lost. */
const PATIENCE: Time = 15 * SECOND;

export interface FuzzConsumer {
  readonly name: string;
  /** Counts its lives: after a crash it comes back as somebody else. */
  life: number;
  epoch: number;
  owned: readonly number[];
  /** The highest epoch that any of its lives was told. */
  told: number;
  waiting: { readonly id: number; readonly since: Time; readonly leaves: boolean } | null;
  /** It has crashed and is silent until then. */
  silentUntil: Time;
}

export function fuzzConsumers(): FuzzConsumer[] {
  return ['a', 'b', 'c'].map((name) => ({ name, life: 1, epoch: 0, owned: [], told: 0, waiting: null, silentUntil: 0 }));
}

function idOf(member: FuzzConsumer): string {
  return `${member.name}${member.life}`;
}

/** One move of a member: it takes its answer in, or says what a consumer would say next, or falls silent. */
export function moveConsumer(cluster: Played, member: FuzzConsumer, chance: number): void {
  const { now } = cluster.kernel.state;
  if (now < member.silentUntil) return;
  if (member.waiting !== null) takeAnswer(cluster, member);
  if (member.waiting !== null && now - member.waiting.since <= PATIENCE) return;
  member.waiting = null;
  const coordinator = coordinatorOf(cluster);
  if (coordinator < 0) return void cluster.ask(cluster.brokers[0] ?? 1, 'FindCoordinator', { keyType: 'group', coordinatorKeys: [GROUP] });
  if (chance < 0.04) return crash(member, now + (chance < 0.02 ? 5 : 60) * SECOND);
  beat(cluster, member, coordinator, member.epoch > 0 && chance < 0.08 ? -1 : member.epoch);
}

/** The process dies without a word. Its next life has another id. */
function crash(member: FuzzConsumer, until: Time): void {
  Object.assign(member, { life: member.life + 1, epoch: 0, owned: [], waiting: null, silentUntil: until });
}

function beat(cluster: Played, member: FuzzConsumer, coordinator: number, epoch: number): void {
  const topicId = cluster.image(coordinator).topics[TOPIC]?.topicId ?? '';
  if (epoch <= 0) member.owned = [];
  const body: ConsumerGroupHeartbeatRequest = {
    groupId: GROUP, memberId: idOf(member), memberEpoch: epoch, instanceId: null, rackId: null, rebalanceTimeoutMs: 20_000, subscribedTopicNames: [TOPIC], subscribedTopicRegex: null, serverAssignor: null,
    topicPartitions: member.owned.length === 0 ? [] : [{ topicId, partitions: member.owned }],
  };
  member.waiting = { id: cluster.ask(coordinator, 'ConsumerGroupHeartbeat', body), since: cluster.kernel.state.now, leaves: epoch === -1 };
}

function takeAnswer(cluster: Played, member: FuzzConsumer): void {
  const { waiting } = member;
  const answer = waiting === null ? null : cluster.answer(waiting.id, 'ConsumerGroupHeartbeat');
  if (waiting === null || answer === null) return;
  member.waiting = null;
  if (waiting.leaves && answer.errorCode === 'NONE') return crash(member, cluster.kernel.state.now);
  if (answer.errorCode === 'FENCED_MEMBER_EPOCH' || answer.errorCode === 'UNKNOWN_MEMBER_ID') Object.assign(member, { epoch: 0, owned: [] });
  if (answer.errorCode === 'NONE') adopt(cluster, member, answer);
}

function adopt(cluster: Played, member: FuzzConsumer, answer: ConsumerGroupHeartbeatResponse): void {
  member.epoch = answer.memberEpoch;
  member.told = Math.max(member.told, answer.memberEpoch);
  if (answer.assignment === null) return;
  const given = answer.assignment.topicPartitions.flatMap((row) => row.partitions);
  member.owned = given;
  const group = coordinated(cluster);
  const known = group?.members.find((one) => one.memberId === idOf(member));
  if (group !== null && known?.epoch === member.epoch) checkOwned(group, known, member);
}

/** Who is in good standing owns nothing that the coordinator counts as free, or as somebody else's. */
function checkOwned(group: ConsumerGroup, known: ConsumerMember, member: FuzzConsumer): void {
  const its = [...Object.values(known.assigned), ...Object.values(known.pendingRevocation)].flat();
  for (const partition of member.owned) assert(its.includes(partition), `group ${group.groupId}, epoch ${group.epoch}: ${known.memberId} was given ${TOPIC}-${partition}, which is not its own`);
}

function coordinatorOf(cluster: Played): number {
  const up = cluster.brokers.find((id) => cluster.kernel.isUp(`broker-${id}`)) ?? 1;
  const image = cluster.image(up);
  return image.topics[GROUP_TOPIC]?.partitions[partitionOfGroup(cluster, up)]?.leader ?? -1;
}

function partitionOfGroup(cluster: Played, broker: number): number {
  return groupPartition({ image: cluster.image(broker), config: () => '50' }, GROUP);
}

/** The group as the broker has it that leads its partition in the latest epoch; null while it is loading. */
function coordinated(cluster: Played): ConsumerGroup | null {
  let latest: { readonly epoch: number; readonly group: ConsumerGroup | null } = { epoch: -1, group: null };
  for (const id of cluster.brokers) {
    if (!cluster.kernel.isUp(`broker-${id}`)) continue;
    const { groups, partitions } = cluster.plane(id);
    const partition = partitions[`${GROUP_TOPIC}-${partitionOfGroup(cluster, id)}`];
    if (partition?.role !== 'leader' || partition.leaderEpoch <= latest.epoch) continue;
    const group = groups.shards[`p${partition.partition}`] === 'active' ? groups.groups[`g:${GROUP}`] : undefined;
    latest = { epoch: partition.leaderEpoch, group: group?.kind === 'consumer' ? group : null };
  }
  return latest.group;
}

/** In the end: no epoch that a member was told is forgotten. */
export function checkConsumers(cluster: Played, members: readonly FuzzConsumer[]): void {
  const told = Math.max(...members.map((member) => member.told));
  const group = coordinated(cluster);
  if (told > 0) assert(group !== null && group.epoch >= told, `group ${GROUP}: a member was told epoch ${told}, and the coordinator knows ${group?.epoch ?? 'no group'}`);
}
