// A keyed state: for each key group its namespaces, for each namespace its keys. What did not change since the last freeze is frozen and shared.
import { freeze } from '../../kernel/freeze.ts';
import { isLengthened, originsOf, type Value } from '../record.ts';
import { eachEntry, isNone, type Layered, plainly, settled, sizeOf, valueIn, weightOf, withEntry, withoutEntry } from './layers.ts';

/** The values of one namespace by key text, as they are read. */
export type Entries = Record<string, Value>;
/** Namespaces of a key group, each with its values by key text: '' (VoidNamespace), windows, times of timers. */
export type Group = Layered<Layered<Value>>;

/** Plain data. A group is frozen whole, or parts of it can change: then it stands in `dirty`. */
export interface StateTableData {
  groups: Group[];
  /** Places of groups that may have changed since they were last frozen. */
  dirty: number[];
}

/** What a checkpoint holds of it: frozen groups by key group. */
export type TableSnapshot = Readonly<Record<number, Group>>;

/** What a key stood for in a table and namespace. */
interface Known {
  table: StateTable;
  namespace: string;
  version: number;
  value: Value | undefined;
}

/** A key's text and group, worked out once, and what it stood for where it was looked up last. No part of the state. */
export interface KnownKey {
  readonly text: string;
  readonly group: number;
  readonly seen: Known[];
  /** The place that gives way next. */
  next: number;
}

/** So many values of a key are remembered: a window's slices, or the tables of a session. */
const MOST_SEEN = 8;

const EMPTY: Group = freeze({});

export function newTableData(size: number): StateTableData {
  return { groups: Array.from({ length: size }, () => EMPTY), dirty: [] };
}

/** Reads and writes a table's data. No part of the state: it is made anew wherever the state was restored. */
export class StateTable {
  readonly data: StateTableData;
  /** The subtask's first key group. */
  readonly first: number;
  /** Counts what known keys did not hear of. */
  private version = 0;

  constructor(data: StateTableData, first: number) {
    this.data = data;
    this.first = first;
  }

  get(keyGroup: number, namespace: string, key: string): Value | undefined {
    const values = this.values(keyGroup, namespace);
    return values === undefined ? undefined : valueIn(values, key);
  }

  /** All keys of a namespace in a group. */
  entries(keyGroup: number, namespace: string): Readonly<Entries> | undefined {
    const values = this.values(keyGroup, namespace);
    return values === undefined ? undefined : plainly(values);
  }

  /** As `get`, for a key that remembers. */
  getOf(key: KnownKey, namespace: string): Value | undefined {
    const known = this.seenBy(key, namespace);
    if (known !== undefined && known.version === this.version) return known.value;
    const value = this.get(key.group, namespace, key.text);
    this.remember(key, namespace, known, value);
    return value;
  }

  putOf(key: KnownKey, namespace: string, value: Value): void {
    this.insert(key.group, namespace, key.text, value);
    this.remember(key, namespace, this.seenBy(key, namespace), value);
  }

  removeOf(key: KnownKey, namespace: string): void {
    this.take(key.group, namespace, key.text);
    this.remember(key, namespace, this.seenBy(key, namespace), undefined);
  }

  /** True where the namespace is new in its group. */
  put(keyGroup: number, namespace: string, key: string, value: Value): boolean {
    this.version += 1;
    return this.insert(keyGroup, namespace, key, value);
  }

  remove(keyGroup: number, namespace: string, key: string): void {
    this.version += 1;
    this.take(keyGroup, namespace, key);
  }

  private seenBy({ seen }: KnownKey, namespace: string): Known | undefined {
    for (const known of seen) if (known.table === this && known.namespace === namespace) return known;
    return undefined;
  }

  private remember(key: KnownKey, namespace: string, before: Known | undefined, value: Value | undefined): void {
    const known = before ?? key.seen[key.next];
    if (known === undefined) key.seen.push({ table: this, namespace, version: this.version, value });
    else {
      known.table = this;
      known.namespace = namespace;
      known.version = this.version;
      known.value = value;
    }
    if (before === undefined) key.next = (key.next + 1) % MOST_SEEN;
  }

  private insert(keyGroup: number, namespace: string, key: string, value: Value): boolean {
    const values = this.values(keyGroup, namespace);
    this.keep(keyGroup, namespace, values, values === undefined ? { [key]: value } : withEntry(values, key, value, freeze));
    return values === undefined;
  }

  private take(keyGroup: number, namespace: string, key: string): void {
    const values = this.values(keyGroup, namespace);
    if (values === undefined || valueIn(values, key) === undefined) return;
    // A namespace that is empty now goes at the next freeze: to look for it here would cost as much as the namespace is long.
    this.keep(keyGroup, namespace, values, withoutEntry(values, key, freeze));
  }

  removeNamespace(keyGroup: number, namespace: string): void {
    this.version += 1;
    const place = keyGroup - this.first;
    const group = this.data.groups[place];
    if (group !== undefined && valueIn(group, namespace) !== undefined) this.keepGroup(place, withoutEntry(group, namespace));
  }

  /** Freezes what changed, so that snapshots share it. Cheap where nothing did. */
  freeze(): void {
    const { groups, dirty } = this.data;
    for (const place of dirty) {
      const group = groups[place];
      if (group !== undefined) groups[place] = settled(group, settledNamespace);
    }
    this.data.dirty = [];
  }

  snapshot(): TableSnapshot {
    this.freeze();
    const found: Record<number, Group> = {};
    this.data.groups.forEach((group, place) => {
      if (!isNone(group)) found[this.first + place] = group;
    });
    return freeze(found);
  }

  /** Takes frozen groups as they are: they are thawed when they change. */
  restore(snapshot: TableSnapshot): void {
    this.version += 1;
    for (const [keyGroup, group] of Object.entries(snapshot)) {
      const place = Number(keyGroup) - this.first;
      if (place >= 0 && place < this.data.groups.length) this.data.groups[place] = group;
    }
  }

  private values(keyGroup: number, namespace: string): Layered<Value> | undefined {
    const group = this.data.groups[keyGroup - this.first];
    return group === undefined ? undefined : valueIn(group, namespace);
  }

  /** A namespace's values after a change; nothing is to do where they changed in place, for then their group can change too. */
  private keep(keyGroup: number, namespace: string, before: Layered<Value> | undefined, values: Layered<Value>): void {
    if (values !== before) this.keepGroup(keyGroup - this.first, withEntry(this.data.groups[keyGroup - this.first] ?? EMPTY, namespace, values));
  }

  private keepGroup(place: number, group: Group): void {
    if (this.data.groups[place] === group) return;
    this.data.groups[place] = group;
    this.data.dirty.push(place);
  }
}

/** Frozen, or undefined where nothing is in it any more. */
function settledNamespace(values: Layered<Value>): Layered<Value> | undefined {
  const frozen = settled(values, freeze);
  return isNone(frozen) ? undefined : frozen;
}

/** About how many bytes a key group of a snapshot takes in a checkpoint. */
export function groupBytes(group: Group): number {
  return weightOf(group, (namespace, values) => namespace.length + 2 + weightOf(values, (key, value) => key.length + 2 + snapshotBytes(value)));
}

const counts = new WeakMap<object, number>();

/** How many values a key group holds, in all its namespaces. Of what is frozen it is remembered. */
export function entriesOf(group: Group): number {
  const known = counts.get(group);
  if (known !== undefined) return known;
  let count = 0;
  for (const [, values] of eachEntry(group)) count += sizeOf(values);
  if (Object.isFrozen(group)) counts.set(group, count);
  return count;
}

const sizes = new WeakMap<object, number>();

/** About how many bytes a frozen part of a snapshot takes in a checkpoint. Remembered by identity: what is shared is measured once. */
export function snapshotBytes(value: unknown): number {
  if (typeof value === 'string') return value.length + 4;
  if (typeof value !== 'object' || value === null) return 8;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let bytes = 0;
  if (Array.isArray(value)) for (const below of value) bytes += snapshotBytes(below);
  else if (isLengthened(value)) bytes = snapshotBytes(originsOf(value));
  else for (const [key, below] of Object.entries(value)) bytes += key.length + 2 + snapshotBytes(below);
  if (Object.isFrozen(value)) sizes.set(value, bytes);
  return bytes;
}
