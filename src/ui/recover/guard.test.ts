// A worker that dies, falls silent or holds a world that throws is replaced; the same break again asks for less, and none loops.
import { expect, it, vi } from 'vitest';
import type { WorkerApi } from '../../bridge/command.ts';
import type { Frame } from '../../bridge/frame.ts';
import type { KeptLines, SavedRun, TimedInput } from '../../bridge/input.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { openWorld, type World } from '../store/world.ts';
import type { Asked, CallName, Line } from '../worker.ts';
import { Guard, MOST_SILENT, type News } from './guard.ts';

const line = (atUs: number, text: string): TimedInput => ({ atUs, input: { kind: 'line', tty: 'main', text } });
const runOf = (...inputs: readonly TimedInput[]): SavedRun => ({ version: 1, scenario: { ...defaultScenario, name: 'kept' }, seed: 7, inputs });
const FRESH: SavedRun = { version: 1, scenario: { ...defaultScenario, name: 'fresh' }, seed: 1, inputs: [] };

/** How the worlds of this test break: each gets the run and the instant that it is taken to, and gives the instant at which it throws, `silent`, or null. */
type Fate = (run: SavedRun, atUs: number) => number | 'silent' | null;

interface Bench {
  readonly api: Line;
  readonly world: World;
  readonly guard: Guard;
  readonly told: News[];
  readonly workers: () => number;
  /** The world that is shown: its run, and where it stands. */
  readonly shown: () => { readonly run: SavedRun | null; readonly kept: KeptLines | null; readonly atUs: number; readonly playing: boolean };
  /** The present worker dies: it answers nothing any more. */
  readonly kill: () => void;
}

/** The shown line leaves an older one, on which something else was done. */
function linesAt(run: SavedRun | null, atUs: number): KeptLines {
  return { shown: 1, opened: 0, lines: [{ parent: null, forkedAtUs: 0, endUs: 9_000_000, inputs: [line(2_000_000, 'older')] }, { parent: 0, forkedAtUs: 1_000_000, endUs: atUs, inputs: run?.inputs ?? [] }] };
}

/** A line of workers made by hand, which hold a run and an instant and nothing else. */
function bench(fate: Fate): Bench {
  let workers = 0;
  let now: { run: SavedRun | null; kept: KeptLines | null; atUs: number; playing: boolean; dead: boolean; receive: (frame: Frame) => void } = { run: null, kept: null, atUs: 0, playing: false, dead: false, receive: () => {} };
  const worker = (): WorkerApi => {
    workers += 1;
    const mine: typeof now = { run: null, kept: null, atUs: 0, playing: false, dead: false, receive: () => {} };
    now = mine;
    let revision = 0;
    const never = new Promise<never>(() => {});
    const frame = (failure: string | null = null): void => {
      mine.receive({ base: revision++, revision, whole: true, put: [], removed: [], clock: { nowUs: mine.atUs, endUs: mine.atUs, startUs: 0, playing: mine.playing, speed: 1, branch: 0 }, branches: [], failure });
    };
    const to = (atUs: number): Promise<void> => {
      const broken = mine.run === null ? null : fate(mine.run, atUs);
      if (broken === 'silent') {
        mine.dead = true;
        return never;
      }
      if (mine.dead) return never;
      mine.atUs = broken ?? atUs;
      frame(broken === null ? null : `throws at ${broken}`);
      return Promise.resolve();
    };
    const calls: Partial<WorkerApi> = {
      load: (run, kept) => { [mine.run, mine.kept] = [run, kept ?? null]; return to(0); },
      keepLines: () => Promise.resolve(linesAt(mine.run, mine.atUs)),
      save: () => Promise.resolve(mine.run ?? FRESH),
      onFrame: (receive) => { mine.receive = receive; return Promise.resolve(); },
      playback: async (command) => {
        if (command.kind === 'play') mine.playing = true;
        return command.kind === 'seek' ? to(command.atUs).then(() => true) : true;
      },
      input: (input) => {
        mine.run = runOf(...(mine.run?.inputs ?? []), { atUs: mine.atUs, input });
        const broken = fate(mine.run, mine.atUs);
        if (broken === 'silent') mine.dead = true;
        return mine.dead ? never : Promise.resolve(null);
      },
      stepHistory: () => Promise.resolve({ seen: mine.atUs }),
      hash: () => Promise.resolve(''),
    };
    return new Proxy({} as WorkerApi, { get: (_none, name: CallName) => (...args: never[]) => (mine.dead ? never : calls[name] === undefined ? Promise.resolve() : Reflect.apply(calls[name], null, args)) });
  };
  let current = worker();
  const told = new Map<CallName, readonly unknown[]>();
  const waiting = new Set<Asked>();
  const own = { told, waiting, close: () => {}, onCall: (_name: CallName, _args: readonly unknown[]): void => {}, replace: () => {
    const left = [...waiting];
    waiting.clear();
    now.dead = true;
    current = worker();
    return { fresh: current, left };
  } };
  const api = new Proxy(own as unknown as Line, { get: (_own, name: CallName) => (name in own ? Reflect.get(own, name) : (...args: readonly unknown[]) => new Promise((answer, refuse) => {
    const asked = { name, args, answer, refuse };
    waiting.add(asked);
    told.set(name, args);
    own.onCall(name, args);
    void (async () => {
      const value: unknown = await Reflect.apply(current[name], null, args);
      if (waiting.delete(asked)) answer(value);
    })();
  })) });
  const news: News[] = [];
  const made: { guard: Guard | null } = { guard: null };
  const world = openWorld(api, () => 0, (reason, atUs) => made.guard?.broke(reason, atUs));
  const guard = new Guard({ line: api, store: world.store, fresh: FRESH, tell: (one) => news.push(one), seen: () => true });
  made.guard = guard;
  return { api, world, guard, told: news, workers: () => workers, shown: () => now, kill: () => { now.dead = true; } };
}

/** Lets all that was promised come. */
const turn = (): Promise<void> => new Promise((go) => { setImmediate(go); });
const until = (told: News[], count = 1): Promise<void> => vi.waitFor(() => expect(told).toHaveLength(count));

const acts = (run: SavedRun | null): string[] => (run?.inputs ?? []).map(({ input }) => (input.kind === 'line' ? input.text : input.kind));

async function lived(fate: Fate, ...inputs: readonly TimedInput[]): Promise<Bench> {
  const one = bench(fate);
  await one.api.load(runOf(...inputs));
  await one.api.playback({ kind: 'seek', atUs: 5_000_000 });
  await one.api.playback({ kind: 'play' });
  await turn();
  return one;
}

it('a worker that was killed is replaced, and the world stands where it was, with all that was done', async () => {
  const one = await lived(() => null, line(1_000_000, 'a'));
  await one.api.input({ kind: 'line', tty: 'main', text: 'b' });
  one.kill();
  one.guard.broke('killed', null);
  await until(one.told);
  expect(one.told[0]).toMatchObject({ how: 'whole', atUs: 5_000_000, left: [] });
  expect(one.workers()).toBe(2);
  expect(acts(one.shown().run)).toEqual(['a', 'b']);
  expect(one.shown()).toMatchObject({ atUs: 5_000_000, playing: false });
});

it('one that falls silent is found out by asking, and those who wait for an answer get it from the new one', async () => {
  const one = await lived(() => null, line(1_000_000, 'a'));
  one.kill();
  const saved = one.api.save();
  for (let look = 0; look < MOST_SILENT; look++) one.guard.look();
  await until(one.told);
  expect(one.told[0]).toMatchObject({ how: 'whole', silent: true });
  expect(acts(await saved)).toEqual(['a']);
});

it('one that answers is left alone', async () => {
  const one = await lived(() => null);
  for (let look = 0; look < 5 * MOST_SILENT; look++) {
    one.guard.look();
    // oxlint-disable-next-line no-await-in-loop -- Each look comes after the answer to the one before it.
    await turn();
  }
  expect(one.workers()).toBe(1);
});

it('an event that throws again is stopped before', async () => {
  const one = await lived((_run, atUs) => (atUs >= 6_000_000 ? 6_000_000 : null), line(1_000_000, 'a'));
  void one.api.playback({ kind: 'seek', atUs: 6_500_000 });
  await until(one.told);
  expect(one.told[0]).toMatchObject({ how: 'whole', atUs: 5_000_000 });
  void one.api.playback({ kind: 'seek', atUs: 6_500_000 });
  await until(one.told, 2);
  expect(one.told[1]).toMatchObject({ how: 'before', atUs: 5_000_000, left: [] });
  expect(one.shown().playing).toBe(false);
  expect(acts(one.shown().run)).toEqual(['a']);
});

it('a break much later is a new one', async () => {
  let breaks = [6_000_000, 9_000_000];
  const one = await lived((_run, atUs) => {
    const [at] = breaks;
    if (at === undefined || atUs < at) return null;
    breaks = breaks.slice(1);
    return at;
  });
  void one.api.playback({ kind: 'seek', atUs: 6_500_000 });
  await until(one.told);
  await one.api.playback({ kind: 'seek', atUs: 8_000_000 });
  for (let look = 0; look < 20; look++) {
    one.guard.look();
    // oxlint-disable-next-line no-await-in-loop -- Each look comes after the answer to the one before it.
    await turn();
  }
  void one.api.playback({ kind: 'seek', atUs: 9_500_000 });
  await until(one.told, 2);
  expect(one.told[1]).toMatchObject({ how: 'whole', atUs: 8_000_000 });
});

it('an act that hangs the worker each time is left out, and its caller is told', async () => {
  const one = await lived((run) => (acts(run).includes('bomb') ? 'silent' : null), line(1_000_000, 'a'));
  const answer = one.api.input({ kind: 'line', tty: 'main', text: 'bomb' });
  await turn();
  for (let look = 0; look < 4 * MOST_SILENT && one.told.length === 0; look++) {
    one.guard.look();
    // oxlint-disable-next-line no-await-in-loop -- Each look comes after the one before it.
    await turn();
  }
  expect(one.told[0]).toMatchObject({ how: 'without', atUs: 4_999_999, left: [{ input: { text: 'bomb' } }] });
  expect(await answer).toBe('world_remade');
  expect(acts(one.shown().run)).toEqual(['a']);
});

it('a run that can not be lived at all gives way to a new world, and the report keeps it', async () => {
  const one = await lived((run) => (run.scenario.name === 'kept' ? 0 : null), line(1_000_000, 'a'));
  await until(one.told);
  expect(one.told[0]?.how).toBe('fresh');
  expect(one.shown().run?.scenario.name).toBe('fresh');
  expect(acts(one.told[0]?.known.run ?? null)).toEqual(['a']);
  expect(one.workers()).toBeLessThanOrEqual(6);
});

it('where no world lives it says so, and stops trying', async () => {
  const one = await lived(() => 0, line(1_000_000, 'a'));
  await until(one.told);
  expect(one.told[0]?.how).toBe('gone');
  await turn();
  expect(one.workers()).toBeLessThanOrEqual(6);
});

it('a step of a lesson that was watched is watched again, with what was seen of it', async () => {
  const one = await lived(() => null, line(1_000_000, 'a'));
  await one.api.watchStep({ id: 'step' }, null);
  one.guard.broke('killed', null);
  await until(one.told);
  expect(one.told[0]?.how).toBe('whole');
});

it('all branches come back, and one that was begun a moment before leaves the one that it began on as it was', async () => {
  const one = await lived(() => null, line(1_000_000, 'a'));
  one.guard.broke('killed', null);
  await until(one.told);
  await one.api.playback({ kind: 'play' });
  await vi.waitFor(() => expect(one.guard.known.kept).not.toBeNull());
  await one.api.playback({ kind: 'seek', atUs: 3_000_000 });
  one.kill();
  void one.api.input({ kind: 'line', tty: 'main', text: 'b' });
  one.guard.broke('killed again', null);
  await until(one.told, 2);
  const { kept } = one.shown();
  expect(kept?.shown).toBe(2);
  expect(kept?.lines.map(({ parent, inputs }) => [parent, inputs.map(({ input }) => (input.kind === 'line' ? input.text : ''))])).toEqual([[null, ['older']], [0, ['a']], [1, ['a', 'b']]]);
});

it('a world that was given up is not the one that is made anew: the one before it is', async () => {
  const one = await lived(() => null, line(1_000_000, 'a'));
  void one.api.load(runOf(line(1_000_000, 'other')));
  await one.api.giveUp();
  one.kill();
  one.guard.broke('killed', null);
  await until(one.told);
  expect(acts(one.shown().run)).toEqual(['a']);
});
