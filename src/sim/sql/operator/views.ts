// Large states of one key, spread so that a row changes little of them: a map, and an ordered list in chunks (MapView, and what a TreeMap is in Flink).
import type { KeyedBackend, Ttl } from '../../flink/state/keyed-backend.ts';
import type { Entries, StateTable } from '../../flink/state/state-table.ts';
import type { Value } from '../value.ts';

/** The namespace of the key in hand; the sign keeps it apart from the names of an object's methods. Made once as long as the key is the same. */
class Namespace {
  private readonly backend: KeyedBackend;
  private text = '';
  private name = '/';

  constructor(backend: KeyedBackend) {
    this.backend = backend;
  }

  of(): string {
    const { text } = this.backend;
    if (text !== this.text) {
      this.text = text;
      this.name = `/${text}`;
    }
    return this.name;
  }
}

const NOTHING: Readonly<Entries> = Object.freeze({});

/** A map state of the key in hand. Names of entries must not look like numbers: their order is that of insertion. */
export class KeyedMap {
  private readonly backend: KeyedBackend;
  private readonly namespace: Namespace;
  private readonly table: StateTable;
  private readonly ttl: Ttl | null;
  private readonly nowMs: () => number;

  constructor(backend: KeyedBackend, name: string, ttl: Ttl | null, nowMs: () => number) {
    this.backend = backend;
    this.namespace = new Namespace(backend);
    this.table = backend.table(name);
    this.ttl = ttl;
    this.nowMs = nowMs;
  }

  /** Null where there is none, or where its time is over: each entry has its own. */
  get(name: string): Value {
    const value = this.table.get(this.backend.group, this.namespace.of(), name);
    return value === undefined ? null : this.read(name, value);
  }

  /** What is put must be frozen, or made for this call. */
  put(name: string, value: Value): void {
    this.table.put(this.backend.group, this.namespace.of(), name, this.ttl === null ? value : { v: value, t: this.nowMs() });
  }

  remove(name: string): void {
    this.table.remove(this.backend.group, this.namespace.of(), name);
  }

  clear(): void {
    this.table.removeNamespace(this.backend.group, this.namespace.of());
  }

  /** All values, in the order in which their names first came. */
  values(): Value[] {
    const entries = this.table.entries(this.backend.group, this.namespace.of()) ?? NOTHING;
    const found: Value[] = [];
    for (const name of Object.keys(entries)) {
      const value = this.read(name, entries[name] ?? null);
      if (value !== null) found.push(value);
    }
    return found;
  }

  private read(name: string, value: Value): Value {
    if (this.ttl === null) return value;
    const dated = value as { readonly v: Value; readonly t: number };
    if (dated.t + this.ttl.ms > this.nowMs()) return dated.v;
    this.remove(name);
    return null;
  }
}

/** Items of a chunk at most; what holds more is divided. */
const CHUNK = 64;
/** The name of the list of a key's chunks: the next chunk's number, then the numbers in order. */
const INDEX = 'i';
const EMPTY: readonly number[] = Object.freeze([0]);

/** Where an item stands: which chunk, counted from 0 in their order, and which place in it. */
export interface Place {
  readonly chunk: number;
  readonly at: number;
}

/** An ordered list of the key in hand. A change copies one chunk at most. */
export class Sorted {
  private readonly backend: KeyedBackend;
  private readonly namespace: Namespace;
  private readonly table: StateTable;
  private readonly compare: (a: Value, b: Value) => number;

  constructor(backend: KeyedBackend, name: string, compare: (a: Value, b: Value) => number) {
    this.backend = backend;
    this.namespace = new Namespace(backend);
    this.table = backend.table(name);
    this.compare = compare;
  }

  /** The item at a place, undefined behind the end. */
  item(place: Place): Value | undefined {
    return this.chunk(place.chunk)[place.at];
  }

  first(): Value | undefined {
    return this.chunk(0)[0];
  }

  last(): Value | undefined {
    const chunks = this.chunks();
    return chunks === 0 ? undefined : this.chunk(chunks - 1).at(-1);
  }

  /** The place of the last item; there must be one. */
  lastPlace(): Place {
    const chunk = this.chunks() - 1;
    return { chunk, at: this.chunk(chunk).length - 1 };
  }

  /** The place of the first item that is not before this one. */
  from(item: Value): Place {
    return this.bound((order) => order < 0, item);
  }

  /** The place of the first item that is behind this one. */
  after(item: Value): Place {
    return this.bound((order) => order <= 0, item);
  }

  next({ chunk, at }: Place): Place {
    return at + 1 < this.chunk(chunk).length ? { chunk, at: at + 1 } : { chunk: chunk + 1, at: 0 };
  }

  /** The place before; null before the first. */
  previous({ chunk, at }: Place): Place | null {
    if (at > 0) return { chunk, at: at - 1 };
    return chunk === 0 ? null : { chunk: chunk - 1, at: this.chunk(chunk - 1).length - 1 };
  }

  /** Puts an item behind those that are equal to it, and says where. */
  insert(item: Value): Place {
    const place = this.after(item);
    if (this.chunks() === 0) {
      this.write(INDEX, [1, 0]);
      this.write('c0', [item]);
      return place;
    }
    // Behind the end of a chunk: into it, not before the next one's first.
    const chunk = place.at === 0 && place.chunk > 0 ? place.chunk - 1 : place.chunk;
    const items = this.own(chunk);
    const at = chunk === place.chunk ? place.at : items.length;
    items.splice(at, 0, item);
    if (items.length <= CHUNK) return { chunk, at };
    const half = this.divide(chunk, items);
    return at < half ? { chunk, at } : { chunk: chunk + 1, at: at - half };
  }

  /** How many items are before this place; what is beyond `most` is not counted to its end. */
  rank({ chunk, at }: Place, most = Infinity): number {
    let rank = at;
    for (let i = 0; i < chunk && rank <= most; i++) rank += this.chunk(i).length;
    return rank;
  }

  replace({ chunk, at }: Place, item: Value): void {
    this.own(chunk)[at] = item;
  }

  remove({ chunk, at }: Place): void {
    const items = this.own(chunk);
    items.splice(at, 1);
    if (items.length > 0) return;
    const index = this.index();
    if (index.length === 2) return this.clear();
    this.table.remove(this.backend.group, this.namespace.of(), `c${index[chunk + 1]}`);
    this.write(INDEX, index.toSpliced(chunk + 1, 1));
  }

  /** The place that has so many items before it; behind the end where there are no more. */
  placeOf(before: number): Place {
    const chunks = this.chunks();
    let left = before;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const { length } = this.chunk(chunk);
      if (left < length) return { chunk, at: left };
      left -= length;
    }
    return { chunk: chunks, at: 0 };
  }

  clear(): void {
    this.table.removeNamespace(this.backend.group, this.namespace.of());
  }

  /** How many items there are; asks each chunk. */
  size(): number {
    let size = 0;
    for (let chunk = this.chunks() - 1; chunk >= 0; chunk--) size += this.chunk(chunk).length;
    return size;
  }

  /** Calls with each item from a place on, until it says false. */
  each(from: Place, visit: (item: Value) => boolean): void {
    const chunks = this.chunks();
    for (let chunk = from.chunk; chunk < chunks; chunk++) {
      const items = this.chunk(chunk);
      for (let at = chunk === from.chunk ? from.at : 0; at < items.length; at++) if (!visit(items[at] ?? null)) return;
    }
  }

  all(): Value[] {
    const found: Value[] = [];
    this.each({ chunk: 0, at: 0 }, (item) => found.push(item) > 0);
    return found;
  }

  private index(): readonly number[] {
    return (this.table.get(this.backend.group, this.namespace.of(), INDEX) as readonly number[] | undefined) ?? EMPTY;
  }

  private chunks(): number {
    return this.index().length - 1;
  }

  private chunk(chunk: number): readonly Value[] {
    const id = this.index()[chunk + 1];
    if (chunk < 0 || id === undefined) return [];
    return (this.table.get(this.backend.group, this.namespace.of(), `c${id}`) as readonly Value[] | undefined) ?? [];
  }

  /** The chunk, to be changed: what is frozen is shared and gives way to a copy. */
  private own(chunk: number): Value[] {
    const items = this.chunk(chunk);
    if (!Object.isFrozen(items)) return items as Value[];
    const copy = [...items];
    this.write(`c${this.index()[chunk + 1]}`, copy);
    return copy;
  }

  private write(name: string, value: Value): void {
    this.table.put(this.backend.group, this.namespace.of(), name, value);
  }

  /** The chunk's second half becomes the next one; how many items stay. */
  private divide(chunk: number, items: Value[]): number {
    const [next = 0, ...ids] = this.index();
    this.write(`c${next}`, items.splice(items.length >> 1));
    this.write(INDEX, [next + 1, ...ids.toSpliced(chunk + 1, 0, next)]);
    return items.length;
  }

  private bound(isBefore: (order: number) => boolean, item: Value): Place {
    const { compare } = this;
    let [low, high] = [0, this.chunks()];
    // The last chunk whose first item is before.
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(compare(this.chunk(middle)[0] ?? null, item))) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return { chunk: 0, at: 0 };
    const items = this.chunk(low - 1);
    let [from, to] = [1, items.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isBefore(compare(items[middle] ?? null, item))) from = middle + 1;
      else to = middle;
    }
    return from < items.length ? { chunk: low - 1, at: from } : { chunk: low, at: 0 };
  }
}
