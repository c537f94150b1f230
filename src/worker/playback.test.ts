// Playback with a clock that the test turns: speeds, budget, seeks, frames that follow each other, failures.
import { describe, expect, it } from 'vitest';
import type { Frame } from '../bridge/frame.ts';
import type { Input } from '../bridge/input.ts';
import type { LinkRecord, WorldRecord } from '../bridge/records.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { toyScenario, toySource } from '../sim/testing/toy-world.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import { finish } from '../sim/in-pieces.ts';
import { Timeline } from '../sim/timeline.ts';
import { foreseeing } from './copies.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { Playback } from './playback.ts';

const countOf = (state: unknown): number => (typeof state === 'object' && state !== null && 'count' in state ? Number(state.count) : 0);

/** One record an actor, which changes with each event that it handles. */
function project(state: KernelState): Map<string, WorldRecord> {
  const records = Object.values(state.actors).map(({ id, state: own }): LinkRecord => ({ kind: 'link', id: `link/${id}`, from: id, to: id, cut: false, latencyUs: countOf(own), lossRate: 0 }));
  return new Map(records.map((record) => [record.id, record]));
}

interface Stage {
  readonly playback: Playback;
  /** Ticks `count` times, so many ms apart, and returns the frames. */
  readonly run: (count: number, apartMs?: number) => Frame[];
  /** What a page would have of the frames so far; throws where one does not fit. */
  readonly page: { revision: number; records: Map<string, WorldRecord>; frames: number };
}

/** `lookMs` is what each look at the clock takes: a slow machine has spent its budget sooner. */
function stage(lookMs = 0, source: WorldSource = toySource(false), startUs = 0): Stage {
  let now = 0;
  const playback = new Playback({ source, read: readSavedRun, project, clock: () => (now += lookMs), complete: (_state, _hints, _tty, _line, cursor) => ({ from: cursor, candidates: [] }) });
  const page: Stage['page'] = { revision: 0, records: new Map(), frames: 0 };
  const take = (frame: Frame): void => {
    if (!frame.whole && frame.base !== page.revision) throw new Error(`frame ${frame.revision} follows ${frame.base}, not ${page.revision}`);
    if (frame.whole) page.records.clear();
    for (const id of frame.removed) page.records.delete(id);
    for (const record of frame.put) page.records.set(record.id, record);
    Object.assign(page, { revision: frame.revision, frames: page.frames + 1 });
  };
  const run = (count: number, apartMs = 16): Frame[] => Array.from({ length: count }, () => {
    now += apartMs;
    const frame = playback.tick();
    if (frame !== null) take(frame);
    return frame;
  }).filter((frame) => frame !== null);
  playback.open({ version: 1, scenario: { ...toyScenario, shownFromUs: startUs }, seed: 1, inputs: [] });
  return { playback, run, page };
}

describe('playback', () => {
  it('begins where the world is first shown, paused', () => {
    const { run } = stage(0, toySource(false), 500_000);
    const frames = run(5);
    expect(frames).toHaveLength(1);
    expect(frames[0]).toMatchObject({ whole: true, base: 0, revision: 1, clock: { nowUs: 500_000, endUs: 500_000, startUs: 500_000, playing: false, speed: 1, branch: 0 } });
  });

  it('tells what was in the air also where it went back to from far away', () => {
    const { playback, run, page } = stage();
    const flightsAt = (...aims: readonly number[]): string[] => {
      for (const atUs of aims) {
        playback.command({ kind: 'seek', atUs });
        for (let more = 0; more < 2_000 && (more === 0 || playback.busy); more += 1) run(1);
      }
      run(4);
      return [...page.records.keys()].filter((id) => id.startsWith('flight/')).sort();
    };
    playback.watch({ recordsPerReplica: 1, partition: null, flightTrailMs: 1_000 });
    const seen = flightsAt(5_000_000);
    expect(seen.length).toBeGreaterThan(3);
    expect(flightsAt(600_000_000, 5_000_000)).toEqual(seen);
  });

  const check = (speed: number, ticks: number, expectedUs: number): void => {
    it(`plays at ${speed}`, () => {
      const { playback, run } = stage();
      run(1);
      playback.command({ kind: 'speed', speed });
      playback.command({ kind: 'play' });
      expect(run(ticks, 20).at(-1)?.clock.nowUs).toBe(expectedUs);
    });
  };
  check(1, 50, 1_000_000);
  check(0.01, 50, 10_000);
  check(100, 5, 10_000_000);
  check(1e9, 1, 20_000_000);

  it('runs late where the world is too much for its budget', () => {
    const { playback, run } = stage(4);
    run(3);
    playback.command({ kind: 'speed', speed: 1000 });
    playback.command({ kind: 'play' });
    const last = run(10, 20).at(-1)?.clock;
    expect(last?.nowUs).toBeGreaterThan(0);
    expect(last?.nowUs).toBeLessThan(200_000_000);
  });

  it('sends nothing where nothing changes', () => {
    const { playback, run } = stage();
    run(3);
    playback.command({ kind: 'pause' });
    expect(run(10)).toEqual([]);
    playback.resync();
    expect(run(2)).toMatchObject([{ whole: true, base: 1 }]);
  });

  it('keeps a page in step, whatever is done', () => {
    const { playback, run, page } = stage();
    playback.command({ kind: 'play' });
    run(60);
    playback.command({ kind: 'seek', atUs: 300_000 });
    run(2);
    expect(playback.input({ kind: 'crash', node: 'broker-1' })).toBeNull();
    run(30);
    playback.command({ kind: 'step', step: { kind: 'actor', node: 'broker-2' }, direction: 'back' });
    run(2);
    playback.command({ kind: 'branch', branch: 0 });
    const frames = run(2);
    expect(frames.at(-1)?.branches).toHaveLength(2);
    expect(frames.at(-1)?.clock.branch).toBe(0);
    const before = [...page.records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    playback.resync();
    run(2);
    expect([...page.records.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(before);
    expect(page.frames).toBeGreaterThan(60);
  });

  it('says where a seek that takes its time is going, makes way for another, and stays where it is told to', () => {
    const { playback, run } = stage(4);
    run(3);
    playback.command({ kind: 'seek', atUs: 600_000_000 });
    expect(run(5, 1).every(({ clock }) => clock.goalUs === undefined)).toBe(true);
    expect(run(60, 20).at(-1)?.clock.goalUs).toBe(600_000_000);
    playback.command({ kind: 'seek', atUs: 500_000_000 });
    run(60, 20);
    expect(run(5, 20).at(-1)?.clock.goalUs).toBe(500_000_000);
    playback.command({ kind: 'stay' });
    const stayed = run(3, 20).at(-1)?.clock;
    expect(stayed?.goalUs).toBeUndefined();
    expect(stayed?.nowUs).toBeGreaterThan(0);
    expect(playback.busy).toBe(false);
  });

  it('looks for a step in pieces, says how far it is, and stops where it is told to', () => {
    const { playback, run } = stage(4);
    run(3);
    const never = { kind: 'fact', fact: 'never' } as const;
    playback.command({ kind: 'step', step: never, direction: 'forward' });
    expect(playback.busy).toBe(true);
    const shares = run(800, 20).map(({ clock }) => clock.searched ?? 0);
    expect(shares.at(-1)).toBeGreaterThan(0);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    playback.command({ kind: 'stay' });
    const stayed = run(3, 20).at(-1)?.clock;
    expect([stayed?.searched, playback.busy, playback.found]).toEqual([undefined, false, true]);
    expect(stayed?.nowUs).toBeGreaterThan(0);
    playback.command({ kind: 'step', step: never, direction: 'back' });
    while (playback.busy) run(1, 20);
    expect([playback.found, run(3, 20).at(-1)?.clock.nowUs ?? stayed?.nowUs]).toEqual([false, stayed?.nowUs]);
    playback.command({ kind: 'step', step: { kind: 'event' }, direction: 'back' });
    while (playback.busy) run(1, 20);
    expect(playback.found).toBe(true);
  });

  it('gives up a search where something else is asked for', () => {
    const { playback, run } = stage(4);
    run(3);
    for (const other of [{ kind: 'seek', atUs: 200_000 }, { kind: 'branch', branch: 0 }, { kind: 'play' }] as const) {
      playback.command({ kind: 'step', step: { kind: 'fact', fact: 'never' }, direction: 'forward' });
      run(4, 20);
      playback.command(other);
      for (let more = 0; more < 2_000 && playback.busy; more += 1) run(1, 20);
      expect([other.kind, playback.busy, playback.found]).toEqual([other.kind, false, true]);
    }
  });

  it('takes the latest of many seeks', () => {
    const { playback, run } = stage();
    playback.command({ kind: 'play' });
    run(100);
    playback.command({ kind: 'pause' });
    for (const atUs of [900_000, 100_000, 800_000, 250_000]) playback.command({ kind: 'seek', atUs });
    expect(run(5).at(-1)?.clock.nowUs).toBe(250_000);
    expect(playback.busy).toBe(false);
  });

  it('foresees without a trace', () => {
    const { playback, run } = stage();
    playback.command({ kind: 'play' });
    run(20);
    playback.command({ kind: 'pause' });
    const hash = playback.hash();
    const count = (records: readonly WorldRecord[]): number => records.reduce((sum, record) => sum + (record.kind === 'link' ? record.latencyUs : 0), 0);
    const foreseen = (inputs: readonly Input[]): readonly WorldRecord[] => {
      const work = playback.onCopies((timeline) => foreseeing(timeline, project, inputs, 500_000));
      return work === null ? [] : finish(work);
    };
    const lively = count(foreseen([]));
    const dead = count(foreseen([{ kind: 'crash', node: 'broker-1' }, { kind: 'crash', node: 'broker-2' }]));
    expect(dead).toBeLessThan(lively);
    expect(playback.hash()).toBe(hash);
    expect(playback.save()?.inputs).toEqual([]);
  });

  it('stops and says why when a world throws', () => {
    const broken: WorldSource = { ...toySource(false), apply: () => { throw new Error('a defect'); } };
    const { playback, run } = stage(0, broken);
    run(3);
    expect(playback.input({ kind: 'crash', node: 'broker-1' })).toBe('world_stopped');
    expect(run(3)).toMatchObject([{ failure: 'a defect', clock: { playing: false } }]);
    expect(playback.active).toBe(false);
    const stillborn = stage(0, { ...broken, create: () => { throw new Error('no world'); } });
    expect(stillborn.run(3)).toMatchObject([{ failure: 'no world' }]);
  });
});

describe('a run that is opened', () => {
  const FAR_US = 40_000_000;
  const other = { version: 1, scenario: toyScenario, seed: 2, inputs: [{ atUs: FAR_US, input: { kind: 'crash', node: 'broker-1' } }] } as const;

  it('is given up: the world before it is back as it was left, with its branches, and goes on', () => {
    const { playback, run, page } = stage(2);
    playback.command({ kind: 'play' });
    run(40);
    const [before, hash, saved, framesBefore] = [new Map(page.records), playback.hash(), playback.save(), page.frames];
    playback.open(other);
    run(20);
    expect(playback.lived).toBeGreaterThan(0);
    expect(playback.lived).toBeLessThan(1);
    // Its way is not shown: the page goes on showing what stands.
    expect(page.frames).toBe(framesBefore);
    expect(playback.giveUp()).toBe(true);
    expect(playback.lived).toBeNull();
    expect([playback.hash(), playback.save()]).toEqual([hash, saved]);
    playback.command({ kind: 'pause' });
    run(2);
    expect(playback.hash()).not.toBe('');
    expect([...page.records.keys()]).toEqual([...before.keys()]);
    playback.command({ kind: 'play' });
    const [first, , , last] = run(4);
    expect(last?.clock.nowUs).toBeGreaterThan(first?.clock.nowUs ?? Infinity);
  });

  it('gives back the last world that stood, where another was asked for on the way', () => {
    const { playback, run } = stage(2);
    run(10);
    const hash = playback.hash();
    playback.open(other);
    run(5);
    playback.open({ ...other, seed: 3 });
    run(5);
    expect(playback.giveUp()).toBe(true);
    expect(playback.hash()).toBe(hash);
  });

  it('is there to stay once it has come, and where nothing stood before', () => {
    const { playback, run } = stage();
    expect(playback.giveUp()).toBe(false);
    run(5);
    playback.open(other);
    for (let more = 0; more < 4_000 && playback.busy; more += 1) run(1);
    expect(playback.giveUp()).toBe(false);
    expect(playback.save()?.seed).toBe(2);
  });
});

describe('a copy of a world that lives elsewhere', () => {
  it('is what that one is at each time it hears of, and never ahead of it', () => {
    const { playback, run } = stage();
    const living = Timeline.open(toySource(false), { version: 1, scenario: toyScenario, seed: 1, inputs: [] });
    living.advance(2_000_000);
    playback.attach({ version: 1, scenario: toyScenario, seed: 1, inputs: [] }, living.now);
    run(20);
    expect([playback.hash(), playback.isLive]).toEqual([living.hash(), true]);
    for (const node of ['broker-1', 'broker-2']) {
      living.advance(living.now + 300_000);
      living.give({ kind: 'crash', node });
      const inputs = living.save().inputs.slice(-1);
      living.advance(living.now + 300_000);
      run(200);
      playback.hear(inputs, living.now);
      run(200);
      expect([playback.hash(), playback.isLive]).toEqual([living.hash(), true]);
    }
  });

  it('can be looked back in while that one lives on; what is done there begins a branch of its own', () => {
    const { playback, run } = stage();
    const living = Timeline.open(toySource(false), { version: 1, scenario: toyScenario, seed: 1, inputs: [] });
    living.advance(5_000_000);
    playback.attach({ version: 1, scenario: toyScenario, seed: 1, inputs: [] }, living.now);
    run(20);
    playback.command({ kind: 'seek', atUs: 1_000_000 });
    run(5);
    playback.command({ kind: 'pause' });
    expect(playback.isLive).toBe(false);
    expect(playback.input({ kind: 'crash', node: 'broker-1' })).toBeNull();
    expect(playback.branch).toBe(1);
    living.advance(5_500_000);
    living.give({ kind: 'crash', node: 'broker-2' });
    playback.hear(living.save().inputs, living.now);
    playback.command({ kind: 'branch', branch: 0 });
    playback.command({ kind: 'seek', atUs: 60_000_000 });
    run(20);
    expect([playback.hash(), playback.isLive]).toEqual([living.hash(), true]);
  });
});
