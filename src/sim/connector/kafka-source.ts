// The Kafka source: each subtask reads its partitions with a consumer of its own, and their offsets are in the checkpoint (KafkaSource).
//
//   discovering --metadata--> (bounding: where the partitions end now) --> reading --all at their end--> done
import { duration } from '../flink/config.ts';
import { UserCodeError } from '../flink/user-code-error.ts';
import { listItems, type OperatorEnv, type OperatorKind, type Running } from '../flink/operator/operator.ts';
import { NO_TIMESTAMP, sourceRecordId } from '../flink/record.ts';
import type { OperatorLists } from '../flink/state/snapshot.ts';
import { combined } from '../flink/time/valve.ts';
import { type GeneratorState, newGenerator, onEvent, onPeriodic, timestampOf, watermarkOf, type WatermarkStrategy } from '../flink/time/watermarks.ts';
import { type Admin, adminWakeup, createAdmin, handleAdminMessage, pollAdmin, startCall, takeOutcome } from '../kafka/client/admin.ts';
import { assign, commit, consumerWakeup, createConsumer, drainConsumerLogs, enterPoll, handleConsumerMessage, pollConsumer, seek, seekToPolicy, takeCommitResults, takeEvents, takeRecords } from '../kafka/client/consumer/consumer.ts';
import type { ConsumedRecord } from '../kafka/client/consumer/fetcher.ts';
import { type Consumer, findAssigned } from '../kafka/client/consumer/state.ts';
import type { Failure } from '../kafka/client/failure.ts';
import { NEVER } from '../kafka/client/io.ts';
import { setWantedTopics } from '../kafka/client/metadata.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Context, type Message, MILLISECOND, type NodeId } from '../kernel/types.ts';
import { decode, type Format } from './formats.ts';
import { splitOwner } from './splits.ts';

export interface KafkaSourceConfig {
  readonly topics: readonly string[];
  /** Consumer properties by Kafka's names; `bootstrap.servers` is needed, `group.id` is not. */
  readonly properties: Readonly<Record<string, string>>;
  /** Where a partition without an offset in the checkpoint begins. `committed` falls back to `auto.offset.reset`. */
  readonly starting: 'earliest' | 'latest' | 'committed';
  /** Bounded: it ends where the partitions ended when it began. */
  readonly bounded: boolean;
  readonly format: Format;
  /** Appends these to each row, in this order. */
  readonly metadata: readonly ('key' | 'topic' | 'partition' | 'offset' | 'timestamp')[];
  readonly watermarks: WatermarkStrategy | null;
}

interface Split {
  readonly topic: string;
  readonly partition: number;
  /** The offset of the next record; -1 until one was read. */
  next: number;
  /** Where it ends; null for never. */
  stop: number | null;
  readonly generator: GeneratorState;
}

interface KafkaSourceOwn {
  phase: 'discovering' | 'bounding' | 'reading';
  consumer: Consumer | null;
  admin: Admin | null;
  call: number;
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
}

export const kafkaSource: OperatorKind = {
  create: (): KafkaSourceOwn => ({ phase: 'discovering', consumer: null, admin: null, call: -1, splits: [], restored: [], fetched: [], at: 0, commits: [], generator: newGenerator(), emitted: NO_TIMESTAMP, idle: false, periodicMs: null }),
  restore(own, lists) {
    (own as KafkaSourceOwn).restored = freeze(listItems(lists, 'splits').map((item) => item as readonly [string, number, number]));
  },
  run: (env) => new KafkaSourceRun(env),
};

const thrown = (failure: Failure): UserCodeError => new UserCodeError(failure.exception, failure.message ?? '');

class KafkaSourceRun implements Running {
  private readonly env: OperatorEnv;
  private readonly own: KafkaSourceOwn;
  private readonly config: KafkaSourceConfig;
  private readonly stamp: ReturnType<typeof timestampOf> | null;
  private readonly intervalMs: number;

  constructor(env: OperatorEnv) {
    this.env = env;
    this.own = env.own as KafkaSourceOwn;
    this.config = env.spec.config as KafkaSourceConfig;
    this.stamp = this.config.watermarks === null ? null : timestampOf(this.config.watermarks, env.spec.fields);
    this.intervalMs = (duration(env.configuration, 'pipeline.auto-watermark-interval') ?? 0) / MILLISECOND;
  }

  open(): void {
    const { own, config, env } = this;
    const properties = { 'client.id': `${config.properties['group.id'] ?? 'flink'}-${env.subtask}`, 'enable.auto.commit': 'false', 'allow.auto.create.topics': 'false', 'auto.offset.reset': config.starting === 'committed' ? 'none' : config.starting, ...config.properties };
    const made = createConsumer(properties, this.context());
    if (made.kind === 'error') throw thrown(made.failure);
    own.consumer = made.consumer;
    assign(made.consumer, []);
    setWantedTopics(made.consumer.network.metadata, config.topics);
    if (config.watermarks !== null && this.intervalMs > 0) own.periodicMs = env.nowMs() + this.intervalMs;
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
    const { own, env } = this;
    if (own.periodicMs !== null && env.nowMs() >= own.periodicMs) {
      own.periodicMs = env.nowMs() + this.intervalMs;
      this.look();
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
    const known = own.phase === 'discovering' ? own.restored : own.splits.map(({ topic, partition, next }) => [topic, partition, next] as const);
    const offsets = own.splits.filter(({ next }) => next >= 0).map(({ topic, partition, next }) => ({ topic, partition, offset: next, leaderEpoch: -1 }));
    own.commits.push(freeze({ checkpoint, offsets }));
    return { splits: { mode: 'UNION', items: known.filter(([, , next]) => next >= 0).map(([topic, partition, next]) => [topic, partition, next]) } };
  }

  /** The offsets go to Kafka too, for whoever watches the group (commit.offsets.on.checkpoint); nothing depends on them. */
  complete(checkpoint: number): void {
    const { own, config } = this;
    const reached = own.commits.filter((one) => one.checkpoint <= checkpoint).at(-1);
    own.commits = own.commits.filter((one) => one.checkpoint > checkpoint);
    if (reached === undefined || reached.offsets.length === 0 || own.consumer === null || config.properties['group.id'] === undefined) return;
    commit(own.consumer, reached.offsets, 'async', this.context());
    this.plan();
  }

  close(): void {
    this.context().close();
    this.context('admin').close();
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
    if (consumer.failure !== null) throw thrown(consumer.failure);
    if (own.phase === 'discovering') this.discover(consumer);
    else if (own.phase === 'bounding') this.bound();
    takeEvents(consumer);
    takeCommitResults(consumer);
    drainConsumerLogs(consumer);
    this.plan();
  }

  private discover(consumer: Consumer): void {
    const { own, env, config } = this;
    const { metadata } = consumer.network;
    if (metadata.bootstrapping || metadata.version === 0) return;
    for (const topic of config.topics) {
      const error = metadata.topicErrors[topic];
      if (error === 'UNKNOWN_TOPIC_OR_PARTITION') throw new UserCodeError('org.apache.kafka.common.errors.UnknownTopicOrPartitionException', 'This server does not host this topic-partition.');
      if (metadata.topics[topic] === undefined) return;
    }
    for (const topic of config.topics) {
      for (const { partition } of metadata.topics[topic]?.partitions ?? []) {
        if (splitOwner(topic, partition, env.parallelism) !== env.subtask) continue;
        const next = own.restored.find(([name, index]) => name === topic && index === partition)?.[2] ?? -1;
        own.splits.push({ topic, partition, next, stop: null, generator: newGenerator() });
      }
    }
    if (!config.bounded || own.splits.length === 0) return this.read(consumer);
    own.phase = 'bounding';
    const made = createAdmin({ bootstrapServers: config.properties['bootstrap.servers'] ?? '', clientId: 'flink-enumerator' });
    if (made.kind === 'error') throw new UserCodeError('org.apache.kafka.common.config.ConfigException', made.message);
    own.admin = made.admin;
    // -1 asks for the end (ListOffsets, LATEST_TIMESTAMP).
    own.call = startCall(made.admin, { kind: 'listOffsets', partitions: own.splits.map(({ topic, partition }) => ({ topic, partition, timestamp: -1 })), isolationLevel: 0 }, this.context('admin'));
  }

  private bound(): void {
    const { own } = this;
    if (own.admin === null || own.consumer === null) return;
    const outcome = takeOutcome(own.admin, own.call, 'listOffsets');
    if (outcome === null) return;
    if (!outcome.ok) throw new UserCodeError(outcome.error.exception, outcome.error.message);
    for (const split of own.splits) split.stop = outcome.value.find(({ topic, partition }) => topic === split.topic && partition === split.partition)?.offset ?? 0;
    this.read(own.consumer);
  }

  private read(consumer: Consumer): void {
    const { own, config } = this;
    own.phase = 'reading';
    assign(consumer, own.splits);
    for (const split of own.splits) {
      if (split.next >= 0) seek(consumer, split, split.next);
      else if (config.starting !== 'committed') seekToPolicy(consumer, split, { kind: config.starting });
    }
    if (own.splits.length > 0) enterPoll(consumer, this.context());
  }

  private takeFetched(consumer: Consumer): boolean {
    const { own } = this;
    if (own.splits.length === 0) return false;
    const ctx = this.context();
    enterPoll(consumer, ctx);
    own.fetched = freeze(takeRecords(consumer, ctx));
    own.at = 0;
    if (consumer.failure !== null) throw thrown(consumer.failure);
    return own.fetched.length > 0;
  }

  private isDone(): boolean {
    const { own, config } = this;
    if (!config.bounded) return false;
    // The consumer's own position passes markers of transactions, which no record shows.
    return own.splits.every((split) => split.stop === 0 || (split.stop !== null && (split.next >= split.stop || this.positionOf(split) >= split.stop)));
  }

  private positionOf(split: Split): number {
    const { consumer } = this.own;
    if (consumer === null || consumer.fetched.some(({ topic, partition }) => topic === split.topic && partition === split.partition)) return -1;
    return findAssigned(consumer, split)?.position?.offset ?? -1;
  }

  private emit({ topic, partition, offset, record }: ConsumedRecord): void {
    const { own, config, env } = this;
    const split = own.splits.find((one) => one.topic === topic && one.partition === partition);
    if (split === undefined || (split.stop !== null && offset >= split.stop)) return;
    split.next = offset + 1;
    const decoded = decode(config.format, record.value);
    if (!decoded.ok) throw new UserCodeError('java.io.IOException', decoded.message);
    if (decoded.row === null) return;
    const values = { key: record.key, topic, partition, offset, timestamp: record.timestampMs };
    const row = config.metadata.length === 0 ? decoded.row : [...decoded.row, ...config.metadata.map((name) => values[name])];
    const timestamp = this.stamp === null ? record.timestampMs : this.stamp(row, record.timestampMs);
    if (this.stamp !== null) {
      onEvent(split.generator, timestamp);
      split.generator.idle = false;
      if (own.idle) {
        own.idle = false;
        env.emitStatus(false);
      }
    }
    // The identity of a Kafka record is its place in its partition.
    env.emit({ kind: '+I', row, timestamp, lineage: env.configuration['correnteza.lineage'] === 'false' ? 0 : sourceRecordId(env.vertexIndex, partition, offset) });
    if (config.watermarks?.emit === 'on-event') this.emitWatermark();
  }

  private emitWatermark(): void {
    const { own, config, env } = this;
    const { watermarks } = config;
    if (watermarks === null || own.phase !== 'reading') return;
    const parts = (own.splits.length === 0 ? [own.generator] : own.splits.map(({ generator }) => generator)).map((generator) => ({ watermark: watermarkOf(watermarks, generator), idle: generator.idle }));
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
    for (const generator of own.splits.length === 0 ? [own.generator] : own.splits.map((split) => split.generator)) onPeriodic(config.watermarks, generator, env.nowMs());
    this.emitWatermark();
  }

  private plan(): void {
    const { own, env } = this;
    const ctx = env.context();
    let at = own.consumer === null ? NEVER : consumerWakeup(own.consumer, ctx.now);
    if (own.admin !== null) at = Math.min(at, adminWakeup(own.admin, ctx.now));
    const ms = at >= NEVER ? Infinity : env.nowMs() + Math.max(1, Math.ceil((at - ctx.now) / MILLISECOND));
    const next = Math.min(ms, own.periodicMs ?? Infinity);
    env.wakeAt(next === Infinity ? null : next);
  }
}
