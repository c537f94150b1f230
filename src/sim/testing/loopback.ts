// A whole Kafka cluster as one plain object, for tests of clients alone: logs, idempotent appends, and one classic group coordinator.
// It answers at once and keeps one copy of each log; the real brokers are tested elsewhere.
import { MILLISECOND } from '../kernel/types.ts';
import type { Disconnected, Message, NodeId, Time } from '../kernel/types.ts';
import type { ClientIo } from '../kafka/client/io.ts';
import type { AnyRequest, Apis, ErrorCode } from '../kafka/protocol.ts';
import type { RecordBatch } from '../kafka/record.ts';
import { LoopbackGroup } from './loopback-group.ts';

interface Partition {
  leader: number;
  leaderEpoch: number;
  end: number;
  batches: RecordBatch[];
  /** By producer id: the last five base sequences with their offsets, and the epoch. */
  producers: Map<number, { epoch: number; last: { sequence: number; count: number; offset: number }[] }>;
}

export interface LoopbackClient {
  message(message: Message, from: NodeId, io: ClientIo): void;
  poll(io: ClientIo): void;
  wakeup(now: Time): Time;
}

/** What a fault rule may do to a message on its way. */
export type Verdict = 'deliver' | 'lose' | 'reset';

export class Loopback {
  now: Time = 0;
  readonly partitions = new Map<string, Partition>();
  readonly group = new LoopbackGroup();
  /** Brokers that refuse connections. */
  readonly down = new Set<number>();
  fault: (direction: 'request' | 'answer', api: string) => Verdict = () => 'deliver';
  random: () => number;
  private readonly clients = new Map<NodeId, { client: LoopbackClient; io: ClientIo & { now: Time; wallClockMs: number } }>();
  private readonly queue: { at: Time; order: number; to: NodeId; from: NodeId; message: Message }[] = [];
  private order = 0;
  private nextProducerId = 1_000;

  constructor(random: () => number) {
    this.random = random;
  }

  topic(name: string, leaders: readonly number[]): void {
    leaders.forEach((leader, i) => this.partitions.set(`${name}-${i}`, { leader, leaderEpoch: 0, end: 0, batches: [], producers: new Map() }));
  }

  /** The io of a new client; `attach` gives it its machine. */
  io(self: NodeId): ClientIo {
    const io = {
      self,
      now: this.now,
      wallClockMs: Date.UTC(2026, 0, 5, 12) + this.now / MILLISECOND,
      random: this.random,
      send: (to: NodeId, message: Message) => this.request(self, to, message),
    };
    this.clients.set(self, { client: { message: () => {}, poll: () => {}, wakeup: () => Number.MAX_SAFE_INTEGER }, io });
    return io;
  }

  attach(self: NodeId, client: LoopbackClient): void {
    const entry = this.clients.get(self);
    if (entry !== undefined) entry.client = client;
  }

  detach(self: NodeId): void {
    this.clients.delete(self);
  }

  moveLeader(topic: string, partition: number, leader: number): void {
    const p = this.partitions.get(`${topic}-${partition}`);
    if (p === undefined) return;
    p.leader = leader;
    p.leaderEpoch++;
  }

  /** The broker's process ends: everyone who talked with it is told. */
  drop(broker: number): void {
    for (const to of this.clients.keys()) this.post(to, `broker-${broker}`, disconnected(`broker-${broker}`, false), 100);
  }

  /** Every value in a partition, in order. */
  values(topic: string, partition: number): (string | null)[] {
    return this.partitions.get(`${topic}-${partition}`)?.batches.flatMap((batch) => batch.records.map((record) => record.value)) ?? [];
  }

  run(until: Time): void {
    for (let turns = 0; turns < 2_000_000; turns++) {
      this.queue.sort((a, b) => a.at - b.at || a.order - b.order);
      let at = Math.min(this.queue[0]?.at ?? Number.MAX_SAFE_INTEGER, this.group.wakeup());
      const alarms = [...this.clients.values()].map(({ client, io }) => ({ client, io, at: client.wakeup(this.now) }));
      for (const alarm of alarms) at = Math.min(at, alarm.at);
      if (at > until) break;
      this.now = Math.max(this.now, at);
      this.step();
      for (const alarm of alarms) if (alarm.at <= this.now) alarm.client.poll(alarm.io);
    }
    this.now = until;
    this.setClocks();
  }

  private setClocks(): void {
    for (const { io } of this.clients.values()) {
      io.now = this.now;
      io.wallClockMs = Date.UTC(2026, 0, 5, 12) + Math.floor(this.now / MILLISECOND);
    }
  }

  private step(): void {
    this.setClocks();
    this.group.tick(this.now);
    while (this.queue[0] !== undefined && this.queue[0].at <= this.now) {
      const next = this.queue.shift();
      const entry = next === undefined ? undefined : this.clients.get(next.to);
      if (next !== undefined) entry?.client.message(next.message, next.from, entry.io);
      this.queue.sort((a, b) => a.at - b.at || a.order - b.order);
    }
  }

  private post(to: NodeId, from: NodeId, message: Message, afterUs: Time): void {
    this.queue.push({ at: this.now + afterUs, order: this.order++, to, from, message });
  }

  private request(from: NodeId, to: NodeId, message: Message): void {
    if (!isRequest(message)) return;
    const request = message;
    const broker = Number(to.slice('broker-'.length));
    const latency = 300 + Math.floor(this.random() * 400);
    if (this.down.has(broker)) return this.post(from, to, disconnected(to, true), latency);
    const there = this.fault('request', request.api);
    if (there === 'reset') return this.post(from, to, disconnected(to, false), latency);
    if (there === 'lose') return undefined;
    const reply = (body: unknown, delay: Time = 0): void => {
      const back = this.fault('answer', request.api);
      if (back === 'reset') this.post(from, to, disconnected(to, false), latency + delay);
      else if (back === 'deliver') this.post(from, to, answerTo(request, body), latency + delay);
    };
    this.answer(request, broker, from, reply);
    return undefined;
  }

  private answer(request: AnyRequest, broker: number, from: NodeId, reply: (body: unknown, delay?: Time) => void): void {
    switch (request.api) {
      case 'ApiVersions':
        return reply({ errorCode: 'NONE' });
      case 'Metadata':
        return reply(this.metadata(request.body.topics));
      case 'InitProducerId':
        return reply({ errorCode: 'NONE', producerId: this.nextProducerId++, producerEpoch: 0 });
      case 'Produce':
        return reply(this.produce(request.body, broker));
      case 'Fetch': {
        const body = this.fetch(request.body, broker);
        const empty = body.responses.every((t) => t.partitions.every((p) => p.records.length === 0 && p.errorCode === 'NONE'));
        return reply(body, empty ? 50 * MILLISECOND : 0);
      }
      case 'ListOffsets':
        return reply(this.listOffsets(request.body));
      case 'OffsetForLeaderEpoch':
        return reply({ topics: request.body.topics.map((t) => ({ topic: t.topic, partitions: t.partitions.map((p) => ({ partition: p.partition, errorCode: 'NONE', leaderEpoch: p.leaderEpoch, endOffset: this.partitions.get(`${t.topic}-${p.partition}`)?.end ?? 0 })) })) });
      case 'FindCoordinator':
        return reply({ coordinators: request.body.coordinatorKeys.map((key) => ({ key, errorCode: 'NONE', errorMessage: null, nodeId: 1, host: 'localhost', port: 9092 })) });
      default:
        return this.group.handle(request, from, this.now, reply);
    }
  }

  private metadata(topics: readonly string[] | null): Apis['Metadata'][1] {
    const names = [...new Set([...this.partitions.keys()].map((key) => key.slice(0, key.lastIndexOf('-'))))];
    return {
      brokers: [1, 2, 3].map((nodeId) => ({ nodeId, host: 'localhost', port: 9091 + nodeId, rack: null })),
      clusterId: 'loopback',
      controllerId: 1,
      topics: names
        .filter((name) => topics === null || topics.includes(name))
        .map((name) => ({
          errorCode: 'NONE' as const,
          name,
          topicId: `id-${name}`,
          isInternal: false,
          partitions: [...this.partitions]
            .filter(([key]) => key.startsWith(`${name}-`))
            .map(([, p], partitionIndex) => ({ errorCode: 'NONE' as const, partitionIndex, leaderId: p.leader, leaderEpoch: p.leaderEpoch, replicaNodes: [1, 2, 3], isrNodes: [1, 2, 3], offlineReplicas: [] })),
        })),
    };
  }

  private produce(body: Apis['Produce'][0], broker: number): Apis['Produce'][1] {
    const responses = body.topicData.map((topic) => ({
      name: topic.name,
      partitionResponses: topic.partitionData.map((data) => {
        const p = this.partitions.get(`${topic.name}-${data.index}`);
        const [errorCode, baseOffset] = p === undefined ? ['UNKNOWN_TOPIC_OR_PARTITION' as const, -1] : p.leader !== broker ? ['NOT_LEADER_OR_FOLLOWER' as const, -1] : append(p, data.records);
        return { index: data.index, errorCode, baseOffset, logAppendTimeMs: -1, logStartOffset: 0, errorMessage: null, currentLeader: null };
      }),
    }));
    return { responses, throttleTimeMs: 0 };
  }

  private fetch(body: Apis['Fetch'][0], broker: number): Apis['Fetch'][1] {
    const responses = body.topics.map((topic) => ({
      topic: topic.topic,
      partitions: topic.partitions.map((asked) => {
        const p = this.partitions.get(`${topic.topic}-${asked.partition}`);
        const errorCode: ErrorCode = p === undefined ? 'UNKNOWN_TOPIC_OR_PARTITION' : p.leader !== broker ? 'NOT_LEADER_OR_FOLLOWER' : 'NONE';
        const records = errorCode === 'NONE' ? (p?.batches.filter((batch) => batch.baseOffset + batch.lastOffsetDelta >= asked.fetchOffset).slice(0, 3) ?? []) : [];
        return { partitionIndex: asked.partition, errorCode, highWatermark: p?.end ?? 0, lastStableOffset: p?.end ?? 0, logStartOffset: 0, divergingEpoch: null, currentLeader: null, abortedTransactions: [], preferredReadReplica: -1, records };
      }),
    }));
    return { errorCode: 'NONE', throttleTimeMs: 0, responses };
  }

  private listOffsets(body: Apis['ListOffsets'][0]): Apis['ListOffsets'][1] {
    return { topics: body.topics.map((t) => ({ name: t.name, partitions: t.partitions.map((p) => ({ partitionIndex: p.partitionIndex, errorCode: 'NONE' as const, timestamp: -1, offset: p.timestamp === -2 ? 0 : (this.partitions.get(`${t.name}-${p.partitionIndex}`)?.end ?? 0), leaderEpoch: 0 })) })) };
  }
}

function disconnected(peer: NodeId, refused: boolean): Message {
  const message: Disconnected = { kind: 'Disconnected', peer, refused };
  return message;
}

function answerTo(request: AnyRequest, body: unknown): Message {
  return Object.assign({ kind: 'Response' }, { api: request.api, correlationId: request.correlationId, body });
}

function isRequest(message: Message): message is AnyRequest {
  return message.kind === 'Request';
}

/** Appends as a leader does for an idempotent producer (KIP-98): duplicates are known, gaps are refused. */
function append(p: Partition, batch: RecordBatch): [ErrorCode, number] {
  const count = batch.records.length;
  if (batch.producerId >= 0) {
    let known = p.producers.get(batch.producerId);
    if (known !== undefined && batch.producerEpoch < known.epoch) return ['INVALID_PRODUCER_EPOCH', -1];
    if (known === undefined || batch.producerEpoch > known.epoch) {
      if (batch.baseSequence !== 0) return ['OUT_OF_ORDER_SEQUENCE_NUMBER', -1];
      known = { epoch: batch.producerEpoch, last: [] };
      p.producers.set(batch.producerId, known);
    }
    const duplicate = known.last.find((entry) => entry.sequence === batch.baseSequence && entry.count === count);
    if (duplicate !== undefined) return ['NONE', duplicate.offset];
    const last = known.last[known.last.length - 1];
    if (last !== undefined && batch.baseSequence !== last.sequence + last.count) return ['OUT_OF_ORDER_SEQUENCE_NUMBER', -1];
    known.last = [...known.last, { sequence: batch.baseSequence, count, offset: p.end }].slice(-5);
  }
  const baseOffset = p.end;
  p.batches.push({ ...batch, baseOffset, partitionLeaderEpoch: p.leaderEpoch });
  p.end += count;
  return ['NONE', baseOffset];
}
