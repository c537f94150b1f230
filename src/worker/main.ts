// The worker: one world, spoken to through comlink; time passes in ticks between which messages are answered.
import { expose } from 'comlink';
import type { WorkerApi } from '../bridge/command.ts';
import type { Frame } from '../bridge/frame.ts';
import type { SavedRun } from '../bridge/input.ts';
import { defaultScenario } from '../bridge/scenario.ts';
import { realWorld } from '../sim/world.ts';
import { project } from '../view-model/project.ts';
import { Playback } from './playback.ts';

/** The time between two ticks while the world plays, in ms: a little less than a frame of 60 a second. */
const TICK_MS = 15;

const playback = new Playback({ source: realWorld, project, clock: () => performance.now() });
let receive: (frame: Frame) => void = () => undefined;
let ticking = false;
/** Who waits until the world is where it was told to go. */
let waiting: (() => void)[] = [];

function tick(): void {
  ticking = false;
  const frame = playback.tick();
  if (frame !== null) receive(frame);
  if (!playback.busy) {
    const done = waiting;
    waiting = [];
    for (const go of done) go();
  }
  wake();
}

/** Sees to it that a tick comes, where one is needed. */
function wake(): void {
  if (ticking || !(playback.active || waiting.length > 0)) return;
  ticking = true;
  setTimeout(tick, playback.busy ? 0 : TICK_MS);
}

/** Resolves when the world stands where it was told to go. */
function settled(): Promise<void> {
  if (!playback.busy) {
    wake();
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    wake();
  });
}

function start(run: SavedRun): Promise<void> {
  playback.open(run);
  return settled();
}

const api: WorkerApi = {
  open: (scenario, seed) => start({ version: 1, scenario, seed, inputs: [] }),
  load: (run) => start(run),
  save: () => Promise.resolve(playback.save() ?? { version: 1, scenario: defaultScenario, seed: 1, inputs: [] }),
  onFrame(given) {
    receive = given;
    playback.resync();
    return settled();
  },
  resync() {
    playback.resync();
    wake();
    return Promise.resolve();
  },
  playback(command) {
    playback.command(command);
    return settled();
  },
  async input(input) {
    // An input while a seek is on its way would come into the past that it passes through.
    await settled();
    const answer = playback.input(input);
    wake();
    return answer;
  },
  watch(watch) {
    playback.watch(watch);
    wake();
    return Promise.resolve();
  },
  why: (factId) => Promise.resolve(playback.why(factId)),
  complete: (tty, line, cursor) => Promise.resolve(playback.complete(tty, line, cursor)),
  async foresee(inputs, forUs) {
    await settled();
    return playback.foresee(inputs, forUs);
  },
  hash: () => Promise.resolve(playback.hash()),
};

expose(api);
