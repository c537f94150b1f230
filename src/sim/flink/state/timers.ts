// Timers of keyed operators: one for each key, namespace and time, in key groups, part of the state (InternalTimerServiceImpl).
import { keyFromText } from '../graph/keys.ts';
import type { Value } from '../record.ts';
import type { KeyedBackend } from './keyed-backend.ts';
import { plainly } from './layers.ts';
import type { StateTable } from './state-table.ts';

/**
 * Timers in the order of Flink's binary heap (HeapPriorityQueueSet), which compares times alone: so timers of the same time fire in
 * the order that the heap's moves leave them in, as they do in the real system. Rebuilt from the timers' table after a restore.
 */
export interface TimerQueue {
  readonly times: number[];
  readonly groups: number[];
  readonly names: string[];
}

export interface Timer {
  readonly time: number;
  readonly namespace: string;
  readonly key: Value;
}

/** Between key and namespace in a timer's name; no key text ends in it and no namespace holds it. */
const BETWEEN = '\u0001';

const MOST_TEXTS = 1024;

/** Where each timer stands in the queue, by its time and name: made when one is deleted first. No part of the state. */
interface TimerIndex {
  readonly ids: string[];
  readonly places: Map<string, number>;
}

export const newTimerQueue = (): TimerQueue => ({ times: [], groups: [], names: [] });

/** The timers of one time domain. The key in hand is the backend's. */
export class TimerService {
  private readonly backend: KeyedBackend;
  private readonly queue: TimerQueue;
  private readonly table: StateTable;
  private index: TimerIndex | null = null;
  /** Times as text and namespaces: many timers have the same, and engines find fastest by a text that they have found something by. No part of the state. */
  private readonly texts = new Map<number | string, string>();
  /** The timer that was registered or went last, for a window asks for the same one twice. No part of the state. */
  private readonly last = { time: NaN, namespace: '', text: '', isThere: false };

  constructor(backend: KeyedBackend, queue: TimerQueue, tableName: string) {
    this.backend = backend;
    this.queue = queue;
    this.table = backend.table(tableName);
  }

  /** Registering the same timer again changes nothing. */
  register(time: number, namespace: string): void {
    const { backend } = this;
    if (this.isLast(time, namespace, true)) return;
    const name = namespace === '' ? backend.text : backend.text + BETWEEN + namespace;
    const at = this.textOf(time);
    this.remember(time, namespace, true);
    if (this.table.get(backend.group, at, name) !== undefined) return;
    this.table.put(backend.group, at, name, 1);
    push(this.queue, this.index, time, backend.group, name);
  }

  delete(time: number, namespace: string): void {
    const { backend, queue } = this;
    if (this.isLast(time, namespace, false)) return;
    this.remember(time, namespace, false);
    const name = namespace === '' ? backend.text : backend.text + BETWEEN + namespace;
    const at = this.textOf(time);
    if (this.table.get(backend.group, at, name) === undefined) return;
    this.table.remove(backend.group, at, name);
    this.index ??= indexOf(queue);
    const place = this.index.places.get(idOf(time, name));
    if (place !== undefined) removeAt(queue, this.index, place);
  }

  /** When the next timer is due; infinity where none waits. */
  next(): number {
    return this.queue.times[0] ?? Infinity;
  }

  /** Fires every timer that is due at or before `time`, in order of time; the key in hand is the timer's. Those that are registered meanwhile fire too. */
  advance(time: number, fire: (timer: Timer) => void): void {
    const { queue, table, backend } = this;
    for (let due = queue.times[0]; due !== undefined && due <= time; due = queue.times[0]) {
      const group = queue.groups[0] ?? 0;
      const name = queue.names[0] ?? '';
      removeAt(queue, this.index, 0);
      table.remove(group, this.textOf(due), name);
      const cut = name.indexOf(BETWEEN);
      const text = cut < 0 ? name : name.slice(0, cut);
      const key = keyFromText(text);
      backend.setKeyOf(key, text, group);
      const namespace = cut < 0 ? '' : this.textOf(name.slice(cut + 1));
      this.remember(due, namespace, false);
      fire({ time: due, namespace, key });
    }
  }

  private textOf(what: number | string): string {
    const known = this.texts.get(what);
    if (known !== undefined) return known;
    if (this.texts.size >= MOST_TEXTS) this.texts.clear();
    const text = String(what);
    this.texts.set(what, text);
    return text;
  }

  private isLast(time: number, namespace: string, isThere: boolean): boolean {
    const { last } = this;
    return last.time === time && last.isThere === isThere && last.namespace === namespace && last.text === this.backend.text;
  }

  private remember(time: number, namespace: string, isThere: boolean): void {
    const { last, backend } = this;
    last.time = time;
    last.namespace = namespace;
    last.text = backend.text;
    last.isThere = isThere;
  }

  /** After a restore: the queue from the table. */
  rebuild(): void {
    const { queue } = this;
    this.index = null;
    this.last.time = NaN;
    const { first, last } = this.backend.data;
    for (const list of [queue.times, queue.groups, queue.names]) list.length = 0;
    for (let group = first; group <= last; group++) {
      for (const [at, names] of Object.entries(plainly(this.table.data.groups[group - first] ?? {}))) for (const name of Object.keys(plainly(names))) push(queue, null, Number(at), group, name);
    }
  }
}

const idOf = (time: number, name: string): string => `${time}${BETWEEN}${name}`;

function indexOf({ times, names }: TimerQueue): TimerIndex {
  const ids = names.map((name, place) => idOf(times[place] ?? 0, name));
  return { ids, places: new Map(ids.map((id, place) => [id, place])) };
}

/** Notes where a timer stands now. */
function note(index: TimerIndex | null, id: string | undefined, place: number): void {
  if (index === null || id === undefined) return;
  index.ids[place] = id;
  index.places.set(id, place);
}

/** Puts what stands at one place at another. */
function move({ times, groups, names }: TimerQueue, index: TimerIndex | null, from: number, to: number): void {
  times[to] = times[from] ?? 0;
  groups[to] = groups[from] ?? 0;
  names[to] = names[from] ?? '';
  note(index, index?.ids[from], to);
}

function push(queue: TimerQueue, index: TimerIndex | null, time: number, group: number, name: string): void {
  queue.times.push(time);
  queue.groups.push(group);
  queue.names.push(name);
  const place = queue.times.length - 1;
  if (index !== null) note(index, idOf(time, name), place);
  siftUp(queue, index, place);
}

/** The last one takes the place of the one that goes, and finds its own from there. */
function removeAt(queue: TimerQueue, index: TimerIndex | null, place: number): void {
  const { times, groups, names } = queue;
  const last = times.length - 1;
  index?.places.delete(index.ids[place] ?? '');
  if (place !== last) move(queue, index, last, place);
  times.pop();
  groups.pop();
  names.pop();
  index?.ids.pop();
  if (place < last && siftDown(queue, index, place) === place) siftUp(queue, index, place);
}

function siftUp(queue: TimerQueue, index: TimerIndex | null, from: number): void {
  const { times, groups, names } = queue;
  const [time, group, name, id] = [times[from] ?? 0, groups[from] ?? 0, names[from] ?? '', index?.ids[from]];
  let place = from;
  for (let parent = (place - 1) >> 1; place > 0 && time < (times[parent] ?? 0); parent = (place - 1) >> 1) {
    move(queue, index, parent, place);
    place = parent;
  }
  if (place === from) return;
  [times[place], groups[place], names[place]] = [time, group, name];
  note(index, id, place);
}

/** Where it came to stand. */
function siftDown(queue: TimerQueue, index: TimerIndex | null, from: number): number {
  const { times, groups, names } = queue;
  const [time, group, name, id] = [times[from] ?? 0, groups[from] ?? 0, names[from] ?? '', index?.ids[from]];
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child + 1 < times.length && (times[child + 1] ?? 0) < (times[child] ?? 0)) child += 1;
    if (child >= times.length || (times[child] ?? 0) >= time) break;
    move(queue, index, child, place);
    place = child;
  }
  if (place === from) return place;
  [times[place], groups[place], names[place]] = [time, group, name];
  note(index, id, place);
  return place;
}
