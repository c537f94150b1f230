// Keyed state and timers: what is shared with snapshots, and in which order timers fire.
import { describe, expect, test } from 'vitest';
import { freeze } from '../../kernel/freeze.ts';
import { nextRandom, seedRandom } from '../../kernel/random.ts';
import { KeyedBackend, KeyedValue, newKeyedData } from './keyed-backend.ts';
import { valueIn } from './layers.ts';
import { newTimerQueue, TimerService } from './timers.ts';
import type { KeySelector } from '../../../bridge/flink.ts';

const BY_NAME: KeySelector = { fields: [0], hash: 'java' };

const backend = (first = 0, last = 127): KeyedBackend => new KeyedBackend(newKeyedData([first, last], 128));
const count = (of: KeyedBackend, now = (): number => 0, ttl: { ms: number; updateOnRead: boolean } | null = null): KeyedValue => new KeyedValue(of, 'count', ttl, now);

describe('keyed state', () => {
  test('a snapshot keeps what it saw, and shares the groups that did not change', () => {
    const state = backend();
    const value = count(state);
    for (const key of ['ana', 'rui', 'constructor', '__proto__', 42, '42', '']) {
      state.setKey(key, BY_NAME);
      expect(value.get()).toBeNull();
      value.put(1);
    }
    const first = state.snapshot();
    state.setKey('ana', BY_NAME);
    const { group } = state;
    value.put(2);
    const second = state.snapshot();
    const [was, is] = [first.tables['count'] ?? {}, second.tables['count'] ?? {}];
    const ana = (groups: typeof was): unknown => valueIn(valueIn(groups[group] ?? {}, '') ?? {}, 'ana');
    expect(ana(was)).toBe(1);
    expect(ana(is)).toBe(2);
    expect(Object.keys(is).filter((one) => is[Number(one)] !== was[Number(one)])).toEqual([String(group)]);
    const restored = backend();
    restored.restore(second);
    for (const [key, expected] of [['ana', 2], ['rui', 1], ['constructor', 1], ['__proto__', 1], [42, 1], ['42', 1], ['', 1]] as const) {
      restored.setKey(key, BY_NAME);
      expect(count(restored).get()).toBe(expected);
    }
  });

  test('what a key remembers is what its table holds, whoever wrote it', () => {
    const random = seedRandom(11);
    const other: KeySelector = { fields: [1], hash: 'java' };
    for (let round = 0; round < 20; round++) {
      let state = backend();
      const model = new Map<string, number>();
      for (let step = 0; step < 400; step++) {
        const [key, namespace, value] = [`key${Math.floor(nextRandom(random) * 6)}`, `${Math.floor(nextRandom(random) * (round % 2 === 0 ? 2 : 12))},9`, Math.floor(nextRandom(random) * 100)];
        const table = state.table('count');
        // In the last rounds two selectors give the same keys, as the sides of a join do.
        state.setKey(key, round > 15 && nextRandom(random) < 0.3 ? other : BY_NAME);
        if (nextRandom(random) < 0.1) state.setKeyOf(key, key, state.group);
        expect(state.read(table, namespace)).toBe(model.get(`${namespace}/${key}`));
        const does = nextRandom(random);
        if (does < 0.3) state.write(table, namespace, value);
        else if (does < 0.5) table.put(state.group, namespace, key, value);
        if (does < 0.5) model.set(`${namespace}/${key}`, value);
        else if (does < 0.7) {
          if (does < 0.6) state.erase(table, namespace);
          else table.remove(state.group, namespace, key);
          model.delete(`${namespace}/${key}`);
        } else if (does < 0.72) state.freeze();
        else if (does < 0.74) {
          const snapshot = state.snapshot();
          state = backend();
          state.restore(snapshot);
        }
      }
    }
  });

  test('keys of several fields are known again, and none is taken for another', () => {
    const state = backend();
    const value = count(state);
    const by: KeySelector = { fields: [0, 1], hash: 'java' };
    const keys = [['a', 1], ['a', '1'], ['a', null], ['a', 0], [true, 1], ['b', [1]], ['a', 2]];
    for (const round of [0, 1, 2]) {
      for (const [at, key] of keys.entries()) {
        state.setKey(key, by);
        const expected = round === 0 ? null : 100 * round + at;
        expect(value.get()).toBe(expected);
        value.put(100 * (round + 1) + at);
      }
    }
    state.setKey([], { fields: [], hash: 'java' });
    expect(value.get()).toBeNull();
  });

  test('a value is gone when its time to live is over, and reading may prolong it', () => {
    for (const updateOnRead of [false, true]) {
      const state = backend();
      let now = 0;
      const value = count(state, () => now, { ms: 100, updateOnRead });
      state.setKey('ana', BY_NAME);
      value.put(7);
      now = 60;
      expect(value.get()).toBe(7);
      now = 120;
      expect(value.get()).toBe(updateOnRead ? 7 : null);
      now = 300;
      expect(value.get()).toBeNull();
    }
  });
});

describe('timers', () => {
  test('fire in order of time, once each, and those registered meanwhile too', () => {
    const state = backend();
    const timers = new TimerService(state, newTimerQueue(), 'timers');
    for (const [key, time, namespace] of [['ana', 30, ''], ['rui', 10, ''], ['rui', 10, ''], ['ana', 10, 'w'], ['bia', 50, ''], ['rui', 20, '']] as const) {
      state.setKey(key, BY_NAME);
      timers.register(time, namespace);
    }
    state.setKey('rui', BY_NAME);
    timers.delete(20, '');
    const fired: string[] = [];
    timers.advance(40, ({ time, namespace, key }) => {
      fired.push(`${time} ${JSON.stringify(key)} ${namespace}`);
      if (time === 10 && key === 'rui' && namespace === '') timers.register(10, 'again');
    });
    expect(fired.sort()).toEqual(['10 "ana" w', '10 "rui" ', '10 "rui" again', '30 "ana" ']);
    expect(timers.next()).toBe(50);
    const restored = backend();
    restored.restore(freeze(state.snapshot()));
    const again = new TimerService(restored, newTimerQueue(), 'timers');
    again.rebuild();
    expect(again.next()).toBe(50);
  });

  test('fire in the same order whether or not the service was made anew before some were deleted', () => {
    const random = seedRandom(7);
    const [state, other] = [backend(), backend()];
    const queue = newTimerQueue();
    const [timers, otherQueue] = [new TimerService(state, queue, 'timers'), newTimerQueue()];
    const order: string[][] = [[], []];
    for (let step = 0; step < 2_000; step++) {
      const [key, time, deletes] = [`key${Math.floor(nextRandom(random) * 20)}`, Math.floor(nextRandom(random) * 50), nextRandom(random) < 0.4];
      const fires = nextRandom(random) < 0.05;
      // One service lives on, the other is made anew from its queue at each step, as after a restore of the world.
      for (const [i, service, of] of [[0, timers, state], [1, new TimerService(other, otherQueue, 'timers'), other]] as const) {
        of.setKey(key, BY_NAME);
        if (deletes) service.delete(time, 'w');
        else service.register(time, 'w');
        if (fires) service.advance(time, (timer) => order[i]?.push(`${timer.time} ${JSON.stringify(timer.key)}`));
      }
      expect(otherQueue).toEqual(queue);
    }
    expect(order[0]?.length).toBeGreaterThan(50);
    expect(order[1]).toEqual(order[0]);
  });
});
