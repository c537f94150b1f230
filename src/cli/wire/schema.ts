// What Kafka's requests and responses look like on the wire: the definitions of Apache Kafka 4.3 as data (messages.json, made by read-schema.ts).
import { readFileSync } from 'node:fs';

/** The first and the last version that something holds for; empty where the last is below the first. */
export type Versions = readonly [number, number];

export interface Field {
  /** In camel case, as the simulated brokers name it. */
  readonly name: string;
  /** int8, int16, int32, int64, uint16, uint32, float64, bool, string, bytes, uuid, records, struct; `[]` before it for an array. */
  readonly type: string;
  readonly versions: Versions;
  readonly nullable?: Versions;
  /** In these versions it travels among the tagged fields at the end (KIP-482). */
  readonly tagged?: Versions;
  readonly tag?: number;
  /** Overrides where the message is flexible: one field of the request header. */
  readonly flexible?: Versions;
  readonly default?: string;
  readonly fields?: readonly Field[];
}

export interface MessageSchema {
  /** -1 for what is no request and no response. */
  readonly apiKey: number;
  readonly versions: Versions;
  /** Versions with compact lengths and tagged fields (KIP-482). */
  readonly flexible: Versions;
  readonly fields: readonly Field[];
}

export type Schemas = Readonly<Record<string, MessageSchema>>;

export const SCHEMAS = JSON.parse(readFileSync(new URL('messages.json', import.meta.url), 'utf8')) as Schemas;

export function schemaOf(name: string): MessageSchema {
  const schema = SCHEMAS[name];
  if (schema === undefined) throw new Error(`no message is called ${name}`);
  return schema;
}

export const holds = ([from, to]: Versions, version: number): boolean => version >= from && version <= to;
