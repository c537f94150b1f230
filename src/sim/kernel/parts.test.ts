// The kernel's parts: the queue against a sorted list, chance, freezing, facts, copies.
import { describe, expect, it } from 'vitest';
import { copyPlain, copyState, frozenCopy } from './copy.ts';
import { addFact, factById, FACTS_KEPT, lastFacts, newFactStore } from './fact-store.ts';
import { freeze } from './freeze.ts';
import { codeOf, hashText, mixEvent } from './hash.ts';
import { EventQueue } from './heap.ts';
import { Kernel } from './kernel.ts';
import { nextExponential, nextRandom, nextUint32, seedRandom } from './random.ts';

describe('the event queue', () => {
  it('gives what a sorted list gives, under pushes, pops, removals and copies', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = seedRandom(seed);
      let queue = new EventQueue<number>();
      let list: { time: number; sequence: number; slot: number }[] = [];
      const given: unknown[] = [];
      const expected: unknown[] = [];
      for (let i = 0; i < 2_000; i++) {
        const chance = nextRandom(random);
        if (chance < 0.55) {
          const time = nextUint32(random) % 50;
          list.push({ time, sequence: i, slot: queue.push(time, i, i) });
        } else if (chance < 0.85) {
          list.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
          given.push(queue.nextTime(), queue.peek(), queue.pop());
          expected.push(list[0]?.time ?? Infinity, list[0]?.sequence ?? null, list.shift()?.sequence ?? null);
        } else if (chance < 0.97 && list.length > 0) {
          const [gone] = list.splice(nextUint32(random) % list.length, 1);
          queue.remove(gone?.slot ?? 0);
        } else if (chance < 0.98) {
          queue.keep((event) => event % 3 !== 0);
          list = list.filter((event) => event.sequence % 3 !== 0);
        } else queue = queue.copy();
        given.push(queue.size);
        expected.push(list.length);
      }
      expect(given).toEqual(expected);
    }
  });

  it('has a limit', () => {
    const queue = new EventQueue<number>();
    expect(() => {
      for (let i = 0; i <= 1_048_576; i++) queue.push(i, i, i);
    }).toThrow(/at most 1048576 events/);
  });
});

describe('chance', () => {
  it('is the same for the same seed, and even', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, ((state) => () => nextUint32(state))(seedRandom(seed)));
    expect(draw(1)).toEqual([573063952, 3268221502, 703077755, 2308299391, 1950625580]);
    expect(draw(1)).not.toEqual(draw(2));
    expect(draw(1)).not.toEqual(draw(1 + 2 ** 32));
    const state = seedRandom(3);
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 100_000; i++) {
      const bucket = Math.floor(nextRandom(state) * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  it('draws from the exponential distribution', () => {
    const state = seedRandom(4);
    const draws = Array.from({ length: 200_000 }, () => nextExponential(state));
    const share = (above: number): number => draws.filter((draw) => draw > above).length / draws.length;
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(1, 2);
    for (const above of [0.1, 0.5, 1, 2, 4]) expect(share(above)).toBeCloseTo(Math.exp(-above), 2);
    expect(Math.max(...draws.slice(0, 100_000))).toBeGreaterThan(7);
  });
});

describe('data', () => {
  it('is frozen to its depths, and copied but for what is frozen', () => {
    const inner = freeze({ list: [{ n: 1 }] });
    expect(Object.isFrozen(inner.list[0])).toBe(true);
    const value = { inner, open: { list: [1, { n: 2 }] } };
    const copy = copyPlain(value, { slots: 0, walked: 0 });
    expect(copy).toEqual(value);
    expect([copy.inner === inner, copy.open === value.open, copy.open.list[1] === value.open.list[1]]).toEqual([true, false, false]);
    expect(frozenCopy({ a: undefined, b: [{ c: null }] })).toEqual({ b: [{ c: null }] });
  });

  it('shares with the copy before what has not changed, and only that', () => {
    const kernel = new Kernel({ behaviors: { still: { start() {}, receive() {}, crash: (state) => state } }, seed: 1, link: { latencyUs: 1, jitterUs: 0, bytesPerSecond: 1, lossRate: 0, duplicateRate: 0 }, startedAtMs: 0 });
    const state: { a: { n: number }; b: { list: unknown[] }; c: Record<string, unknown> } = { a: { n: 1 }, b: { list: [{ n: 1 }, { n: 2 }] }, c: { x: 1, y: { n: 3 } } };
    kernel.spawn('a', 'still', state);
    const stateOf = (snapshot: Kernel['state']): typeof state => copyPlain(snapshot, { slots: 0, walked: 0 }).actors['a']?.state as typeof state;
    const changes: (() => void)[] = [
      () => {}, () => void (state.a.n = 2), () => void state.b.list.push({ n: 3 }), () => void state.b.list.shift(), () => void (state.c['y'] = null),
      () => void (state.c = { y: 1, x: 1 }), () => void (state.c = { x: 1, y: 1 }), () => void (state.b.list = []), () => void (state.c = { x: 1, y: 1, z: {} }),
    ];
    let previous = copyState(kernel.state, { slots: 0, walked: 0 });
    for (const change of changes) {
      const before = JSON.stringify(stateOf(previous));
      change();
      const next = copyState(kernel.state, { slots: 0, walked: 0 }, previous);
      expect(JSON.stringify(stateOf(next))).toBe(JSON.stringify(state));
      expect(JSON.stringify(stateOf(previous))).toBe(before);
      previous = next;
    }
    const again = copyState(kernel.state, { slots: 0, walked: 0 }, previous);
    expect(again.actors['a']?.state).toBe(previous.actors['a']?.state);
  });

  it('keeps facts up to a limit, and their numbers', () => {
    const store = newFactStore();
    for (let i = 0; i < FACTS_KEPT + 1_000; i++) addFact(store, { at: i, actor: 'a', kind: 'node-crashed', params: { node: 'a' }, subjects: [], cause: -1 });
    expect(store.next).toBe(FACTS_KEPT + 1_000);
    expect([store.first > 0, factById(store, store.first - 1), factById(store, store.first)?.id]).toEqual([true, null, store.first]);
    expect(lastFacts(store, 3).map((fact) => fact.id)).toEqual([store.next - 3, store.next - 2, store.next - 1]);
  });

  it('is hashed so that order, time, actor, kind and draws all count', () => {
    const hash = (...events: readonly (readonly [number, number, string, string, number])[]): string => {
      const state = { high: 0, low: 0 };
      for (const [at, sequence, actor, kind, draws] of events) mixEvent(state, at, sequence, codeOf(actor), codeOf(kind), draws);
      return hashText(state);
    };
    const one = [10, 1, 'a', 'Tick', 0] as const;
    const all = [hash(one), hash([11, 1, 'a', 'Tick', 0]), hash([10, 2, 'a', 'Tick', 0]), hash([10, 1, 'b', 'Tick', 0]), hash([10, 1, 'a', 'Tock', 0]), hash([10, 1, 'a', 'Tick', 1]), hash(one, [12, 2, 'a', 'Tick', 0]), hash([12, 2, 'a', 'Tick', 0], one)];
    expect(new Set(all).size).toBe(all.length);
    expect(all[0]).toMatch(/^[0-9a-f]{16}$/);
  });
});
