// Plays an operator's rules in a world: a look every so often, and the first rule that applies is followed.
import type { Input } from '../bridge/input.ts';
import { filled } from './drawn.ts';
import { evaluate, look, type Look, type Memory, noMemory, selectedIn } from './evaluate.ts';
import type { RecordKind } from './fields.ts';
import { beginHistory, lived, type StepHistory } from './history.ts';
import { kindsNamed } from './job-names.ts';
import { kindsOf } from './kinds-of.ts';
import type { ActStep, Move, Rule } from './lesson.ts';
import type { PlayWorld } from './play-in.ts';
import { type Playing, playingStart, playMoves } from './play-moves.ts';

/** How often an operator looks. */
const LOOK_EVERY_US = 2_000_000;
/** While moves are made: how often it looks whether the next one may be made. */
const MOVE_EVERY_US = 200_000;

/** An operator at work. Plain data. */
export interface Operating {
  /** What was seen of each rule's condition. */
  readonly memory: Readonly<Record<string, Memory>>;
  /** When each rule may apply again. */
  readonly restsUntilUs: Readonly<Record<string, number>>;
  /** The rule that is being followed, its moves as they are made, and how far they have come. */
  readonly following: { readonly rule: Rule; readonly moves: readonly Move[]; readonly playing: Playing } | null;
  /** How often each rule was followed. */
  readonly followed: Readonly<Record<string, number>>;
}

export const operatorStart: Operating = { memory: {}, restsUntilUs: {}, following: null, followed: {} };

/** One look: what is done now, if anything. */
export function operate(rules: readonly Rule[], operating: Operating, world: Look): { readonly operating: Operating; readonly inputs: readonly Input[] } {
  const { following } = operating;
  if (following !== null) {
    const next = playMoves(following.playing, following.moves, world);
    if (!next.done && !next.stuck) return { operating: { ...operating, following: { ...following, playing: next.playing } }, inputs: next.inputs };
    const { rule } = following;
    return { operating: { ...operating, following: null, restsUntilUs: { ...operating.restsUntilUs, [rule.id]: world.nowUs + rule.restUs } }, inputs: [] };
  }
  const memory: Record<string, Memory> = {};
  let chosen: Operating['following'] = null;
  for (const rule of rules) {
    const seen = rule.when === null ? null : evaluate(rule.when, world, operating.memory[rule.id] ?? noMemory);
    if (seen !== null) memory[rule.id] = seen.memory;
    const rests = world.nowUs < (operating.restsUntilUs[rule.id] ?? 0);
    if (chosen !== null || rests || (seen !== null && seen.value !== true)) continue;
    const moves = movesOf(rule, world);
    if (moves !== null) chosen = { rule, moves, playing: playingStart };
  }
  const followed = chosen === null ? operating.followed : { ...operating.followed, [chosen.rule.id]: (operating.followed[chosen.rule.id] ?? 0) + 1 };
  return { operating: { ...operating, memory, following: chosen, followed }, inputs: [] };
}

/** A rule's moves with the fields of what it picks; null where it picks nothing. */
function movesOf({ of, moves }: Rule, world: Look): readonly Move[] | null {
  if (of === null) return moves;
  const [first] = selectedIn(of, world);
  if (first === undefined) return null;
  const words = new Map(Object.entries(first).flatMap(([name, value]): [string, string][] => (typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [])));
  return filled(moves, words);
}

export interface Operated {
  readonly done: boolean;
  readonly operating: Operating;
  readonly history: StepHistory;
}

/** Lets an operator work on a step until it is done, or `untilUs`; at each look it says how far it has come. */
export function* operateIn(step: ActStep, world: PlayWorld, untilUs: number): Generator<Operated, Operated> {
  const rules = step.rules ?? [];
  const kinds: ReadonlySet<RecordKind> = new Set<RecordKind>(['tty', ...kindsOf([step.check, ...rules.flatMap(({ when }) => when ?? []), ...rules.flatMap(({ of }) => (of === null ? [] : [{ kind: 'exists' as const, of }]))]), ...rules.flatMap(({ moves }) => [...kindsNamed(moves)])]);
  const seen = (): Look => look(world.nowUs(), world.records(kinds));
  let operating = operatorStart;
  let history = beginHistory({ ...step, wrong: [] }, seen());
  while (history.doneAtUs === null && world.nowUs() < untilUs) {
    const next = operate(rules, operating, seen());
    operating = next.operating;
    for (const input of next.inputs) world.input(input);
    world.advance(operating.following === null ? LOOK_EVERY_US : MOVE_EVERY_US);
    history = lived({ ...step, wrong: [] }, seen(), history);
    yield { done: history.doneAtUs !== null, operating, history };
  }
  return { done: history.doneAtUs !== null, operating, history };
}
