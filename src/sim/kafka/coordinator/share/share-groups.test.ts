// Share groups at their coordinators: the simple assignor against Kafka's own answers, what share coordinators combine, and a group's life in a real cluster.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bootCluster, brokerState, type Cluster, createTopic, request, runFor, runUntil } from '../../../testing/cluster.ts';
import { SECOND } from '../../../kernel/types.ts';
import { nodeOf, type TopicPartition } from '../../protocol.ts';
import type { StateBatch } from '../../protocol-share.ts';
import { GROUP_TOPIC, groupPartitionOf } from '../partition-of.ts';
import { assignSimple } from './simple-assignor.ts';
import { combineBatches } from './store.ts';

// --- the simple assignor --------------------------------------------------------------------------------------------------

interface Vector {
  readonly name: string;
  readonly partitions: readonly TopicPartition[];
  readonly members: readonly { readonly memberId: string; readonly topics: readonly string[]; readonly current: readonly TopicPartition[] }[];
  readonly expected: string;
}

/** Rows of one topic, and of members with different subscriptions: with several topics the order of the real one is that of a hash over topic ids. */
function vectors(): Vector[] {
  const lines = readFileSync('conformance/vectors/server-assignors.tsv', 'utf8').split('\n').filter((line) => line.startsWith('simple\t') && /t=1|nested/.test(line));
  return lines.map((line) => {
    const [, name = '', counts = '', subscriptions = '', , expected = ''] = line.split('\t');
    const partitions = counts.split(',').flatMap((each) => {
      const [topic = '', count = '0'] = each.split('=');
      return Array.from({ length: Number(count) }, (_, partition) => ({ topic, partition }));
    });
    const members = subscriptions.split(' ').map((each) => {
      const [memberId = '', topics = ''] = each.split(':');
      return { memberId, topics: topics.split(','), current: [] };
    });
    return { name, partitions, members, expected };
  });
}

function shown(given: Readonly<Record<string, readonly TopicPartition[]>>): string {
  return Object.entries(given).map(([member, partitions]) => {
    const topics = [...new Set(partitions.map((one) => one.topic))];
    return `${member}={${topics.map((topic) => `${topic}[${partitions.filter((one) => one.topic === topic).map((one) => one.partition).join(', ')}]`).join(' ')}}`;
  }).join(' ');
}

describe('the simple assignor gives what Kafka gives', () => {
  test.each(vectors())('$name', ({ partitions, members, expected }) => expect(shown(assignSimple(members, partitions))).toBe(expected));
});

test('a member that comes takes what others have too much of, and nothing else moves', () => {
  const partitions = [0, 1, 2, 3].map((partition) => ({ topic: 't', partition }));
  const before = { a: [0, 2], b: [1, 3] };
  const members = [...Object.entries(before).map(([memberId, own]) => ({ memberId, topics: ['t'], current: own.map((partition) => ({ topic: 't', partition })) })), { memberId: 'c', topics: ['t'], current: [] }];
  expect(shown(assignSimple(members, partitions))).toBe('a={t[0, 2]} b={t[1]} c={t[3]}');
});

// --- what a share coordinator keeps --------------------------------------------------------------------------------------------

const row = (text: string): StateBatch => {
  const [range = '', state = '', count = ''] = text.split(' ');
  const [first = '', last = first] = range.split('-');
  return { firstOffset: Number(first), lastOffset: Number(last), deliveryState: Number(state) as StateBatch['deliveryState'], deliveryCount: Number(count.slice(1)) };
};
const text = (one: StateBatch): string => `${one.firstOffset}-${one.lastOffset} ${one.deliveryState} x${one.deliveryCount}`;

test.each([
  [['0-9 2 x1'], ['4-5 0 x2'], 0, ['0-3 2 x1', '4-5 0 x2', '6-9 2 x1']],
  [['0-4 0 x1'], ['5-9 0 x1'], 0, ['0-9 0 x1']],
  [['0-4 0 x1'], ['0-4 2 x1'], 0, ['0-4 2 x1']],
  [['0-4 2 x2'], ['2-6 0 x1'], 0, ['0-4 2 x2', '5-6 0 x1']],
  [['0-4 2 x1', '8-9 0 x1'], ['3-8 4 x2'], 5, ['5-8 4 x2', '9-9 0 x1']],
  [[], ['3-4 2 x1'], 4, ['4-4 2 x1']],
  [['6-7 0 x1'], ['0-1 2 x1'], 0, ['0-1 2 x1', '6-7 0 x1']],
] as const)('%j with %j from %i on is %j', (known, newer, start, expected) => {
  expect(combineBatches(known.map(row), newer.map(row), start).map(text)).toEqual(expected);
});

// --- a group's life --------------------------------------------------------------------------------------------------------------

const GROUP = 'crew';

function coordinatorOf(cluster: Cluster): string {
  runUntil(cluster, () => request(cluster, 'broker-1', 'FindCoordinator', { keyType: 'group', coordinatorKeys: [GROUP] })?.coordinators[0]?.errorCode === 'NONE', 30 * SECOND);
  return nodeOf(brokerState(cluster, 1).image.topics[GROUP_TOPIC]?.partitions[groupPartitionOf(GROUP)]?.leader ?? -1);
}

function beat(cluster: Cluster, to: string, memberId: string, memberEpoch: number): string {
  const answer = request(cluster, to, 'ShareGroupHeartbeat', { groupId: GROUP, memberId, memberEpoch, rackId: null, subscribedTopicNames: memberEpoch === 0 ? ['jobs'] : null });
  return `${answer?.errorCode} ${answer?.memberEpoch} ${answer?.assignment === null ? '=' : answer?.assignment.map((one) => one.partition).join()}`;
}

test('members join, share, are fenced, expire; another coordinator reads all of it from the log', () => {
  const cluster = bootCluster(4);
  createTopic(cluster, 'jobs', [[1, 2, 3], [2, 3, 1]], {});
  const at = coordinatorOf(cluster);
  runFor(cluster, 3 * SECOND);
  expect(beat(cluster, at, 'a', 0)).toBe('NONE 2 ');
  runFor(cluster, 5 * SECOND);
  // Its partitions have a state with the share coordinator by now.
  expect(beat(cluster, at, 'a', 2)).toBe('NONE 3 0,1');
  runFor(cluster, 2 * SECOND);
  expect(beat(cluster, at, 'b', 0)).toBe('NONE 4 1');
  expect(beat(cluster, at, 'a', 3)).toBe('NONE 4 0');
  expect(beat(cluster, at, 'a', 9)).toBe('FENCED_MEMBER_EPOCH 0 =');
  expect(beat(cluster, at, 'x', 4)).toBe('UNKNOWN_MEMBER_ID 0 =');
  const other = brokerState(cluster, 1).image.topics[GROUP_TOPIC]?.partitions[groupPartitionOf(GROUP)]?.replicas.find((id) => nodeOf(id) !== at) ?? -1;
  cluster.kernel.crash(at);
  runUntil(cluster, () => request(cluster, nodeOf(other), 'FindCoordinator', { keyType: 'group', coordinatorKeys: [GROUP] })?.coordinators[0]?.nodeId === other, 60 * SECOND);
  const next = nodeOf(other);
  runFor(cluster, 5 * SECOND);
  expect(beat(cluster, next, 'a', 4)).toBe('NONE 4 =');
  const described = request(cluster, next, 'ShareGroupDescribe', { groupIds: [GROUP] })?.groups[0];
  expect([described?.groupState, described?.groupEpoch, described?.members.length]).toEqual(['Stable', 4, 2]);
  // b is not heard of for share.session.timeout.ms.
  runFor(cluster, 30 * SECOND);
  beat(cluster, next, 'a', 4);
  runFor(cluster, 20 * SECOND);
  expect(beat(cluster, next, 'a', 4)).toBe('NONE 5 0,1');
});
