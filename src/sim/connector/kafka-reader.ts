// How a subtask of a Kafka source reads its partitions, whatever it makes of the records: discovery, where they begin and end, offsets in checkpoints.
//
//   discovering --metadata--> looking up (where partitions begin and end, if not at an edge) --> reading --all at their end--> done
//                                                                                                  | each discovery interval
//                                                                                                  +--> new partitions join, from their beginning
import { wholeText } from '../kernel/regex/java.ts';
import { duration } from '../flink/config.ts';
import { UserCodeError } from '../flink/user-code-error.ts';
import { listItems, type OperatorEnv, type Running } from '../flink/operator/operator.ts';
import { NO_TIMESTAMP, type RowKind, type Row, sourceRecordId } from '../flink/record.ts';
import type { OperatorLists } from '../flink/state/snapshot.ts';
import { combined } from '../flink/time/valve.ts';
import { type GeneratorState, newGenerator } from '../flink/time/watermarks.ts';
import { type Admin, adminWakeup, createAdmin, handleAdminMessage, pollAdmin, startCall, takeOutcome } from '../kafka/client/admin.ts';
import { assign, commit, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, pollConsumer, seek, seekToPolicy, takeCommitResults, takeEvents, takeRecords } from '../kafka/client/consumer/consumer.ts';
import type { ConsumedRecord } from '../kafka/client/consumer/fetcher.ts';
import { type Consumer, findAssigned } from '../kafka/client/consumer/state.ts';
import { NEVER } from '../kafka/client/io.ts';
import { setWantedTopics } from '../kafka/client/metadata.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Context, type Message, MILLISECOND, type NodeId } from '../kernel/types.ts';
import { splitOwner } from './splits.ts';

/** Where a partition without an offset in the checkpoint begins (OffsetsInitializer). */
export type Starting =
  | { readonly kind: 'earliest' | 'latest' }
  /** The group's offset; `reset` where it has none. */
  | { readonly kind: 'committed'; readonly reset: 'earliest' | 'latest' | 'none' }
  /** The first record at this time or after it, ms since 1970; the end where there is none. */
  | { readonly kind: 'timestamp'; readonly ms: number }
  /** Partition and offset; the others at the beginning. */
  | { readonly kind: 'offsets'; readonly offsets: readonly (readonly [number, number])[] };

/** Where it ends, seen from when it began: null for never. */
export type Stopping = null | Exclude<Starting, { kind: 'earliest' }>;

/** What a reader is told; functions are made from the operator's configuration wherever it runs. */
export interface ReaderConfig {
  readonly topics: readonly string[];
  /** Topics whose whole name matches, instead of `topics`. */
  readonly topicPattern: string | null;
  /** Consumer properties by Kafka's names. */
  readonly properties: Readonly<Record<string, string>>;
  readonly starting: Starting;
  readonly stopping: Stopping;
  /** How often new partitions are looked for, ms; null never. */
  readonly discoveryMs: number | null;
  readonly rowsOf: (record: ConsumedRecord) => readonly { readonly kind: RowKind; readonly row: Row }[];
  /** How watermarks are made of rows; null for none. */
  readonly watermarks: WatermarkMaker | null;
  /** Kafka's classes as the SQL connector's jar has them, under a name of its own. */
  readonly shaded: boolean;
}

/** Kafka's packages within flink-sql-connector-kafka. */
export const SHADED = 'org.apache.flink.kafka.shaded.';

/** Event times and watermarks of one split. */
export interface WatermarkMaker {
  readonly emit: 'periodic' | 'on-event';
  /** The row's event time; the split's generator has seen it. */
  event(state: GeneratorState, row: Row, known: number): number;
  /** A look by the clock, for idleness. */
  periodic(state: GeneratorState, nowMs: number): void;
  watermark(state: GeneratorState): number;
}

interface Split {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the next record; -1 until it is known. */
  next: number;
  /** Where it ends; null for never. */
  stop: number | null;
  /** It was found while the job ran. */
  readonly late: boolean;
  readonly generator: GeneratorState;
}

interface LookUp {
  readonly call: number;
  readonly kind: 'listOffsets' | 'listGroupOffsets';
  readonly of: 'next' | 'stop';
}

export interface ReaderOwn {
  phase: 'discovering' | 'looking up' | 'reading';
  consumer: Consumer | null;
  admin: Admin | null;
  /** Topics that the pattern found; null until it was asked. */
  matching: readonly string[] | null;
  /** The question on its way that finds topics by the pattern, or partitions anew. */
  asking: { readonly call: number; readonly kind: 'listTopics' | 'describeTopics' } | null;
  lookUps: LookUp[];
  splits: Split[];
  /** What a checkpoint holds of all partitions, of every subtask. */
  restored: readonly (readonly [string, number, number])[];
  fetched: readonly ConsumedRecord[];
  at: number;
  /** Offsets to commit when their checkpoint is complete. */
  commits: { readonly checkpoint: number; readonly offsets: readonly { readonly topic: string; readonly partition: number; readonly offset: number; readonly leaderEpoch: number }[] }[];
  /** For a reader without any partition. */
  readonly generator: GeneratorState;
  emitted: number;
  idle: boolean;
  periodicMs: number | null;
  discoverMs: number | null;
}

export const newReader = (): ReaderOwn => ({
  phase: 'discovering', consumer: null, admin: null, matching: null, asking: null, lookUps: [], splits: [], restored: [], fetched: [], at: 0, commits: [],
  generator: newGenerator(), emitted: NO_TIMESTAMP, idle: false, periodicMs: null, discoverMs: null,
});

export function restoreReader(own: object, lists: OperatorLists): void {
  (own as ReaderOwn).restored = freeze(listItems(lists, 'splits').map((item) => item as readonly [string, number, number]));
}

const isOf = (a: { readonly topic: string; readonly partition: number }, b: { readonly topic: string; readonly partition: number }): boolean => a.topic === b.topic && a.partition === b.partition;
/** ListOffsets: the end of a partition. */
const LATEST_TIMESTAMP = -1;

export class KafkaReader implements Running {
  private readonly env: OperatorEnv;
  private readonly own: ReaderOwn;
  private readonly config: ReaderConfig;
  private readonly intervalMs: number;
  private readonly keepsLineage: boolean;

  constructor(env: OperatorEnv, config: ReaderConfig) {
    this.env = env;
    this.own = env.own as ReaderOwn;
    this.config = config;
    this.intervalMs = (duration(env.configuration, 'pipeline.auto-watermark-interval') ?? 0) / MILLISECOND;
    this.keepsLineage = env.configuration['correnteza.lineage'] !== 'false';
  }

  open(): void {
    const { own, config, env } = this;
    const { starting } = config;
    const reset = starting.kind === 'committed' ? starting.reset : starting.kind === 'latest' || starting.kind === 'timestamp' ? 'latest' : 'earliest';
    const properties = { 'client.id': `${config.properties['group.id'] ?? 'flink'}-${env.subtask}`, 'enable.auto.commit': 'false', 'allow.auto.create.topics': 'false', ...config.properties, 'auto.offset.reset': reset };
    const made = createConsumer(properties, this.context());
    if (made.kind === 'error') throw this.thrown(made.failure);
    own.consumer = made.consumer;
    assign(made.consumer, []);
    if (config.watermarks !== null && this.intervalMs > 0) own.periodicMs = env.nowMs() + this.intervalMs;
    if (config.discoveryMs !== null) own.discoverMs = env.nowMs() + config.discoveryMs;
    if (config.topicPattern === null) setWantedTopics(made.consumer.network.metadata, config.topics);
    else own.asking = { call: this.ask({ kind: 'listTopics' }), kind: 'listTopics' };
    enterPoll(made.consumer, this.context());
    this.plan();
  }

  element(): void {}

  message(message: Message, from: NodeId, at: string): void {
    const { own } = this;
    if (at === 'admin') {
      if (own.admin !== null) handleAdminMessage(own.admin, message, from, this.context('admin'));
    } else if (own.consumer !== null) handleConsumerMessage(own.consumer, message, from, this.context());
    this.goOn();
  }

  wake(): void {
    const { own, env, config } = this;
    if (own.periodicMs !== null && env.nowMs() >= own.periodicMs) {
      own.periodicMs = env.nowMs() + this.intervalMs;
      this.look();
    }
    if (own.discoverMs !== null && config.discoveryMs !== null && env.nowMs() >= own.discoverMs) {
      own.discoverMs = env.nowMs() + config.discoveryMs;
      if (own.phase === 'reading' && own.asking === null) this.askAnew();
    }
    this.goOn();
  }

  poll(most: number): 'more' | 'nothing' | 'end' {
    const { own } = this;
    const { consumer } = own;
    if (consumer === null || own.phase !== 'reading') return 'nothing';
    for (let count = 0; count < most; count++) {
      if (own.at >= own.fetched.length && !this.takeFetched(consumer)) {
        this.plan();
        return this.isDone() ? 'end' : 'nothing';
      }
      const record = own.fetched[own.at++];
      if (record !== undefined) this.emit(record);
    }
    return 'more';
  }

  lists(checkpoint: number): OperatorLists {
    const { own } = this;
    const known = own.phase === 'reading' ? own.splits.map(({ topic, partition, next }) => [topic, partition, next] as const) : own.restored;
    const offsets = own.splits.filter(({ next }) => next >= 0).map(({ topic, partition, next }) => ({ topic, partition, offset: next, leaderEpoch: -1 }));
    own.commits.push(freeze({ checkpoint, offsets }));
    return { splits: { mode: 'UNION', items: known.filter(([, , next]) => next >= 0).map(([topic, partition, next]) => [topic, partition, next]) } };
  }

  /** The offsets go to Kafka too, for whoever watches the group (commit.offsets.on.checkpoint); nothing depends on them. */
  complete(checkpoint: number): void {
    const { own, config } = this;
    const reached = own.commits.filter((one) => one.checkpoint <= checkpoint).at(-1);
    own.commits = own.commits.filter((one) => one.checkpoint > checkpoint);
    if (reached === undefined || reached.offsets.length === 0 || own.consumer === null || config.properties['group.id'] === undefined || config.properties['commit.offsets.on.checkpoint'] === 'false') return;
    commit(own.consumer, reached.offsets, 'async', this.context());
    this.plan();
  }

  close(): void {
    this.context().close();
    this.context('admin').close();
  }

  private thrown({ exception, message }: { readonly exception: string; readonly message: string | null }): UserCodeError {
    return new UserCodeError(this.config.shaded && exception.startsWith('org.apache.kafka.') ? SHADED + exception : exception, message ?? '');
  }

  private context(part = 'consumer'): Context {
    const ctx = this.env.context();
    return ctx.at(`${ctx.self}/${part}`);
  }

  /** Whatever can be done now. */
  private goOn(): void {
    const { own } = this;
    const { consumer, admin } = own;
    if (consumer === null) return;
    pollConsumer(consumer, this.context());
    if (admin !== null) pollAdmin(admin, this.context('admin'));
    if (consumer.failure !== null) throw this.thrown(consumer.failure);
    this.answered(consumer);
    if (own.phase === 'discovering') this.discover(consumer);
    else if (own.phase === 'looking up') this.lookedUp(consumer);
    takeEvents(consumer);
    takeCommitResults(consumer);
    drainConsumerLogs(consumer);
    this.plan();
  }

  private ask(call: Parameters<typeof startCall>[1]): number {
    const { own, config } = this;
    if (own.admin === null) {
      const made = createAdmin({ bootstrapServers: config.properties['bootstrap.servers'] ?? '', clientId: 'flink-enumerator' });
      if (made.kind === 'error') throw this.thrown({ exception: 'org.apache.kafka.common.config.ConfigException', message: made.message });
      own.admin = made.admin;
    }
    return startCall(own.admin, call, this.context('admin'));
  }

  private askAnew(): void {
    const { own, config } = this;
    if (config.topicPattern !== null) own.asking = { call: this.ask({ kind: 'listTopics' }), kind: 'listTopics' };
    else own.asking = { call: this.ask({ kind: 'describeTopics', topics: config.topics }), kind: 'describeTopics' };
  }

  /** What was asked about topics and partitions. */
  private answered(consumer: Consumer): void {
    const { own, config } = this;
    const { asking, admin } = own;
    if (asking === null || admin === null) return;
    if (asking.kind === 'listTopics') {
      const outcome = takeOutcome(admin, asking.call, 'listTopics');
      if (outcome === null) return;
      own.asking = null;
      if (!outcome.ok) throw this.thrown(outcome.error);
      const pattern = wholeText(config.topicPattern ?? '');
      own.matching = freeze(outcome.value.map(({ name }) => name).filter((name) => pattern.test(name)));
      if (own.phase === 'discovering') setWantedTopics(consumer.network.metadata, own.matching);
      else if (own.matching.length > 0) own.asking = { call: this.ask({ kind: 'describeTopics', topics: own.matching }), kind: 'describeTopics' };
      return;
    }
    const outcome = takeOutcome(admin, asking.call, 'describeTopics');
    if (outcome === null) return;
    own.asking = null;
    // A look that fails is tried again at the next interval.
    if (outcome.ok) this.grow(consumer, outcome.value.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex }) => ({ topic: name ?? '', partition: partitionIndex }))));
  }

  /** Partitions that are new are read from their beginning; the others go on where they are. */
  private grow(consumer: Consumer, found: readonly { readonly topic: string; readonly partition: number }[]): void {
    const { own, env } = this;
    const added = found.filter((one) => splitOwner(one.topic, one.partition, env.parallelism) === env.subtask && !own.splits.some((split) => isOf(split, one)));
    if (added.length === 0) return;
    const positions = own.splits.map((split) => this.positionOf(split));
    for (const { topic, partition } of added) own.splits.push({ topic, partition, next: -1, stop: null, late: true, generator: newGenerator() });
    assign(consumer, own.splits);
    own.splits.forEach((split, i) => {
      const position = positions[i] ?? -1;
      if (position >= 0) seek(consumer, split, position);
      else this.begin(consumer, split);
    });
    enterPoll(consumer, this.context());
  }

  private discover(consumer: Consumer): void {
    const { own, env, config } = this;
    const { metadata } = consumer.network;
    const topics = config.topicPattern === null ? config.topics : own.matching;
    if (topics === null || (topics.length > 0 && (metadata.bootstrapping || metadata.version === 0))) return;
    for (const topic of topics) {
      const error = metadata.topicErrors[topic];
      if (error === 'UNKNOWN_TOPIC_OR_PARTITION') throw this.thrown({ exception: 'org.apache.kafka.common.errors.UnknownTopicOrPartitionException', message: 'This server does not host this topic-partition.' });
      if (metadata.topics[topic] === undefined) return;
    }
    for (const topic of topics) {
      for (const { partition } of metadata.topics[topic]?.partitions ?? []) {
        if (splitOwner(topic, partition, env.parallelism) !== env.subtask) continue;
        const next = own.restored.find(([name, index]) => name === topic && index === partition)?.[2] ?? -1;
        own.splits.push({ topic, partition, next, stop: null, late: false, generator: newGenerator() });
      }
    }
    this.lookUp(consumer);
  }

  /** Asks where partitions begin and end, where that is no edge that the consumer finds by itself. */
  private lookUp(consumer: Consumer): void {
    const { own, config } = this;
    const { starting, stopping } = config;
    if (own.splits.length > 0) {
      this.askOffsets(starting.kind === 'timestamp' ? starting : null, 'next');
      this.askOffsets(stopping, 'stop');
    }
    if (starting.kind === 'offsets') for (const split of own.splits) if (split.next < 0) split.next = starting.offsets.find(([partition]) => partition === split.partition)?.[1] ?? -1;
    if (stopping?.kind === 'offsets') for (const split of own.splits) split.stop = stopping.offsets.find(([partition]) => partition === split.partition)?.[1] ?? null;
    if (own.lookUps.length === 0) return this.read(consumer);
    own.phase = 'looking up';
  }

  private askOffsets(of: Stopping, what: LookUp['of']): void {
    const { own, config } = this;
    if (of === null || of.kind === 'offsets') return;
    if (of.kind === 'committed') {
      own.lookUps.push({ call: this.ask({ kind: 'listGroupOffsets', group: config.properties['group.id'] ?? '', partitions: null }), kind: 'listGroupOffsets', of: what });
      return;
    }
    const timestamp = of.kind === 'timestamp' ? of.ms : LATEST_TIMESTAMP;
    own.lookUps.push({ call: this.ask({ kind: 'listOffsets', partitions: own.splits.map(({ topic, partition }) => ({ topic, partition, timestamp })), isolationLevel: 0 }), kind: 'listOffsets', of: what });
    // Where no record is so late, the end is meant.
    if (of.kind === 'timestamp') own.lookUps.push({ call: this.ask({ kind: 'listOffsets', partitions: own.splits.map(({ topic, partition }) => ({ topic, partition, timestamp: LATEST_TIMESTAMP })), isolationLevel: 0 }), kind: 'listOffsets', of: what });
  }

  private lookedUp(consumer: Consumer): void {
    const { own } = this;
    const { admin } = own;
    if (admin === null) return;
    for (let [one] = own.lookUps; one !== undefined; [one] = own.lookUps) {
      const outcome = takeOutcome(admin, one.call, one.kind);
      if (outcome === null) return;
      if (!outcome.ok) throw this.thrown(outcome.error);
      own.lookUps.shift();
      const rows = 'offsets' in outcome.value ? outcome.value.offsets : outcome.value;
      for (const split of own.splits) {
        const offset = rows.find((row) => isOf(row, split))?.offset ?? -1;
        if (offset < 0) continue;
        if (one.of === 'stop') split.stop ??= offset;
        else if (split.next < 0) split.next = offset;
      }
    }
    for (const split of own.splits) split.stop ??= 0;
    this.read(consumer);
  }

  private read(consumer: Consumer): void {
    const { own, config } = this;
    own.phase = 'reading';
    if (config.stopping === null) for (const split of own.splits) split.stop = null;
    assign(consumer, own.splits);
    for (const split of own.splits) this.begin(consumer, split);
    if (own.splits.length > 0) enterPoll(consumer, this.context());
  }

  private begin(consumer: Consumer, split: Split): void {
    const { starting } = this.config;
    if (split.next >= 0) seek(consumer, split, split.next);
    else if (split.late || starting.kind === 'offsets') seekToPolicy(consumer, split, { kind: 'earliest' });
    else if (starting.kind === 'earliest' || starting.kind === 'latest') seekToPolicy(consumer, split, { kind: starting.kind });
  }

  private takeFetched(consumer: Consumer): boolean {
    const { own } = this;
    if (own.splits.length === 0) return false;
    const ctx = this.context();
    enterPoll(consumer, ctx);
    own.fetched = freeze(takeRecords(consumer, ctx));
    own.at = 0;
    if (consumer.failure !== null) throw this.thrown(consumer.failure);
    return own.fetched.length > 0;
  }

  private isDone(): boolean {
    const { own, config } = this;
    if (config.stopping === null) return false;
    // The consumer's own position passes markers of transactions, which no record shows.
    return own.splits.every((split) => split.stop === 0 || (split.stop !== null && (split.next >= split.stop || this.positionOf(split) >= split.stop)));
  }

  /** Where the consumer goes on in a partition; -1 where it still has records of it. */
  private positionOf(split: Split): number {
    const { own } = this;
    const { consumer } = own;
    const waiting = own.fetched.slice(own.at).find((record) => isOf(record, split)) ?? consumer?.fetched.find((one) => isOf(one, split));
    if (consumer === null || waiting !== undefined) return waiting === undefined || own.phase !== 'reading' ? -1 : split.next;
    return findAssigned(consumer, split)?.position?.offset ?? -1;
  }

  private emit(record: ConsumedRecord): void {
    const { own, config, env } = this;
    const { partition, offset } = record;
    const split = own.splits.find((one) => isOf(one, record));
    if (split === undefined || (split.stop !== null && offset >= split.stop)) return;
    const rows = config.rowsOf(record);
    split.next = offset + 1;
    for (const { kind, row } of rows) {
      let timestamp = record.record.timestampMs;
      if (config.watermarks !== null) {
        timestamp = config.watermarks.event(split.generator, row, timestamp);
        split.generator.idle = false;
        if (own.idle) {
          own.idle = false;
          env.emitStatus(false);
        }
      }
      // The identity of a Kafka record is its place in its partition.
      env.emit({ kind, row, timestamp, lineage: this.keepsLineage ? sourceRecordId(env.vertexIndex, partition, offset) : 0 });
      if (config.watermarks?.emit === 'on-event') this.emitWatermark();
    }
  }

  private emitWatermark(): void {
    const { own, config, env } = this;
    const { watermarks } = config;
    if (watermarks === null || own.phase !== 'reading') return;
    const parts = (own.splits.length === 0 ? [own.generator] : own.splits.map(({ generator }) => generator)).map((generator) => ({ watermark: watermarks.watermark(generator), idle: generator.idle }));
    const { watermark, idle } = combined(parts);
    if (watermark > own.emitted) {
      own.emitted = watermark;
      env.emitWatermark(watermark);
    }
    if (idle === own.idle) return;
    own.idle = idle;
    env.emitStatus(idle);
  }

  private look(): void {
    const { own, config, env } = this;
    if (config.watermarks === null || own.phase !== 'reading') return;
    for (const generator of own.splits.length === 0 ? [own.generator] : own.splits.map((split) => split.generator)) config.watermarks.periodic(generator, env.nowMs());
    this.emitWatermark();
  }

  private plan(): void {
    const { own, env } = this;
    const ctx = env.context();
    let at = own.consumer === null ? NEVER : consumerWakeup(own.consumer, ctx.now);
    if (own.admin !== null) at = Math.min(at, adminWakeup(own.admin, ctx.now));
    const ms = at >= NEVER ? Infinity : env.nowMs() + Math.max(1, Math.ceil((at - ctx.now) / MILLISECOND));
    const next = Math.min(ms, own.periodicMs ?? Infinity, own.discoverMs ?? Infinity);
    env.wakeAt(next === Infinity ? null : next);
  }
}
