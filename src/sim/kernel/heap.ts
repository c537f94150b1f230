// The event queue: a 4-ary heap on typed arrays, ordered by time and then by sequence number, from which events can be removed.
import { assert } from './assert.ts';

/** Events that may wait at once. A world that needs more is out of control. */
export const QUEUE_LIMIT = 1_048_576;

/**
 * Four children a node instead of two: half as many levels, and four children lie in one or two cache lines. Keys lie in
 * arrays of their own, so that comparing does not follow pointers. An event keeps its slot until it leaves, which makes
 * removal by slot possible; `places` says where in the heap a slot stands.
 */
export class EventQueue<E> {
  size = 0;
  private times: Float64Array;
  private sequences: Float64Array;
  private slots: Int32Array;
  private places: Int32Array;
  private events: (E | null)[] = [];
  private free: number[] = [];

  constructor(capacity = 256) {
    this.times = new Float64Array(capacity);
    this.sequences = new Float64Array(capacity);
    this.slots = new Int32Array(capacity);
    this.places = new Int32Array(capacity);
  }

  /** The time of the next event; infinity where there is none. */
  nextTime(): number {
    return this.size === 0 ? Infinity : (this.times[0] ?? Infinity);
  }

  peek(): E | null {
    return this.size === 0 ? null : (this.events[this.slots[0] ?? 0] ?? null);
  }

  /** Takes an event in and returns its slot. */
  push(time: number, sequence: number, event: E): number {
    if (this.size === this.times.length) this.grow();
    const slot = this.free.pop() ?? this.events.length;
    this.events[slot] = event;
    this.size += 1;
    this.siftUp(this.size - 1, time, sequence, slot);
    return slot;
  }

  /** Takes out the event with the smallest time, among equals the one with the smallest sequence number. */
  pop(): E | null {
    if (this.size === 0) return null;
    return this.takeAt(0);
  }

  /** The event in this slot, null where it has left. */
  at(slot: number): E | null {
    return this.events[slot] ?? null;
  }

  /** Takes out the event in this slot. */
  remove(slot: number): void {
    assert(this.events[slot] !== null && this.events[slot] !== undefined, 'only a waiting event can be removed');
    this.takeAt(this.places[slot] ?? 0);
  }

  /** Takes out every event that is not wanted. Linear; for rare things such as a crash. */
  keep(wanted: (event: E) => boolean): void {
    for (let slot = 0; slot < this.events.length; slot++) {
      const event = this.events[slot];
      if (event !== null && event !== undefined && !wanted(event)) this.remove(slot);
    }
  }

  /** All events, in no particular order that a reader should rely on. */
  forEach(visit: (event: E) => void): void {
    for (const event of this.events) if (event !== null) visit(event);
  }

  /** A copy that shares the events (which never change) and nothing else. */
  copy(): EventQueue<E> {
    const copy = new EventQueue<E>(0);
    // Never more places than slots: a queue that was once long must not make all later copies long.
    const length = this.events.length;
    copy.size = this.size;
    copy.times = this.times.slice(0, length);
    copy.sequences = this.sequences.slice(0, length);
    copy.slots = this.slots.slice(0, length);
    copy.places = this.places.slice(0, length);
    copy.events = this.events.slice();
    copy.free = this.free.slice();
    return copy;
  }

  private takeAt(place: number): E {
    const slot = this.slots[place] ?? 0;
    const event = this.events[slot];
    assert(event !== null && event !== undefined, 'a slot in the heap holds an event');
    this.events[slot] = null;
    this.free.push(slot);
    const last = this.size - 1;
    this.size = last;
    if (place === last) return event;
    const time = this.times[last] ?? 0;
    const sequence = this.sequences[last] ?? 0;
    const moved = this.slots[last] ?? 0;
    // The last one fills the gap. Where it came from another branch it may have to rise instead of sink.
    const parent = (place - 1) >> 2;
    if (place > 0 && this.isBefore(time, sequence, parent)) this.siftUp(place, time, sequence, moved);
    else this.siftDown(place, time, sequence, moved);
    return event;
  }

  private isBefore(time: number, sequence: number, place: number): boolean {
    const other = this.times[place] ?? 0;
    return time < other || (time === other && sequence < (this.sequences[place] ?? 0));
  }

  private siftUp(from: number, time: number, sequence: number, slot: number): void {
    const { times, sequences, slots, places } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const other = times[parent] ?? 0;
      if (time > other || (time === other && sequence > (sequences[parent] ?? 0))) break;
      const above = slots[parent] ?? 0;
      times[place] = other;
      sequences[place] = sequences[parent] ?? 0;
      slots[place] = above;
      places[above] = place;
      place = parent;
    }
    times[place] = time;
    sequences[place] = sequence;
    slots[place] = slot;
    places[slot] = place;
  }

  private siftDown(from: number, time: number, sequence: number, slot: number): void {
    const { times, sequences, slots, places, size } = this;
    let place = from;
    for (;;) {
      const first = place * 4 + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let best = first;
      let bestTime = times[first] ?? 0;
      for (let child = first + 1; child < end; child++) {
        const childTime = times[child] ?? 0;
        if (childTime < bestTime || (childTime === bestTime && (sequences[child] ?? 0) < (sequences[best] ?? 0))) {
          best = child;
          bestTime = childTime;
        }
      }
      if (time < bestTime || (time === bestTime && sequence < (sequences[best] ?? 0))) break;
      const below = slots[best] ?? 0;
      times[place] = bestTime;
      sequences[place] = sequences[best] ?? 0;
      slots[place] = below;
      places[below] = place;
      place = best;
    }
    times[place] = time;
    sequences[place] = sequence;
    slots[place] = slot;
    places[slot] = place;
  }

  private grow(): void {
    const capacity = Math.max(16, this.times.length * 2);
    assert(capacity <= QUEUE_LIMIT, `at most ${QUEUE_LIMIT} events wait at once`);
    const times = new Float64Array(capacity);
    times.set(this.times);
    const sequences = new Float64Array(capacity);
    sequences.set(this.sequences);
    const slots = new Int32Array(capacity);
    slots.set(this.slots);
    const places = new Int32Array(capacity);
    places.set(this.places);
    Object.assign(this, { times, sequences, slots, places });
  }
}
