// One operator of Flink SQL on a bench: rows, watermarks and time go in, rows come out; its state may be frozen, written and restored at any moment.
import type { KeySelector } from '../../bridge/flink.ts';
import type { ChainedOperator } from '../flink/graph/job-graph.ts';
import { keyOf } from '../flink/graph/keys.ts';
import type { OperatorEnv, OperatorKind, Running } from '../flink/operator/operator.ts';
import { NO_TIMESTAMP, type Row, type RowKind, type StreamRecord } from '../flink/record.ts';
import { KeyedBackend, newKeyedData } from '../flink/state/keyed-backend.ts';
import { newTimerQueue, TimerService } from '../flink/state/timers.ts';
import { freeze } from '../kernel/freeze.ts';

const MAX_PARALLELISM = 128;

export interface BenchOptions {
  readonly keys?: KeySelector;
  /** Of the second input; the first's where absent. */
  readonly rightKeys?: KeySelector;
  readonly configuration?: Readonly<Record<string, string>>;
}

export class OperatorBench {
  readonly out: StreamRecord[] = [];
  readonly watermarks: number[] = [];
  readonly statuses: boolean[] = [];
  late = 0;
  nowMs = 0;
  private readonly kind: OperatorKind;
  private readonly config: object;
  private readonly options: BenchOptions;
  private backend: KeyedBackend | null = null;
  private eventTimers: TimerService | null = null;
  private processingTimers: TimerService | null = null;
  private running: Running;
  private watermarkNow = NO_TIMESTAMP;
  private wakeMs: number | null = null;
  private sent = 0;
  private own: object;

  constructor(kind: OperatorKind, config: object, options: BenchOptions = {}) {
    this.kind = kind;
    this.config = freeze(config);
    this.options = options;
    this.own = kind.create(this.config, 0, 1);
    this.running = this.start(null);
    this.running.open?.();
  }

  /** A row comes in; each has a lineage of its own, counted from 1. */
  send(kind: RowKind, row: Row, timestamp: number = NO_TIMESTAMP, input: 0 | 1 = 0): void {
    const keys = input === 1 ? (this.options.rightKeys ?? this.options.keys) : this.options.keys;
    if (keys !== undefined) this.backend?.setKey(keyOf(keys, row), keys);
    this.running.element(freeze({ kind, row, timestamp, lineage: ++this.sent }), input);
  }

  watermark(timestamp: number): void {
    if (this.running.ownWatermark !== undefined) return this.running.ownWatermark(timestamp);
    if (timestamp <= this.watermarkNow) return;
    this.watermarkNow = timestamp;
    this.eventTimers?.advance(timestamp, (timer) => this.running.eventTimer?.(timer));
    this.running.watermark?.(timestamp);
    this.watermarks.push(timestamp - (this.running.watermarkDelayMs ?? 0));
  }

  /** The clock goes on, and what is due happens at its time. */
  time(ms: number): void {
    for (;;) {
      const due = Math.min(this.processingTimers?.next() ?? Infinity, this.wakeMs ?? Infinity);
      if (due > ms) break;
      this.nowMs = Math.max(this.nowMs, due);
      this.processingTimers?.advance(this.nowMs, (timer) => this.running.processingTimer?.(timer));
      if (this.wakeMs !== null && this.wakeMs <= this.nowMs) {
        this.wakeMs = null;
        this.running.wake?.();
      }
    }
    this.nowMs = ms;
  }

  finish(): void {
    this.running.finish?.();
  }

  /** The whole second is over: state is frozen, and copied where it changes. */
  freeze(): void {
    this.backend?.freeze();
  }

  /** A checkpoint, and a restore from it: a new attempt of the task. */
  restore(): void {
    const snapshot = this.backend?.snapshot() ?? null;
    const lists = freeze(this.running.lists?.(1) ?? {});
    this.own = this.kind.create(this.config, 0, 1);
    this.kind.restore?.(this.own, lists);
    this.running = this.start(snapshot);
    this.running.open?.();
  }

  /** What came out since the last time: `+I[1, ana]`. */
  take(): string[] {
    return this.out.splice(0).map(({ kind, row }) => `${kind}[${row.map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))).join(', ')}]`);
  }

  /** Entries of keyed state, all tables together. */
  stateSize(): number {
    let size = 0;
    for (const { groups } of Object.values(this.backend?.data.tables ?? {})) for (const group of groups) for (const entries of Object.values(group)) size += Object.keys(entries).length;
    return size;
  }

  private start(snapshot: ReturnType<KeyedBackend['snapshot']> | null): Running {
    const { keys } = this.options;
    if (keys !== undefined) {
      this.backend = new KeyedBackend(newKeyedData([0, MAX_PARALLELISM - 1], MAX_PARALLELISM));
      if (snapshot !== null) this.backend.restore(snapshot);
      this.eventTimers = new TimerService(this.backend, newTimerQueue(), '_event-timers');
      this.processingTimers = new TimerService(this.backend, newTimerQueue(), '_processing-timers');
      this.eventTimers.rebuild();
      this.processingTimers.rebuild();
    }
    return this.kind.run(this.env());
  }

  private env(): OperatorEnv {
    const { keys } = this.options;
    const spec: ChainedOperator = { operatorId: '', uid: null, kind: 'bench', name: 'bench', node: 1, parent: -1, parentTag: null, config: this.config, fields: [], keys: keys === undefined ? null : [keys, this.options.rightKeys ?? keys] };
    return {
      spec, subtask: 0, parallelism: 1, maxParallelism: MAX_PARALLELISM, attempt: 'bench', job: 'bench', vertexIndex: 0,
      configuration: this.options.configuration ?? {}, own: this.own, keyed: this.backend, eventTimers: this.eventTimers, processingTimers: this.processingTimers,
      emit: (record) => void this.out.push(freeze(record)),
      emitTo: () => {},
      emitWatermark: (timestamp) => {
        this.watermarkNow = timestamp;
        this.watermarks.push(timestamp);
      },
      emitStatus: (idle) => void this.statuses.push(idle),
      nowMs: () => this.nowMs,
      watermark: () => this.watermarkNow,
      wakeAt: (ms) => {
        this.wakeMs = ms;
      },
      context: () => {
        throw new Error('a bench has no kernel');
      },
      toJobManager: () => {},
      print: () => {},
    dropLate: () => {
        this.late += 1;
      },
      checkpoints: false,
    };
  }
}
