// kafka-consumer-groups.sh --describe: offsets, members and state of groups.
import type { AdminApis, CommittedRow } from '../../../kafka/client/admin-calls.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { type Given, has } from '../console/arguments.ts';
import type { Done } from '../kafka-consumer-groups.ts';
import { brokerError, wrapped } from './errors.ts';
import { type Answer, call, print, type Step, write } from './script.ts';

type Group = AdminApis['describeGroups'][1][number];
type Member = Group['members'][number];

/** The groups meant: those named, or all that there are. */
export function* wantedGroups(given: Given): Generator<Step, readonly string[] | null, Answer> {
  if (!has(given, 'all-groups')) return [...new Set(given['group'] ?? [])];
  const listed = yield* call({ kind: 'listGroups', statesFilter: [], typesFilter: [] });
  return listed.ok ? listed.value.filter((group) => group.groupType.toLowerCase() !== 'share').map((group) => group.groupId) : null;
}

export function* describeGroups(given: Given): Generator<Step, Done, Answer> {
  const names = yield* wantedGroups(given);
  if (names === null) return null;
  const described = yield* call({ kind: 'describeGroups', groups: names });
  if (!described.ok) return wrapped(described.error);
  for (const name of names) {
    const group = described.value.find((each) => each.groupId === name);
    if (group === undefined || group.errorCode !== 'NONE' || group.groupState === 'Dead') {
      const missing = group === undefined || group.errorCode === 'NONE' || group.errorCode === 'GROUP_ID_NOT_FOUND';
      // A share group is asked for as a consumer group, then as a classic one; the first answer is what is told.
      const isOther = group?.errorMessage === `Group ${name} is not a classic group.`;
      return wrapped(missing ? brokerError('GROUP_ID_NOT_FOUND', `Group ${name} ${isOther ? 'is not a consumer group' : 'not found'}.`) : brokerError(group.errorCode, group.errorMessage));
    }
  }
  for (const name of names) {
    const group = described.value.find((each) => each.groupId === name);
    if (group === undefined) continue;
    const failed = yield* describeOne(given, group);
    if (failed !== null) return failed;
  }
  return null;
}

function* describeOne(given: Given, group: Group): Generator<Step, Done, Answer> {
  if (group.groupState === 'Empty') yield* write(2, `\nConsumer group '${group.groupId}' has no active members.\n`);
  if (/Rebalance$|Assigning|Reconciling/.test(group.groupState)) yield* write(2, `\nWarning: Consumer group '${group.groupId}' is rebalancing.\n`);
  if (has(given, 'members')) {
    yield* print(membersTable(group, has(given, 'verbose')));
    return null;
  }
  if (has(given, 'state')) {
    yield* print(stateTable(group, has(given, 'verbose')));
    return null;
  }
  return yield* offsetsTable(group, has(given, 'verbose'));
}

// --- offsets -------------------------------------------------------------------------------------------------------------

interface Row extends TopicPartition {
  readonly committed: CommittedRow | null;
  readonly member: Member | null;
}

function partitionOrder(a: TopicPartition, b: TopicPartition): number {
  return a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition;
}

/** Members with the most partitions first, each with its partitions in order; what nobody owns comes last. */
function rowsOf(group: Group, offsets: readonly CommittedRow[]): Row[] {
  const committedOf = ({ topic, partition }: TopicPartition): CommittedRow | null => offsets.find((row) => row.topic === topic && row.partition === partition && row.offset >= 0) ?? null;
  const members = [...group.members].sort((a, b) => b.memberAssignment.length - a.memberAssignment.length);
  const owned = members.flatMap((member) => [...member.memberAssignment].sort(partitionOrder).map(({ topic, partition }): Row => ({ topic, partition, member, committed: committedOf({ topic, partition }) })));
  const rest = offsets.filter((row) => row.offset >= 0 && !owned.some((each) => each.topic === row.topic && each.partition === row.partition));
  return [...owned, ...[...rest].sort(partitionOrder).map(({ topic, partition }): Row => ({ topic, partition, member: null, committed: committedOf({ topic, partition }) }))];
}

function* offsetsTable(group: Group, verbose: boolean): Generator<Step, Done, Answer> {
  const fetched = yield* call({ kind: 'listGroupOffsets', group: group.groupId, partitions: null });
  if (!fetched.ok) return wrapped(fetched.error);
  const rows = rowsOf(group, fetched.value.offsets);
  if (rows.length === 0) return null;
  const ends = yield* call({ kind: 'listOffsets', partitions: rows.map(({ topic, partition }) => ({ topic, partition, timestamp: -1 })), isolationLevel: 0 });
  if (!ends.ok) return wrapped(ends.error);
  const table = rows.map(({ topic, partition, committed, member }) => {
    const end = ends.value.find((each) => each.topic === topic && each.partition === partition);
    const logEnd = end === undefined || end.errorCode !== 'NONE' || end.offset < 0 ? null : end.offset;
    const lag = committed === null || logEnd === null ? null : logEnd - committed.offset;
    const show = (value: number | null): string => (value === null ? '-' : String(value));
    return {
      topic, partition: String(partition), epoch: committed === null || committed.leaderEpoch < 0 ? '-' : String(committed.leaderEpoch), current: show(committed?.offset ?? null), end: show(logEnd), lag: show(lag),
      consumer: member?.memberId ?? '-', host: member === null ? '-' : member.clientHost, client: member?.clientId ?? '-',
    };
  });
  const groups = width([group.groupId]);
  const topics = width(table.map((row) => row.topic));
  const consumers = width(table.map((row) => row.consumer));
  const hosts = width(table.map((row) => row.host));
  const line = (g: string, t: string, p: string, e: string, c: string, l: string, lag: string, id: string, host: string, client: string): string =>
    `${g.padEnd(groups)} ${t.padEnd(topics)} ${p.padEnd(10)} ${verbose ? `${e.padEnd(15)} ` : ''}${c.padEnd(15)} ${l.padEnd(15)} ${lag.padEnd(15)} ${id.padEnd(consumers)} ${host.padEnd(hosts)} ${client}`;
  const head = line('GROUP', 'TOPIC', 'PARTITION', 'LEADER-EPOCH', 'CURRENT-OFFSET', 'LOG-END-OFFSET', 'LAG', 'CONSUMER-ID', 'HOST', 'CLIENT-ID');
  yield* print(['', head, ...table.map((r) => line(group.groupId, r.topic, r.partition, r.epoch, r.current, r.end, r.lag, r.consumer, r.host, r.client))].join('\n'));
  return null;
}

/** A column is at least 15 wide. */
function width(cells: readonly string[], least = 15): number {
  return Math.max(least, ...cells.map((cell) => cell.length));
}

// --- members and state ---------------------------------------------------------------------------------------------------

/** `orders:0,1;pay:2` */
function assignmentText(partitions: readonly TopicPartition[]): string {
  if (partitions.length === 0) return '-';
  const topics = [...new Set(partitions.map((each) => each.topic))].sort();
  return topics.map((topic) => `${topic}:${partitions.filter((each) => each.topic === topic).map((each) => each.partition).sort((a, b) => a - b).join(',')}`).join(';');
}

function membersTable(group: Group, verbose: boolean): string {
  const members = [...group.members].sort((a, b) => b.memberAssignment.length - a.memberAssignment.length);
  const isStatic = members.some((member) => member.groupInstanceId !== null);
  // Some members use the classic protocol, others the new one.
  const isMixed = members.some((member) => member.modern?.isUpgraded === true) && members.some((member) => member.modern?.isUpgraded === false);
  const groups = width([group.groupId]);
  const ids = width(members.map((member) => member.memberId));
  const instances = width(members.map((member) => member.groupInstanceId ?? ''), 17);
  const hosts = width(members.map((member) => member.clientHost));
  const clients = width(members.map((member) => member.clientId));
  const assignments = width(members.map((member) => assignmentText(member.memberAssignment)), 20);
  const targets = width(members.map((member) => assignmentText(member.modern?.target ?? [])), 20);
  const line = (cells: { readonly group: string; readonly id: string; readonly instance: string; readonly host: string; readonly client: string; readonly count: string }, more: readonly [string, string, string, string, string]): string => {
    const [epoch, assignment, targetEpoch, target, upgraded] = more;
    const first = `${cells.group.padEnd(groups)} ${cells.id.padEnd(ids)} ${isStatic ? `${cells.instance.padEnd(instances)} ` : ''}${cells.host.padEnd(hosts)} ${cells.client.padEnd(clients)} ${cells.count.padEnd(15)} `;
    return verbose ? `${first}${epoch.padEnd(15)} ${assignment.padEnd(assignments)} ${targetEpoch.padEnd(15)} ${target.padEnd(targets)}${isMixed ? ` ${upgraded}` : ''}` : first;
  };
  const head = line({ group: 'GROUP', id: 'CONSUMER-ID', instance: 'GROUP-INSTANCE-ID', host: 'HOST', client: 'CLIENT-ID', count: '#PARTITIONS' }, ['CURRENT-EPOCH', 'CURRENT-ASSIGNMENT', 'TARGET-EPOCH', 'TARGET-ASSIGNMENT', 'UPGRADED']);
  const rows = members.map((member) => line(
    { group: group.groupId, id: member.memberId, instance: member.groupInstanceId ?? '', host: member.clientHost, client: member.clientId, count: String(member.memberAssignment.length) },
    [String(member.modern?.epoch ?? '-'), assignmentText(member.memberAssignment), String(group.epochs?.assignment ?? '-'), assignmentText(member.modern?.target ?? []), String(member.modern?.isUpgraded ?? '')],
  ));
  return ['', head, ...rows].join('\n');
}

function stateTable(group: Group, verbose: boolean): string {
  const { nodeId, host, port } = group.coordinator;
  const coordinator = `${host}:${port}  (${nodeId})`;
  const groups = width([group.groupId]);
  const nodes = width([coordinator], 25);
  const line = (g: string, c: string, strategy: string, state: string, ge: string, te: string, members: string): string =>
    `${g.padEnd(groups)} ${c.padEnd(nodes)} ${strategy.padEnd(20)} ${state.padEnd(20)} ${verbose ? `${ge.padEnd(15)} ${te.padEnd(25)} ` : ''}${members}`;
  const strategy = group.protocolData === '' ? '-' : group.protocolData;
  return ['', line('GROUP', 'COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE', 'GROUP-EPOCH', 'TARGET-ASSIGNMENT-EPOCH', '#MEMBERS'), line(group.groupId, coordinator, strategy, group.groupState, String(group.epochs?.group ?? '-'), String(group.epochs?.assignment ?? '-'), String(group.members.length))].join('\n');
}
