// The JSON files of kafka-reassign-partitions.sh: plans to move partitions, and lists of topics (ReassignPartitionsCommand).
import type { AdminError } from '../../../kafka/client/admin-calls.ts';
import type { TopicPartition } from '../../../kafka/protocol.ts';
import { exception } from './errors.ts';
import { readJackson } from './jackson.ts';
import { asArray, asInteger, asString, each, field, isObject, ok, type Read, typed, wrong } from './json-file.ts';

/** What a plan says of one partition. */
export interface Move extends TopicPartition {
  readonly replicas: readonly number[];
  /** Where each replica shall lie; `any` where it does not matter. */
  readonly logDirs: readonly string[];
}

const ANY = 'any';

function failed(message: string): Read<never> {
  return wrong(exception('org.apache.kafka.tools.AdminCommandFailedException', message));
}

function operation(message: string, cause: AdminError | null = null): Read<never> {
  return wrong(exception('org.apache.kafka.tools.AdminOperationException', message, cause));
}

export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

export function byName(a: TopicPartition, b: TopicPartition): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}

/** The items under a field of a file of version 1; none where the field is absent. */
function itemsOf(json: unknown, name: string): Read<readonly unknown[]> {
  if (!isObject(json)) return wrong(exception('com.fasterxml.jackson.databind.JsonMappingException', `Expected JSON object, received ${JSON.stringify(json)}`));
  const version = Object.hasOwn(json, 'version') ? asInteger(json['version']) : ok(1);
  if (version.kind === 'wrong') return version;
  if (version.value !== 1) return operation(`Not supported version field value ${version.value}`);
  return Object.hasOwn(json, name) ? asArray(json[name]) : ok([]);
}

export function readPlan(text: string): Read<Move[]> {
  const json = readJackson(text);
  if (json.kind === 'wrong') return operation(json.error.message, json.error);
  const items = itemsOf(json.value, 'partitions');
  return items.kind === 'wrong' ? items : each(items.value, readMove);
}

function readMove(item: unknown): Read<Move> {
  const topic = typed(item, 'topic', asString);
  if (topic.kind === 'wrong') return topic;
  const partition = typed(item, 'partition', asInteger);
  if (partition.kind === 'wrong') return partition;
  const list = typed(item, 'replicas', asArray);
  const replicas = list.kind === 'wrong' ? list : each(list.value, (id) => asInteger(id));
  if (replicas.kind === 'wrong') return replicas;
  const given = isObject(item) && Object.hasOwn(item, 'log_dirs') ? field(item, 'log_dirs') : ok(replicas.value.map(() => ANY));
  const dirs = given.kind === 'wrong' ? given : asArray(given.value);
  const logDirs = dirs.kind === 'wrong' ? dirs : each(dirs.value, asString);
  if (logDirs.kind === 'wrong') return logDirs;
  const move = { topic: topic.value, partition: partition.value, replicas: replicas.value, logDirs: logDirs.value };
  if (move.replicas.length === move.logDirs.length) return ok(move);
  return failed(`Size of replicas list [${move.replicas.join(', ')}] is different from size of log dirs list [${move.logDirs.join(', ')}] for partition ${nameOf(move)}`);
}

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** A plan that can be executed: something in it, and nothing twice. */
export function checkPlan(moves: readonly Move[]): Read<readonly Move[]> {
  if (moves.length === 0) return failed('Partition reassignment list cannot be empty');
  if (moves.some(({ replicas }) => replicas.length === 0)) return failed('Partition replica list cannot be empty');
  const twice = repeated(moves.map(nameOf));
  if (twice.length > 0) return failed(`Partition reassignment contains duplicate topic partitions: ${twice.join(',')}`);
  const entries = moves.filter(({ replicas }) => repeated(replicas).length > 0).map((move) => `${nameOf(move)} contains multiple entries for ${repeated(move.replicas).join(',')}`);
  return entries.length > 0 ? failed(`Partition replica lists may not contain duplicate entries: ${entries.join('. ')}`) : ok(moves);
}

/** The brokers and topics that --generate is given. */
export function readGenerate(brokerList: string, text: string): Read<{ readonly brokers: readonly number[]; readonly topics: readonly string[] }> {
  const words = brokerList.split(',');
  while (words.length > 1 && words.at(-1) === '') words.pop();
  const bad = words.find((word) => !/^[+-]?\d{1,10}$/.test(word));
  if (bad !== undefined) return wrong(exception('java.lang.NumberFormatException', `For input string: "${bad}"`));
  const brokers = words.map(Number);
  if (repeated(brokers).length > 0) return failed(`Broker list contains duplicate entries: [${repeated(brokers).join(', ')}]`);
  const json = readJackson(text);
  if (json.kind === 'wrong') return operation('The input string is not a valid JSON');
  const items = itemsOf(json.value, 'topics');
  const topics = items.kind === 'wrong' ? items : each(items.value, (item) => typed(item, 'topic', asString));
  if (topics.kind === 'wrong') return topics;
  if (repeated(topics.value).length > 0) return failed(`List of topics to reassign contains duplicate entries: [${repeated(topics.value).join(', ')}]`);
  return ok({ brokers, topics: topics.value });
}

/** The replicas of partitions as such a file, sorted. */
export function planJson(assignments: readonly (TopicPartition & { readonly replicas: readonly number[]; readonly logDirs?: readonly string[] })[]): string {
  const partitions = [...assignments].sort(byName).map(({ topic, partition, replicas, logDirs }) => ({ topic, partition, replicas, log_dirs: logDirs ?? replicas.map(() => ANY) }));
  return JSON.stringify({ version: 1, partitions });
}
