// WindowRank: the first rows of each window and partition, when it is over (WindowRankOperator), and WindowDeduplicate (RowTimeWindowDeduplicateProcessor).
import { type OperatorEnv, type OperatorKind, type Running } from '../../flink/operator/operator.ts';
import { type Lineage, type StreamRecord } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import type { Timer } from '../../flink/state/timers.ts';
import { rowOrder } from '../query/row-order.ts';
import { millisOf, type Row } from '../value.ts';
import type { WindowRankConfig } from './config.ts';
import { keyedOf } from './env.ts';
import { advanceProgress, progressLists, progressOf, withProgress } from './window-progress.ts';
import { type WindowClock, windowClock } from './window-time.ts';

type Kept = readonly [Row, Lineage];

export const windowRank: OperatorKind = withProgress((env) => new WindowRank(env));

/** The last row by rowtime of each window: of equal ones the later stays. */
function keepsLast({ from, to, showsNumber, order, input }: WindowRankConfig): boolean {
  const [key] = order;
  const type = key === undefined ? undefined : input[key.index];
  return from === 1 && to === 1 && !showsNumber && order.length === 1 && key?.descending === true && type !== undefined && 'attribute' in type && type.attribute === 'ROWTIME';
}

class WindowRank implements Running {
  private readonly env: OperatorEnv;
  private readonly config: WindowRankConfig;
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;
  private readonly clock: WindowClock;
  private readonly order: (a: Row, b: Row) => number;
  private readonly laterWins: boolean;

  constructor(env: OperatorEnv) {
    const config = env.spec.config as WindowRankConfig;
    this.env = env;
    this.config = config;
    this.keyed = keyedOf(env);
    this.table = this.keyed.table('window-rank');
    this.clock = windowClock(env, config.windowZone, null);
    this.order = rowOrder(config.order, config.input);
    this.laterWins = keepsLast(config);
  }

  element(record: StreamRecord): void {
    const { keyed, table, config } = this;
    const end = millisOf(record.row[config.windowEnd] ?? 0);
    const last = this.clock.last(end);
    if (last <= progressOf(this.env)) return this.env.dropLate(record);
    const text = `w${end}`;
    const kept = table.get(keyed.group, text, keyed.text) as readonly Kept[] | undefined;
    // Behind those that are equal: who came first stays in front.
    let place = 0;
    if (kept !== undefined) {
      let high = kept.length;
      while (place < high) {
        const middle = (place + high) >> 1;
        const order = this.order(kept[middle]?.[0] ?? [], record.row);
        if (order < 0 || (order === 0 && !this.laterWins)) place = middle + 1;
        else high = middle;
      }
      if (place >= config.to) return;
    }
    const own = kept === undefined ? [] : Object.isFrozen(kept) ? [...kept] : (kept as Kept[]);
    own.splice(place, 0, [record.row, record.lineage]);
    if (own.length > config.to) own.length = config.to;
    if (own === kept) return;
    table.put(keyed.group, text, keyed.text, own);
    this.env.eventTimers?.register(last, text);
  }

  watermark(timestamp: number): void {
    advanceProgress(this.env, timestamp);
  }

  eventTimer({ namespace, time }: Timer): void {
    const { keyed, table, config } = this;
    const kept = (table.get(keyed.group, namespace, keyed.text) ?? []) as readonly Kept[];
    table.remove(keyed.group, namespace, keyed.text);
    kept.forEach(([row, lineage], i) => {
      if (i + 1 >= config.from) this.env.emit({ kind: '+I', row: config.showsNumber ? row.concat(i + 1) : row, timestamp: time, lineage });
    });
  }

  lists(): ReturnType<typeof progressLists> {
    return progressLists(this.env);
  }
}
