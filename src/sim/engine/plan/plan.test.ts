// What is planned comes of itself: at its time, on every branch, the same for the same seed, and no more once it was taken out.
import { describe, expect, it } from 'vitest';
import type { Input } from '../../../bridge/input.ts';
import { defaultScenario, type Scenario } from '../../../bridge/scenario.ts';
import { factById } from '../../kernel/fact-store.ts';
import { Timeline } from '../../timeline.ts';
import { realWorld } from '../../world.ts';

const SECOND = 1_000_000;
const shop: Scenario = {
  ...defaultScenario, topics: [{ name: 'orders', partitions: 2, replicationFactor: 3 }],
  apps: [{ kind: 'producer', name: 'caixa', topic: 'orders', recordsPerSecond: 2, keys: ['ana'], value: '{n}', settings: {} }],
};
const START = shop.shownFromUs;

function opened(inputs: readonly Input[] = []): Timeline {
  const timeline = new Timeline(realWorld, shop, 4);
  timeline.advance(START);
  for (const input of inputs) expect(timeline.give(input)).toBeNull();
  return timeline;
}

/** The facts of these kinds, as `kind node second`. */
function facts({ kernel: { state } }: Timeline, kinds: readonly string[]): string[] {
  return Array.from({ length: state.facts.next }, (_, id) => factById(state.facts, id)).flatMap((fact) => {
    if (fact === null || fact.at < START || !kinds.includes(fact.kind)) return [];
    const params = new Map<string, string | number>(Object.entries(fact.params));
    return [`${fact.kind} ${params.get('node') ?? params.get('on') ?? params.get('from') ?? ''} ${(fact.at - START) / SECOND}`];
  });
}

const crashAt = (seconds: number, node = 'broker-1', name = 'one'): Input => ({ kind: 'schedule', name, atUs: START + seconds * SECOND, input: { kind: 'crash', node } });
const BROKEN = ['node-crashed', 'node-started', 'disk-slowed', 'link-cut', 'link-healed', 'link-shaped', 'plan-refused'];

describe('the plan', () => {
  const check = (inputs: readonly Input[], seconds: number, expected: readonly string[]): void => {
    const timeline = opened(inputs);
    timeline.advance(START + seconds * SECOND);
    expect(facts(timeline, BROKEN)).toEqual(expected);
  };

  it('gives an input at its time', () => check([crashAt(5)], 6, ['node-crashed broker-1 5']));
  it('keeps the order of time, whatever the order of planning', () => check([crashAt(5), crashAt(3, 'broker-2', 'two')], 6, ['node-crashed broker-2 3', 'node-crashed broker-1 5']));
  it('forgets what was taken out', () => check([crashAt(5), { kind: 'unschedule', name: 'one' }], 6, []));
  it('plans the same name anew', () => check([crashAt(5), crashAt(2, 'broker-3')], 6, ['node-crashed broker-3 2']));
  it('notes what the world refused', () => check([crashAt(2), crashAt(3, 'broker-1', 'two')], 4, ['node-crashed broker-1 2', 'plan-refused broker-1 3']));

  it('comes on a branch too', () => {
    const timeline = opened([crashAt(5)]);
    timeline.advance(START + 8 * SECOND);
    timeline.seek(START + 2 * SECOND);
    timeline.give({ kind: 'crash', node: 'broker-2' });
    timeline.advance(START + 6 * SECOND);
    expect(facts(timeline, BROKEN)).toEqual(['node-crashed broker-2 2', 'node-crashed broker-1 5']);
  });

  it('refuses what makes no sense', () => {
    const timeline = opened();
    const cases: readonly (readonly [Input, string])[] = [
      [crashAt(-1), 'bad_value'], [{ kind: 'unschedule', name: 'none' }, 'not_planned'], [{ kind: 'chaos', seed: -1, perMinute: 3 }, 'bad_value'], [{ kind: 'chaos', seed: 1, perMinute: 100 }, 'bad_value'],
      [{ kind: 'crash', node: 'plan' }, 'no_such_node'], [{ kind: 'add-broker', broker: { id: 2 } }, 'name_taken'], [{ kind: 'add-broker', broker: { id: 101 } }, 'bad_value'],
    ];
    for (const [input, refusal] of cases) expect([input.kind, timeline.give(input)]).toEqual([input.kind, refusal]);
  });
});

describe('the chaos dial', () => {
  const lived = (seed: number, perMinute = 20): Timeline => {
    const timeline = opened([{ kind: 'chaos', seed, perMinute }]);
    timeline.advance(START + 60 * SECOND);
    return timeline;
  };

  it('draws the same faults for the same seed, and others for another', () => {
    expect(facts(lived(7), BROKEN)).toEqual(facts(lived(7), BROKEN));
    expect(facts(lived(8), BROKEN)).not.toEqual(facts(lived(7), BROKEN));
  });

  it('draws about as many as the dial says', () => {
    const drawn = (perMinute: number): number => facts(lived(7, perMinute), ['node-crashed', 'disk-slowed', 'link-cut', 'link-shaped']).length;
    expect(drawn(2)).toBeLessThan(drawn(20));
    expect(drawn(20)).toBeGreaterThan(8);
  });

  it('repairs what it broke when it is turned off', () => {
    const timeline = lived(9);
    timeline.give({ kind: 'chaos', seed: 9, perMinute: 0 });
    timeline.advance(timeline.now + SECOND);
    const { state } = timeline.kernel;
    expect(Object.values(state.actors).filter(({ up }) => !up)).toEqual([]);
    expect(Object.values(state.links).flatMap((links) => Object.values(links)).filter(({ cut }) => cut)).toEqual([]);
    const before = facts(timeline, BROKEN).length;
    timeline.advance(timeline.now + 20 * SECOND);
    expect(facts(timeline, BROKEN).length).toBe(before);
  });
});

describe('another broker', () => {
  it('joins the cluster and is given replicas of new topics', () => {
    const timeline = opened([{ kind: 'add-broker', broker: { id: 4, rack: 'b' } }]);
    timeline.give({ kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true });
    timeline.advance(START + 8 * SECOND);
    timeline.give({ kind: 'line', tty: 'main', text: 'kafka-topics.sh --bootstrap-server localhost:9092 --create --topic fresh --partitions 4 --replication-factor 4' });
    timeline.advance(START + 20 * SECOND);
    expect(facts(timeline, ['broker-added', 'broker-unfenced'])).toHaveLength(2);
    expect(JSON.stringify(timeline.kernel.actorState('broker-4'))).toContain('"fresh"');
  });
});
