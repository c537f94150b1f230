// What a real cluster tells of itself, as the records that checks of lessons look at.
import type { GroupRecord, LogRecord, MemberRecord, NodeRecord, OwnerRecord, PartitionRecord, ReplicaRecord, TopicRecord, WorldRecord } from '../../bridge/records.ts';
import type { Struct } from '../wire/codec.ts';
import { readBatch } from '../wire/record-batch.ts';
import { list, number, numbers, text, textOrNull } from '../wire/translate/translation.ts';
import { RealBroker } from './client.ts';

/** Versions that brokers from Kafka 4.0 on know, and that name topics by their names. */
const VERSION = { Metadata: 12, DescribeConfigs: 4, ListOffsets: 7, Fetch: 12, ListGroups: 5, FindCoordinator: 4, DescribeGroups: 5, ConsumerGroupDescribe: 0, OffsetFetch: 8 } as const;
const TOPIC = 2;
const DYNAMIC_TOPIC_CONFIG = 1;
const [LATEST, EARLIEST] = [-1, -2];
/** As many records of each partition as the page's checks look at. */
const TAIL = 64;
const MOST_BYTES = 4_000_000;
const LOG_OVERHEAD = 12;

/** The kinds of records that can be told of a real cluster. */
export const TOLD: ReadonlySet<string> = new Set(['topic', 'partition', 'replica', 'record', 'group', 'member', 'owner', 'node']);

/** Everything that is told of the cluster that this address leads to. Throws an error where it does not answer. */
export async function factsOf(host: string, port: number): Promise<readonly WorldRecord[]> {
  const brokers = new Map<number, Promise<RealBroker>>();
  const first = await RealBroker.open(host, port);
  try {
    const metadata = await first.ask('Metadata', VERSION.Metadata, { topics: null, allowAutoTopicCreation: false });
    const nodes = list(metadata['brokers']);
    const at = (id: number): Promise<RealBroker> => {
      const known = brokers.get(id);
      if (known !== undefined) return known;
      const node = nodes.find((one) => number(one['nodeId']) === id);
      const opened = RealBroker.open(text(node?.['host']), number(node?.['port']));
      brokers.set(id, opened);
      return opened;
    };
    const topics = list(metadata['topics']);
    const configs = await configsOf(first, topics);
    const partitions = (await Promise.all(topics.map(async (topic) => await partitionsOf(topic, at)))).flat();
    const groups = await groupsOf(nodes.map((node) => number(node['nodeId'])), at, partitions);
    return [...nodes.map(nodeRecord), ...topics.map((topic) => topicRecord(topic, configs)), ...partitions.flatMap(({ partition, replicas }) => [partition, ...replicas]), ...groups];
  } finally {
    first.close();
    for (const opened of await Promise.allSettled(brokers.values())) if (opened.status === 'fulfilled') opened.value.close();
  }
}

type At = (id: number) => Promise<RealBroker>;

interface Told {
  readonly partition: PartitionRecord;
  readonly replicas: readonly ReplicaRecord[];
}

function nodeRecord(node: Struct): NodeRecord {
  const id = number(node['nodeId']);
  return { kind: 'node', id: `node/broker-${id}`, node: `broker-${id}`, role: 'broker', number: id, host: `${text(node['host'])}:${number(node['port'])}`, state: 'running' } as NodeRecord;
}

function topicRecord(topic: Struct, configs: ReadonlyMap<string, Readonly<Record<string, string>>>): TopicRecord {
  const name = text(topic['name']);
  const partitions = list(topic['partitions']);
  return { kind: 'topic', id: `topic/${name}`, name, topicId: text(topic['topicId']), partitions: partitions.length, replicationFactor: numbers(partitions[0]?.['replicaNodes']).length, internal: topic['isInternal'] === true, configs: configs.get(name) ?? {} };
}

/** What was set for each topic itself. */
async function configsOf(broker: RealBroker, topics: readonly Struct[]): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const answer = await broker.ask('DescribeConfigs', VERSION.DescribeConfigs, { resources: topics.map((topic) => ({ resourceType: TOPIC, resourceName: text(topic['name']), configurationKeys: null })) });
  return new Map(list(answer['results']).map((result) => [text(result['resourceName']), Object.fromEntries(list(result['configs']).filter((config) => number(config['configSource']) === DYNAMIC_TOPIC_CONFIG).map((config) => [text(config['name']), text(config['value'])]))]));
}

async function partitionsOf(topic: Struct, at: At): Promise<readonly Told[]> {
  const name = text(topic['name']);
  return await Promise.all(list(topic['partitions']).map(async (partition): Promise<Told> => {
    const index = number(partition['partitionIndex']);
    const [leader, leaderEpoch] = [number(partition['leaderId']), number(partition['leaderEpoch'])];
    const replicas = numbers(partition['replicaNodes']);
    const isr = numbers(partition['isrNodes']);
    const offline = numbers(partition['offlineReplicas']);
    const log = leader < 0 ? { start: -1, end: -1, tail: [] } : await logOf(await at(leader), name, index);
    const replica = (broker: number): ReplicaRecord => ({
      kind: 'replica', id: `replica/${name}-${index}/${broker}`, topic: name, partition: index, broker, role: broker === leader ? 'leader' : offline.includes(broker) ? 'offline' : 'follower', inSync: isr.includes(broker), moving: '', leaderEpoch,
      logStartOffset: log.start, highWatermark: log.end, logEndOffset: log.end, lastStableOffset: log.end, openTransactions: [], abortedTransactions: [], tail: broker === leader ? log.tail : [], segments: [], segmentCount: 0, sizeBytes: 0,
    }) as unknown as ReplicaRecord;
    return {
      partition: { kind: 'partition', id: `partition/${name}-${index}`, topic: name, partition: index, leader, leaderEpoch, partitionEpoch: -1, replicas, isr, elr: [], logStartOffset: log.start, highWatermark: log.end, logEndOffset: log.end, leaderFact: -1, isrFact: -1 },
      replicas: replicas.map(replica),
    };
  }));
}

async function logOf(leader: RealBroker, topic: string, partition: number): Promise<{ readonly start: number; readonly end: number; readonly tail: readonly LogRecord[] }> {
  const offset = async (timestamp: number): Promise<number> => {
    const answer = await leader.ask('ListOffsets', VERSION.ListOffsets, { replicaId: -1, topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp }] }] });
    return number(list(list(answer['topics'])[0]?.['partitions'])[0]?.['offset']);
  };
  const start = await offset(EARLIEST);
  const end = await offset(LATEST);
  const tail: LogRecord[] = [];
  for (let from = Math.max(start, end - TAIL); from < end; ) {
    const answer = await leader.ask('Fetch', VERSION.Fetch, { maxWaitMs: 500, minBytes: 1, maxBytes: MOST_BYTES, topics: [{ topic, partitions: [{ partition, fetchOffset: from, partitionMaxBytes: MOST_BYTES }] }] });
    const records = list(list(answer['responses'])[0]?.['partitions'])[0]?.['records'];
    const read = Buffer.isBuffer(records) ? recordsIn(records) : { records: [], next: from };
    tail.push(...read.records.filter((record) => record.offset >= from && record.offset < end));
    if (read.next <= from) break;
    from = read.next;
  }
  return { start, end, tail };
}

/** The records of whole batches, and the offset after them; a batch that is packed in a way that is not known here is passed over. */
function recordsIn(bytes: Buffer): { readonly records: readonly LogRecord[]; readonly next: number } {
  const records: LogRecord[] = [];
  let next = -1;
  for (let at = 0; at + LOG_OVERHEAD <= bytes.length; ) {
    const end = at + LOG_OVERHEAD + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    const batch = readBatch(bytes.subarray(at, end));
    const base = Number(bytes.readBigInt64BE(at));
    next = base + bytes.readInt32BE(at + 23) + 1;
    if (typeof batch !== 'string' && batch.control === null) records.push(...batch.records.map(({ key, value, timestampMs }, index) => ({ offset: base + index, key, value, timestampMs, sizeBytes: (key ?? '').length + (value ?? '').length }) as unknown as LogRecord));
    at = end;
  }
  return { records, next };
}

async function groupsOf(nodes: readonly number[], at: At, partitions: readonly Told[]): Promise<readonly WorldRecord[]> {
  const listed = await Promise.all(nodes.map(async (id) => list((await (await at(id)).ask('ListGroups', VERSION.ListGroups, { statesFilter: [], typesFilter: [] }))['groups']).map((group) => ({ id, group }))));
  return (await Promise.all(listed.flat().filter(({ group }) => /^(consumer|classic)$/i.test(text(group['groupType']))).map(async ({ id, group }) => await groupOf(await at(id), id, group, partitions)))).flat();
}

async function groupOf(coordinator: RealBroker, broker: number, listed: Struct, partitions: readonly Told[]): Promise<readonly WorldRecord[]> {
  const group = text(listed['groupId']);
  const modern = /^consumer$/i.test(text(listed['groupType']));
  const answer = modern ? await coordinator.ask('ConsumerGroupDescribe', VERSION.ConsumerGroupDescribe, { groupIds: [group] }) : await coordinator.ask('DescribeGroups', VERSION.DescribeGroups, { groups: [group] });
  const [told] = list(answer['groups']);
  const members = list(told?.['members']).map((member): MemberRecord => ({
    kind: 'member', id: `member/${group}/${text(member['memberId'])}`, group, memberId: text(member['memberId']), clientId: text(member['clientId']), instanceId: textOrNull(member[modern ? 'instanceId' : 'groupInstanceId']), node: '',
    assignment: modern ? modernAssignment(member['assignment']) : classicAssignment(member['memberAssignment']),
  }));
  const fetched = await coordinator.ask('OffsetFetch', VERSION.OffsetFetch, { groups: [{ groupId: group, topics: null }] });
  const committed = new Map<string, number>(list(list(fetched['groups'])[0]?.['topics']).flatMap((topic) => list(topic['partitions']).map((one) => [`${text(topic['name'])}-${number(one['partitionIndex'])}`, number(one['committedOffset'])] as const)));
  const owners = partitions.flatMap(({ partition: { topic, partition, logEndOffset } }): OwnerRecord[] => {
    const place = `${topic}-${partition}`;
    const member = members.find(({ assignment }) => assignment.includes(place));
    const offset = committed.get(place) ?? null;
    return member === undefined && offset === null ? [] : [{ kind: 'owner', id: `owner/${group}/${place}`, group, topic, partition, memberId: member?.memberId ?? null, node: null, committed: offset, position: null, lag: offset === null ? null : logEndOffset - offset }];
  });
  const record = { kind: 'group', id: `group/${group}`, group, state: text(told?.['groupState']), generation: number(told?.['groupEpoch']), assignor: text(told?.[modern ? 'assignorName' : 'protocolData']), coordinator: broker, members: members.length, stateFact: -1 } as GroupRecord;
  return [record, ...members, ...owners];
}

function modernAssignment(value: unknown): readonly string[] {
  const assignment = typeof value === 'object' && value !== null ? (value as Struct) : {};
  return list(assignment['topicPartitions']).flatMap((topic) => numbers(topic['partitions']).map((partition) => `${text(topic['topicName'])}-${partition}`));
}

/** The consumer protocol's assignment (ConsumerProtocolAssignment): a version, topics with their partitions, user data. */
function classicAssignment(value: unknown): readonly string[] {
  if (!Buffer.isBuffer(value) || value.length < 6) return [];
  const found: string[] = [];
  let at = 2;
  for (let topics = value.readInt32BE(at), read = ((at += 4), 0); read < topics && at + 2 <= value.length; read += 1) {
    const length = value.readInt16BE(at);
    const name = value.toString('utf8', at + 2, at + 2 + length);
    at += 2 + length;
    const count = value.readInt32BE(at);
    at += 4;
    for (let one = 0; one < count && at + 4 <= value.length; one += 1, at += 4) found.push(`${name}-${value.readInt32BE(at)}`);
  }
  return found;
}

