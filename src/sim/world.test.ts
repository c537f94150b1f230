// The real world: it boots as its scenario says, takes inputs, and its timeline is what a fresh world becomes.
import { describe, expect, it } from 'vitest';
import type { Input, TimedInput } from '../bridge/input.ts';
import { defaultScenario, type Scenario } from '../bridge/scenario.ts';
import { factById } from './kernel/fact-store.ts';
import { hashText } from './kernel/hash.ts';
import { nextRandom, nextUint32, type RandomState, seedRandom } from './kernel/random.ts';
import { Timeline } from './timeline.ts';
import type { WorldSource } from './cluster-world.ts';
import { createWorld, giveInput } from './world.ts';

const shop: Scenario = {
  ...defaultScenario,
  topics: [{ name: 'orders', partitions: 3, replicationFactor: 3 }, { name: 'placed', partitions: 2, replicationFactor: 2, assignment: [[3, 1], [1, 2]] }],
  apps: [
    { kind: 'producer', name: 'caixa', topic: 'orders', recordsPerSecond: 20, keys: ['ana', 'bia'], value: '{key} {n}', settings: {} },
    { kind: 'consumer', name: 'c1', topics: ['orders'], group: 'g', processingMsPerRecord: 1, settings: {} },
  ],
  home: { 'notes.txt': 'hello\n' },
};

const checked: WorldSource = { create: (scenario, seed) => createWorld(scenario, seed, { check: true }), apply: giveInput };

const open: Input = { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true };
const line = (text: string): Input => ({ kind: 'line', tty: 'main', text });

function anyInput(random: RandomState): Input {
  const node = `broker-${1 + (nextUint32(random) % 3)}`;
  const inputs: readonly Input[] = [
    { kind: 'crash', node }, { kind: 'start', node }, { kind: 'stop', node }, { kind: 'crash', node: 'controller-101' }, { kind: 'start', node: 'controller-101' },
    { kind: 'cut', from: node, to: 'broker-2' }, { kind: 'heal', from: node, to: 'broker-2' }, { kind: 'slow-disk', node, factor: 50 },
    { kind: 'fail-disk', node, failure: 'full' }, { kind: 'fail-disk', node, failure: 'none' }, { kind: 'clock-skew', node, ms: 90_000 },
    open, line('kafka-topics.sh --bootstrap-server localhost:9092 --list | sort'), line('seq 3 | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic orders'),
    { kind: 'add-app', app: { kind: 'consumer', name: 'c2', topics: ['orders'], group: 'g', processingMsPerRecord: 0, settings: {} } }, { kind: 'remove-app', name: 'c2' },
    { kind: 'schedule', name: 'one', atUs: 11_000_000 + (nextUint32(random) % 12_000_000), input: { kind: 'crash', node } }, { kind: 'unschedule', name: 'one' },
    { kind: 'chaos', seed: nextUint32(random), perMinute: 40 }, { kind: 'chaos', seed: 1, perMinute: 0 }, { kind: 'add-broker', broker: { id: 4 } },
  ];
  return inputs[nextUint32(random) % inputs.length] ?? open;
}

function oracle(seed: number, inputs: readonly TimedInput[], time: number): string {
  const kernel = createWorld(shop, seed);
  for (const { atUs, input } of inputs) {
    if (atUs > time) break;
    kernel.runUntil(atUs);
    giveInput(kernel, input);
  }
  kernel.runUntil(time);
  return hashText(kernel.state.hash);
}

describe('the world', () => {
  it('has its topics and applications when it is first shown', () => {
    const kernel = createWorld(shop, 1, { check: true });
    kernel.runUntil(shop.shownFromUs);
    const broker = JSON.stringify(kernel.actorState('broker-2'));
    expect(broker).toContain('"placed"');
    expect(['producer-caixa', 'consumer-c1', 'laptop', 'controller-103'].map((id) => kernel.isUp(id))).toEqual([true, true, true, true]);
    expect(kernel.actorState('setup')).toBeUndefined();
  });

  it('is in random places what a fresh world becomes, with every check on', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const random = seedRandom(seed);
      const timeline = new Timeline(checked, shop, seed);
      timeline.advance(shop.shownFromUs);
      for (let i = 0; i < 12; i++) {
        const chance = nextRandom(random);
        if (chance < 0.5) timeline.advance(timeline.now + Math.floor(nextRandom(random) * 3_000_000));
        else timeline.seek(shop.shownFromUs + Math.floor(nextRandom(random) * (timeline.end - shop.shownFromUs)));
        if (chance < 0.4 || chance > 0.85) timeline.give(anyInput(random));
        if (chance > 0.7) timeline.stepBack({ kind: 'actor', node: 'broker-1' }, shop.shownFromUs);
        timeline.seek(timeline.now);
        expect([seed, i, timeline.hash()]).toEqual([seed, i, oracle(seed, timeline.save().inputs, timeline.now)]);
      }
    }
  });

  it('says why a leader moved, down to the crash', () => {
    const timeline = new Timeline(checked, shop, 2);
    timeline.advance(shop.shownFromUs);
    timeline.give({ kind: 'crash', node: 'broker-1' });
    timeline.advance(timeline.now + 12_000_000);
    const { facts } = timeline.kernel.state;
    const moved = Array.from({ length: facts.next }, (_, id) => factById(facts, id)).findLast((fact) => fact?.kind === 'leader-changed');
    const kinds = timeline.why(moved?.id ?? -1).map((fact) => fact.kind);
    expect([kinds[0], kinds.at(-1)]).toEqual(['leader-changed', 'node-crashed']);
  });

  it('holds a queue beside the cluster, which rewinds with it', () => {
    const engines = [
      { kind: 'queue', name: 'orders', visibilityTimeoutMs: 0, maxDeliveries: 0 } as const,
      { kind: 'queue-producer', name: 'site', queue: 'orders', messagesPerSecond: 5, keys: ['ana'], body: 'order {n}' } as const,
    ];
    const timeline = new Timeline(checked, { ...shop, engines }, 3);
    const waiting = (): string => JSON.stringify(timeline.kernel.actorState('queue-orders'));
    timeline.advance(shop.shownFromUs + 3_000_000);
    const later = waiting();
    timeline.seek(shop.shownFromUs);
    expect(waiting()).not.toBe(later);
    timeline.seek(timeline.end);
    expect(waiting()).toBe(later);
  });

  it('answers in the terminal, and rewinds it', () => {
    const timeline = new Timeline(checked, { ...shop, topics: [], apps: [] }, 3);
    const screen = (): string => JSON.stringify(timeline.kernel.actorState('laptop'));
    timeline.advance(shop.shownFromUs);
    timeline.give(open);
    timeline.give(line('cat notes.txt; echo $((6 * 7))'));
    timeline.advance(timeline.now + 1_000_000);
    expect(screen()).toContain('"42"');
    timeline.seek(shop.shownFromUs - 1);
    expect(screen()).not.toContain('"42"');
    timeline.seek(timeline.end);
    expect(screen()).toContain('"42"');
  });
});
