// A worker's stand-in that shows a named world: time can run and be scrubbed, and nothing else happens.
import type { PlaybackCommand, Reason, WorkerApi } from '../../bridge/command.ts';
import type { Clock, Frame } from '../../bridge/frame.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { frameOf, type NamedWorld } from './named.ts';

/** Times of a still world that reach a little past its moment, so that what is in the air can land. */
const PAST_THE_MOMENT_US = 1_000_000;

/** Between two frames, in real ms. */
const TICK_MS = 16;

export function playNamed(world: NamedWorld): WorkerApi {
  let receive: (frame: Frame) => void = () => {};
  let clock: Clock = { ...world.clock, endUs: Math.max(world.clock.endUs, world.clock.nowUs + PAST_THE_MOMENT_US) };
  let revision = 0;
  const send = (): void => {
    revision += 1;
    receive({ ...frameOf(world), revision, clock });
  };
  const to = (nowUs: number): void => {
    clock = { ...clock, nowUs: Math.max(clock.startUs, Math.min(clock.endUs, nowUs)) };
  };
  let ticking = 0;
  const tick = (): void => {
    to(clock.nowUs + TICK_MS * 1000 * clock.speed);
    revision += 1;
    receive({ base: revision - 1, revision, whole: false, put: [], removed: [], clock, branches: world.branches });
  };
  const run = (): void => {
    clearInterval(ticking);
    if (clock.playing) ticking = window.setInterval(tick, TICK_MS);
  };
  const playback = (command: PlaybackCommand): void => {
    switch (command.kind) {
      case 'play': clock = { ...clock, playing: true }; break;
      case 'pause': clock = { ...clock, playing: false }; break;
      case 'speed': clock = { ...clock, speed: command.speed }; break;
      case 'seek': to(command.atUs); break;
      case 'stay': break;
      case 'step': to(clock.nowUs + (command.direction === 'back' ? -1 : 1) * 20_000); break;
      case 'branch': clock = { ...clock, branch: command.branch }; break;
    }
    run();
    send();
  };
  const done = Promise.resolve();
  return {
    open: () => done,
    load: () => done,
    giveUp: () => Promise.resolve(false), lived: () => Promise.resolve(null), prepare: () => done,
    attach: () => Promise.resolve(false),
    save: () => Promise.resolve({ version: 1, scenario: defaultScenario, seed: 1, inputs: [] }),
    onFrame: (listener) => { receive = listener; send(); return done; },
    resync: () => { send(); return done; },
    playback: (command) => { playback(command); return Promise.resolve(true); },
    input: () => Promise.resolve('named_world'),
    undo: () => Promise.resolve(null),
    watch: () => done,
    why: (factId) => Promise.resolve(chain(world, factId)),
    samples: (branch, afterUs) => Promise.resolve({ run: 1, branch, samples: (world.samples ?? []).filter(({ atUs }) => atUs > afterUs && atUs <= clock.endUs) }),
    recordsAt: () => Promise.resolve(world.earlier ?? world.records),
    keepLines: () => Promise.resolve(null),
    saveBranch: () => Promise.resolve(null),
    complete: (_tty, line) => Promise.resolve({ from: line.length, candidates: [] }),
    planProgram: () => Promise.resolve(world.plan ?? null),
    foresee: () => Promise.resolve(world.records),
    watchStep: () => done,
    stepHistory: () => Promise.resolve(null),
    predict: () => Promise.resolve(null),
    reach: () => Promise.resolve(null),
    follow: () => Promise.resolve(null),
    sqlWords: () => Promise.resolve(null),
    sqlCheck: () => Promise.resolve(null),
    sqlComplete: () => Promise.resolve(null),
    sqlExplain: () => Promise.resolve(null),
    hash: () => Promise.resolve('0'), sealed: () => Promise.resolve(null),
    grade: () => Promise.resolve(null),
    openPack: () => Promise.resolve(null), exportWorld: () => Promise.resolve(null),
  };
}

function chain(world: NamedWorld, factId: number): Reason[] {
  const reasons: Reason[] = [];
  let next = factId;
  while (next >= 0) {
    const found = world.records.find((record) => record.kind === 'fact' && record.factId === next);
    if (found?.kind !== 'fact') break;
    reasons.push({ factId: found.factId, atUs: found.atUs, actor: found.actor, kind: found.fact, params: found.params, subjects: found.subjects });
    next = found.cause;
  }
  return reasons;
}
