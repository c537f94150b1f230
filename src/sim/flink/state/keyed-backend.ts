// The keyed state of one operator's subtask: its key groups, its tables, and the key in hand (HeapKeyedStateBackend).
import { freeze } from '../../kernel/freeze.ts';
import { binaryRowHash } from '../binary-row.ts';
import type { KeySelector } from '../../../bridge/flink.ts';
import { keyText } from '../graph/keys.ts';
import { ENTRY_BYTES } from '../heap.ts';
import { javaHash, keyGroupOf } from '../key-groups.ts';
import type { Row, Value } from '../record.ts';
import { KnownKeys } from './known-keys.ts';
import { entriesOf, groupBytes, type KnownKey, newTableData, StateTable, type StateTableData, type TableSnapshot } from './state-table.ts';

/** Plain data of a subtask. */
export interface KeyedData {
  readonly first: number;
  readonly last: number;
  readonly maxParallelism: number;
  readonly tables: Record<string, StateTableData>;
}

export interface KeyedSnapshot {
  readonly maxParallelism: number;
  readonly tables: Readonly<Record<string, TableSnapshot>>;
}

export function newKeyedData(range: readonly [number, number], maxParallelism: number): KeyedData {
  return { first: range[0], last: range[1], maxParallelism, tables: {} };
}

/** The group of a key, hashed as its selector says. */
export function groupOfKey(key: Value, { hash, fields, types }: KeySelector, maxParallelism: number): number {
  if (hash === 'binary-row') return keyGroupOf(binaryRowHash(fields.length === 1 ? [key] : (key as Row), types), maxParallelism);
  return keyGroupOf(javaHash(key, hash === 'java-int' ? 'int' : 'long'), maxParallelism);
}

/** State time to live (StateTtlConfig): OnCreateAndWrite or OnReadAndWrite, NeverReturnExpired, processing time. */
export interface Ttl {
  readonly ms: number;
  readonly updateOnRead: boolean;
}


/** Reads and writes a subtask's keyed state. No part of it: made anew wherever the state was restored. The only one that writes to its tables. */
export class KeyedBackend {
  readonly data: KeyedData;
  /** The key in hand. */
  key: Value = null;
  text = '';
  group = 0;
  /** What is remembered of the key in hand; null for nothing. */
  private hand: KnownKey | null = null;
  private readonly tables = new Map<string, StateTable>();
  /** By selector: the two sides of a join have one each. */
  private readonly known = new Map<KeySelector, KnownKeys>();

  constructor(data: KeyedData) {
    this.data = data;
  }

  setKey(key: Value, selector: KeySelector): void {
    this.key = key;
    const found = this.lookedUp(key, selector);
    if (found === null) {
      this.text = keyText(key);
      this.group = groupOfKey(key, selector, this.data.maxParallelism);
      this.hand = null;
      return;
    }
    this.text = found.text;
    this.group = found.group;
    // Where a key is known by two selectors, neither would hear what the other one's value has become.
    this.hand = this.known.size === 1 ? found : null;
  }

  /** A key comes again and again; null where it can't be known again. */
  private lookedUp(key: Value, selector: KeySelector): KnownKey | null {
    let keys = this.known.get(selector);
    if (keys === undefined) {
      keys = new KnownKeys();
      this.known.set(selector, keys);
    }
    return keys.of(key) ?? keys.add(key, (): KnownKey => ({ text: keyText(key), group: groupOfKey(key, selector, this.data.maxParallelism), seen: [], next: 0 }));
  }

  /** Goes on with a key whose group is known: a timer's. */
  setKeyOf(key: Value, text: string, group: number): void {
    this.key = key;
    this.text = text;
    this.group = group;
    this.hand = null;
    if (this.known.size !== 1) return;
    for (const keys of this.known.values()) {
      const known = keys.of(key);
      if (known?.text !== text) continue;
      this.hand = known;
      // The same text, but one that engines have looked up before.
      this.text = known.text;
    }
  }

  /** What the key in hand stands for in a namespace. */
  read(table: StateTable, namespace: string): Value | undefined {
    return this.hand === null ? table.get(this.group, namespace, this.text) : table.getOf(this.hand, namespace);
  }

  write(table: StateTable, namespace: string, value: Value): void {
    if (this.hand === null) table.put(this.group, namespace, this.text, value);
    else table.putOf(this.hand, namespace, value);
  }

  erase(table: StateTable, namespace: string): void {
    if (this.hand === null) table.remove(this.group, namespace, this.text);
    else table.removeOf(this.hand, namespace);
  }

  table(name: string): StateTable {
    const known = this.tables.get(name);
    if (known !== undefined) return known;
    const data = (this.data.tables[name] ??= newTableData(this.data.last - this.data.first + 1));
    const table = new StateTable(data, this.data.first);
    this.tables.set(name, table);
    return table;
  }

  freeze(): void {
    for (const name of Object.keys(this.data.tables)) this.table(name).freeze();
  }

  /** About what it takes of the heap, in bytes. */
  bytes(): number {
    let bytes = 0;
    for (const { groups } of Object.values(this.data.tables)) for (const group of groups) bytes += groupBytes(group) + entriesOf(group) * ENTRY_BYTES;
    return bytes;
  }

  snapshot(): KeyedSnapshot {
    const tables: Record<string, TableSnapshot> = {};
    for (const name of Object.keys(this.data.tables)) tables[name] = this.table(name).snapshot();
    return freeze({ maxParallelism: this.data.maxParallelism, tables });
  }

  restore(snapshot: KeyedSnapshot): void {
    for (const [name, table] of Object.entries(snapshot.tables)) this.table(name).restore(table);
  }
}

/** A state of the key in hand, in a namespace: ValueState, and what the other kinds are made of. */
export class KeyedValue {
  private readonly backend: KeyedBackend;
  private readonly table: StateTable;
  private readonly ttl: Ttl | null;
  private readonly nowMs: () => number;

  constructor(backend: KeyedBackend, name: string, ttl: Ttl | null, nowMs: () => number) {
    this.backend = backend;
    this.table = backend.table(name);
    this.ttl = ttl;
    this.nowMs = nowMs;
  }

  /** Null where there is none, or where its time is over. */
  get(namespace = ''): Value {
    const { backend, ttl } = this;
    const value = backend.read(this.table, namespace);
    if (value === undefined) return null;
    if (ttl === null) return value;
    const dated = value as { readonly v: Value; readonly t: number };
    if (dated.t + ttl.ms <= this.nowMs()) {
      backend.erase(this.table, namespace);
      return null;
    }
    if (ttl.updateOnRead) this.put(dated.v, namespace);
    return dated.v;
  }

  /** Null clears it. Objects must be deep-frozen, or freshly made for this call. */
  put(value: Value, namespace = ''): void {
    const { backend, ttl } = this;
    if (value === null) backend.erase(this.table, namespace);
    else backend.write(this.table, namespace, ttl === null ? value : { v: value, t: this.nowMs() });
  }

  clear(namespace = ''): void {
    this.backend.erase(this.table, namespace);
  }
}

type Dated = readonly [Value, number];

/** A list or map whose elements live each its own time (TtlListState, TtlMapState): with each of them lies when it was written. */
export class KeyedCollection {
  private readonly raw: KeyedValue;
  private readonly ttl: Ttl;
  private readonly nowMs: () => number;

  constructor(backend: KeyedBackend, name: string, ttl: Ttl, nowMs: () => number) {
    this.raw = new KeyedValue(backend, name, null, nowMs);
    this.ttl = ttl;
    this.nowMs = nowMs;
  }

  /** What is still alive; null where nothing is. */
  get(): Value {
    const entries = this.live();
    if (entries === null) return null;
    const now = this.nowMs();
    if (this.ttl.updateOnRead) this.keep(entries.map(([key, [value]]) => [key, [value, now]]), entries.isList);
    return entries.isList ? entries.map(([, [value]]) => value) : Object.fromEntries(entries.map(([key, [value]]) => [key, value]));
  }

  /** A list that grew, or a map of which an entry was put or removed: what is in it unchanged keeps its time. */
  put(value: Value): void {
    if (typeof value !== 'object' || value === null) return this.raw.put(null);
    const before = this.live();
    const now = this.nowMs();
    const isList = Array.isArray(value);
    const known = new Map((before ?? []).map(([key, dated]) => [key, dated]));
    this.keep(Object.entries(value).map(([key, one]): [string, Dated] => {
      const old = known.get(key);
      return [key, old !== undefined && (isList || old[0] === one) ? old : [one, now]];
    }), isList);
  }

  /** Puts an entry of a map, the same value anew too. */
  putEntry(key: string, value: Value): void {
    this.keep([...(this.live() ?? []).filter(([known]) => known !== key), [key, [value, this.nowMs()]]], false);
  }

  clear(): void {
    this.raw.clear();
  }

  private live(): ([string, Dated][] & { isList: boolean }) | null {
    const kept = this.raw.get();
    if (typeof kept !== 'object' || kept === null) return null;
    const now = this.nowMs();
    const alive = Object.entries(kept as Readonly<Record<string, Dated>>).filter(([, [, at]]) => at + this.ttl.ms > now);
    if (alive.length === 0) return null;
    const isList = Array.isArray(kept);
    return Object.assign(isList ? alive.map(([, dated], i): [string, Dated] => [String(i), dated]) : alive, { isList });
  }

  private keep(entries: readonly (readonly [string, Dated])[], isList: boolean): void {
    if (entries.length === 0) this.raw.put(null);
    else this.raw.put(freeze(isList ? entries.map(([, dated]): Value => dated) : Object.fromEntries(entries)));
  }
}
