// Proves one lesson by playing all of it: checks, solutions, wrong attempts, predictions, and walks of random inputs.
import type { Input } from '../bridge/input.ts';
import { type Answer, answerOf, foreseeing, kindsAsked } from '../lesson/answers.ts';
import { clickableIds, isClickable } from '../lesson/clicks.ts';
import { type Look, look } from '../lesson/evaluate.ts';
import type { Expression } from '../lesson/expression.ts';
import type { RecordKind } from '../lesson/fields.ts';
import { beginHistory, lived, verdictIn } from '../lesson/history.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import type { ActStep, Lesson, Move, PredictStep, Question, WatchStep } from '../lesson/lesson.ts';
import { playingStart, playMoves, ttyOf } from '../lesson/play-moves.ts';
import type { WorldRecord } from '../bridge/records.ts';

/** A world to play a lesson in. Forks share nothing with it afterwards. */
export interface ProofWorld {
  nowUs(): number;
  /** Null when taken, else why not. */
  input(input: Input): string | null;
  advance(us: number): void;
  /** Those of these kinds, or all. */
  records(kinds?: ReadonlySet<RecordKind> | null): readonly WorldRecord[];
  /** Shows the world at every instant that a learner's page sees too; null ends it. */
  watch(kinds: ReadonlySet<RecordKind> | null, see: ((world: Look) => void) | null): void;
  fork(): ProofWorld;
}

export interface Proof {
  /** What was found true, for reading. */
  readonly shown: readonly string[];
  /** What is wrong; empty where the lesson is proved. */
  readonly failures: readonly string[];
}

/** How often the player looks whether it may go on, as the page does it; checks see every instant. */
const LOOK_EVERY_US = 100_000;
/** After a solution, how long its check may take to become true. */
const PATIENCE_US = 30_000_000;
const WALKS = 3;
/** The slot of a condition that is made here: those of files are numbered from 0. */
const MOVES_DONE = -1;
const WALK_INPUTS = 15;

/** `walks` are the random walks at each act; 0 for none. */
export function proveLesson(lesson: Lesson, open: () => ProofWorld, { walks = WALKS }: { readonly walks?: number } = {}): Proof {
  const shown: string[] = [];
  const failures: string[] = [];
  const world = open();
  const tell = (ok: boolean, text: string): void => void (ok ? shown : failures).push(text);
  for (const step of lesson.steps) {
    if (step.kind === 'predict') provePrediction(step, world, tell);
    if (step.kind === 'watch') proveWatching(step, world, tell);
    if (step.kind === 'act') {
      proveWrongAttempts(step, world, tell);
      walkAtRandom(lesson, step, world, walks, tell);
      proveSolution(step, world, tell);
    }
  }
  return { shown, failures };
}

function proveWatching(step: WatchStep, world: ProofWorld, tell: Tell): void {
  const { id, moves = [], until } = step;
  if (moves.length === 0 && until === undefined) return;
  const check: Expression = until ?? { kind: 'literal', value: true };
  const act: ActStep = { kind: 'act', id, check: { kind: 'eventually', slot: MOVES_DONE, of: check }, solution: moves, wrong: [] };
  const played = play(act, moves, world);
  tell(!played.stuck, `${id}: what the lesson does there ends`);
  if (until !== undefined) tell(played.everDone, `${id}: what the lesson does there has its effect`);
}

type Tell = (ok: boolean, text: string) => void;

function provePrediction(step: PredictStep, world: ProofWorld, tell: Tell): void {
  const { question } = step;
  const kinds = kindsAsked(question);
  const before = look(world.nowUs(), world.records(kinds));
  const fork = world.fork();
  let seen = foreseeing(question, before, null);
  fork.watch(kinds, (now) => void (seen = foreseeing(question, now, seen)));
  for (const input of step.inputs) fork.input(input);
  fork.advance(step.forUs);
  const answer = answerOf(question, before, foreseeing(question, look(fork.nowUs(), fork.records(kinds)), seen));
  tell(answer.kind !== 'unclear', `${step.id}: the world answers ${answerText(step, answer)}`);
  if (question.kind === 'order' && answer.kind === 'order') {
    tell(question.items.some((item, at) => item.id !== answer.ids[at]), `${step.id}: the items do not stand in the right order already`);
  }
  if (question.kind === 'click' && isClickable(question.of.kind)) {
    const all = clickableIds(question.of.kind, lookAt(world)).length;
    tell(answer.kind !== 'things' || answer.ids.length < all, `${step.id}: a click can be wrong (${all} could be clicked)`);
  }
}

function answerText(step: PredictStep, answer: Answer): string {
  switch (answer.kind) {
    case 'option': return `"${answer.id}"`;
    case 'order': return answer.ids.join(', then ');
    case 'things': return answer.ids.join(' or ');
    case 'number': return String(answer.value);
    case 'unclear': return unclearText(step.question, answer.fitting);
  }
}

function unclearText(question: Question, fitting: readonly string[]): string {
  switch (question.kind) {
    case 'choice': return fitting.length === 0 ? 'nothing that an option says' : `several options: ${fitting.join(', ')}`;
    case 'order': return `no order: these have no number, or the same as another: ${fitting.join(', ')}`;
    case 'number': return 'no number';
    case 'click': return 'with nothing that could have been clicked before';
  }
}

function proveWrongAttempts(step: ActStep, world: ProofWorld, tell: Tell): void {
  for (const attempt of step.wrong) {
    const fork = world.fork();
    const played = play(step, attempt.moves, fork);
    tell(!played.everDone, `${step.id}: the wrong attempt "${attempt.id}" stays unsolved`);
    const said = played.wrong;
    tell(said === attempt.id, `${step.id}: the wrong attempt "${attempt.id}" is recognised${said === attempt.id ? '' : said === null ? ' as nothing' : ` as "${said}"`}`);
  }
}

function proveSolution(step: ActStep, world: ProofWorld, tell: Tell): void {
  const here = lookAt(world);
  const { done, wrong } = verdictIn(step, here, beginHistory(step, here));
  tell(!done, `${step.id}: not done at its start`);
  tell(wrong === null, `${step.id}: no mistake is seen at its start${wrong === null ? '' : `, but "${wrong}" is`}`);
  const played = play(step, step.solution, world);
  tell(!played.stuck, `${step.id}: the solution's commands end`);
  tell(played.everDone, `${step.id}: the solution solves it`);
}

interface Played {
  readonly wrong: string | null;
  readonly everDone: boolean;
  readonly stuck: boolean;
}

/** Plays moves as the page would, seeing the world at every instant; after a solution it waits a little for the check. */
function play(step: ActStep, moves: readonly Move[], world: ProofWorld): Played {
  const kinds = kindsOf([step.check, ...step.wrong.map((wrong) => wrong.when)]);
  const waitsFor: ReadonlySet<RecordKind> = new Set(['tty']);
  let playing = playingStart;
  let patience = PATIENCE_US;
  let stuck = false;
  let history = beginHistory(step, look(world.nowUs(), world.records(kinds)));
  world.watch(kinds, (now) => void (history = lived(step, now, history)));
  for (;;) {
    const next = playMoves(playing, moves, look(world.nowUs(), world.records(waitsFor)));
    ({ playing } = next);
    for (const input of next.inputs) world.input(input);
    ({ stuck } = next);
    if (next.done || stuck) break;
    world.advance(LOOK_EVERY_US);
  }
  for (; moves === step.solution && history.doneAtUs === null && patience > 0; patience -= LOOK_EVERY_US) world.advance(LOOK_EVERY_US);
  world.watch(null, null);
  return { wrong: verdictIn(step, look(world.nowUs(), world.records(kinds)), history).wrong, everDone: history.doneAtUs !== null, stuck };
}

function lookAt(world: ProofWorld): Look {
  return look(world.nowUs(), world.records());
}

/**
 * Whatever a learner types, the terminals come back at ^C, and the step is then either solved by its solution or says what is wrong.
 */
function walkAtRandom(lesson: Lesson, step: ActStep, world: ProofWorld, walks: number, tell: Tell): void {
  const pool = inputPool(lesson);
  for (let walk = 1; walk <= walks; walk += 1) {
    const random = generator(lesson.seed * 1_000 + walk);
    const fork = world.fork();
    const name = `${step.id}: a random walk (${walk})`;
    for (let at = 0; at < WALK_INPUTS; at += 1) {
      const input = pool[Math.floor(random() * pool.length)];
      if (input !== undefined) fork.input(input);
      fork.advance(Math.floor(random() * 4_000_000));
    }
    const stuck = interruptAll(fork);
    tell(stuck.length === 0, `${name} gives the prompts back${stuck.length === 0 ? '' : `, but not ${stuck.join(', ')}`}`);
    const played = play(step, step.solution, fork);
    tell(played.everDone || played.wrong !== null, `${name} is solved afterwards, or says what is wrong`);
  }
}

/** ^C three times everywhere, as anyone would; the terminals that then still have no prompt. */
function interruptAll(world: ProofWorld): string[] {
  const ttys = (): string[] => lookAt(world).byKind.tty?.flatMap((record) => (record.kind === 'tty' ? [record.tty] : [])) ?? [];
  for (let times = 0; times < 3; times += 1) {
    for (const tty of ttys()) world.input({ kind: 'control', tty, key: 'C', text: '' });
    world.advance(3_000_000);
  }
  return ttys().filter((tty) => ttyOf(lookAt(world), tty)?.waiting !== 'shell');
}

/** What the lesson's own moves give, and what fingers slip on. */
function inputPool(lesson: Lesson): Input[] {
  const lines = lesson.steps.flatMap((step) => (step.kind === 'act' ? [...step.solution, ...step.wrong.flatMap((wrong) => wrong.moves)] : [])).flatMap((move) => (move.kind === 'run' || move.kind === 'type' ? [move.text] : []));
  const slips = ['', 'help', 'ls', 'echo "', "it's", 'cat', '>', 'kafka-topics.sh', 'kafka-topics.sh --bootstrap-server localhost:9092 --list', 'kafka-console-consumer.sh --topic', 'sleep 100 &', '| |', 'exit'];
  const typed = [...new Set([...lines, ...slips])].map((text): Input => ({ kind: 'line', tty: 'main', text }));
  const keys = (['C', 'D', 'Z'] as const).map((key): Input => ({ kind: 'control', tty: 'main', key, text: '' }));
  return [...typed, ...keys, ...keys];
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
