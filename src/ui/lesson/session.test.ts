// A lesson's session in a world of one number: what it sees, what it keeps, what it plays for the learner.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Input, SavedRun } from '../../bridge/input.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { defaultScenario } from '../../bridge/scenario.ts';
import { look } from '../../lesson/evaluate.ts';
import { beginHistory, lived, type StepHistory, verdictIn } from '../../lesson/history.ts';
import { parseExpression, type Expression } from '../../lesson/expression.ts';
import type { ActStep, Lesson, LessonText, PredictStep, WatchStep } from '../../lesson/lesson.ts';
import { keptReached } from './keep.ts';
import { keptReviews } from './kept-reviews.ts';
import { LessonSession } from './session.ts';
import type { LessonWorld } from './world.ts';

function expression(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.expression;
}

const ACT: ActStep = {
  kind: 'act', id: 'raise', check: expression('grew sum(partition.logEndOffset) >= 2'), solution: [{ kind: 'run', tty: 'main', text: '+' }, { kind: 'run', tty: 'main', text: '+' }],
  wrong: [{ id: 'once', moves: [], when: expression('grew sum(partition.logEndOffset) = 1') }],
};
const PREDICT: PredictStep = { kind: 'predict', id: 'guess', question: { kind: 'number', value: expression('sum(partition.logEndOffset)') }, inputs: [], forUs: 1 };
const TEXT: LessonText = { title: 't', intro: '', steps: {} };
const LESSON: Lesson = { path: 'x/01-x', number: 1, minutes: 1, seed: 1, scenario: { ...defaultScenario, name: 'x/01-x' }, steps: [ACT, PREDICT, { kind: 'watch', id: 'end' }], texts: { pt: TEXT, en: TEXT } };

interface Tiny extends LessonWorld {
  end: number;
  opened: string[];
  /** The speeds that the steps asked for. */
  shown: (number | null)[];
  /** What the terminals show: another number once it changed. */
  screen: number;
  /** From where the goal is reached. */
  reached: 'here' | 'start' | 'nowhere';
  /** How many inputs there were. */
  given: number;
  /** What the world answers to a question. */
  truth: () => string | null;
  give(input: Input): void;
  /** Virtual time goes on, and nothing happens. */
  pass(us: number): void;
}

function tinyWorld(startUs = 0): Tiny {
  const listeners = new Set<() => void>();
  let now = startUs;
  let shown = 'free';
  let watched: ActStep | null = null;
  let seen: StepHistory | null = null;
  const world: Tiny = {
    end: 5,
    opened: [],
    shown: [],
    screen: 0,
    reached: 'here',
    given: 0,
    truth: () => String(world.end + 1),
    sayElsewhere: () => {},
    ready: () => Promise.resolve(),
    records: () => records(world.end),
    nowUs: () => now,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    give: (input) => {
      if (input.kind === 'line' && input.text === '+') world.end += 1;
      world.given += 1;
      world.pass(1_000_000);
    },
    pass: (us) => {
      now += us;
      if (watched !== null && seen !== null) seen = lived(watched, look(now, records(world.end)), seen);
      for (const listener of listeners) listener();
    },
    input: (input) => {
      world.give(input);
      return Promise.resolve(null);
    },
    predict: () => Promise.resolve(world.truth()),
    reach: () => Promise.resolve(world.reached),
    follow: (run, steps) => Promise.resolve({ ...run, inputs: steps.map(() => ({ atUs: now, input: PLUS })) }),
    watchStep: (step, history) => {
      watched = step;
      seen = step === null ? null : (history ?? beginHistory(step, look(now, records(world.end))));
      return Promise.resolve();
    },
    stepHistory: () => Promise.resolve(seen),
    verdict: () => (watched === null || seen === null ? null : { step: watched.id, ...verdictIn(watched, look(now, records(world.end)), seen) }),
    load: (run) => {
      shown = run.scenario.name;
      world.opened.push(`${run.inputs.some(({ input }) => input.kind === 'open-tty') ? 'new' : 'kept'} ${shown}`);
      return Promise.resolve();
    },
    save: (): Promise<SavedRun> => Promise.resolve({ version: 1, scenario: { ...defaultScenario, name: shown }, seed: 1, inputs: Array.from({ length: world.given }, () => ({ atUs: now, input: PLUS })) }),
    play: () => Promise.resolve(),
    stamp: () => world.screen,
    seek: (atUs) => {
      if (atUs > now) world.pass(atUs - now);
      now = atUs;
      return Promise.resolve();
    },
    act: async (input) => void (await world.input(input)),
    show: (given) => world.shown.push(given?.speed ?? null),
  };
  return world;
}

function records(end: number): WorldRecord[] {
  return [
    {
      kind: 'partition', id: 'partition/a-0', topic: 'a', partition: 0, leader: 1, leaderEpoch: 0, partitionEpoch: 0, replicas: [1], isr: [1], elr: [],
      logStartOffset: 0, highWatermark: end, logEndOffset: end, leaderFact: -1, isrFact: -1,
    },
    { kind: 'tty', id: 'tty/main', tty: 'main', columns: 80, rows: 24, firstLine: 0, endLine: 1, waiting: 'shell', foreground: '', history: [] },
  ];
}

const PLUS: Input = { kind: 'line', tty: 'main', text: '+' };

describe('a lesson session', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.useFakeTimers();
    vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value), removeItem: (key: string) => kept.delete(key) });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const begin = async (world: Tiny, lesson = LESSON): Promise<LessonSession> => {
    const session = new LessonSession(lesson, world);
    await vi.advanceTimersByTimeAsync(1);
    return session;
  };

  it('opens its world, names a mistake, and sees when a step is done', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    expect(world.opened).toEqual(['new x/01-x']);
    expect(session.view).toMatchObject({ ready: true, wrong: null });
    world.give(PLUS);
    await vi.advanceTimersByTimeAsync(200);
    expect(session.view.wrong).toBe('once');
    world.give(PLUS);
    await vi.advanceTimersByTimeAsync(200);
    expect(session.view).toMatchObject({ wrong: null, progress: { done: ['raise'] } });
    session.stop();
  });

  const RAIN: WatchStep = {
    kind: 'watch', id: 'rain', until: expression('sum(partition.logEndOffset) >= 7 for 2 s'),
    moves: [{ kind: 'run', tty: 'main', text: '+' }, { kind: 'wait', us: 60_000_000 }, { kind: 'run', tty: 'main', text: '+' }],
  };
  const RAINING: Lesson = { ...LESSON, steps: [RAIN, ...LESSON.steps] };
  /** Time passes, in the page as in the world. */
  const live = async (world: Tiny, seconds: number): Promise<void> => {
    for (let times = 0; times < seconds * 10; times += 1) {
      await vi.advanceTimersByTimeAsync(100);
      world.pass(100_000);
    }
  };

  it('has done a step to watch once its moves are made and have had their effect', async () => {
    const world = tinyWorld();
    const session = await begin(world, RAINING);
    await live(world, 30);
    expect([world.end, session.view.showing, session.view.progress.made]).toEqual([6, 'playing', { rain: 2 }]);
    await live(world, 31);
    expect([world.end, session.view.progress.done]).toEqual([7, []]);
    await live(world, 4);
    expect(session.view).toMatchObject({ showing: 'no', progress: { done: ['rain'] } });
    session.stop();
  });

  it('goes on with what it does in a step where it was left', async () => {
    const world = tinyWorld();
    const first = await begin(world, RAINING);
    await live(world, 30);
    first.stop();
    const second = await begin(world, RAINING);
    await live(world, 70);
    expect([world.end, second.view.progress.done]).toEqual([7, ['rain']]);
    second.stop();
  });

  it('runs time until it has done what it does in a step, where the learner goes on before', async () => {
    const world = tinyWorld();
    const session = await begin(world, RAINING);
    await live(world, 1);
    expect(world.end).toBe(6);
    const gone = session.goTo(1);
    expect(session.view).toMatchObject({ hurrying: true, progress: { at: 0 } });
    await gone;
    expect(world.end).toBe(7);
    expect(world.nowUs()).toBeGreaterThan(62_000_000);
    expect(session.view).toMatchObject({ hurrying: false, progress: { at: 1, done: ['rain'] } });
    await live(world, 5);
    expect(world.end).toBe(7);
    session.stop();
  });

  it('does not hurry for who goes back', async () => {
    const world = tinyWorld();
    const session = await begin(world, { ...LESSON, steps: [ACT, RAIN, PREDICT] });
    await session.goTo(1);
    await live(world, 1);
    await session.goTo(0);
    expect([world.end, session.view.progress.at]).toEqual([6, 0]);
    session.stop();
  });

  it('offers a world in order where what it did has no effect', async () => {
    const world = tinyWorld();
    const session = await begin(world, { ...LESSON, steps: [{ ...RAIN, until: expression('sum(partition.logEndOffset) >= 9') }, ACT] });
    await live(world, 80);
    expect(session.view.lost).toBe('no');
    await live(world, 30);
    expect(session.view).toMatchObject({ lost: 'nowhere', progress: { done: [] } });
    session.stop();
  });

  it('asks again as time passes where the world has no answer yet, and keeps the answer given', async () => {
    const world = tinyWorld();
    const session = await begin(world, { ...LESSON, steps: [PREDICT] });
    world.truth = () => (world.nowUs() < 5_000_000 ? null : '6');
    void session.answer(PREDICT, '6', 2);
    await live(world, 2);
    expect(session.view).toMatchObject({ unready: 'soon', progress: { answers: {} } });
    await live(world, 8);
    expect(session.view).toMatchObject({ unready: 'no', progress: { done: ['guess'], answers: { guess: { answer: '6', truth: '6' } } } });
    session.stop();
  });

  it('asks anew in a world put in order where time alone brings no answer', async () => {
    const world = tinyWorld();
    const session = await begin(world, { ...LESSON, steps: [ACT, PREDICT] });
    await session.goTo(1);
    world.truth = () => null;
    void session.answer(PREDICT, '6', 2);
    await live(world, 50);
    expect(session.view.unready).toBe('long');
    expect(session.openBefore).toEqual([0]);
    world.truth = () => '6';
    await session.mend();
    await live(world, 1);
    expect(session.view).toMatchObject({ unready: 'no', progress: { done: ['guess'], byLesson: ['raise'] } });
    expect(session.openBefore).toEqual([]);
    session.stop();
  });

  it('hears of what was only for a moment', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    world.end += 1;
    world.give(PLUS);
    world.end -= 2;
    world.give({ kind: 'line', tty: 'main', text: 'cat' });
    await vi.advanceTimersByTimeAsync(1);
    expect(session.view.progress.done).toEqual(['raise']);
    session.stop();
  });

  it('goes on where it was left, with its world and what its conditions had seen', async () => {
    const world = tinyWorld();
    const first = await begin(world);
    world.give(PLUS);
    await vi.advanceTimersByTimeAsync(4_000);
    first.stop();
    const other = tinyWorld(10_000_000);
    other.end = world.end;
    const second = await begin(other);
    expect(other.opened).toEqual(['kept x/01-x']);
    expect(second.view.wrong).toBe('once');
    other.give(PLUS);
    await vi.advanceTimersByTimeAsync(200);
    expect(second.view.progress.done).toEqual(['raise']);
    second.stop();
  });

  it('leaves a world alone that is its own already', async () => {
    const world = tinyWorld();
    (await begin(world)).stop();
    (await begin(world)).stop();
    expect(world.opened).toEqual(['new x/01-x']);
  });

  it('keeps the answer of a copy of the world beside the first one given', async () => {
    const session = await begin(tinyWorld());
    await session.answer(PREDICT, '3', 2);
    await session.answer(PREDICT, '6', 3);
    expect(session.view.progress.answers).toEqual({ guess: { answer: '3', confidence: 2, truth: '6', atUs: 0 } });
    expect(keptReviews()).toMatchObject([{ path: 'x/01-x', step: 'guess', box: 1 }]);
    session.stop();
  });

  it('shows what was foreseen in the learner\'s own world, and goes back', async () => {
    const world = tinyWorld(7_000_000);
    const session = await begin(world);
    await session.seeIt({ ...PREDICT, inputs: [{ atUs: 0, input: PLUS }] });
    expect(world.end).toBe(6);
    expect(session.view.seeingFromUs).toBe(7_000_000);
    await session.unsee();
    expect(world.nowUs()).toBe(7_000_000);
    expect(session.view.seeingFromUs).toBeNull();
    session.stop();
  });

  it('keeps what was reached, and when each step was open and done', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    world.give(PLUS);
    world.give(PLUS);
    await vi.advanceTimersByTimeAsync(10);
    expect(keptReached('x/01-x')).toMatchObject({ done: 1, of: 2, complete: false, independence: 3 });
    expect(session.view.progress.spans).toEqual({ raise: { sinceUs: 0, doneAtUs: 2_000_000 } });
    session.stop();
  });

  it('plays the solution', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    session.showSolution(ACT);
    expect(session.view.showing).toBe('playing');
    await live(world, 2);
    expect(session.view).toMatchObject({ showing: 'no', progress: { done: ['raise'], shown: ['raise'] } });
    expect(world.end).toBe(7);
    session.stop();
  });

  it('notices that the goal is out of reach once the learner pauses, and goes back to where the step began', async () => {
    const world = tinyWorld(3_000_000);
    const session = await begin(world);
    world.reached = 'start';
    await vi.advanceTimersByTimeAsync(30_000);
    expect(session.view.lost).toBe('no');
    world.give(PLUS);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(session.view.lost).toBe('no');
    await vi.advanceTimersByTimeAsync(9_000);
    expect(session.view.lost).toBe('start');
    await session.returnToStep();
    expect(world.nowUs()).toBe(3_000_000);
    expect(session.view).toMatchObject({ lost: 'no', wrong: null });
    session.stop();
  });

  it('puts a world in order by what comes before the step, where the step began in a broken one', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    world.reached = 'nowhere';
    world.give({ kind: 'crash', node: 'broker-1' });
    await vi.advanceTimersByTimeAsync(15_000);
    expect(session.view.lost).toBe('nowhere');
    await session.mend();
    expect(world.opened).toEqual(['new x/01-x', 'kept x/01-x']);
    expect(session.view.lost).toBe('no');
    session.stop();
  });

  it('opens its world again where the page has gone to another one', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    await world.load({ version: 1, scenario: defaultScenario, seed: 1, inputs: [] });
    await vi.advanceTimersByTimeAsync(4_000);
    await session.resume();
    expect(world.opened).toEqual(['new x/01-x', 'kept default', 'kept x/01-x']);
    session.stop();
  });

  it('begins anew in a new world', async () => {
    const world = tinyWorld();
    const session = await begin(world);
    await session.goTo(1);
    session.restart();
    await vi.advanceTimersByTimeAsync(1);
    expect(world.opened).toEqual(['new x/01-x', 'new x/01-x']);
    expect(session.view).toMatchObject({ ready: true, progress: { at: 0 } });
    session.stop();
  });

  it('is left where its world was not waited for, and goes on where it was if it was only to begin anew', async () => {
    const gone = (): Promise<void> => Promise.reject(new Error('left'));
    const first = await begin({ ...tinyWorld(), load: gone });
    expect(first.view).toMatchObject({ ready: false, left: true });
    first.stop();
    const world = tinyWorld();
    const session = await begin(world);
    await session.goTo(1);
    await vi.advanceTimersByTimeAsync(1);
    world.load = gone;
    session.restart();
    await vi.advanceTimersByTimeAsync(1);
    expect(session.view).toMatchObject({ ready: true, left: false, progress: { at: 1 } });
    session.stop();
  });
});
