// The writing side of a task: which subpartition a record goes to, and filling network buffers (RecordWriter, ResultPartition).
import { freeze } from '../../kernel/freeze.ts';
import type { Time } from '../../kernel/types.ts';
import { keyOf } from '../graph/keys.ts';
import { subtaskOf } from '../key-groups.ts';
import { numberOption } from '../config.ts';
import { type Barrier, rowBytes, type StreamElement, type StreamRecord, type Value } from '../record.ts';
import type { ChannelEnd, NetworkBuffer, ResultSpec } from '../rpc.ts';
import { groupOfKey } from '../state/keyed-backend.ts';
import { BUFFER_ELEMENTS, type ResultPartition, segmentSize, type Subpartition, type TaskState } from './task-state.ts';
import { rememberSent } from './trail.ts';

/** What carries finished buffers away. */
export interface Carrier {
  /** To a consumer that has credit for it. */
  deliver(to: ChannelEnd, producer: string, sequence: number, buffer: NetworkBuffer, backlog: number): void;
  /** A buffer is open and not full: it goes when the output flusher comes by. */
  opened(): void;
  random(): number;
  now(): Time;
}

/** Bytes of a watermark, a status or a barrier. */
const EVENT_BYTES = 24;

/** Keys whose subtask is remembered, so many at most: no part of the state. */
const MOST_KNOWN = 50_000;

export class Writer {
  private readonly task: TaskState;
  private readonly result: ResultPartition;
  private readonly spec: ResultSpec;
  private readonly carrier: Carrier;
  private readonly segment: number;
  private readonly select: (record: StreamRecord) => number;

  constructor(task: TaskState, spec: ResultSpec, result: ResultPartition, carrier: Carrier) {
    this.task = task;
    this.result = result;
    this.spec = spec;
    this.carrier = carrier;
    this.segment = segmentSize(task.deployment);
    this.select = selector(spec, result, carrier);
  }

  write(record: StreamRecord): void {
    if (this.spec.partitioner.kind === 'BROADCAST') {
      freeze(record);
      for (let i = 0; i < this.result.subpartitions.length; i++) this.append(i, record);
    } else this.append(this.select(record), record);
  }

  /** Watermarks and statuses travel among the records, to every subpartition. */
  broadcast(element: StreamElement): void {
    freeze(element);
    for (let i = 0; i < this.result.subpartitions.length; i++) this.append(i, element);
  }

  /** Barriers and ends have a buffer of their own, after everything before; it does not wait for the flusher. */
  event(element: StreamElement): void {
    freeze(element);
    this.result.subpartitions.forEach((sub, i) => {
      this.finish(sub);
      sub.queue.push(freeze({ elements: [element], bytes: EVENT_BYTES, isEvent: true }));
      this.result.queued += 1;
      this.pump(i);
    });
  }

  /** A barrier goes on: behind everything, or, unaligned, before everything that waits; what it overtakes is returned, by subpartition. */
  barrier(barrier: Barrier): (readonly StreamElement[])[] {
    if (!barrier.unaligned) {
      this.event(barrier);
      return [];
    }
    return this.result.subpartitions.map((sub, i) => {
      this.finish(sub);
      const overtaken = sub.queue.flatMap(({ elements }) => elements.filter((element) => 'row' in element || (element.kind !== 'barrier' && element.kind !== 'cancel-checkpoint')));
      sub.queue.unshift(freeze({ elements: [barrier], bytes: EVENT_BYTES, isEvent: true }));
      this.result.queued += 1;
      this.pump(i);
      return freeze(overtaken);
    });
  }

  /** Sends what stands in open buffers. */
  flush(): void {
    this.result.subpartitions.forEach((sub, i) => {
      if (sub.open.length === 0) return;
      this.finish(sub);
      this.pump(i);
    });
  }

  /** A consumer came, or gave credit. */
  credit(index: number, credit: number): void {
    const sub = this.result.subpartitions[index];
    if (sub === undefined) return;
    sub.connected = true;
    sub.credit += credit;
    this.pump(index);
  }

  /** Whether a record may be written: a buffer is free in the pool, and no subpartition has too many (max-buffers-per-channel). */
  isAvailable(): boolean {
    const { configuration } = this.task.deployment;
    const { subpartitions, queued } = this.result;
    const pool = subpartitions.length * numberOption(configuration, 'taskmanager.network.memory.buffers-per-channel') + numberOption(configuration, 'taskmanager.network.memory.floating-buffers-per-gate');
    if (queued === 0) return true;
    const most = numberOption(configuration, 'taskmanager.network.memory.max-buffers-per-channel');
    return queued < pool && subpartitions.every(({ queue }) => queue.length < most);
  }

  private append(index: number, element: StreamElement): void {
    const sub = this.result.subpartitions[index];
    if (sub === undefined) return;
    const { open } = sub;
    if (open.length === 0) {
      sub.limit = 'row' in element ? Math.max(1, Math.min(BUFFER_ELEMENTS, Math.floor(this.segment / (rowBytes(element.row) + 8)))) : BUFFER_ELEMENTS;
      this.carrier.opened();
    }
    open.push(element);
    if (open.length < sub.limit) return;
    this.finish(sub);
    this.pump(index);
  }

  private finish(sub: Subpartition): void {
    if (sub.open.length === 0) return;
    const first = sub.open.find((element) => 'row' in element);
    const each = first !== undefined && 'row' in first ? rowBytes(first.row) + 8 : EVENT_BYTES;
    sub.queue.push({ elements: sub.open, bytes: Math.min(this.segment, each * sub.open.length), isEvent: false });
    sub.open = [];
    this.result.queued += 1;
  }

  private pump(index: number): void {
    const sub = this.result.subpartitions[index];
    const to = this.spec.consumers[index];
    if (sub === undefined || to === undefined || !sub.connected) return;
    for (let buffer = sub.queue[0]; buffer !== undefined && (buffer.isEvent || sub.credit > 0); buffer = sub.queue[0]) {
      sub.queue.shift();
      this.result.queued -= 1;
      if (!buffer.isEvent) sub.credit -= 1;
      rememberSent(sub.recent, this.carrier.now(), sub.sequence, buffer);
      this.carrier.deliver(to, this.task.deployment.attempt, sub.sequence++, buffer, sub.queue.length);
    }
  }
}

/** Which subpartition a record goes to. */
function selector(spec: ResultSpec, result: ResultPartition, carrier: Carrier): (record: StreamRecord) => number {
  const { partitioner, maxParallelism } = spec;
  const count = result.subpartitions.length;
  switch (partitioner.kind) {
    case 'HASH': {
      if (count === 1) return () => 0;
      const { key: by } = partitioner;
      const known = new Map<Value, number>();
      return ({ row }) => {
        const key = keyOf(by, row);
        // Two zeros are one to a map, and have two hash codes.
        if (typeof key === 'object' || key === 0 || (typeof key === 'string' && by.hash !== 'binary-row')) return subtaskOf(groupOfKey(key, by, maxParallelism), maxParallelism, count);
        const before = known.get(key);
        if (before !== undefined) return before;
        const to = subtaskOf(groupOfKey(key, by, maxParallelism), maxParallelism, count);
        if (known.size < MOST_KNOWN) known.set(key, to);
        return to;
      };
    }
    case 'REBALANCE':
      return () => {
        // RebalancePartitioner begins anywhere and goes round.
        result.last = result.last < 0 ? Math.floor(carrier.random() * count) : (result.last + 1) % count;
        return result.last;
      };
    case 'RESCALE':
      return () => {
        result.last = (result.last + 1) % count;
        return result.last;
      };
    case 'SHUFFLE': return () => Math.floor(carrier.random() * count);
    case 'FORWARD': case 'GLOBAL': case 'BROADCAST': return () => 0;
  }
}
