// How kafka-reassign-partitions.sh slows replication down while replicas move, and lets it go again.
import type { AdminApis, AdminError } from '../../../kafka/client/admin-calls.ts';
import { javaMapOrder } from '../../../kafka/client/java-map.ts';
import type { IncrementalAlterConfigsRequest } from '../../../kafka/protocol.ts';
import { brokerError, wrapped } from './errors.ts';
import { type Move, nameOf } from './reassign-files.ts';
import { type Answer, call, print, type Step } from './script.ts';

type Part<T> = Generator<Step, T, Answer>;
type Ongoing = AdminApis['listPartitionReassignments'][1]['topics'];
type Resource = IncrementalAlterConfigsRequest['resources'][number];

const BROKER_THROTTLES = ['leader.replication.throttled.rate', 'follower.replication.throttled.rate', 'replica.alter.log.dirs.io.max.bytes.per.second'];
const TOPIC_THROTTLES = ['leader.replication.throttled.replicas', 'follower.replication.throttled.replicas'];

/** From which brokers a partition is copied, and to which. */
interface Travel {
  readonly topic: string;
  readonly partition: number;
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
}

function travels(ongoing: Ongoing, moves: readonly Move[], current: ReadonlyMap<string, readonly number[]>): Travel[] {
  const all = ongoing.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex, replicas, addingReplicas }): Travel => ({
    topic: name, partition: partitionIndex, sources: replicas.filter((id) => !addingReplicas.includes(id)), destinations: addingReplicas,
  })));
  for (const { topic, partition, replicas } of moves) {
    const index = all.findIndex((each) => each.topic === topic && each.partition === partition);
    const sources = all[index]?.sources ?? current.get(nameOf({ topic, partition })) ?? [];
    all.splice(index < 0 ? all.length : index, 1, { topic, partition, sources, destinations: replicas.filter((id) => !sources.includes(id)) });
  }
  return all;
}

function* change(resources: readonly Resource[]): Part<AdminError | null> {
  if (resources.length === 0) return null;
  const altered = yield* call({ kind: 'incrementalAlterConfigs', resources, validateOnly: false });
  if (!altered.ok) return wrapped(altered.error);
  const bad = altered.value.find(({ errorCode }) => errorCode !== 'NONE');
  return bad === undefined ? null : wrapped(brokerError(bad.errorCode, bad.errorMessage));
}

function resource(resourceType: 'TOPIC' | 'BROKER', resourceName: string, settings: readonly (readonly [string, string | null])[]): Resource {
  return { resourceType, resourceName, configs: settings.map(([name, value]) => ({ name, value, configOperation: value === null ? 'DELETE' : 'SET' })) };
}

/** Throttles what is under way and what is about to begin. */
export function* throttle(ongoing: Ongoing, moves: readonly Move[], current: ReadonlyMap<string, readonly number[]>, rate: number): Part<AdminError | null> {
  const all = travels(ongoing, moves, current);
  const topics = javaMapOrder(all.map(({ topic }) => topic));
  const pairs = (topic: string, of: (travel: Travel) => readonly number[]): string =>
    [...new Set(all.filter((travel) => travel.topic === topic).flatMap((travel) => of(travel).map((id) => `${travel.partition}:${id}`)))].sort((a, b) => (a < b ? -1 : 1)).join(',');
  const ofTopics = yield* change(topics.map((topic) => resource('TOPIC', topic, [
    ['leader.replication.throttled.replicas', pairs(topic, ({ sources }) => sources)], ['follower.replication.throttled.replicas', pairs(topic, ({ destinations }) => destinations)],
  ])));
  if (ofTopics !== null) return ofTopics;
  const brokers = [...new Set(all.flatMap(({ sources, destinations }) => [...sources, ...destinations]))].sort((a, b) => a - b);
  const ofBrokers = yield* change(brokers.map((id) => resource('BROKER', String(id), [['leader.replication.throttled.rate', String(rate)], ['follower.replication.throttled.rate', String(rate)]])));
  if (ofBrokers !== null) return ofBrokers;
  yield* print(`The inter-broker throttle limit was set to ${rate} B/s`);
  return null;
}

/** Throttles moves between folders of one broker. */
export function* throttleFolders(brokers: readonly number[], rate: number): Part<AdminError | null> {
  const failed = yield* change(brokers.map((id) => resource('BROKER', String(id), [['replica.alter.log.dirs.io.max.bytes.per.second', String(rate)]])));
  if (failed !== null) return failed;
  yield* print(`The replica-alter-dir throttle limit was set to ${rate} B/s`);
  return null;
}

/** Takes every throttle away: of all live brokers and those of the plan, and of the plan's topics. */
export function* clearThrottles(moves: readonly Move[]): Part<AdminError | null> {
  const cluster = yield* call({ kind: 'describeCluster' });
  if (!cluster.ok) return wrapped(cluster.error);
  const brokers = [...new Set([...cluster.value.brokers.map(({ nodeId }) => nodeId), ...moves.flatMap(({ replicas }) => replicas)])].sort((a, b) => a - b);
  yield* print(`Clearing broker-level throttles on broker${brokers.length === 1 ? '' : 's'} ${brokers.join(',')}`);
  const ofBrokers = yield* change(brokers.map((id) => resource('BROKER', String(id), BROKER_THROTTLES.map((name) => [name, null]))));
  if (ofBrokers !== null) return ofBrokers;
  const topics = javaMapOrder(moves.map(({ topic }) => topic));
  yield* print(`Clearing topic-level throttles on topic${topics.length === 1 ? '' : 's'} ${topics.join(',')}`);
  return yield* change(topics.map((topic) => resource('TOPIC', topic, TOPIC_THROTTLES.map((name) => [name, null]))));
}
