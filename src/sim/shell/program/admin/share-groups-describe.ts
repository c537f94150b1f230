// kafka-share-groups.sh --list and --describe: offsets, members and state of share groups.
import type { DescribedShareGroup } from '../../../kafka/client/admin-share.ts';
import type { DescribeShareGroupOffsetsResponse } from '../../../kafka/protocol-share.ts';
import { type Given, has, valueOf } from '../console/arguments.ts';
import type { Done } from '../kafka-share-groups.ts';
import { brokerError, wrapped } from './errors.ts';
import { type Answer, call, print, type Step, write } from './script.ts';
import { complain, type ToolHelp } from './tool-arguments.ts';

const STATES = ['Stable', 'Empty', 'Dead'];

/** The share groups meant: those named, or all that there are. */
export function* wantedShareGroups(given: Given): Generator<Step, readonly string[] | null, Answer> {
  if (!has(given, 'all-groups')) return [...new Set(given['group'] ?? [])];
  const listed = yield* call({ kind: 'listGroups', statesFilter: [], typesFilter: ['share'] });
  return listed.ok ? listed.value.map((group) => group.groupId) : null;
}

export function* listShareGroups(given: Given, help: ToolHelp): Generator<Step, Done, Answer> {
  const text = valueOf(given, 'state') ?? '';
  const wanted = text.split(',').map((each) => each.trim()).filter((each) => each !== '');
  const states = wanted.map((each) => STATES.find((state) => state.toLowerCase() === each.toLowerCase()));
  if (states.includes(undefined)) {
    yield* write(2, complain(`Invalid state list '${text}'. Valid states are: ${STATES.join(', ')}`, help));
    return 1;
  }
  const listed = yield* call({ kind: 'listGroups', statesFilter: states.flatMap((state) => state ?? []), typesFilter: ['share'] });
  if (!listed.ok) return wrapped(listed.error);
  if (!has(given, 'state')) {
    for (const group of listed.value) yield* print(group.groupId);
    return null;
  }
  const groups = width(listed.value.map((group) => group.groupId));
  yield* print(`${'GROUP'.padEnd(groups)} STATE`);
  for (const group of listed.value) yield* print(`${group.groupId.padEnd(groups)} ${group.groupState}`);
  return null;
}

export function* describeShareGroups(given: Given): Generator<Step, Done, Answer> {
  const names = yield* wantedShareGroups(given);
  if (names === null) return null;
  const described = yield* call({ kind: 'describeShareGroups', groups: names });
  if (!described.ok) return wrapped(described.error);
  const groups = [...described.value].sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
  const bad = groups.find((group) => group.errorCode !== 'NONE');
  if (bad !== undefined) return wrapped(brokerError(bad.errorCode, bad.errorMessage));
  for (const group of groups) {
    const failed = yield* describeOne(given, group);
    if (failed !== null) return failed;
  }
  return null;
}

function* describeOne(given: Given, group: DescribedShareGroup): Generator<Step, Done, Answer> {
  const isVerbose = has(given, 'verbose');
  if (has(given, 'members')) {
    if (group.members.length === 0) yield* noMembers(group.groupId);
    else yield* print(membersTable(group, isVerbose));
    return null;
  }
  if (has(given, 'state')) {
    if (group.members.length === 0) yield* noMembers(group.groupId);
    yield* print(stateTable(group, isVerbose));
    return null;
  }
  const listed = yield* call({ kind: 'listShareGroupOffsets', group: group.groupId, topics: null });
  if (!listed.ok) return wrapped(listed.error);
  if (listed.value.errorCode !== 'NONE') return wrapped(brokerError(listed.value.errorCode, listed.value.errorMessage));
  yield* print(offsetsTable(group.groupId, listed.value, isVerbose));
  return null;
}

function* noMembers(group: string): Generator<Step, void, Answer> {
  yield* write(2, `\nShare group '${group}' has no active members.\n`);
}

/** A column is at least 15 wide. */
function width(cells: readonly string[], least = 15): number {
  return Math.max(least, ...cells.map((cell) => cell.length));
}

function offsetsTable(group: string, { topics }: DescribeShareGroupOffsetsResponse, isVerbose: boolean): string {
  const rows = topics.flatMap(({ topicName, partitions }) => partitions.filter((one) => one.errorCode === 'NONE').map((one) => ({ topic: topicName, ...one })));
  rows.sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partitionIndex - b.partitionIndex));
  if (rows.length === 0) return `\nShare group '${group}' has no offset information.`;
  const groups = width([group]);
  const names = width(rows.map((row) => row.topic));
  const line = (g: string, topic: string, partition: string, epoch: string, start: string, lag: string): string =>
    `${g.padEnd(groups)} ${topic.padEnd(names)} ${partition.padEnd(10)} ${isVerbose ? `${epoch.padEnd(13)} ` : ''}${start.padEnd(13)} ${lag}`;
  const shown = rows.map((row) => {
    const isBegun = row.startOffset >= 0;
    return line(group, row.topic, String(row.partitionIndex), isBegun ? String(row.leaderEpoch) : '-', isBegun ? String(row.startOffset) : '-', row.lag >= 0 ? String(row.lag) : '-');
  });
  return ['', line('GROUP', 'TOPIC', 'PARTITION', 'LEADER-EPOCH', 'START-OFFSET', 'LAG'), ...shown].join('\n');
}

type Member = DescribedShareGroup['members'][number];

/** `jobs:0,1;mail:2` */
function assignmentText(member: Member): string {
  const topics = [...new Set(member.assignment.map((each) => each.topic))].sort();
  return topics.map((topic) => `${topic}:${member.assignment.filter((each) => each.topic === topic).map((each) => each.partition).sort((a, b) => a - b).join(',')}`).join(';');
}

function membersTable({ groupId, members }: DescribedShareGroup, isVerbose: boolean): string {
  const groups = width([groupId]);
  const ids = width(members.map((member) => member.memberId));
  const hosts = width(members.map((member) => member.clientHost));
  const clients = width(members.map((member) => member.clientId));
  const line = (g: string, id: string, host: string, client: string, count: string, epoch: string, assignment: string): string =>
    `${g.padEnd(groups)} ${id.padEnd(ids)} ${host.padEnd(hosts)} ${client.padEnd(clients)} ${count.padEnd(12)} ${isVerbose ? `${epoch.padEnd(13)} ` : ''}${assignment}`;
  const rows = members.map((one) => line(groupId, one.memberId, one.clientHost, one.clientId, String(one.assignment.length), String(one.memberEpoch), assignmentText(one)));
  return ['', line('GROUP', 'CONSUMER-ID', 'HOST', 'CLIENT-ID', '#PARTITIONS', 'MEMBER-EPOCH', 'ASSIGNMENT'), ...rows].join('\n');
}

function stateTable(group: DescribedShareGroup, isVerbose: boolean): string {
  const { nodeId, host, port } = group.coordinator;
  const coordinator = `${host}:${port}  (${nodeId})`;
  const groups = width([group.groupId]);
  const nodes = width([coordinator], 25);
  const line = (g: string, c: string, state: string, epoch: string, assignment: string, members: string): string =>
    `${g.padEnd(groups)} ${c.padEnd(nodes)} ${state.padEnd(15)} ${isVerbose ? `${epoch.padEnd(12)} ${assignment.padEnd(17)} ` : ''}${members}`;
  return ['', line('GROUP', 'COORDINATOR (ID)', 'STATE', 'GROUP-EPOCH', 'ASSIGNMENT-EPOCH', '#MEMBERS'), line(group.groupId, coordinator, group.groupState, String(group.groupEpoch), String(group.assignmentEpoch), String(group.members.length))].join('\n');
}
