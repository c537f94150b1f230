// The timeline against a naive oracle: a fresh world that replays the inputs must be in the very same state.
import { describe, expect, it } from 'vitest';
import type { Input, TimedInput } from '../bridge/input.ts';
import { finish } from './in-pieces.ts';
import { hashText } from './kernel/hash.ts';
import { nextRandom, nextUint32, type RandomState, seedRandom } from './kernel/random.ts';
import type { KernelState } from './kernel/state.ts';
import type { Time } from './kernel/types.ts';
import { TOY_NODES, toyScenario, toySource } from './testing/toy-world.ts';
import { Timeline } from './timeline.ts';
import type { WorldSource } from './cluster-world.ts';

/** All that a state is, as text. */
function textOf(state: KernelState): string {
  const { queue, ...plain } = state;
  const waiting: unknown[] = [];
  queue.forEach((event) => waiting.push([event.at, event.sequence, event.type, event.to, event.fact, event.conversation, event.lost]));
  return JSON.stringify([plain, waiting]);
}

/** What a timeline promises to be, computed the slow way. */
function oracle(source: WorldSource, seed: number, inputs: readonly TimedInput[], time: Time): KernelState {
  const kernel = source.create(toyScenario, seed);
  for (const { atUs, input } of inputs) {
    if (atUs > time) break;
    kernel.runUntil(atUs);
    source.apply(kernel, input);
  }
  kernel.runUntil(time);
  return kernel.state;
}

function pick<T>(random: RandomState, from: readonly T[]): T {
  const picked = from[nextUint32(random) % from.length];
  if (picked === undefined) throw new Error('there is something to pick from');
  return picked;
}

function anyInput(random: RandomState): Input {
  const node = pick(random, TOY_NODES);
  const to = pick(random, TOY_NODES);
  return pick<Input>(random, [
    { kind: 'crash', node }, { kind: 'start', node }, { kind: 'start', node }, { kind: 'stop', node },
    { kind: 'cut', from: node, to }, { kind: 'heal', from: node, to },
    { kind: 'slow-disk', node, factor: 1 + (nextUint32(random) % 20) },
    { kind: 'shape-link', from: node, to, link: { latencyUs: nextUint32(random) % 20_000, lossRate: nextRandom(random) / 2 } },
    { kind: 'open-tty', tty: 'main', columns: 80, rows: 24, echo: true }, { kind: 'line', tty: 'main', text: `echo ${nextUint32(random)}` },
  ]);
}

const LONGEST: Time = 4_000_000;

/** One random act on the timeline. */
function act(timeline: Timeline, random: RandomState): void {
  const chance = nextRandom(random);
  const time = Math.floor(nextRandom(random) * timeline.end);
  const step = pick(random, [{ kind: 'event' as const }, { kind: 'actor' as const, node: pick(random, TOY_NODES) }, { kind: 'fact' as const, fact: 'broker-fenced' }]);
  if (chance < 0.25) timeline.advance(Math.min(timeline.now + Math.floor(nextRandom(random) * 300_000), LONGEST));
  else if (chance < 0.55) timeline.seek(time);
  else if (chance < 0.7) timeline.give(anyInput(random));
  else if (chance < 0.8) timeline.stepForward(step);
  else if (chance < 0.9) timeline.stepBack(step);
  else if (chance < 0.92) timeline.undo();
  else if (chance < 0.95) timeline.select(nextUint32(random) % timeline.branches.length);
  else finish(timeline.foresee([{ atUs: 0, input: anyInput(random) }, { atUs: 20_000, input: anyInput(random) }], 50_000));
}

describe('the timeline', () => {
  const check = (seed: number, acts: number, checked: boolean): void => {
    const source = toySource(checked);
    const random = seedRandom(seed * 7919);
    const timeline = new Timeline(source, toyScenario, seed);
    for (let i = 0; i < acts; i++) {
      act(timeline, random);
      // A step may stand in the middle of an instant; seeking to the same time completes it.
      timeline.seek(timeline.now);
      const expected = oracle(source, seed, timeline.save().inputs, timeline.now);
      if (timeline.hash() !== hashText(expected.hash) || (i % 10 === 0 && textOf(timeline.kernel.state) !== textOf(expected))) {
        throw new Error(`seed ${seed}: after act ${i} the timeline is not what a fresh world becomes`);
      }
    }
  };

  it('is in 10,000 random places what a fresh world becomes', () => {
    for (let seed = 1; seed <= 100; seed++) check(seed, 98, false);
    for (let seed = 101; seed <= 110; seed++) check(seed, 20, true);
  });

  it('gives equal hashes for equal runs, and others for other seeds and inputs', () => {
    const hash = (seed: number, input: Input | null): string => {
      const timeline = new Timeline(toySource(true), toyScenario, seed);
      timeline.advance(200_000);
      if (input !== null) timeline.give(input);
      timeline.advance(400_000);
      return timeline.hash();
    };
    const crash: Input = { kind: 'crash', node: 'broker-2' };
    expect(hash(1, crash)).toBe(hash(1, crash));
    expect(new Set([hash(1, null), hash(2, null), hash(1, crash)]).size).toBe(3);
  });

  it('stays where it was while it looks back, goes on beside that, and where the search is given up', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 6);
    timeline.advance(3_000_000);
    const here = textOf(timeline.kernel.state);
    const search = timeline.searchBack({ kind: 'fact', fact: 'never' });
    const shares = Array.from({ length: 50 }, () => search.next().value);
    expect(shares.every((share) => typeof share === 'number' && share >= 0 && share <= 1)).toBe(true);
    expect(textOf(timeline.kernel.state)).toBe(here);
    expect(finish(timeline.copying(1_234_567)).hash()).toBe(hashText(oracle(toySource(true), 6, [], 1_234_567).hash));
    expect(textOf(timeline.kernel.state)).toBe(here);
  });

  it('keeps the old future when an input is given in the past', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 5);
    timeline.advance(1_500_000);
    const old = timeline.hash();
    timeline.seek(700_000);
    expect(timeline.give({ kind: 'crash', node: 'broker-1' })).toBeNull();
    timeline.advance(1_500_000);
    expect(timeline.branches).toMatchObject([{ id: 0, parent: null, endUs: 1_500_000 }, { id: 1, parent: 0, forkedAtUs: 700_000, endUs: 1_500_000 }]);
    expect(timeline.hash()).not.toBe(old);
    timeline.select(0);
    expect(timeline.hash()).toBe(old);
  });

  it('takes an act back whole, and keeps what was before it and the branch on which it was done', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 5, [{ atUs: 100_000, input: { kind: 'slow-disk', node: 'broker-3', factor: 2 } }]);
    timeline.advance(400_000);
    timeline.give({ kind: 'crash', node: 'broker-1' });
    timeline.advance(600_000);
    timeline.give({ kind: 'cut', from: 'broker-2', to: 'broker-3' });
    timeline.give({ kind: 'cut', from: 'broker-3', to: 'broker-2' }, true);
    timeline.give({ kind: 'resize-tty', tty: 'main', columns: 80, rows: 24 });
    timeline.advance(900_000);
    expect(timeline.undo()?.map(({ kind }) => kind)).toEqual(['cut', 'cut']);
    expect([timeline.now, timeline.save().inputs.length, timeline.branches.length]).toEqual([600_000, 2, 2]);
    expect(timeline.undo()?.map(({ kind }) => kind)).toEqual(['crash']);
    expect([timeline.now, timeline.kernel.isUp('broker-1')]).toEqual([400_000, true]);
    expect([timeline.undo(), timeline.branches.length]).toEqual([null, 3]);
    timeline.select(0);
    timeline.seek(timeline.end);
    expect([timeline.now, timeline.kernel.isUp('broker-1')]).toEqual([900_000, false]);
  });

  it('steps to events, actors and facts, and back', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 6);
    timeline.advance(2_000_000);
    const facts = (): number => timeline.kernel.state.facts.next;
    const end = facts();
    expect(timeline.stepBack({ kind: 'fact', fact: 'broker-fenced' })).toBe(true);
    expect(facts()).toBe(end);
    const here = timeline.kernel.state.handled;
    timeline.stepBack({ kind: 'fact', fact: 'broker-fenced' });
    expect(facts()).toBe(end - 1);
    timeline.stepForward({ kind: 'fact', fact: 'broker-fenced' });
    expect(timeline.kernel.state.handled).toBe(here);
    timeline.stepBack({ kind: 'event' });
    expect(timeline.kernel.state.handled).toBe(here - 1);
    timeline.stepForward({ kind: 'event' });
    expect(timeline.kernel.state.handled).toBe(here);
    expect(timeline.stepBack({ kind: 'fact', fact: 'never' })).toBe(false);
    expect(timeline.kernel.state.handled).toBe(here);
  });

  it('answers why with a chain down to the input', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 3);
    timeline.advance(100_000);
    timeline.give({ kind: 'crash', node: 'broker-1' });
    const chains = (): string[] => Array.from({ length: timeline.kernel.state.facts.next }, (_, id) => timeline.why(id).map((fact) => fact.kind).join(' < '));
    while (!chains().includes('broker-fenced < node-crashed')) timeline.advance(timeline.now + 100_000);
    expect(timeline.why(-1)).toEqual([]);
  });

  it('saves and opens a run', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 8);
    timeline.advance(300_000);
    timeline.give({ kind: 'slow-disk', node: 'broker-1', factor: 9 });
    timeline.advance(900_000);
    timeline.give({ kind: 'stop', node: 'broker-2' });
    const again = Timeline.open(toySource(true), timeline.save());
    expect([again.now, again.end]).toEqual([0, 900_000]);
    again.seek(900_000);
    expect(again.hash()).toBe(timeline.hash());
  });

  it('refuses what makes no sense, and is then as it was', () => {
    const timeline = new Timeline(toySource(true), toyScenario, 8);
    timeline.advance(300_000);
    const before = textOf(timeline.kernel.state);
    const cases: readonly (readonly [Input, string])[] = [
      [{ kind: 'crash', node: 'broker-9' }, 'no_such_node'], [{ kind: 'start', node: 'broker-1' }, 'node_is_up'],
      [{ kind: 'line', tty: 'none', text: '' }, 'no_such_terminal'], [{ kind: 'cut', from: 'broker-1', to: 'broker-1' }, 'bad_value'],
      [{ kind: 'slow-disk', node: 'broker-1', factor: NaN }, 'bad_value'], [{ kind: 'shape-link', from: 'broker-1', to: 'broker-2', link: { lossRate: 2 } }, 'bad_value'],
      [{ kind: 'crash', node: 'laptop' }, 'no_such_node'], [{ kind: 'crash', node: 'constructor' }, 'no_such_node'],
    ];
    for (const [input, refusal] of cases) expect(timeline.give(input)).toBe(refusal);
    expect(textOf(timeline.kernel.state)).toBe(before);
    expect(timeline.save().inputs).toEqual([]);
  });
});

it('another timeline takes all lines over, and each is what it was', () => {
  const source = toySource(false);
  for (const seed of [1, 2, 3, 4, 5]) {
    const random = seedRandom(seed);
    const timeline = new Timeline(source, toyScenario, seed);
    for (let acts = 0; acts < 40; acts++) act(timeline, random);
    const kept = structuredClone(timeline.keptLines);
    const again = Timeline.open(source, timeline.save(), kept);
    expect(again.branches).toEqual(timeline.branches);
    expect(again.branch).toBe(timeline.branch);
    for (const { id, endUs } of timeline.branches) expect(textOf(again.copyAt(endUs, id).state)).toBe(textOf(timeline.copyAt(endUs, id).state));
    again.seek(timeline.now);
    expect(again.keptLines).toEqual(timeline.keptLines);
    expect(again.undo() === null).toBe(timeline.undo() === null);
  }
});
