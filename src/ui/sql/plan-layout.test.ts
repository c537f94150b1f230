// Where a plan's operators stand: held against a drawing, and for random plans no two cards touch and every wire goes to the right.
import { array, assert, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SqlPlanNode } from '../../bridge/sql.ts';
import { countingPlan } from '../states/sql.ts';
import { keptBy, numberIn, verticesOf } from './job-plan.ts';
import { CARD, layoutPlan } from './plan-layout.ts';

const [scan] = countingPlan.nodes;

function node(number: number, inputs: readonly number[]): SqlPlanNode {
  if (scan === undefined) throw new Error('a plan has nodes');
  return { ...scan, number, inputs: inputs.map((one) => ({ number: one, exchange: null })) };
}

describe('a drawn plan', () => {
  it('stands as it did', () => {
    const { cards, wires, width, height } = layoutPlan(countingPlan);
    const lines = [...cards.map(({ node: { kind }, x, y }) => `${kind} at ${x},${y}`), ...wires.map(({ from, to, exchange, x, y }) => `${from} to ${to} ${exchange ?? ''} at ${x},${y}`), `${width} x ${height}`];
    expect(lines).toMatchInlineSnapshot(`
      [
        "TableSourceScan at 12,12",
        "Calc at 292,12",
        "GroupAggregate at 572,12",
        "Collect at 852,12",
        "1 to 2  at 244,60",
        "2 to 4 hash[cliente] at 524,60",
        "4 to 0  at 804,60",
        "1048 x 120",
      ]
    `);
  });

  it('has a join between its inputs, and a node that feeds two once', () => {
    const { cards, wires } = layoutPlan({ nodes: [node(1, []), node(2, []), node(3, [1, 2]), node(4, [3, 1])] });
    const [left, right, join] = cards;
    expect(join?.y).toBe(((left?.y ?? 0) + (right?.y ?? 0)) / 2);
    expect(wires.map(({ from, to }) => `${from}-${to}`)).toEqual(['1-3', '2-3', '3-4', '1-4']);
  });

  it('has no cards on each other, and all wires go to the right, for any plan', () => {
    assert(property(array(array(nat(20), { maxLength: 3 }), { minLength: 1, maxLength: 16 }), (shape) => {
      const nodes = shape.map((inputs, at) => node(at + 1, [...new Set(inputs.map((one) => one % Math.max(1, at)))].filter((one) => one > 0)));
      const { cards, wires, width, height } = layoutPlan({ nodes });
      expect(cards.map((card) => card.node.number)).toEqual(nodes.map(({ number }) => number));
      for (const a of cards) {
        expect(a.x + CARD.width <= width && a.y + CARD.height <= height).toBe(true);
        for (const b of cards) expect(a === b || Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height).toBe(true);
      }
      const place = new Map(cards.map((card) => [card.node.number, card]));
      for (const { from, to } of wires) expect(place.get(from)?.x ?? 0).toBeLessThan(place.get(to)?.x ?? 0);
    }), { seed: 7, numRuns: 200 });
  });
});

describe('operators on the cluster', () => {
  const check = (name: string, expected: number | null): void => it(name, () => expect(numberIn(name)).toBe(expected));
  check('GroupAggregate[4]', 4);
  check('Source: pedidos[1]', 1);
  check('saida[6]: Writer', 6);
  check('Sink: Collect table sink', 0);
  check('TumblingWindow(10 s)', null);

  it('are found in their vertices, with what they keep', () => {
    const vertices = [{ operators: [{ name: 'Source: a[1]', kind: '', parent: -1 }, { name: 'Calc[2]', kind: '', parent: 0 }] }, { operators: [{ name: 'GroupAggregate[4]', kind: '', parent: -1 }] }].map((one) => ({ name: '', parallelism: 1, maxParallelism: 128, depth: 0, reads: [], writes: [], ...one }));
    expect([verticesOf({ vertices }, 2), verticesOf({ vertices }, 4), verticesOf({ vertices }, 9)]).toEqual([[0], [1], []]);
    const state = (subtask: number, size: number) => ({ kind: 'flink-state' as const, id: '', job: 'j', vertex: 1, subtask, operator: 0, name: 'GroupAggregate[4]', firstGroup: 0, lastGroup: 1, maxParallelism: 2, entries: [], size, timers: [], timerCount: 1 });
    expect(keptBy([state(0, 3), state(1, 4)], 'j', 4)).toEqual({ entries: 7, timers: 2, subtasks: 2 });
    expect(keptBy([state(0, 3)], 'j', 2)).toBeNull();
  });
});
