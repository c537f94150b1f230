// Why a group lags: who should read, what each record costs, what comes in, and how it is spread over keys.
import type { ClientRecord, GroupRecord, OwnerRecord, ReplicaRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import type { Tables } from '../store/world-store.ts';
import type { WhyLine } from '../words/flink-why.ts';
import { taskShort } from '../words/flink-names.ts';
import { duration, number } from '../words/numbers.ts';
import { about, type Answer, newestAbout, type Question, type Remedy, type Seen, SERVER, since } from './answer.ts';
import { isRebalancing, ownersOf, rebalancing } from './consumer.ts';
import { whyCut } from './nodes.ts';

/** A key that has so much of the last records is hot. */
const HOT_SHARE = 0.6;
/** Fewer records than these say nothing of a key or a rate. */
const ENOUGH = 8;

export function lagQuestions(group: GroupRecord, seen: Seen): Question[] {
  const owners = ownersOf(group.group, seen.tables);
  if (owners.some(({ share }) => share !== undefined)) return [];
  const lag = owners.reduce((sum, one) => sum + behindOf(one, seen.tables), 0);
  return [{ id: `lag/${group.id}`, text: m.why_q_lag({ group: group.group }), about: group.id, holds: lag > 0, answer: () => whyLag(group, seen) }];
}

/** From the group's whole lag to the partition with the most of it, and to what its reader does. */
export function whyLag(group: GroupRecord, { tables }: Seen): Answer {
  const owners = ownersOf(group.group, tables).map((owner) => ({ owner, behind: behindOf(owner, tables) })).filter(({ behind }) => behind > 0).sort((a, b) => b.behind - a.behind);
  const [most] = owners;
  if (most === undefined) return { lines: [], remedies: [] };
  const worst = most.owner;
  const partition = `${worst.topic}-${worst.partition}`;
  const lag = owners.reduce((sum, { behind }) => sum + behind, 0);
  const first = worst.committed === null ? m.why_nothing_committed({ partition, count: number(most.behind) })
    : owners.length === 1 ? m.why_lag_one({ lag: number(lag), partition }) : m.why_lag_total({ lag: number(lag), partitions: number(owners.length), most: number(most.behind), partition });
  const hot = hotKey(worst, tables);
  return {
    lines: [about(first, worst.id), ...rebalancing(group, tables), ...whyReader(group, worst, tables), ...(hot === null ? [] : [hot])],
    remedies: [...(hot === null ? [] : [{ text: m.why_hot_key_remedy(), command: null }]), lookAt(group.group)],
  };
}

const lookAt = (group: string): Remedy => ({ text: m.why_lag_remedy(), command: `kafka-consumer-groups.sh ${SERVER} --describe --group ${group}` });

/** What lies between what a group has committed and the end; all of the log where it has committed nothing. */
export function behindOf(owner: OwnerRecord, tables: Pick<Tables, 'partition'>): number {
  if (owner.lag !== null) return owner.lag;
  const partition = tables.partition.get(`partition/${owner.topic}-${owner.partition}`);
  return partition === undefined ? 0 : Math.max(0, partition.highWatermark - Math.max(0, partition.logStartOffset));
}

function whyReader(group: GroupRecord, owner: OwnerRecord, tables: Tables): WhyLine[] {
  const partition = `${owner.topic}-${owner.partition}`;
  const flink = [...tables['flink-task'].values()].find(({ splits }) => splits.some((one) => one.topic === owner.topic && one.partition === owner.partition));
  if (group.members === 0) return flink === undefined ? [about(m.why_no_members({ group: group.group }), group.id)] : [about(m.why_flink_reads({ task: taskShort(flink), partition }), flink.id)];
  const { leader } = tables.partition.get(`partition/${partition}`) ?? { leader: -1 };
  if (leader < 0) return [since(m.why_no_leader({ partition }), `partition/${partition}`, newestAbout(tables, ['leader-changed'], `partition/${partition}`))];
  const client = [...tables.client.values()].find(({ node }) => node === owner.node);
  const member = [...tables.member.values()].find((one) => one.group === group.group && one.memberId === owner.memberId);
  if (member !== undefined && client === undefined) return [about(m.why_owner_gone({ client: member.clientId, partition }), member.id)];
  if (owner.memberId === null || client === undefined) return isRebalancing(group) ? [] : [about(m.why_nobody_owns({ partition }), `partition/${partition}`)];
  if (client.state === 'down') return [about(m.why_owner_gone({ client: client.name, partition }), client.id)];
  const end = tables.partition.get(`partition/${partition}`)?.highWatermark ?? 0;
  if (owner.position !== null && owner.committed !== null && owner.position >= end) return [about(m.why_uncommitted({ client: client.name, partition, position: number(owner.position), committed: number(owner.committed) }), owner.id)];
  return [...whyCut(client.node, [leader], tables), ...capacity(client, tables)];
}

/** What its reader can do a second, against what comes to its partitions. */
function capacity(client: ClientRecord, tables: Tables): WhyLine[] {
  const each = client.app !== undefined && 'processingMsPerRecord' in client.app ? client.app.processingMsPerRecord : 0;
  if (each <= 0) return [];
  const own = [...tables.owner.values()].filter((one) => one.group === client.group && one.node === client.node);
  const incoming = own.reduce((sum, one) => sum + incomingRate(leaderOf(one, tables)), 0);
  const texts = { client: client.name, time: duration(each * 1_000), capacity: number(1_000 / each, 1), incoming: number(incoming, 1) };
  return [about(incoming > 1_000 / each ? m.why_capacity(texts) : m.why_capacity_enough(texts), client.id)];
}

const leaderOf = ({ topic, partition }: OwnerRecord, tables: Pick<Tables, 'replica'>): ReplicaRecord | undefined => [...tables.replica.values()].find((one) => one.topic === topic && one.partition === partition && one.role === 'leader');

/** Records a second that came lately, by the times that the last of them carry. */
export function incomingRate(replica: ReplicaRecord | undefined): number {
  const times = (replica?.tail ?? []).map(({ timestampMs }) => timestampMs);
  const span = Math.max(...times) - Math.min(...times);
  return times.length < 2 || span <= 0 ? 0 : ((times.length - 1) * 1_000) / span;
}

function hotKey(owner: OwnerRecord, tables: Tables): WhyLine | null {
  const tail = leaderOf(owner, tables)?.tail ?? [];
  const siblings = [...tables.partition.values()].filter(({ topic }) => topic === owner.topic).length;
  if (tail.length < ENOUGH || siblings < 2) return null;
  const counts = new Map<string, number>();
  for (const { key } of tail) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most === undefined || most[1] / tail.length < HOT_SHARE) return null;
  const partition = `${owner.topic}-${owner.partition}`;
  return about(m.why_hot_key({ percent: number((most[1] / tail.length) * 100), count: number(tail.length), partition, key: most[0] }), `partition/${partition}`);
}
