// From where a step's goal is still reached, in real worlds: the learner's own stays as it is, and the way back works.
import { describe, expect, it } from 'vitest';
import type { Input, SavedRun } from '../bridge/input.ts';
import { defaultScenario } from '../bridge/scenario.ts';
import { parseExpression, type Expression } from '../lesson/expression.ts';
import type { ActStep, Move } from '../lesson/lesson.ts';
import { clientSide } from '../sim/client-side.ts';
import { worldSource } from '../sim/cluster-world.ts';
import { Timeline } from '../sim/timeline.ts';
import { project } from '../view-model/project.ts';
import { Playback } from './playback.ts';
import { StepWatch } from './step-watch.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { following, isActStep, reaching } from './way-back.ts';

function expression(text: string): Expression {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.expression;
}

const SOURCE = worldSource(() => clientSide);
const CREATE: Move = { kind: 'run', tty: 'main', text: 'kafka-topics.sh --bootstrap-server localhost:9092 --create --topic pedidos --replication-factor 3' };
const STEP: ActStep = { kind: 'act', id: 'create', check: expression('exists(topic where name = "pedidos") and never exists(line where text = "estrago")'), solution: [CREATE], wrong: [] };
const START = 10_000_000;
const OPEN: Input = { kind: 'open-tty', tty: 'main', columns: 100, rows: 24, echo: true };
const RUN: SavedRun = { version: 1, scenario: { ...defaultScenario, topics: [{ name: 'a', partitions: 1, replicationFactor: 3 }] }, seed: 7, inputs: [{ atUs: START, input: OPEN }] };
const crashed: readonly Input[] = ['broker-1', 'broker-2', 'broker-3'].map((node) => ({ kind: 'crash', node }));
const typed = (text: string): Input => ({ kind: 'line', tty: 'main', text });

/** A world in which `before` happens, then the step is opened, and then `after` happens; both take a few seconds. */
function world(before: readonly Input[], after: readonly Input[]): Playback {
  let now = 0;
  const playback = new Playback({ source: SOURCE, read: readSavedRun, project, clock: () => now, complete: (_state, _hints, _tty, _line, cursor) => ({ from: cursor, candidates: [] }) });
  let at = START;
  const pass = (): void => {
    at += 3_000_000;
    playback.command({ kind: 'seek', atUs: at });
    while (playback.busy) playback.tick();
  };
  playback.open(RUN);
  while (playback.busy) playback.tick();
  for (const input of before) playback.input(input);
  pass();
  playback.watchStep(StepWatch.of(STEP, playback.branch, null));
  for (const input of after) playback.input(input);
  pass();
  now += 1;
  return playback;
}

function end<T>(work: Generator<void, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}

describe('the goal', () => {
  const check = (name: string, before: readonly Input[], after: readonly Input[], expected: string): void => {
    it(name, () => {
      const playback = world(before, after);
      const hash = playback.hash();
      expect(playback.onCopies((timeline, history) => end(reaching(SOURCE, STEP, timeline, history)))).toBe(expected);
      expect(playback.hash()).toBe(hash);
    });
  };
  check('is reached from a world in which nothing was done', [], [], 'here');
  check('is reached where the terminal is busy', [], [typed('cat')], 'here');
  check('is reached only from the start where all brokers are down', [], crashed, 'start');
  check('is reached only from the start after what never may be', [], [typed('echo estrago')], 'start');
  check('is reached from nowhere where the step began in a broken world', crashed, [typed('ls')], 'nowhere');
});

describe('a world in order', () => {
  it('is what the steps lead to, up to where the last one is done', () => {
    const crash: ActStep = { kind: 'act', id: 'crash', check: expression('exists(partition where topic = "pedidos" and leader != null) for 20 s'), solution: [{ kind: 'inputs', inputs: [{ kind: 'crash', node: 'broker-2' }] }], wrong: [] };
    const run = end(following(SOURCE, RUN, [STEP, crash]));
    const timeline = Timeline.open(SOURCE, run);
    timeline.advance(timeline.end);
    const records = [...project(timeline.kernel.state).values()];
    expect(records.some((record) => record.kind === 'topic' && record.name === 'pedidos')).toBe(true);
    expect(records.some((record) => record.kind === 'partition' && record.topic === 'pedidos' && record.isr.length === 2)).toBe(true);
    expect(timeline.end).toBeGreaterThan(START + 20_000_000);
  });
});

it('takes only steps with a solution from the page', () => {
  expect([isActStep(STEP), isActStep({ ...STEP, solution: 1 }), isActStep(null)]).toEqual([true, false, false]);
});
