// Why a consumer gets nothing, and why one is idle: from its process over its group to each of its partitions.
import type { ClientRecord, GroupRecord, MemberRecord, OwnerRecord, PartitionRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { duration, number } from '../words/numbers.ts';
import { about, type Answer, plain, type Question, type Remedy, type Seen, SERVER, newestAbout, since } from './answer.ts';
import { whyClientRests, whyCut } from './nodes.ts';

/** Partitions that are told one by one. */
const MOST = 4;

export const memberOf = (client: Pick<ClientRecord, 'node' | 'group'>, tables: Pick<Tables, 'member'>): MemberRecord | undefined => [...tables.member.values()].find((one) => one.node === client.node && one.group === client.group);

export const isRebalancing = ({ state }: GroupRecord): boolean => state === 'PreparingRebalance' || state === 'CompletingRebalance' || state === 'Assigning' || state === 'Reconciling';

export function consumerQuestions(client: ClientRecord, seen: Seen): Question[] {
  const group = client.group === null ? undefined : seen.tables.group.get(`group/${client.group}`);
  const member = memberOf(client, seen.tables);
  const isIdle = group !== undefined && member !== undefined && member.assignment.length === 0;
  const nothing: Question = { id: `nothing/${client.id}`, text: m.why_q_nothing({ client: client.name }), about: client.id, holds: client.recordsConsumed === 0 || client.state !== 'running', answer: () => whyNothing(client, seen) };
  const idle: Question = { id: `idle/${client.id}`, text: m.why_q_idle({ client: client.name }), about: client.id, holds: true, answer: () => (member === undefined || group === undefined ? { lines: [], remedies: [] } : whyIdle(member, group, client.topics, seen)) };
  return [...(isIdle ? [idle] : []), { ...nothing, holds: nothing.holds && !isIdle }];
}

/** Why no records come to a consumer: the first thing that keeps them away, else each partition that it has. */
export function whyNothing(client: ClientRecord, { tables }: Seen): Answer {
  const rests = whyClientRests(client, tables);
  if (rests.length > 0) return { lines: rests, remedies: [] };
  const missing = client.topics.filter((topic) => !tables.topic.has(`topic/${topic}`));
  if (missing.length > 0) return { lines: missing.map((topic) => plain(m.why_topic_missing({ topic }))), remedies: missing.slice(0, 1).map(createTopic) };
  const group = client.group === null ? undefined : tables.group.get(`group/${client.group}`);
  const partitions = [...tables.partition.values()].filter(({ topic }) => client.topics.includes(topic));
  const cut = whyCut(client.node, [...new Set([...partitions.map(({ leader }) => leader), group?.coordinator ?? -1])].filter((broker) => broker >= 0), tables);
  if (client.group !== null && group === undefined) return { lines: [...cut, plain(m.why_no_coordinator({ group: client.group }))], remedies: [] };
  const member = memberOf(client, tables);
  if (group !== undefined && member === undefined) return { lines: [...cut, ...rebalancing(group, tables), about(m.why_not_member({ client: client.name, group: group.group }), group.id)], remedies: [] };
  if (group !== undefined && member !== undefined && member.assignment.length === 0) {
    const idle = whyIdle(member, group, client.topics, { tables, nowUs: 0, epochMs: 0 });
    return { ...idle, lines: [...cut, ...idle.lines] };
  }
  const own = member === undefined ? partitions : partitions.filter(({ topic, partition }) => member.assignment.includes(`${topic}-${partition}`));
  const told = own.map((one) => whyPartition(one, client, tables)).sort((a, b) => b.weight - a.weight);
  const reads = client.recordsConsumed > 0 ? [about(m.why_does_read({ client: client.name, count: number(client.recordsConsumed) }), client.id)] : [];
  const lines = [...cut, ...(group === undefined ? [] : rebalancing(group, tables)), ...reads, ...told.slice(0, MOST).flatMap((one) => one.lines), ...(told.length > MOST ? [plain(m.why_more({ count: number(told.length - MOST) }))] : []), ...working(client, told)];
  return { lines: [...lines, ...writers(client, own, tables)], remedies: told.some(({ startedAtEnd }) => startedAtEnd) && client.group !== null ? [resetRemedy(client.group, client.topics)] : [] };
}

interface Told {
  readonly lines: readonly WhyLine[];
  /** What keeps more away is told first. */
  readonly weight: number;
  readonly startedAtEnd: boolean;
  readonly ahead: number;
}

function whyPartition(partition: PartitionRecord, client: ClientRecord, tables: Tables): Told {
  const name = `${partition.topic}-${partition.partition}`;
  const told = (text: string, weight: number, more: Partial<Told> = {}): Told => ({ lines: [about(text, partition.id)], weight, startedAtEnd: false, ahead: 0, ...more });
  const owner = client.group === null ? undefined : tables.owner.get(`owner/${client.group}/${name}`);
  if (partition.leader < 0) return { ...told('', 9), lines: [since(m.why_no_leader({ partition: name }), partition.id, newestAbout(tables, ['leader-changed'], partition.id))] };
  if (partition.logEndOffset <= 0) return told(m.why_empty({ partition: name }), 2);
  const position = owner?.position ?? null;
  if (position === null) return told(m.why_no_position({ partition: name }), 8);
  if (position < partition.logStartOffset) return told(m.why_deleted_under({ partition: name, offset: number(position), start: number(partition.logStartOffset) }), 7);
  const ahead = partition.highWatermark - position;
  if (ahead > 0) {
    const stable = [...tables.replica.values()].find((one) => one.topic === partition.topic && one.partition === partition.partition && one.role === 'leader');
    const waits = client.reading?.readCommitted === true && stable !== undefined && position >= stable.lastStableOffset;
    return waits ? { ...told(m.why_waits_stable({ partition: name, count: number(ahead) }), 8), ahead: 0 } : told(m.why_ahead({ partition: name, count: number(ahead), offset: number(position) }), 4, { ahead });
  }
  if (client.recordsConsumed > 0) return told(m.why_caught_up({ partition: name, offset: number(position) }), 3);
  const latest = client.reading?.reset !== 'earliest';
  return told(latest ? m.why_began_at_end({ partition: name, offset: number(position) }) : m.why_committed_before({ partition: name, offset: number(position), group: client.group ?? '' }), 6, { startedAtEnd: true });
}

/** A program that takes its time is not waiting. */
function working({ app, id }: ClientRecord, told: readonly Told[]): WhyLine[] {
  const each = app !== undefined && 'processingMsPerRecord' in app ? app.processingMsPerRecord : 0;
  return each > 0 && told.some(({ ahead }) => ahead > 0) ? [about(m.why_works({ time: duration(each * 1_000) }), id)] : [];
}

/** Where all is read, the next record is a producer's to send. */
function writers(client: ClientRecord, own: readonly PartitionRecord[], tables: Tables): WhyLine[] {
  const quiet = own.every(({ highWatermark, topic, partition }) => (tables.owner.get(`owner/${client.group ?? ''}/${topic}-${partition}`)?.position ?? highWatermark) >= highWatermark);
  if (!quiet) return [];
  const written = new Set([...tables.client.values()].filter((one) => one.state === 'running' && (one.role === 'producer' || one.app?.kind === 'processor')).flatMap((one) => (one.app?.kind === 'processor' ? [one.app.output] : one.topics)));
  const byFlink = new Set([...tables['flink-job'].values()].flatMap(({ vertices }) => vertices.flatMap(({ writes }) => writes)));
  return client.topics.filter((topic) => !written.has(topic) && !byFlink.has(topic)).map((topic) => about(m.why_no_producer({ topic }), `topic/${topic}`));
}

export function rebalancing(group: GroupRecord, tables: Pick<Tables, 'fact'>): WhyLine[] {
  return isRebalancing(group) ? [since(m.why_rebalancing({ group: group.group }), group.id, newestAbout(tables, ['rebalance-started', 'group-epoch'], group.id))] : [];
}

/** Why a member has no partitions. */
export function whyIdle(member: MemberRecord, group: GroupRecord, topics: readonly string[], { tables }: Seen): Answer {
  const missing = topics.filter((topic) => !tables.topic.has(`topic/${topic}`));
  if (missing.length > 0) return { lines: missing.map((topic) => plain(m.why_topic_missing({ topic }))), remedies: missing.slice(0, 1).map(createTopic) };
  const members = [...tables.member.values()].filter((one) => one.group === group.group && one.id !== member.id);
  const target = member.modern?.target ?? [];
  if (target.length > 0) {
    const holders = members.filter((one) => one.assignment.some((name) => target.includes(name)) || (one.modern?.revoking.some((name) => target.includes(name)) ?? false));
    return { lines: [...rebalancing(group, tables), about(m.why_target_waits({ partitions: target.join(', ') }), member.id), ...holders.map((one) => about(m.why_still_holds({ client: one.clientId, partitions: [...one.assignment, ...(one.modern?.revoking ?? [])].filter((name) => target.includes(name)).join(', ') }), one.id))], remedies: [] };
  }
  if (isRebalancing(group)) return { lines: rebalancing(group, tables), remedies: [] };
  const partitions = [...tables.partition.values()].filter(({ topic }) => topics.includes(topic)).length;
  const shares = members.filter(({ assignment }) => assignment.length > 0).slice(0, MOST).map((one) => about(m.why_has_partitions({ client: one.clientId, partitions: one.assignment.join(', ') }), one.id));
  const rest = members.filter(({ assignment }) => assignment.length > 0).length - shares.length;
  const many = members.length + 1 > partitions;
  return {
    lines: [many ? about(m.why_more_members({ group: group.group, members: number(members.length + 1), partitions: number(partitions) }), group.id) : about(m.why_assignor({ assignor: group.assignor }), group.id), ...shares, ...(rest > 0 ? [plain(m.why_more({ count: number(rest) }))] : [])],
    remedies: many && topics[0] !== undefined ? [morePartitions(topics[0], members.length + 1)] : [],
  };
}

export const morePartitions = (topic: string, partitions: number): Remedy => ({ text: m.why_partitions_remedy(), command: `kafka-topics.sh ${SERVER} --alter --topic ${topic} --partitions ${partitions}` });

export const createTopic = (topic: string): Remedy => ({ text: m.why_topic_missing_remedy(), command: `kafka-topics.sh ${SERVER} --create --topic ${topic} --partitions 3 --replication-factor 3` });

const resetRemedy = (group: string, topics: readonly string[]): Remedy => ({ text: m.why_reset_remedy(), command: `kafka-consumer-groups.sh ${SERVER} --group ${group} --reset-offsets --to-earliest ${topics.map((topic) => `--topic ${topic}`).join(' ')} --execute` });

/** Where a group's place in a partition is read from, by the name of the partition. */
export const ownersOf = (group: string, tables: Pick<Tables, 'owner'>): OwnerRecord[] => [...tables.owner.values()].filter((one) => one.group === group);
