// What a record is, in the reader's language: a title, a sentence on what such a thing is, and its numbers.
import type {
  ClientRecord, FlightRecord, GroupRecord, LinkRecord, LogRecord, MemberRecord, NodeRecord, OwnerRecord, PartitionRecord, ReplicaRecord, TopicRecord, WorldRecord,
} from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { describeEngine } from './engines.ts';
import { describeBuffer, describeFlink } from './flink.ts';
import { nodeName } from './names.ts';
import { clockTime, duration, number } from './numbers.ts';
import { transactionOf } from './transactions.ts';
import { factText } from './facts.ts';
import { clientTitle, flightTitle, groupTitle, linkTitle, memberTitle, nodeTitle, ownerTitle, partitionTitle, replicaTitle, type Title, topicTitle } from './titles.ts';

export interface Description extends Title {
  /** What such a thing is. */
  readonly about: string;
  readonly rows: readonly (readonly [string, string])[];
  /** The fact that explains its present state, -1 for none. */
  readonly because: number;
}

export function describe(record: WorldRecord): Description {
  switch (record.kind) {
    case 'node': return describeNode(record);
    case 'topic': return describeTopic(record);
    case 'partition': return describePartition(record);
    case 'replica': return describeReplica(record);
    case 'group': return describeGroup(record);
    case 'member': return describeMember(record);
    case 'owner': return describeOwner(record);
    case 'client': return describeClient(record);
    case 'link': return describeLink(record);
    case 'flight': return describeFlight(record);
    case 'fact': return { ...plain(factText(record.fact, record.params), '', [[m.label_when(), clockTime(record.atUs)]]), because: record.factId };
    case 'tty': return plain(record.tty, '', []);
    case 'plan': return plain(record.id, '', []);
    case 'line': return plain(record.text, '', []);
    case 'sql-session': case 'sql-statement': case 'sql-result': case 'sql-changes': case 'sql-rows': return plain(record.tty, '', []);
    case 'queue': case 'worker': case 'batch': case 'zookeeper': case 'candidate': case 'micro-batch': case 'dataflow': case 'database': case 'dashboard': case 'shift': return describeEngine(record);
    case 'flink-node': case 'flink-job': case 'flink-task': case 'flink-edge': case 'flink-time': case 'flink-window': case 'flink-state': case 'flink-checkpoint': return describeFlink(record);
  }
}

/** One record of a log. */
export function describeRecord(record: LogRecord, replica: Pick<ReplicaRecord, 'topic' | 'partition' | 'highWatermark' | 'openTransactions' | 'abortedTransactions'>): Description {
  const fate = transactionOf(record, replica);
  const replicated = record.offset < replica.highWatermark ? m.record_committed() : m.record_not_committed();
  return {
    title: m.record_title({ partition: `${replica.topic}-${replica.partition}`, offset: number(record.offset) }), because: -1,
    state: fate === 'aborted' ? m.record_aborted() : fate === 'open' ? m.record_in_open_transaction() : replicated, about: record.value ?? m.record_tombstone(),
    rows: [
      [m.label_key(), record.key ?? m.record_no_key()], [m.label_time(), new Date(record.timestampMs).toISOString().slice(11, 23)], [m.label_size(), `${number(record.sizeBytes)} B`],
      [m.label_leader_epoch(), number(record.leaderEpoch)], ...(record.producerId < 0 ? [] : [[m.label_sequence(), `${record.producerId} / ${record.sequence}`] as const]),
    ],
  };
}

function plain(title: string, about: string, rows: Description['rows']): Description {
  return { title, state: '', about, rows, because: -1 };
}

function describeNode(node: NodeRecord): Description {
  const broker = node.role === 'broker';
  return {
    ...nodeTitle(node),
    about: broker ? m.about_broker() : m.about_controller(),
    rows: [
      [m.label_address(), node.host],
      // A node that is down, or not yet registered, has no epoch; one that is down is up since nothing.
      ...(node.epoch < 0 ? [] : [[broker ? m.label_broker_epoch() : m.label_epoch(), number(node.epoch)] as const]),
      [m.label_metadata_end(), number(node.metadataEndOffset)],
      ...(broker ? [] : [[m.label_metadata_hw(), number(node.metadataHighWatermark)] as const]),
      [m.label_disk(), node.diskFailure === 'full' ? m.disk_full() : node.diskFailure === 'broken' ? m.disk_broken() : node.diskFactor === 1 ? m.disk_healthy() : m.disk_slow({ factor: number(node.diskFactor) })],
      ...(node.clockSkewMs === 0 ? [] : [[m.label_clock(), m.clock_ahead({ seconds: number(node.clockSkewMs / 1000, 1) })] as const]),
      ...(node.rack === null ? [] : [[m.label_rack(), node.rack] as const]),
      ...(node.upSinceUs === null ? [] : [[m.label_up_since(), clockTime(node.upSinceUs, 1)] as const]),
    ],
    because: -1,
  };
}

function describeTopic(topic: TopicRecord): Description {
  return {
    ...topicTitle(topic), about: m.about_topic(), because: -1,
    rows: [
      [m.label_partitions(), number(topic.partitions)], [m.label_replication(), number(topic.replicationFactor)], [m.label_topic_id(), topic.topicId],
      ...Object.entries(topic.configs),
    ],
  };
}

function describePartition(partition: PartitionRecord): Description {
  return {
    ...partitionTitle(partition), about: m.about_partition(), because: partition.leaderFact,
    rows: [
      [m.label_leader(), partition.leader < 0 ? m.none() : String(partition.leader)], [m.label_leader_epoch(), number(partition.leaderEpoch)],
      [m.label_replicas(), partition.replicas.join(', ')], [m.label_isr(), partition.isr.join(', ')], [m.label_log_start(), number(Math.max(0, partition.logStartOffset))],
      [m.label_hw(), number(Math.max(0, partition.highWatermark))], [m.label_leo(), number(Math.max(0, partition.logEndOffset))],
    ],
  };
}

function aboutReplica({ role, moving, inSync }: ReplicaRecord): string {
  if (role === 'offline') return m.about_offline();
  if (moving !== '') return moving === 'adding' ? m.about_adding() : m.about_removing();
  return role === 'leader' ? m.about_leader() : inSync ? m.about_follower() : m.about_out();
}

function describeReplica(replica: ReplicaRecord): Description {
  return {
    ...replicaTitle(replica),
    about: aboutReplica(replica), because: -1,
    rows: [
      [m.label_log_start(), number(replica.logStartOffset)], [m.label_hw(), number(replica.highWatermark)], [m.label_leo(), number(replica.logEndOffset)],
      ...(replica.lastStableOffset < replica.highWatermark ? [[m.label_lso(), number(replica.lastStableOffset)] as const] : []),
      ...(replica.openTransactions.length === 0 ? [] : [[m.label_open_transactions(), number(replica.openTransactions.length)] as const]),
      [m.label_leader_epoch(), number(replica.leaderEpoch)], [m.label_in_isr(), replica.inSync ? m.yes() : m.no()],
      [m.label_log_size(), m.bytes_of({ bytes: number(replica.sizeBytes) })], [m.label_cleanup_policy(), replica.cleanupPolicy === '' ? m.none() : replica.cleanupPolicy],
      ...(replica.cleanedTo < 0 ? [] : [[m.label_cleaned_to(), number(replica.cleanedTo)] as const]),
    ],
  };
}

/** The one assignor that share groups have, and no other group: `group.share.assignors`. */
const SHARE_ASSIGNOR = 'simple';

function describeGroup(group: GroupRecord): Description {
  return {
    ...groupTitle(group), about: group.assignor === SHARE_ASSIGNOR ? m.about_share_group() : m.about_group(), because: group.stateFact,
    rows: [
      [m.label_members(), number(group.members)],
      ...(group.assignmentEpoch === undefined ? [[m.label_generation(), number(group.generation)] as const] : [[m.label_group_epoch(), number(group.generation)] as const, [m.label_assignment_epoch(), number(group.assignmentEpoch)] as const]),
      [m.label_assignor(), group.assignor === '' ? '–' : group.assignor],
      [m.label_coordinator(), group.coordinator < 0 ? m.none() : m.name_broker({ number: group.coordinator })],
    ],
  };
}

function describeMember(member: MemberRecord): Description {
  return {
    ...memberTitle(member), about: m.about_member(), because: -1,
    rows: [[m.label_group(), member.group], [m.label_member_id(), member.memberId], [m.label_assignment(), listed(member.assignment)], ...modernRows(member)],
  };
}

function listed(partitions: readonly string[]): string {
  return partitions.length === 0 ? m.none() : partitions.join(', ');
}

/** How far a member of the new consumer protocol is on the way to its target (KIP-848). */
function modernRows({ modern }: MemberRecord): Description['rows'] {
  if (modern === undefined) return [];
  return [
    [m.label_member_epoch(), modern.epoch === -2 ? m.member_away() : number(modern.epoch)], [m.label_member_state(), memberState(modern.state)],
    [m.label_target(), listed(modern.target)], ...(modern.revoking.length === 0 ? [] : [[m.label_revoking(), listed(modern.revoking)] as const]),
  ];
}

function memberState(state: NonNullable<MemberRecord['modern']>['state']): string {
  switch (state) {
    case 'STABLE': return m.member_stable();
    case 'UNREVOKED_PARTITIONS': return m.member_unrevoked();
    case 'UNRELEASED_PARTITIONS': return m.member_unreleased();
  }
}

function describeOwner(owner: OwnerRecord): Description {
  const offset = (value: number | null): string => (value === null ? '–' : number(value));
  if (owner.share !== undefined) {
    const { deliveryLimit, rows } = owner.share;
    const many = (state: (typeof rows)[number]['state']): string => number(rows.filter((row) => row.state === state).reduce((sum, row) => sum + row.last - row.first + 1, 0));
    return plain(ownerTitle(owner).title, m.about_shared({ limit: number(deliveryLimit) }), [
      [m.label_share_start(), offset(owner.committed)], [m.label_share_end(), offset(owner.position)], [m.shared_acquired(), many('acquired')], [m.shared_available(), many('available')],
      [m.shared_acknowledged(), many('acknowledged')], [m.shared_archived(), many('archived')], [m.label_lag(), offset(owner.lag)],
    ]);
  }
  return plain(ownerTitle(owner).title, m.about_owner(), [
    [m.label_committed(), offset(owner.committed)], [m.label_position(), offset(owner.position)], [m.label_lag(), offset(owner.lag)],
  ]);
}

function describeClient(client: ClientRecord): Description {
  const counts: (readonly [string, string])[] = client.role === 'producer'
    ? [[m.label_sent(), number(client.recordsSent)], [m.label_acknowledged(), number(client.recordsAcknowledged)], [m.label_failed(), number(client.recordsFailed)], [m.label_waiting(), number(client.buffered)], ...requestRows(client)]
    : client.role === 'consumer' ? [[m.label_consumed(), number(client.recordsConsumed)], [m.label_waiting(), number(client.buffered)], ...processedRows(client), ...stateRows(client)] : [];
  return {
    ...clientTitle(client), because: -1,
    about: client.role === 'producer' ? m.about_producer() : client.role === 'consumer' ? m.about_consumer() : m.about_admin(),
    rows: [
      [m.label_client_id(), client.clientId], ...(client.group === null ? [] : [[m.label_group(), client.group] as const]),
      ...(client.topics.length === 0 ? [] : [[m.label_topics(), client.topics.join(', ')] as const]), ...counts,
      ...(client.tty === null ? [] : [[m.label_terminal(), client.tty] as const]), ...Object.entries(client.settings),
    ],
  };
}

/** What a producer's batches cost, and how long they take. */
function requestRows({ requestsSent, latencyMs, recordsSent }: ClientRecord): (readonly [string, string])[] {
  if (requestsSent === undefined) return [];
  return [
    [m.label_requests(), number(requestsSent)], [m.label_records_per_request(), requestsSent === 0 ? '–' : number(recordsSent / requestsSent, 1)],
    [m.label_batch_latency(), latencyMs === undefined || latencyMs === null ? '–' : duration(latencyMs * 1000)],
  ];
}

/** What an application has written on, and how far it is with what its last poll brought. */
function processedRows({ app, recordsAcknowledged, batch }: ClientRecord): (readonly [string, string])[] {
  if (app?.kind !== 'processor') return [];
  return [[m.label_written(), number(recordsAcknowledged)], ...(batch === undefined ? [] : [[m.label_batch(), m.batch_of({ done: number(batch.done), of: number(batch.of) })] as const]), [m.field_commit(), commitName(app.commit)]];
}

/** What a processor remembers, by key, and what of it lies on its disk. */
function stateRows({ counts, averages, snapshots, snapshotRecords }: ClientRecord): (readonly [string, string])[] {
  if (counts === undefined) return [];
  return [
    [m.label_snapshots(), m.snapshots_of({ count: number(snapshots ?? 0), records: number(snapshotRecords ?? 0) })],
    ...Object.entries(counts).map(([key, records]) => [m.label_state_of({ key }), m.state_of({ average: number(averages?.[key] ?? 0, 2), count: number(records) })] as const),
  ];
}

function commitName(commit: 'before' | 'after' | 'transactional'): string {
  return commit === 'before' ? m.commit_before() : commit === 'after' ? m.commit_after() : m.commit_transactional();
}

function describeFlight(flight: FlightRecord): Description {
  if (flight.from.startsWith('flink-task/')) return describeBuffer(flight);
  return {
    ...flightTitle(flight), about: flight.lost ? m.about_flight_lost() : m.about_flight(), because: -1,
    rows: [
      [m.label_from(), nodeName(flight.from)], [m.label_to(), nodeName(flight.to)], [m.label_sent_at(), clockTime(flight.sentAtUs)], [m.label_takes(), duration(flight.arrivesAtUs - flight.sentAtUs)],
      ...flight.cargo.map((part) => [`${part.topic}-${part.partition}`, m.flight_cargo({ count: number(part.count), keys: part.keys.map((key) => key ?? '–').join(', ') })] as const),
    ],
  };
}

function describeLink(link: LinkRecord): Description {
  return {
    ...plain('', m.about_link(), [[m.label_latency(), duration(link.latencyUs)], [m.label_loss(), `${number(link.lossRate * 100, 1)} %`]]),
    ...linkTitle(link),
  };
}
