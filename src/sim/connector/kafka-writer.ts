// How a subtask of a Kafka sink writes, whatever its records are made of: a producer for each subtask; exactly-once has a transaction for each checkpoint.
//
//   writing (transaction n) --barrier--> flushing --all written--> pre-committed, and transaction n+1 begins
//   pre-committed --checkpoint complete--> committing --> gone          after a restore: commits what the checkpoint holds, aborts what came after
import { UserCodeError } from '../flink/user-code-error.ts';
import { listItems, type OperatorEnv, type Running } from '../flink/operator/operator.ts';
import type { Lineage, StreamRecord } from '../flink/record.ts';
import type { OperatorLists } from '../flink/state/snapshot.ts';
import type { Failure } from '../kafka/client/failure.ts';
import { NEVER } from '../kafka/client/io.ts';
import { setWantedTopics } from '../kafka/client/metadata.ts';
import { createProducer, drainProducerLogs, flush, handleProducerMessage, isBlocked, isFlushed, pollProducer, producerWakeup, sendRecord, takeResults, takeThrown } from '../kafka/client/producer/producer.ts';
import type { Producer } from '../kafka/client/producer/state.ts';
import { beginTransaction, commitTransaction, initTransactions, takeCallEnd } from '../kafka/client/producer/transactions.ts';
import { freeze } from '../kernel/freeze.ts';
import { type Context, type Message, MILLISECOND, type NodeId } from '../kernel/types.ts';
import { SHADED } from './kafka-reader.ts';

export type DeliveryGuarantee = 'none' | 'at-least-once' | 'exactly-once';

/** A record on its way into a topic. */
export interface Outgoing {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly timestampMs: number;
}

/** What a writer is told; functions are made from the operator's configuration wherever it runs. */
export interface WriterConfig {
  /** Producer properties by Kafka's names. */
  readonly properties: Readonly<Record<string, string>>;
  readonly guarantee: DeliveryGuarantee;
  /** Needed for exactly-once. */
  readonly transactionalIdPrefix: string;
  /** FlinkFixedPartitioner: each subtask writes to one partition; else Kafka's own partitioner decides. */
  readonly fixedPartition: boolean;
  readonly outgoing: (record: StreamRecord) => Outgoing;
  /** Keeps the last record of each key until so many came, or so many ms passed; null writes each at once. */
  readonly buffer: { readonly rows: number; readonly ms: number } | null;
  /** Kafka's classes as the SQL connector's jar has them, under a name of its own. */
  readonly shaded: boolean;
}

/** A transaction that was pre-committed, or is to be aborted. */
interface Transaction {
  readonly id: string;
  /** The address of its client, below the operator's. */
  readonly part: string;
  /** The checkpoint that it belongs to. */
  readonly checkpoint: number;
  producer: Producer;
  state: 'starting' | 'open' | 'flushing' | 'prepared' | 'committing' | 'aborting' | 'over';
  /** It was found in a checkpoint: it may have been committed already. */
  readonly recovered: boolean;
  /** For aborting: whose id, and which checkpoint's. */
  readonly subtask: number;
}

export interface WriterOwn {
  /** Who writes now; null before `open`. */
  writer: Transaction | null;
  /** Those that wait for their checkpoint, are being committed, or aborted. */
  others: Transaction[];
  restoredFrom: { readonly committables: readonly (readonly [string, number, number, number])[]; readonly checkpoint: number } | null;
  parts: number;
  sent: number;
  /** Records that came while `send` would block: the thread that waits has taken them already. */
  queue: Outgoing[];
  /** The last record of each key, in the order in which the keys came. */
  buffer: Outgoing[];
  flushMs: number | null;
  /** The last that it wrote and where they came from, for whoever looks. */
  readonly recent: SinkTrail[];
}

/** A record that the sink wrote. Frozen. */
export interface SinkTrail {
  readonly topic: string;
  readonly key: string | null;
  readonly value: string | null;
  readonly timestampMs: number;
  /** When, by the clock of its TaskManager. */
  readonly atMs: number;
  readonly lineage: Lineage;
}

const TRAIL = 32;

/** transaction.timeout.ms of the sink, Flink default 1 h: more than brokers allow at their default. */
const TRANSACTION_TIMEOUT_MS = '3600000';

export const newWriter = (): WriterOwn => ({ writer: null, others: [], restoredFrom: null, parts: 0, sent: 0, queue: [], buffer: [], flushMs: null, recent: [] });

export function restoreWriter(own: object, lists: OperatorLists): void {
  const [checkpoint] = listItems(lists, 'checkpoint');
  const committables = listItems(lists, 'committables').map((item) => item as readonly [string, number, number, number]);
  (own as WriterOwn).restoredFrom = freeze({ committables, checkpoint: Number(checkpoint ?? 0) });
}

export class KafkaWriter implements Running {
  private readonly env: OperatorEnv;
  private readonly own: WriterOwn;
  private readonly config: WriterConfig;

  constructor(env: OperatorEnv, config: WriterConfig) {
    this.env = env;
    this.own = env.own as WriterOwn;
    this.config = config;
  }

  open(): void {
    const { own, env } = this;
    const restored = own.restoredFrom;
    if (!this.isTransactional()) {
      own.writer = this.client(null, 0, env.subtask, false, 'open');
      return this.goOn();
    }
    for (const [id, producerId, producerEpoch, checkpoint] of restored?.committables ?? []) own.others.push(this.resumed(id, producerId, producerEpoch, checkpoint));
    const next = (restored?.checkpoint ?? 0) + 1;
    // What was begun after the checkpoint would keep readers waiting: ids are asked for until one was never used (TransactionAborterImpl).
    own.others.push(this.starting(env.subtask, next + 1, 'aborting'));
    own.others.push(this.starting(env.subtask + env.parallelism, next, 'aborting'));
    own.writer = this.starting(env.subtask, next, 'starting');
    this.goOn();
  }

  ready(): boolean {
    const { writer } = this.own;
    return this.own.queue.length === 0 && writer !== null && writer.state === 'open' && !isBlocked(writer.producer);
  }

  element(record: StreamRecord): void {
    const { own, config, env } = this;
    const outgoing = freeze(config.outgoing(record));
    const { topic, key, value, timestampMs } = outgoing;
    own.recent.push(freeze({ topic, key, value, timestampMs, atMs: env.nowMs(), lineage: record.lineage }));
    if (own.recent.length > TRAIL) own.recent.shift();
    if (config.buffer === null) own.queue.push(outgoing);
    else {
      const before = own.buffer.findIndex((one) => one.key === key);
      if (before >= 0) own.buffer[before] = outgoing;
      else own.buffer.push(outgoing);
      own.flushMs ??= env.nowMs() + config.buffer.ms;
      if (own.buffer.length >= config.buffer.rows) this.flushBuffer();
    }
    this.sendQueued();
    this.plan();
  }

  wake(): void {
    const { own, env } = this;
    if (own.flushMs !== null && env.nowMs() >= own.flushMs) this.flushBuffer();
    this.goOn();
  }

  finish(): void {
    this.flushBuffer();
    this.goOn();
  }

  message(message: Message, from: NodeId, at: string): void {
    const one = [this.own.writer, ...this.own.others].find((each) => each?.part === at);
    if (one !== undefined && one !== null) handleProducerMessage(one.producer, message, from, this.context(at));
    this.goOn();
  }

  /** A barrier passes when all that was sent before it is written. */
  mayCheckpoint(): boolean {
    this.flushBuffer();
    const { writer, others } = this.own;
    if (writer === null || writer.state === 'starting') return false;
    // A commit that was begun is brought to its end first: its checkpoint is complete.
    // So is what is being aborted: the next transaction may have one of those names.
    if (others.some(({ state }) => state === 'committing' || state === 'aborting')) return false;
    if (this.config.guarantee === 'none') return this.own.queue.length === 0;
    return this.drained();
  }

  drained(): boolean {
    const { own } = this;
    const { writer } = own;
    if (writer === null || writer.state === 'starting') return false;
    this.sendQueued();
    if (own.queue.length > 0) {
      this.plan();
      return false;
    }
    if (this.config.guarantee === 'none' && !isBlocked(writer.producer) && isFlushed(writer.producer)) return true;
    if (!isBlocked(writer.producer)) flush(writer.producer);
    pollProducer(writer.producer, this.context(writer.part));
    this.plan();
    return !isBlocked(writer.producer) && isFlushed(writer.producer);
  }

  beforeBarrier(checkpoint: number): void {
    const { own, env } = this;
    const { writer } = own;
    if (!this.isTransactional() || writer === null) return;
    // A transaction without a record is not pre-committed, and its producer let go. Each checkpoint has a name all the same, so that
    // whoever looks for what was left open finds names without a gap (ExactlyOnceKafkaWriter.snapshotState).
    const isEmpty = writer.producer.transaction?.started !== true;
    own.others.push({ ...writer, checkpoint, state: isEmpty ? 'over' : 'prepared' });
    own.writer = this.starting(env.subtask, checkpoint + 1, 'starting');
  }

  lists(checkpoint: number): OperatorLists {
    if (!this.isTransactional()) return {};
    const prepared = this.own.others.filter(({ state }) => state === 'prepared' || state === 'committing');
    return {
      committables: { mode: 'SPLIT_DISTRIBUTE', items: prepared.map(({ id, producer: { producerId }, checkpoint: of }) => [id, producerId.producerId, producerId.producerEpoch, of]) },
      checkpoint: { mode: 'UNION', items: [checkpoint] },
    };
  }

  complete(checkpoint: number): void {
    for (const one of this.own.others) if (one.state === 'prepared' && one.checkpoint <= checkpoint) this.commit(one);
    this.goOn();
  }

  close(): void {
    for (const one of [this.own.writer, ...this.own.others]) if (one !== null) this.context(one.part).close();
  }

  private thrown({ exception, message }: Failure): UserCodeError {
    return new UserCodeError(this.config.shaded && exception.startsWith('org.apache.kafka.') ? SHADED + exception : exception, message ?? '');
  }

  private sendQueued(): void {
    const { own, config } = this;
    const { writer } = own;
    while (writer !== null && writer.state === 'open' && own.queue.length > 0 && !isBlocked(writer.producer)) {
      const [next] = own.queue;
      if (next === undefined) return;
      const partition = config.fixedPartition ? this.fixed(writer.producer, next.topic) : null;
      if (partition === undefined) return;
      own.queue.shift();
      const { topic, ...record } = next;
      sendRecord(writer.producer, topic, partition, freeze(record), this.context(writer.part));
      own.sent += 1;
    }
  }

  /** The subtask's partition; undefined until it is known how many there are. */
  private fixed(producer: Producer, topic: string): number | undefined {
    const { env } = this;
    if (env.subtask === 0) return 0;
    const partitions = producer.network.metadata.topics[topic]?.partitions.length;
    if (partitions !== undefined && partitions > 0) return env.subtask % partitions;
    setWantedTopics(producer.network.metadata, [topic]);
    pollProducer(producer, this.context(this.own.writer?.part ?? ''));
    return undefined;
  }

  private flushBuffer(): void {
    const { own } = this;
    own.queue.push(...own.buffer);
    own.buffer = [];
    own.flushMs = null;
    this.sendQueued();
  }

  private isTransactional(): boolean {
    return this.config.guarantee === 'exactly-once';
  }

  private context(part: string): Context {
    const ctx = this.env.context();
    return ctx.at(`${ctx.self}/${part}`);
  }

  private client(id: string | null, checkpoint: number, subtask: number, recovered: boolean, state: Transaction['state']): Transaction {
    const { config, own } = this;
    const transactional: Readonly<Record<string, string>> = id === null ? {} : { 'transactional.id': id, 'transaction.timeout.ms': TRANSACTION_TIMEOUT_MS };
    const made = createProducer({ ...transactional, ...config.properties });
    if (made.kind === 'error') throw this.thrown(made.failure);
    return { id: id ?? '', part: `producer-${own.parts++}`, checkpoint, producer: made.producer, state, recovered, subtask };
  }

  /** TransactionNamingStrategy.INCREMENTING: the prefix, the subtask, and the checkpoint that it will belong to. */
  private starting(subtask: number, checkpoint: number, state: 'starting' | 'aborting'): Transaction {
    const one = this.client(`${this.config.transactionalIdPrefix}-${subtask}-${checkpoint}`, checkpoint, subtask, false, state);
    const problem = initTransactions(one.producer, this.context(one.part));
    if (problem !== null) throw this.thrown(problem);
    return one;
  }

  /** The producer of a transaction that a checkpoint holds: it has its id and epoch, and commits (FlinkKafkaInternalProducer.resumeTransaction). */
  private resumed(id: string, producerId: number, producerEpoch: number, checkpoint: number): Transaction {
    const one = this.client(id, checkpoint, this.env.subtask, true, 'prepared');
    Object.assign(one.producer.producerId, { status: 'ready', producerId, producerEpoch });
    if (one.producer.transaction !== null) Object.assign(one.producer.transaction, { phase: 'IN_TRANSACTION', started: true });
    this.commit(one);
    return one;
  }

  private commit(one: Transaction): void {
    one.state = 'committing';
    const problem = commitTransaction(one.producer, this.context(one.part));
    if (problem !== null) this.commitFailed(one, problem);
  }

  /** What a restored job commits again was committed before the failure: then the coordinator knows it no more. */
  private commitFailed(one: Transaction, problem: Failure): void {
    if (!one.recovered) throw this.thrown(problem);
    one.state = 'over';
  }

  private goOn(): void {
    const { own } = this;
    for (const one of [...own.others, own.writer]) if (one !== null) this.turn(one);
    this.sendQueued();
    for (const one of own.others) if (one.state === 'over') this.context(one.part).close();
    own.others = own.others.filter(({ state }) => state !== 'over');
    this.plan();
  }

  private turn(one: Transaction): void {
    const ctx = this.context(one.part);
    pollProducer(one.producer, ctx);
    drainProducerLogs(one.producer);
    const refused = takeThrown(one.producer);
    if (refused !== null) throw this.thrown(refused);
    for (const { error } of takeResults(one.producer)) if (error !== null && this.config.guarantee !== 'none') throw this.thrown(error);
    const end = takeCallEnd(one.producer);
    if (end === null) return;
    switch (one.state) {
      case 'starting': {
        if (end.error !== null) throw this.thrown(end.error);
        const problem = beginTransaction(one.producer);
        if (problem !== null) throw this.thrown(problem);
        one.state = 'open';
        return;
      }
      case 'aborting': {
        if (end.error !== null) throw this.thrown(end.error);
        // Epoch 0: nobody ever used this id, and none after it.
        if (one.producer.producerId.producerEpoch > 0 && this.own.others.length < 64) this.own.others.push(this.starting(one.subtask, one.checkpoint + 1, 'aborting'));
        one.state = 'over';
        return;
      }
      case 'committing':
        if (end.error === null) one.state = 'over';
        else if (one.producer.transaction?.timedOut === 'commitTransaction') this.commit(one);
        else this.commitFailed(one, end.error);
        return;
      case 'open': case 'flushing': case 'prepared': case 'over': return;
    }
  }

  private plan(): void {
    const { own, env } = this;
    const { now } = env.context();
    let at = NEVER;
    for (const one of [own.writer, ...own.others]) if (one !== null) at = Math.min(at, producerWakeup(one.producer, now));
    const ended = [own.writer, ...own.others].some((one) => one?.producer.transaction?.ended !== undefined && one.producer.transaction?.ended !== null);
    if (ended) at = now;
    const next = Math.min(at >= NEVER ? Infinity : env.nowMs() + Math.max(1, Math.ceil((at - now) / MILLISECOND)), own.flushMs ?? Infinity);
    env.wakeAt(next === Infinity ? null : next);
  }
}
