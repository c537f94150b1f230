// What a Top-N gives: rows with their number or without, of those numbers that were asked for.
import type { OperatorEnv } from '../../flink/operator/operator.ts';
import { type Lineage, mergeLineage, type Row, type RowKind, type StreamRecord, type Value } from '../../flink/record.ts';
import type { LogicalType } from '../type/logical-type.ts';
import { rowOrder } from '../query/row-order.ts';
import type { SortKey } from '../query/rel.ts';
import type { Place, Sorted } from './views.ts';

/** A row as it lies in a Top-N's state: itself, and where it came from. */
export type Kept = readonly [row: Row, lineage: Lineage];

export const keptRow = (item: Value): Row => (item as unknown as Kept)[0];
export const kept = ({ row, lineage }: StreamRecord): Value => [row, lineage];

/** The order of kept rows. */
export function keptOrder(keys: readonly SortKey[], types: readonly LogicalType[]): (a: Value, b: Value) => number {
  const order = rowOrder(keys, types);
  return (a, b) => order(keptRow(a), keptRow(b));
}

export interface RankShape {
  readonly from: number;
  readonly to: number;
  readonly showsNumber: boolean;
  readonly updateBefore: boolean;
}

export class RankOutput {
  readonly from: number;
  readonly to: number;
  /** Whether the rows that only move must be told: they show their number, or move in and out at the first number. */
  readonly isNumbered: boolean;
  private readonly env: OperatorEnv;
  private readonly shape: RankShape;
  private cause: StreamRecord;

  constructor(env: OperatorEnv, shape: RankShape) {
    this.env = env;
    this.shape = shape;
    this.from = shape.from;
    this.to = shape.to;
    this.isNumbered = shape.showsNumber || shape.from > 1;
    this.cause = { kind: '+I', row: [], timestamp: 0, lineage: 0 };
  }

  /** What follows is because of this record. */
  because(record: StreamRecord): void {
    this.cause = record;
  }

  /** A row at a number; nothing where nobody asked for that number, or for what an updated row was. */
  send(kind: RowKind, item: Value, rank: number): void {
    const { shape, cause } = this;
    if (rank < shape.from || rank > shape.to || (kind === '-U' && !shape.updateBefore)) return;
    const [row, lineage] = item as unknown as Kept;
    this.env.emit({ kind, row: shape.showsNumber ? [...row, rank] : row, timestamp: cause.timestamp, lineage: mergeLineage(lineage, cause.lineage) });
  }

  /** A row takes a number, and those from `next` on move down by one. */
  pushDown(items: Sorted, next: Place, item: Value, rank: number): void {
    let [current, at] = [item, rank];
    items.each(next, (before) => {
      if (at > this.to) return false;
      this.send('-U', before, at);
      this.send('+U', current, at);
      current = before;
      at += 1;
      return true;
    });
    this.send('+I', current, at);
  }

  /** The row at a number is gone, and those that are now from `next` on move up by one. */
  pullUp(items: Sorted, next: Place, item: Value, rank: number): void {
    let [before, at] = [item, rank];
    items.each(next, (current) => {
      if (at > this.to) return false;
      this.send('-U', before, at);
      this.send('+U', current, at);
      before = current;
      at += 1;
      return true;
    });
    this.send('-D', before, at);
  }
}
