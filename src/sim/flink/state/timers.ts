// Timers of keyed operators: one for each key, namespace and time, in key groups, part of the state (InternalTimerServiceImpl).
import { keyFromText } from '../graph/keys.ts';
import type { Value } from '../record.ts';
import type { KeyedBackend } from './keyed-backend.ts';
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

export const newTimerQueue = (): TimerQueue => ({ times: [], groups: [], names: [] });

/** The timers of one time domain. The key in hand is the backend's. */
export class TimerService {
  private readonly backend: KeyedBackend;
  private readonly queue: TimerQueue;
  private readonly table: StateTable;

  constructor(backend: KeyedBackend, queue: TimerQueue, tableName: string) {
    this.backend = backend;
    this.queue = queue;
    this.table = backend.table(tableName);
  }

  /** Registering the same timer again changes nothing. */
  register(time: number, namespace: string): void {
    const { backend } = this;
    const name = namespace === '' ? backend.text : backend.text + BETWEEN + namespace;
    const at = String(time);
    if (this.table.get(backend.group, at, name) !== undefined) return;
    this.table.put(backend.group, at, name, 1);
    push(this.queue, time, backend.group, name);
  }

  delete(time: number, namespace: string): void {
    const { backend, queue } = this;
    const name = namespace === '' ? backend.text : backend.text + BETWEEN + namespace;
    const at = String(time);
    if (this.table.get(backend.group, at, name) === undefined) return;
    this.table.remove(backend.group, at, name);
    for (let place = queue.names.indexOf(name); place >= 0; place = queue.names.indexOf(name, place + 1)) {
      if (queue.times[place] === time) return removeAt(queue, place);
    }
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
      removeAt(queue, 0);
      table.remove(group, String(due), name);
      const cut = name.indexOf(BETWEEN);
      const text = cut < 0 ? name : name.slice(0, cut);
      const key = keyFromText(text);
      backend.setKeyOf(key, text, group);
      fire({ time: due, namespace: cut < 0 ? '' : name.slice(cut + 1), key });
    }
  }

  /** After a restore: the queue from the table. */
  rebuild(): void {
    const { queue } = this;
    const { first, last } = this.backend.data;
    for (const list of [queue.times, queue.groups, queue.names]) list.length = 0;
    for (let group = first; group <= last; group++) {
      for (const [at, names] of Object.entries(this.table.data.groups[group - first] ?? {})) for (const name of Object.keys(names)) push(queue, Number(at), group, name);
    }
  }
}

/** Puts what stands at one place at another. */
function move({ times, groups, names }: TimerQueue, from: number, to: number): void {
  times[to] = times[from] ?? 0;
  groups[to] = groups[from] ?? 0;
  names[to] = names[from] ?? '';
}

function push(queue: TimerQueue, time: number, group: number, name: string): void {
  queue.times.push(time);
  queue.groups.push(group);
  queue.names.push(name);
  siftUp(queue, queue.times.length - 1);
}

/** The last one takes the place of the one that goes, and finds its own from there. */
function removeAt(queue: TimerQueue, place: number): void {
  const { times, groups, names } = queue;
  const last = times.length - 1;
  if (place !== last) move(queue, last, place);
  times.pop();
  groups.pop();
  names.pop();
  if (place < last && siftDown(queue, place) === place) siftUp(queue, place);
}

function siftUp(queue: TimerQueue, from: number): void {
  const { times, groups, names } = queue;
  const [time, group, name] = [times[from] ?? 0, groups[from] ?? 0, names[from] ?? ''];
  let place = from;
  for (let parent = (place - 1) >> 1; place > 0 && time < (times[parent] ?? 0); parent = (place - 1) >> 1) {
    move(queue, parent, place);
    place = parent;
  }
  [times[place], groups[place], names[place]] = [time, group, name];
}

/** Where it came to stand. */
function siftDown(queue: TimerQueue, from: number): number {
  const { times, groups, names } = queue;
  const [time, group, name] = [times[from] ?? 0, groups[from] ?? 0, names[from] ?? ''];
  let place = from;
  for (;;) {
    let child = 2 * place + 1;
    if (child + 1 < times.length && (times[child + 1] ?? 0) < (times[child] ?? 0)) child += 1;
    if (child >= times.length || (times[child] ?? 0) >= time) break;
    move(queue, child, place);
    place = child;
  }
  [times[place], groups[place], names[place]] = [time, group, name];
  return place;
}
