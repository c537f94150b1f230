// The rows that a side of a join remembers, by the key in hand (JoinRecordStateViews, OuterJoinRecordStateViews).
import type { KeyFieldType } from '../../../bridge/flink.ts';
import { binaryRowHash } from '../../flink/binary-row.ts';
import type { Lineage } from '../../flink/record.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import { hashOrder } from '../../jvm/hash-map.ts';
import { type LogicalType, NULL } from '../type/logical-type.ts';
import { type Row, rowKey, type Value } from '../value.ts';
import { keyTypes } from './key-types.ts';

/** A remembered row: the row, its origin, how often it is there, how many rows of the other side it joins, and when it was written (ms; 0 where it stays for ever). */
export type Kept = readonly [Row, Lineage, number, number, number];

/** How a side is remembered: one row a key, rows by their unique key, or a bag of equal rows with their number. */
type Shape = 'one' | 'unique' | 'bag';

/** Hashes of rows that are remembered: a row has one, for it is remembered by one key. */
const HASHES = new WeakMap<Row, number>();

export class JoinState {
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;
  readonly shape: Shape;
  private readonly unique: readonly number[];
  private readonly types: readonly KeyFieldType[];
  private readonly ttlMs: number;
  private readonly nowMs: () => number;

  constructor(keyed: KeyedBackend, name: string, side: { readonly fields: readonly LogicalType[]; readonly joinKey: readonly number[]; readonly uniqueKey: readonly number[] | null; readonly ttlMs: number }, nowMs: () => number) {
    const { fields, joinKey, uniqueKey } = side;
    this.keyed = keyed;
    this.table = keyed.table(name);
    this.unique = uniqueKey ?? [];
    this.shape = uniqueKey === null ? 'bag' : uniqueKey.every((column) => joinKey.includes(column)) ? 'one' : 'unique';
    this.types = keyTypes(this.shape === 'bag' ? fields : this.unique.map((column) => fields[column] ?? NULL));
    this.ttlMs = side.ttlMs;
    this.nowMs = nowMs;
  }

  /** What is remembered of the key in hand, each row with its name, in the order of the HashMap that keeps them (HeapMapState). */
  all(): readonly (readonly [string, Kept])[] {
    const { keyed, table } = this;
    if (this.shape === 'one') {
      const kept = table.get(keyed.group, '', keyed.text) as Kept | undefined;
      return kept === undefined || this.isOver(kept) ? [] : [['', kept]];
    }
    const entries = table.entries(keyed.group, keyed.text);
    if (entries === undefined) return [];
    const found: (readonly [string, Kept])[] = [];
    for (const name of Object.keys(entries)) {
      const kept = entries[name] as Kept;
      if (!this.isOver(kept)) found.push([name, kept]);
    }
    return found.length < 2 ? found : hashOrder(found, ([, [row]]) => this.hashOf(row));
  }

  /** The hash of what a row is known by. */
  hashOf(row: Row): number {
    const known = HASHES.get(row);
    if (known !== undefined) return known;
    const hash = binaryRowHash(this.shape === 'bag' ? row : this.unique.map((column) => row[column] ?? null), this.types);
    HASHES.set(row, hash);
    return hash;
  }

  /** Adds a row that joins so many of the other side. */
  add(row: Row, lineage: Lineage, associations: number): void {
    const name = this.nameOf(row);
    const before = this.shape === 'bag' ? this.get(name) : undefined;
    this.put(name, [row, lineage, before === undefined ? 1 : before[2] + 1, associations, 0]);
  }

  /** Takes a row back; one that is not there may have been forgotten. */
  retract(row: Row): void {
    const name = this.nameOf(row);
    const before = this.shape === 'bag' ? this.get(name) : undefined;
    if (before !== undefined && before[2] > 1) return this.put(name, [before[0], before[1], before[2] - 1, before[3], 0]);
    this.table.remove(this.keyed.group, this.namespace(), this.entry(name));
  }

  /** A remembered row joins now so many of the other side. */
  associate(name: string, [row, lineage, count]: Kept, associations: number): void {
    this.put(name, [row, lineage, count, associations, 0]);
  }

  /** What a row is known by, as text. */
  nameOf(row: Row): string {
    if (this.shape === 'one') return '';
    return this.shape === 'bag' ? rowKey(row) : rowKey(this.unique.map((column) => row[column] ?? null));
  }

  private namespace(): string {
    return this.shape === 'one' ? '' : this.keyed.text;
  }

  private entry(name: string): string {
    return this.shape === 'one' ? this.keyed.text : name;
  }

  private get(name: string): Kept | undefined {
    const kept = this.table.get(this.keyed.group, this.namespace(), this.entry(name)) as Kept | undefined;
    return kept === undefined || this.isOver(kept) ? undefined : kept;
  }

  private put(name: string, [row, lineage, count, associations]: Kept): void {
    const kept: Value = [row, lineage, count, associations, this.ttlMs > 0 ? this.nowMs() : 0];
    this.table.put(this.keyed.group, this.namespace(), this.entry(name), kept);
  }

  private isOver(kept: Kept): boolean {
    return this.ttlMs > 0 && kept[4] + this.ttlMs <= this.nowMs();
  }
}
