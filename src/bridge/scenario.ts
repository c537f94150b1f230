// What a world is made of before its first event: nodes, settings, network, topics, applications, files.
import type { EngineSpec } from './engines.ts';
import type { FlinkSpec } from './flink.ts';

/** A broker or a controller of the scenario. Kafka's own integer ids: brokers below 100, controllers above. */
export interface NodeSpec {
  readonly id: number;
  /** broker.rack; absent where the scenario has no racks. */
  readonly rack?: string;
}

/** How one direction of a link behaves. Times in microseconds, rates in bytes per second, chances from 0 to 1. */
export interface LinkSpec {
  /** The smallest one-way latency, in microseconds. */
  readonly latencyUs: number;
  /** What is added on top: an exponential distribution with this mean, in microseconds. */
  readonly jitterUs: number;
  readonly bytesPerSecond: number;
  readonly lossRate: number;
  readonly duplicateRate: number;
}

/** A topic that exists when the world starts being shown. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs?: Readonly<Record<string, string>>;
  /** Explicit brokers for each partition; replaces partitions and replicationFactor. */
  readonly assignment?: readonly (readonly number[])[];
}

/** Event times of what a producer sends: they lie behind its clock. */
export interface EventTimeSpec {
  /** Each by a time drawn evenly from 0 to this, in ms: so records are out of order. */
  readonly disorderMs: number;
  /** Each so-many-th record by `lateMs` more; 0 for none. */
  readonly lateEvery: number;
  readonly lateMs: number;
}

/** A record that a producer sends at its time. */
export interface ScriptedRecord {
  /** Since the record before, or since its process began, in virtual microseconds. */
  readonly afterUs: number;
  readonly key: string | null;
  readonly value: string;
  readonly partition?: number;
}

/** An application process that produces records at a rate. */
export interface ProducerAppSpec {
  readonly kind: 'producer';
  readonly name: string;
  readonly topic: string;
  readonly recordsPerSecond: number;
  /** Every `everySeconds` of the world's time it sends at another rate, for the last `seconds` of them; absent for a steady flow. */
  readonly burst?: { readonly everySeconds: number; readonly seconds: number; readonly recordsPerSecond: number };
  /** Keys are drawn evenly from this list; an empty list means records without a key. */
  readonly keys: readonly string[];
  /**
   * The value of each record; `{n}` is replaced by a running number, `{key}` by the key, `{time}` and `{ms}` by its event time (`2026-01-05 12:00:03.250`,
   * ms since 1970), `{time-5}` by five seconds before, `{number 10 500}` by a whole number drawn from 10 to 500, `{pick a|b|c}` by one of these.
   */
  readonly value: string;
  /** How its records' event times differ from the clock; absent where they don't. */
  readonly eventTime?: EventTimeSpec;
  /** The partition that all its records go to; absent where the key or the partitioner decides. */
  readonly partition?: number;
  /** Exactly these records, one after the other, instead of a rate; `recordsPerSecond`, `burst` and `keys` do not count then. */
  readonly script?: readonly ScriptedRecord[];
  /** The shift (of the engines) that is told of each record at once, whatever becomes of it in Kafka; absent or empty for none. */
  readonly copyTo?: string;
  /** Producer configuration by Kafka's names, for example `acks` or `linger.ms`. */
  readonly settings: Readonly<Record<string, string>>;
  /** It sends in transactions of so many records; its name is its transactional.id, where the settings have none. Every `abortEvery`-th one is aborted. */
  readonly transaction?: { readonly records: number; readonly abortEvery?: number };
}

/** An application process that consumes in a group and takes some time for each record. */
export interface ConsumerAppSpec {
  readonly kind: 'consumer';
  readonly name: string;
  readonly topics: readonly string[];
  readonly group: string;
  readonly processingMsPerRecord: number;
  /** Consumer configuration by Kafka's names, for example `auto.offset.reset`. */
  readonly settings: Readonly<Record<string, string>>;
  /** It raises an alert for each record whose value holds this text; absent or empty for none. */
  readonly wanted?: string;
  /** The batch job (of the engines) to whose file it copies each record; absent or empty for none. */
  readonly copyTo?: string;
}

/** An application process that works in a share group (KIP-932): it takes some time for each record and says what became of it. */
export interface ShareConsumerAppSpec {
  readonly kind: 'share-consumer';
  readonly name: string;
  readonly topics: readonly string[];
  readonly group: string;
  readonly processingMsPerRecord: number;
  /** Each so-many-th record can't be dealt with now and is released; 0 or absent for none. */
  readonly releaseEvery?: number;
  /** Each so-many-th record can't be dealt with at all and is rejected; 0 or absent for none. */
  readonly rejectEvery?: number;
  /** Share consumer configuration by Kafka's names, for example `max.poll.records`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** An application process that reads records, works on each, and writes it on to another topic. */
export interface ProcessorAppSpec {
  readonly kind: 'processor';
  readonly name: string;
  readonly topics: readonly string[];
  readonly group: string;
  readonly output: string;
  /** The value of what is written; `{value}` and `{key}` are replaced by those of the record read, with a state also `{count}`, `{sum}` and `{average}`. */
  readonly value: string;
  readonly processingMsPerRecord: number;
  /** It keeps a count and a sum of the values for each key, in its memory. Every `snapshotEvery` records it writes them to its disk, with its place in the input; 0 for never. */
  readonly state?: { readonly snapshotEvery: number };
  /** When its place in the input is committed: before the work (a crash loses), after it (a crash repeats), or in a transaction with the output. */
  readonly commit: 'before' | 'after' | 'transactional';
  /** Consumer configuration by Kafka's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly producerSettings: Readonly<Record<string, string>>;
}

export type AppSpec = ProducerAppSpec | ConsumerAppSpec | ShareConsumerAppSpec | ProcessorAppSpec;

/** Everything a world starts from. Plain data, so that it can be shared in a link. */
export interface Scenario {
  readonly name: string;
  /** The wall clock, in ms since 1970 UTC, at virtual time 0. */
  readonly startedAtMs: number;
  readonly controllers: readonly NodeSpec[];
  readonly brokers: readonly NodeSpec[];
  /** Static broker settings of the whole cluster (server.properties), by Kafka's names. */
  readonly settings: Readonly<Record<string, string>>;
  readonly link: LinkSpec;
  readonly topics: readonly TopicSpec[];
  readonly apps: readonly AppSpec[];
  /** What stands beside Kafka, for comparison. */
  readonly engines?: readonly EngineSpec[];
  /** A Flink cluster; absent where the world has Kafka alone. */
  readonly flink?: FlinkSpec;
  /** The student's home folder at the start: file name to text. */
  readonly home: Readonly<Record<string, string>>;
  /** Virtual microseconds after which the page starts to show the world: the cluster has booted by then. */
  readonly shownFromUs: number;
}

/** Three controllers (101 to 103) and three brokers (1 to 3) with every setting at its default. */
export const defaultScenario: Scenario = {
  name: 'default',
  startedAtMs: Date.UTC(2026, 0, 5, 12, 0, 0),
  controllers: [{ id: 101 }, { id: 102 }, { id: 103 }],
  brokers: [{ id: 1 }, { id: 2 }, { id: 3 }],
  settings: {},
  link: { latencyUs: 200, jitterUs: 100, bytesPerSecond: 125_000_000, lossRate: 0, duplicateRate: 0 },
  topics: [],
  apps: [],
  home: {},
  shownFromUs: 10_000_000,
};
