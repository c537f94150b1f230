// The first phase of a window aggregation in two: rows wait before the exchange, and go on when a watermark passes a whole slice, counted without the windows' offset (LocalSlicingWindowAggOperator).
import type { OperatorEnv } from '../../flink/operator/operator.ts';
import { NO_TIMESTAMP, type StreamRecord, type Value } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { WindowSpec } from '../query/rel.ts';
import { windowStart } from '../query/windows.ts';
import { toLocal, toUtc } from '../time/zone.ts';
import type { WindowAggregateConfig } from './config.ts';
import type { WindowClock } from './window-time.ts';

export interface LocalOwn {
  /** How often rows have gone on. */
  epoch: number;
  /** The watermark at which it is looked whether they must. */
  next: number;
  /** The earliest end of what waits; null where nothing does. */
  earliest: number | null;
}

/** Rows of one window that wait. */
interface Waiting {
  readonly epoch: number;
  readonly records: readonly StreamRecord[];
}

const stepOf = (spec: WindowSpec): number => (spec.window === 'TUMBLE' ? spec.size : spec.slide);

/** Whether windows end where the first phase does not let go: only then it is seen that there are two. */
export function waitsBefore({ window: span }: WindowAggregateConfig): boolean {
  const { spec } = span;
  return (span.kind === 'attached' || !span.processing) && spec.window !== 'SESSION' && spec.offset % stepOf(spec) !== 0;
}

export class LocalPhase {
  private readonly env: OperatorEnv;
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;
  private readonly step: number;
  private readonly zone: string;
  private readonly clock: WindowClock;

  constructor(env: OperatorEnv, keyed: KeyedBackend, { window: span, windowZone }: WindowAggregateConfig, clock: WindowClock) {
    this.env = env;
    this.clock = clock;
    this.keyed = keyed;
    this.table = keyed.table('window-local');
    this.step = stepOf(span.spec);
    this.zone = windowZone;
  }

  /** A row waits for its window. What waited from before and has gone on since is given back. */
  wait(text: string, end: number, record: StreamRecord): readonly StreamRecord[] {
    const own = this.env.own as LocalOwn;
    const { waiting, gone } = this.at(text, own.epoch);
    const kept: Waiting = { epoch: own.epoch, records: [...waiting, record] };
    this.table.put(this.keyed.group, text, this.keyed.text, kept as unknown as Value);
    own.earliest = Math.min(own.earliest ?? end, end);
    return gone;
  }

  /** The window is over: what has gone on is given back, what still waits came too late. */
  end(text: string): readonly StreamRecord[] {
    this.advance(this.env.watermark());
    const { gone } = this.at(text, (this.env.own as LocalOwn).epoch);
    this.table.remove(this.keyed.group, text, this.keyed.text);
    return gone;
  }

  advance(watermark: number): void {
    const own = this.env.own as LocalOwn;
    if (watermark === NO_TIMESTAMP || watermark < own.next) return;
    own.next = this.nextTrigger(watermark);
    // RecordsWindowBuffer.advanceProgress: all go on where one of them is due.
    if (own.earliest === null || watermark < this.clock.last(own.earliest)) return;
    own.epoch += 1;
    own.earliest = null;
  }

  private at(text: string, epoch: number): { readonly waiting: readonly StreamRecord[]; readonly gone: readonly StreamRecord[] } {
    const kept = this.table.get(this.keyed.group, text, this.keyed.text) as unknown as Waiting | undefined;
    if (kept === undefined) return { waiting: [], gone: [] };
    return kept.epoch === epoch ? { waiting: kept.records, gone: [] } : { waiting: [], gone: kept.records };
  }

  /** TimeWindowUtil.getNextTriggerWatermark. */
  private nextTrigger(watermark: number): number {
    const isPlain = this.zone === 'UTC';
    const local = isPlain ? watermark : toLocal(this.zone, watermark);
    const end = windowStart(local, 0, this.step) + this.step - 1;
    const trigger = isPlain ? end : toUtc(this.zone, end);
    return trigger > watermark ? trigger : trigger + this.step;
  }
}
