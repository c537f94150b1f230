// One request from the wire to simulated brokers and its answer back: header, versions, translation.
import { errorInfo, type ErrorCode } from '../../sim/kafka/errors.ts';
import type { AnyResponse, ApiKey } from '../../sim/kafka/protocol.ts';
import { BadBytes, Reader, Writer } from './bytes.ts';
import { decode, encode, type Struct } from './codec.ts';
import { holds, type MessageSchema, schemaOf, SCHEMAS } from './schema.ts';
import { adminTranslations } from './translate/admin.ts';
import { dataTranslations } from './translate/data.ts';
import { groupTranslations } from './translate/groups.ts';
import { shareTranslations } from './translate/share.ts';
import { transactionTranslations } from './translate/transactions.ts';
import type { Asked, Cluster, Translation, Translations } from './translate/translation.ts';

const TRANSLATIONS: Translations = { ...dataTranslations, ...adminTranslations, ...groupTranslations, ...transactionTranslations, ...shareTranslations };
const REQUEST = 'Request';
const API_VERSIONS = 'ApiVersions';
/** Kafka's brokers give it although they know Produce from 3 on: librdkafka looks at it (KAFKA-18659). */
const PRODUCE_ADVERTISED_FROM = 0;

/** APIs by their number on the wire. */
const APIS: ReadonlyMap<number, ApiKey> = new Map(Object.entries(SCHEMAS).flatMap(([name, { apiKey }]) => (name.endsWith(REQUEST) && apiKey >= 0 ? [[apiKey, name.slice(0, -REQUEST.length) as ApiKey] as const] : [])));

/** What controllers answer of these, on their own listener (KIP-919). */
const OF_CONTROLLERS: readonly ApiKey[] = ['ApiVersions', 'DescribeCluster', 'DescribeQuorum', 'DescribeConfigs', 'IncrementalAlterConfigs', 'CreateTopics', 'DeleteTopics', 'CreatePartitions', 'ElectLeaders', 'AlterPartitionReassignments', 'ListPartitionReassignments', 'UpdateFeatures', 'UnregisterBroker'];

/** A request as it is on its way. */
export interface Exchange {
  readonly api: ApiKey;
  readonly version: number;
  readonly correlationId: number;
  readonly clientId: string;
  readonly asked: Asked;
  /** What the simulated node is asked, in order. */
  readonly requests: readonly object[];
  /** Produce with acks 0 is not answered. */
  readonly silent: boolean;
}

/** A whole answer, its length before it. */
export type Reply = Buffer;

/** Begins an exchange. A reply where there is nothing to ask a broker. Throws BadBytes where the bytes are no request: then one hangs up, as brokers do. */
export function begin(frame: Buffer, cluster: Cluster): Exchange | Reply {
  const reader = new Reader(frame);
  const [apiKey, version] = [frame.length >= 4 ? frame.readInt16BE(0) : -1, frame.length >= 4 ? frame.readInt16BE(2) : -1];
  const api = APIS.get(apiKey);
  if (api === undefined) throw new BadBytes(`API ${apiKey} is not served here`);
  const schema = schemaOf(api + REQUEST);
  const header = decode(schemaOf('RequestHeader'), holds(schema.flexible, version) ? 2 : 1, reader);
  const correlationId = Number(header['correlationId']);
  const clientId = typeof header['clientId'] === 'string' ? header['clientId'] : '';
  if (!holds(schema.versions, version)) {
    if (api !== API_VERSIONS) throw new BadBytes(`version ${version} of ${api} is not served here`);
    return frameOf(API_VERSIONS, 0, correlationId, { errorCode: 'UNSUPPORTED_VERSION', apiKeys: offered(cluster) });
  }
  const asked: Asked = { body: decode(schema, version, reader), version, cluster };
  const requests = (TRANSLATIONS[api]?.requests?.(asked) ?? [asked.body]) as readonly object[];
  return { api, version, correlationId, clientId, asked, requests, silent: api === 'Produce' && asked.body['acks'] === 0 };
}

/** Ends an exchange with the simulated answers, in the order of its requests. */
export function finish({ api, version, correlationId, asked }: Exchange, answers: readonly AnyResponse['body'][]): Reply {
  const translate = (TRANSLATIONS[api] as Translation | undefined)?.response as ((answers: readonly unknown[], asked: Asked) => Struct) | undefined;
  const body = translate?.(answers, asked) ?? (answers[0] as unknown as Struct);
  return frameOf(api, version, correlationId, api === API_VERSIONS ? { ...body, ...versionsOf(body), apiKeys: offered(asked.cluster) } : body);
}

function versionsOf(body: Struct): Struct {
  const finalized = Array.isArray(body['finalizedFeatures']) ? (body['finalizedFeatures'] as readonly { readonly name: string; readonly level: number }[]) : [];
  // A feature at level 0 is not finalised, and not named.
  return { finalizedFeatures: finalized.filter(({ level }) => level > 0).map(({ name, level }) => ({ name, maxVersionLevel: level, minVersionLevel: level })) };
}

/** What ApiVersions offers: what is served here, and nothing else. */
function offered(cluster: Cluster): readonly Struct[] {
  return [...APIS].sort(([a], [b]) => a - b).filter(([, api]) => !cluster.isController || OF_CONTROLLERS.includes(api)).map(([apiKey, api]) => {
    const [from, to] = schemaOf(api + REQUEST).versions;
    return { apiKey, minVersion: api === 'Produce' ? PRODUCE_ADVERTISED_FROM : from, maxVersion: to };
  });
}

function frameOf(api: ApiKey, version: number, correlationId: number, body: Struct): Reply {
  const schema: MessageSchema = schemaOf(`${api}Response`);
  const out = new Writer();
  out.int32(0);
  // An old client reads the answer to ApiVersions before it knows what the broker speaks: its header never changes (KIP-511).
  encode(schemaOf('ResponseHeader'), holds(schema.flexible, version) && api !== API_VERSIONS ? 1 : 0, { correlationId }, out);
  encode(schema, version, withNumbers(body), out);
  const bytes = out.done();
  bytes.writeInt32BE(bytes.length - 4, 0);
  return bytes;
}

/** Error codes by name become Kafka's numbers, wherever they stand. */
function withNumbers(value: Struct): Struct {
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, numbered(name, of)]));
}

function numbered(name: string, value: unknown): unknown {
  if (typeof value === 'string') return /errorCode$/i.test(name) ? errorInfo(value as ErrorCode).code : value;
  if (Array.isArray(value)) return value.map((each: unknown) => numbered('', each));
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value) ? withNumbers(value as Struct) : value;
}
