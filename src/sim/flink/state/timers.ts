// Timers of keyed operators: one for each key, namespace and time, in key groups, part of the state (InternalTimerServiceImpl).
import { keyFromText } from '../graph/keys.ts';
import type { Value } from '../record.ts';
import type { KeyedBackend } from './keyed-backend.ts';
import type { StateTable } from './state-table.ts';

/** When which key group has timers: a heap by time, then by group. Rebuilt from the timers' table after a restore. */
export interface TimerQueue {
  readonly times: number[];
  readonly groups: number[];
}

export interface Timer {
  readonly time: number;
  readonly namespace: string;
  readonly key: Value;
}

/** Between key and namespace in a timer's name; no key text ends in it and no namespace holds it. */
const BETWEEN = '\u0001';

export const newTimerQueue = (): TimerQueue => ({ times: [], groups: [] });

/** The timers of one time domain. The key in hand is the backend's. */
export class TimerService {
  private readonly backend: KeyedBackend;
  private readonly queue: TimerQueue;
  private readonly table: StateTable;
  /** While timers fire: those of this instant that were deleted by one before. */
  private readonly deleted = new Set<string>();

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
    if (this.table.put(backend.group, at, name, 1)) push(this.queue, time, backend.group);
  }

  delete(time: number, namespace: string): void {
    const { backend } = this;
    const name = namespace === '' ? backend.text : backend.text + BETWEEN + namespace;
    this.table.remove(backend.group, String(time), name);
    this.deleted.add(`${time}${BETWEEN}${name}`);
  }

  /** When the next timer is due; infinity where none waits. Deleted ones may still count. */
  next(): number {
    return this.queue.times[0] ?? Infinity;
  }

  /** Fires every timer that is due at or before `time`, in order of time; the key in hand is the timer's. Those that are registered meanwhile fire too. */
  advance(time: number, fire: (timer: Timer) => void): void {
    const { queue, table, backend } = this;
    for (let due = queue.times[0]; due !== undefined && due <= time; due = queue.times[0]) {
      const group = queue.groups[0] ?? 0;
      pop(queue);
      const at = String(due);
      const names = table.entries(group, at);
      if (names === undefined) continue;
      table.removeNamespace(group, at);
      this.deleted.clear();
      for (const name of Object.keys(names)) {
        if (this.deleted.size > 0 && this.deleted.has(at + BETWEEN + name)) continue;
        const cut = name.indexOf(BETWEEN);
        const text = cut < 0 ? name : name.slice(0, cut);
        const key = keyFromText(text);
        backend.setKeyOf(key, text, group);
        fire({ time: due, namespace: cut < 0 ? '' : name.slice(cut + 1), key });
      }
    }
  }

  /** After a restore: the queue from the table. */
  rebuild(): void {
    const { first, last } = this.backend.data;
    this.queue.times.length = 0;
    this.queue.groups.length = 0;
    for (let group = first; group <= last; group++) {
      for (const at of Object.keys(this.table.data.groups[group - first] ?? {})) push(this.queue, Number(at), group);
    }
  }
}

function isBefore(queue: TimerQueue, a: number, b: number): boolean {
  const [timeA, timeB] = [queue.times[a] ?? 0, queue.times[b] ?? 0];
  return timeA < timeB || (timeA === timeB && (queue.groups[a] ?? 0) < (queue.groups[b] ?? 0));
}

function swap(queue: TimerQueue, a: number, b: number): void {
  for (const list of [queue.times, queue.groups]) {
    const kept = list[a] ?? 0;
    list[a] = list[b] ?? 0;
    list[b] = kept;
  }
}

function push(queue: TimerQueue, time: number, group: number): void {
  queue.times.push(time);
  queue.groups.push(group);
  let place = queue.times.length - 1;
  while (place > 0) {
    const parent = (place - 1) >> 1;
    if (!isBefore(queue, place, parent)) return;
    swap(queue, place, parent);
    place = parent;
  }
}

function pop(queue: TimerQueue): void {
  const last = queue.times.length - 1;
  swap(queue, 0, last);
  queue.times.pop();
  queue.groups.pop();
  let place = 0;
  for (;;) {
    let least = place;
    for (const child of [2 * place + 1, 2 * place + 2]) if (child < last && isBefore(queue, child, least)) least = child;
    if (least === place) return;
    swap(queue, place, least);
    place = least;
  }
}
