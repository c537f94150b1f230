// Proves that a learner who does anything at all is never left alone: terminals come back, and a step gone wrong is noticed.
import type { Input } from '../bridge/input.ts';
import type { TtyRecord } from '../bridge/records.ts';
import { look } from '../lesson/evaluate.ts';
import { beginHistory, lived, type StepHistory, verdictIn } from '../lesson/history.ts';
import type { RecordKind } from '../lesson/fields.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import type { ActStep, Lesson } from '../lesson/lesson.ts';
import { isReachedHere, leaving } from '../lesson/way-back.ts';
import { lookAt, type ProofWorld, type Tell } from './prove-play.ts';

const TTY: ReadonlySet<RecordKind> = new Set(['tty']);
const WALK_INPUTS = 200;
/** One input in so many is done on the stage; the others are typed. */
const STAGE_EVERY = 8;
/** Most inputs come quickly one after the other, some after a while. */
const QUICK_US = 300_000;
const SLOW_US = 3_000_000;
const SLOW_EVERY = 10;

/** How walks end. `lost` are those from which the lesson offers the way back. */
export interface Walks {
  readonly solved: number;
  readonly named: number;
  readonly lost: number;
}

/**
 * Whatever a learner does, the terminals come back at ^C, or the SQL client at its QUIT. Then the step is solved by its solution, or the world shows a mistake that is named,
 * or the page, which tries the same, notices that the goal is out of reach and offers the way back to the step's start: there the solution
 * works, as the proof of the solution shows.
 */
export function proveWalks(lesson: Lesson, step: ActStep, world: ProofWorld, walks: number, tell: Tell): Walks {
  const found = { solved: 0, named: 0, lost: 0 };
  const typed = typedInputs(lesson);
  const staged = stageInputs(lesson);
  for (let walk = 1; walk <= walks; walk += 1) {
    const random = generator(lesson.seed * 1_000 + walk);
    const fork = world.fork();
    const watched = watching(step, fork);
    for (let at = 0; at < WALK_INPUTS; at += 1) {
      const pool = random() * STAGE_EVERY < 1 ? staged : typed;
      const input = pool[Math.floor(random() * pool.length)];
      if (input !== undefined) fork.input(input);
      fork.advance(Math.floor(random() * (random() * SLOW_EVERY < 1 ? SLOW_US : QUICK_US)));
    }
    const history = watched();
    const outcome = outcomeOf(step, fork, history);
    found[outcome] += 1;
    tell(true, `${step.id}: after a random walk (${walk}) the goal is ${outcome}`);
    const stuck = interruptAll(fork);
    tell(stuck.length === 0, `${step.id}: a random walk (${walk}) of ${WALK_INPUTS} inputs gives the prompts back${stuck.length === 0 ? '' : `, but not ${stuck.join(', ')}`}`);
  }
  return found;
}

/** Sees the step from now on; the answer is what was seen. */
function watching(step: ActStep, world: ProofWorld): () => StepHistory {
  const kinds = kindsOf([step.check, ...step.wrong.map((wrong) => wrong.when)]);
  let history = beginHistory(step, look(world.nowUs(), world.records(kinds)));
  world.watch(kinds, (now) => void (history = lived(step, now, history)));
  return () => {
    world.watch(null, null);
    return history;
  };
}

function outcomeOf(step: ActStep, world: ProofWorld, history: StepHistory): keyof Walks {
  if (history.doneAtUs !== null) return 'solved';
  if (verdictIn(step, lookAt(world), history).wrong !== null) return 'named';
  const finding = isReachedHere(step, { here: () => world.fork(), history });
  for (;;) {
    const next = finding.next();
    if (next.done === true) return next.value ? 'solved' : 'lost';
  }
}

/** ^C three times everywhere, as anyone would, and what a program asks for that has a prompt of its own; the terminals that then still lack the shell's. */
function interruptAll(world: ProofWorld): string[] {
  const ttys = (): TtyRecord[] => look(world.nowUs(), world.records(TTY)).byKind.tty?.filter((record) => record.kind === 'tty') ?? [];
  for (let times = 0; times < 3; times += 1) {
    for (const { tty } of ttys()) world.input({ kind: 'control', tty, key: 'C', text: '' });
    world.advance(3_000_000);
  }
  for (const record of ttys().filter(({ waiting }) => waiting === 'program')) {
    for (const move of leaving(record)) if (move.kind === 'run') world.input({ kind: 'line', tty: record.tty, text: move.text });
  }
  world.advance(3_000_000);
  return ttys().filter(({ waiting }) => waiting !== 'shell').map(({ tty }) => tty);
}

/** What the lesson's own moves type, and what fingers slip on. */
function typedInputs(lesson: Lesson): Input[] {
  const lines = movesOf(lesson).flatMap((move) => (move.kind === 'run' || move.kind === 'type' ? [move.text] : []));
  const sql = lesson.scenario.flink === undefined ? [] : ['flink list', 'sql-client.sh', 'SHOW TABLES;', 'QUIT;', 'SELECT 1'];
  const slips = [...sql, '', 'help', 'ls', 'echo "', "it's", 'cat', '>', 'kafka-topics.sh', 'kafka-topics.sh --bootstrap-server localhost:9092 --list', 'kafka-console-consumer.sh --topic', 'sleep 100 &', '| |', 'exit'];
  const typed = [...new Set([...lines, ...slips])].map((text): Input => ({ kind: 'line', tty: 'main', text }));
  const keys = (['C', 'D', 'Z'] as const).map((key): Input => ({ kind: 'control', tty: 'main', key, text: '' }));
  return [...typed, ...keys, ...keys];
}

/** What the lesson's own moves do on the stage, and what can be done to each node and application. */
function stageInputs(lesson: Lesson): Input[] {
  const own = movesOf(lesson).flatMap((move) => (move.kind === 'inputs' ? move.inputs : []));
  const { brokers, apps, engines = [], flink } = lesson.scenario;
  const nodes = [...brokers.map(({ id }) => `broker-${id}`), ...[...apps, ...engines].map((app) => `${app.kind}-${app.name}`), ...(flink === undefined ? [] : ['jobmanager', ...flink.taskManagers.map(({ name }) => name)])];
  return [...own, ...nodes.flatMap((node): Input[] => [{ kind: 'crash', node }, { kind: 'stop', node }, { kind: 'start', node }, { kind: 'start', node }])];
}

function movesOf(lesson: Lesson): ActStep['solution'] {
  return lesson.steps.flatMap((step) => (step.kind === 'act' ? [...step.solution, ...step.wrong.flatMap((wrong) => wrong.moves)] : []));
}

/** A small generator of its own (mulberry32): a walk is named by its number and repeats. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
