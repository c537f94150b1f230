// What a request is on its way from the wire to a simulated broker and back: the words that its translation is written in.
import type { AnyResponse, ApiKey, Apis } from '../../../sim/kafka/protocol.ts';
import type { Struct } from '../codec.ts';

/** What translations must know of the cluster: ids and names of topics, as the node that is asked knows them. */
export interface Cluster {
  /** Null where no topic has this id. */
  topicName(id: string): string | null;
  /** The zero id where the node knows no such topic. */
  topicId(name: string): string;
  /** Whether the node that is asked is a controller. */
  readonly isController: boolean;
  /** The port on which a node listens. */
  portOf(node: number): number;
}

export interface Asked {
  readonly body: Struct;
  readonly version: number;
  readonly cluster: Cluster;
}

/** An API's translation. Absent parts mean that both sides have the same fields. */
export interface Translation<K extends ApiKey = ApiKey> {
  /** The simulated requests that one on the wire becomes; several where it asks about several groups. */
  readonly requests?: (asked: Asked) => readonly Apis[K][0][];
  /** Their answers, in order, as one on the wire. */
  readonly response?: (answers: readonly Apis[K][1][], asked: Asked) => Struct;
  /** What can be answered without a simulated broker. Null where it can't. */
  readonly refusal?: (asked: Asked) => Struct | null;
}

export type Translations = { readonly [K in ApiKey]?: Translation<K> };
export type AnyAnswer = AnyResponse['body'];

// --- small readers of decoded structs -------------------------------------------------------------------------------------

export const list = (value: unknown): readonly Struct[] => Array.isArray(value) ? (value as readonly Struct[]) : [];
export const texts = (value: unknown): readonly string[] => Array.isArray(value) ? (value as readonly string[]) : [];
export const numbers = (value: unknown): readonly number[] => Array.isArray(value) ? (value as readonly number[]) : [];
export const text = (value: unknown): string => typeof value === 'string' ? value : '';
export const textOrNull = (value: unknown): string | null => typeof value === 'string' ? value : null;
export const number = (value: unknown): number => typeof value === 'number' ? value : 0;

/** How long a broker may hold its answer; below 0 not at all. */
export const wait = (value: unknown): number => Math.max(0, number(value));

/** A name for a topic id that nobody knows: no topic can be called so, and the brokers say that there is none. */
const UNKNOWN = '#';

/** The topic that a struct names, by its name or in later versions by its id. */
export function topicOf(struct: Struct, cluster: Cluster, name = 'name'): string {
  const named = text(struct[name]);
  const id = text(struct['topicId']);
  if (named !== '' || id === '' || id === ZERO_ID) return named;
  return cluster.topicName(id) ?? UNKNOWN + id;
}

export const ZERO_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

export const idOf = (name: string, cluster: Cluster): string => name.startsWith(UNKNOWN) ? name.slice(1) : cluster.topicId(name);

/** What is wrong with a topic that was named by an id which nobody knows. */
export function errorFor<E extends string>(name: string, errorCode: E): E | 'UNKNOWN_TOPIC_ID' {
  return name.startsWith(UNKNOWN) && errorCode === 'UNKNOWN_TOPIC_OR_PARTITION' ? 'UNKNOWN_TOPIC_ID' : errorCode;
}

/** Rows with a topic each, as one row a topic, in the order in which they came. */
export function byTopic<T extends { readonly topic: string }>(rows: readonly T[]): readonly (readonly [string, readonly T[]])[] {
  const grouped = new Map<string, T[]>();
  for (const row of rows) {
    const known = grouped.get(row.topic);
    if (known === undefined) grouped.set(row.topic, [row]);
    else known.push(row);
  }
  return [...grouped];
}

/** A table both ways: names of the simulator to Kafka's numbers. */
export interface Enumeration<N extends string> {
  readonly code: (name: N) => number;
  readonly name: (code: unknown) => N | null;
}

export function enumeration<N extends string>(codes: Readonly<Record<N, number>>): Enumeration<N> {
  const names = new Map(Object.entries<number>(codes).map(([name, code]) => [code, name as N]));
  return { code: (name) => codes[name], name: (code) => names.get(number(code)) ?? null };
}
