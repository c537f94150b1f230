// A keyed state: for each key group its namespaces, for each namespace its keys. What did not change since the last freeze is frozen and shared.
import { freeze } from '../../kernel/freeze.ts';
import type { Value } from '../record.ts';

/** The values of one namespace by key text. */
export type Entries = Record<string, Value>;
/** Namespaces of a key group: '' (VoidNamespace), windows, times of timers. */
export type Group = Record<string, Entries>;

/** Plain data. A group is frozen whole, or thawed: then it stands in `dirty`. */
export interface StateTableData {
  groups: Group[];
  /** Places of groups that may have changed since they were last frozen. */
  dirty: number[];
}

/** What a checkpoint holds of it: frozen groups by key group. */
export type TableSnapshot = Readonly<Record<number, Readonly<Record<string, Readonly<Entries>>>>>;

const EMPTY: Group = freeze({});

export function newTableData(size: number): StateTableData {
  return { groups: Array.from({ length: size }, () => EMPTY), dirty: [] };
}

/** Reads and writes a table's data. No part of the state: it is made anew wherever the state was restored. */
export class StateTable {
  readonly data: StateTableData;
  /** The subtask's first key group. */
  readonly first: number;

  constructor(data: StateTableData, first: number) {
    this.data = data;
    this.first = first;
  }

  get(keyGroup: number, namespace: string, key: string): Value | undefined {
    const value = this.data.groups[keyGroup - this.first]?.[namespace]?.[key];
    // A key may be called as a method of Object is.
    return typeof value === 'function' ? undefined : value;
  }

  /** All keys of a namespace in a group. */
  entries(keyGroup: number, namespace: string): Readonly<Entries> | undefined {
    return this.data.groups[keyGroup - this.first]?.[namespace];
  }

  /** True where the namespace is new in its group. */
  put(keyGroup: number, namespace: string, key: string, value: Value): boolean {
    const group = this.thawed(keyGroup - this.first);
    const entries = group[namespace];
    if (entries === undefined) {
      group[namespace] = { [key]: value };
      return true;
    }
    if (Object.isFrozen(entries)) group[namespace] = { ...entries, [key]: value };
    else entries[key] = value;
    return false;
  }

  remove(keyGroup: number, namespace: string, key: string): void {
    const place = keyGroup - this.first;
    const found = this.data.groups[place]?.[namespace];
    if (found === undefined || !Object.hasOwn(found, key)) return;
    const group = this.thawed(place);
    const entries = Object.isFrozen(found) ? { ...found } : found;
    delete entries[key];
    // A namespace that is empty now goes at the next freeze: to look for it here would cost as much as the namespace is long.
    group[namespace] = entries;
  }

  removeNamespace(keyGroup: number, namespace: string): void {
    const place = keyGroup - this.first;
    if (this.data.groups[place]?.[namespace] === undefined) return;
    delete this.thawed(place)[namespace];
  }

  /** Freezes what changed, so that snapshots share it. Cheap where nothing did. */
  freeze(): void {
    const { groups, dirty } = this.data;
    for (const place of dirty) {
      const group = groups[place];
      if (group === undefined) continue;
      for (const namespace of Object.keys(group)) if (isEmpty(group[namespace] ?? EMPTY)) delete group[namespace];
      freeze(group);
    }
    this.data.dirty = [];
  }

  snapshot(): TableSnapshot {
    this.freeze();
    const found: Record<number, Group> = {};
    this.data.groups.forEach((group, place) => {
      if (!isEmpty(group)) found[this.first + place] = group;
    });
    return freeze(found);
  }

  /** Takes frozen groups as they are: they are thawed when they change. */
  restore(snapshot: TableSnapshot): void {
    // Frozen all the way down: what would write to it thaws it first.
    for (const [keyGroup, group] of Object.entries(snapshot as Readonly<Record<number, Group>>)) {
      const place = Number(keyGroup) - this.first;
      if (place >= 0 && place < this.data.groups.length) this.data.groups[place] = group;
    }
  }

  private thawed(place: number): Group {
    const group = this.data.groups[place];
    if (group !== undefined && !Object.isFrozen(group)) return group;
    const copy = { ...group };
    this.data.groups[place] = copy;
    this.data.dirty.push(place);
    return copy;
  }
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false;
  return true;
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
  else for (const [key, below] of Object.entries(value)) bytes += key.length + 2 + snapshotBytes(below);
  if (Object.isFrozen(value)) sizes.set(value, bytes);
  return bytes;
}
