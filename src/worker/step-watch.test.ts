// A step of a lesson watched in a real world: the same run gives the same history however it is played, and each branch has its own.
import { describe, expect, it } from 'vitest';
import type { Input, SavedRun } from '../bridge/input.ts';
import { defaultScenario } from '../bridge/scenario.ts';
import { isHistory, type StepHistory } from '../lesson/history.ts';
import { type Expression, parseExpression } from '../lesson/expression.ts';
import { worldSource } from '../sim/cluster-world.ts';
import { clientSide } from '../sim/client-side.ts';
import { finish } from '../sim/in-pieces.ts';
import { project } from '../view-model/project.ts';
import { Playback } from './playback.ts';
import { Foreseer } from '../grade/foreseer.ts';
import { predicting } from './copies.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { StepWatch } from './step-watch.ts';

function expression(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.expression;
}

/** A record that the followers have not fetched yet: a state of about two milliseconds, which no picture would show for sure. */
const STEP = {
  id: 'produce', check: expression('eventually exists(partition where logEndOffset > highWatermark) and exists(partition where highWatermark = 1)'),
  wrong: [{ id: 'typed', when: expression('grew count(line where text contains "kafka-console") > 0') }, { id: 'old', when: expression('the(node.epoch where number = 101) for 5 s') }],
};
const START = 10_000_000;
const OPEN: Input = { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true };
const PRODUCE: Input = { kind: 'line', tty: 'main', text: 'echo um | kafka-console-producer.sh --bootstrap-server localhost:9092 --topic pedidos' };
const RUN: SavedRun = { version: 1, scenario: { ...defaultScenario, topics: [{ name: 'pedidos', partitions: 1, replicationFactor: 3 }] }, seed: 7, inputs: [{ atUs: START, input: OPEN }] };

interface Played {
  readonly playback: Playback;
  /** Ticks so often, so many ms apart. */
  readonly ticks: (count: number, apartMs?: number) => void;
  readonly seek: (atUs: number) => void;
  readonly history: () => StepHistory;
  readonly verdict: () => { readonly done: boolean; readonly wrong: string | null } | null;
}

function played(run = RUN): Played {
  let now = 0;
  let last: { readonly done: boolean; readonly wrong: string | null } | null = null;
  const playback = new Playback({ source: worldSource(() => clientSide), read: readSavedRun, project, clock: () => now, complete: (_state, _hints, _tty, _line, cursor) => ({ from: cursor, candidates: [] }) });
  const ticks = (count: number, apartMs = 16): void => {
    for (let at = 0; at < count; at += 1) {
      now += apartMs;
      const frame = playback.tick();
      if (frame !== null) last = frame.verdict ?? null;
    }
  };
  const settle = (): void => {
    while (playback.busy) ticks(1);
    ticks(1);
  };
  playback.open(run);
  settle();
  return {
    playback, ticks,
    seek: (atUs) => {
      playback.command({ kind: 'seek', atUs });
      settle();
    },
    history: () => {
      const history = playback.stepHistory();
      if (!isHistory(history)) throw new Error('a step is watched');
      return history;
    },
    verdict: () => last,
  };
}

function watch(world: Played, history: StepHistory | null = null): void {
  world.playback.watchStep(StepWatch.of(STEP, world.playback.branch, history));
  while (world.playback.busy) world.ticks(1);
}

/** Played on until so many virtual seconds after the start, then stopped there. */
function playOn(world: Played, speed: number, apartMs: number, seconds: number): void {
  world.playback.command({ kind: 'speed', speed });
  world.playback.command({ kind: 'play' });
  world.ticks(Math.ceil((seconds * 1000) / apartMs / speed) + 2, apartMs);
  world.playback.command({ kind: 'pause' });
  world.seek(START + seconds * 1_000_000);
}

/** What a run at one speed, in pictures 16 ms apart, has seen. */
function reference(): Played {
  const world = played();
  watch(world);
  world.playback.input(PRODUCE);
  playOn(world, 1, 16, 8);
  return world;
}

describe('a watched step', () => {
  it('sees what was shorter than a picture', () => {
    const world = reference();
    expect(world.verdict()).toMatchObject({ done: true, wrong: null });
  });

  it.each([[0.2, 16], [20, 16], [200, 90]])('comes to the same at speed %d in pictures %d ms apart', (speed, apartMs) => {
    const world = played();
    watch(world);
    world.playback.input(PRODUCE);
    playOn(world, speed, apartMs, 8);
    const { untilUs: _, ...other } = world.history();
    const { untilUs: __, ...known } = reference().history();
    expect(other).toEqual(known);
  });

  it('comes to the same event by event, and when it is lived again after a rewind', () => {
    const { doneAtUs } = reference().history();
    const world = played();
    watch(world);
    world.playback.input(PRODUCE);
    for (let at = 0; at < 1_500; at += 1) world.playback.command({ kind: 'step', step: { kind: 'event' }, direction: 'forward' });
    world.seek(START);
    expect(world.verdict()).toMatchObject({ done: true });
    world.seek(START + 8_000_000);
    expect(world.history().doneAtUs).toBe(doneAtUs);
  });

  it('has a history for each branch', () => {
    const world = reference();
    world.seek(START + 500_000);
    world.playback.input({ kind: 'control', tty: 'main', key: 'C', text: '' });
    world.ticks(1);
    expect(world.playback.branch).toBe(1);
    expect(world.history().doneAtUs).toBeNull();
    playOn(world, 20, 16, 8);
    expect(world.verdict()).toMatchObject({ done: false, wrong: 'typed' });
    world.playback.command({ kind: 'branch', branch: 0 });
    world.ticks(1);
    expect(world.verdict()).toMatchObject({ done: true });
  });

  it('begins at the fork where the step had not begun', () => {
    const world = reference();
    world.playback.watchStep(StepWatch.of(STEP, 0, null));
    world.seek(START + 100_000);
    world.playback.input(OPEN);
    world.playback.input({ kind: 'line', tty: 'main', text: 'ls' });
    world.ticks(1);
    expect(world.history()).toMatchObject({ sinceUs: START + 100_000, doneAtUs: null });
  });

  it('goes on with a history that was kept, in a world that is lived again', () => {
    const first = reference();
    const kept = first.history();
    const run = first.playback.save() ?? RUN;
    const world = played(run);
    watch(world, kept);
    expect(world.history()).toMatchObject({ sinceUs: kept.sinceUs, doneAtUs: null });
    playOn(world, 20, 16, 8);
    expect(world.history().doneAtUs).toBe(kept.doneAtUs);
  });

  it('lives again what a kept history lacks', () => {
    const first = reference();
    const world = played(first.playback.save() ?? RUN);
    world.seek(START + 8_000_000);
    watch(world, { ...first.history(), untilUs: START, doneAtUs: null, memory: { check: {}, wrong: {} } });
    expect(world.history().doneAtUs).toBe(first.history().doneAtUs);
  });

  it('is nothing where the page sends nothing of the kind', () => {
    expect(StepWatch.of({ id: 'x' }, 0, null)).toBeNull();
    expect(StepWatch.of(STEP, 0, { sinceUs: 'x' })?.seenUntil(0)).toBeNull();
  });
});

describe('a prediction', () => {
  it('is answered by what a copy of the world lives through', () => {
    const { playback } = played();
    const ask = (text: string): string | null => {
      const work = playback.onCopies((timeline) => predicting(timeline, (state) => new Foreseer({ kind: 'number', value: expression(text) }, state), [{ atUs: 0, input: PRODUCE }], 8_000_000));
      return work === null ? null : finish(work);
    };
    expect(ask('moment exists(partition where logEndOffset > highWatermark)')).toMatch(/^\d+$/);
    expect(ask('count(partition where logEndOffset > highWatermark)')).toBe('0');
    expect(ask('moment exists(node where number = 9)')).toBeNull();
    expect(playback.branch).toBe(0);
  });
});
