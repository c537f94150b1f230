// Makes messages.json out of the message definitions that Apache Kafka's kafka-clients jar carries (common/message/*.json), unpacked into a folder.
//
//   unzip kafka-clients-4.3.1.jar 'common/message/*' -d FOLDER && npx tsx src/cli/wire/read-schema.ts FOLDER/common/message
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field, MessageSchema, Schemas } from './schema.ts';

/** Every API that brokers answer clients, by the name it has without `Request`. */
const APIS = [
  'Produce', 'Fetch', 'ListOffsets', 'Metadata', 'OffsetCommit', 'OffsetFetch', 'FindCoordinator', 'JoinGroup', 'Heartbeat', 'LeaveGroup', 'SyncGroup',
  'DescribeGroups', 'ListGroups', 'ApiVersions', 'CreateTopics', 'DeleteTopics', 'DeleteRecords', 'InitProducerId', 'OffsetForLeaderEpoch',
  'AddPartitionsToTxn', 'AddOffsetsToTxn', 'EndTxn', 'WriteTxnMarkers', 'TxnOffsetCommit', 'DescribeConfigs', 'DescribeLogDirs', 'CreatePartitions',
  'DeleteGroups', 'ElectLeaders', 'IncrementalAlterConfigs', 'AlterPartitionReassignments', 'ListPartitionReassignments', 'OffsetDelete',
  'DescribeClientQuotas', 'AlterClientQuotas', 'DescribeUserScramCredentials', 'AlterUserScramCredentials', 'DescribeQuorum', 'UpdateFeatures',
  'DescribeCluster', 'DescribeProducers', 'UnregisterBroker', 'DescribeTransactions', 'ListTransactions', 'ConsumerGroupHeartbeat', 'ConsumerGroupDescribe',
  'ListConfigResources', 'DescribeTopicPartitions', 'ShareGroupHeartbeat', 'ShareGroupDescribe', 'ShareFetch', 'ShareAcknowledge',
  'DescribeShareGroupOffsets', 'AlterShareGroupOffsets', 'DeleteShareGroupOffsets',
];
const OTHERS = ['RequestHeader', 'ResponseHeader', 'ConsumerProtocolSubscription', 'ConsumerProtocolAssignment'];

interface RawField {
  readonly name: string;
  readonly type: string;
  readonly versions?: string;
  readonly nullableVersions?: string;
  readonly taggedVersions?: string;
  readonly flexibleVersions?: string;
  readonly tag?: number;
  readonly default?: string | number | boolean | null;
  readonly ignorable?: boolean;
  readonly fields?: readonly RawField[];
}
interface RawMessage {
  readonly apiKey?: number;
  readonly validVersions: string;
  readonly latestVersionUnstable?: boolean;
  readonly flexibleVersions: string;
  readonly fields: readonly RawField[];
  readonly commonStructs?: readonly RawField[];
}

/** `3+` is [3, 32767], `2-5` is [2, 5], `4` is [4, 4], `none` never holds. */
function range(text: string | undefined): readonly [number, number] {
  if (text === undefined || text === 'none') return [0, -1];
  const [, from = '', rest = ''] = /^(\d+)(\+|-\d+)?$/.exec(text) ?? [];
  if (rest === '+') return [Number(from), 32_767];
  return [Number(from), rest === '' ? Number(from) : Number(rest.slice(1))];
}

const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

function field(raw: RawField, structs: ReadonlyMap<string, readonly RawField[]>): Field {
  const element = raw.type.replace('[]', '');
  const inner = raw.fields ?? structs.get(element);
  return {
    name: lower(raw.name),
    type: inner === undefined ? raw.type : raw.type.startsWith('[]') ? '[]struct' : 'struct',
    versions: range(raw.versions ?? '0+'),
    ...(raw.nullableVersions === undefined ? {} : { nullable: range(raw.nullableVersions) }),
    ...(raw.taggedVersions === undefined ? {} : { tagged: range(raw.taggedVersions), tag: raw.tag ?? 0 }),
    ...(raw.flexibleVersions === undefined ? {} : { flexible: range(raw.flexibleVersions) }),
    ...(raw.default === undefined ? {} : { default: String(raw.default) }),
    ...(inner === undefined ? {} : { fields: inner.map((each) => field(each, structs)) }),
  };
}

function message(folder: string, name: string): MessageSchema {
  const text = readFileSync(join(folder, `${name}.json`), 'utf8').replace(/^\s*\/\/.*$/gm, '');
  // Where an editor left a remark behind a field.
  const raw = JSON.parse(text.replace(/,\s*\/\/.*$/gm, ',')) as RawMessage;
  const structs = new Map((raw.commonStructs ?? []).map((struct) => [struct.name, struct.fields ?? []]));
  const [from, to] = range(raw.validVersions);
  return {
    apiKey: raw.apiKey ?? -1,
    // What is still being worked on, no broker offers unless told to.
    versions: [from, raw.latestVersionUnstable === true ? to - 1 : to],
    flexible: range(raw.flexibleVersions),
    fields: raw.fields.map((each) => field(each, structs)),
  };
}

const [folder = ''] = process.argv.slice(2);
const known = new Set(readdirSync(folder));
const schemas: Record<string, MessageSchema> = {};
for (const name of [...OTHERS, ...APIS.flatMap((api) => [`${api}Request`, `${api}Response`])]) {
  if (!known.has(`${name}.json`)) throw new Error(`${folder} has no ${name}.json`);
  schemas[name] = message(folder, name);
}
const all: Schemas = schemas;
writeFileSync(new URL('messages.json', import.meta.url), `{\n${Object.entries(all).map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`).join(',\n')}\n}\n`);
