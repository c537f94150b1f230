// Proves a check by what must fail it: doing nothing, each move left out, and the solution with one small thing changed.
import type { ActStep, Lesson, WatchStep } from '../lesson/lesson.ts';
import { type Mutant, type MutantKind, isAct, mutantsOf } from './mutants.ts';
import { type PlaceInWorld, play, type ProofWorld, type Tell } from './prove-play.ts';

/** Besides those without one of the moves: so many of other kinds are played at each step, each kind in turn. */
const MOST_CHANGED = 6;
/** Of a solution that takes long fewer, but some, so that all together live no longer than this. */
const CHANGED_US = 300_000_000;
const LEAST_CHANGED = 2;
/** How much longer than the solution a mutant may take. */
const LONGER_US = 5_000_000;
/** A command that runs for ever is a failure soon enough. */
const LONGEST_US = 600_000_000;

export interface SolutionPlayed {
  /** How many moves had been made when the goal was reached. */
  readonly doneAfter: number;
  /** How long it took from the step's start to its end. */
  readonly tookUs: number;
  /** The world before each move. */
  readonly places: readonly PlaceInWorld[];
}

/**
 * `world` stands at the step's start and is left as it is. Mutants that reach the goal all the same are survivors: another road, which is
 * welcome, or a check that looks away, which is for a person to decide. What no person needs to look at is an error: a goal that is reached by
 * waiting, a move that is not needed, and a check that is failed by nothing but missing moves.
 */
export function proveMutants(lesson: Lesson, step: ActStep, world: ProofWorld, solution: SolutionPlayed, tell: Tell): void {
  const tookUs = Math.min(LONGEST_US, solution.tookUs + LONGER_US);
  const goal = onlyGoal(step);
  const idle = play(goal, [{ kind: 'wait', us: tookUs }], world.fork(), { untilDone: true });
  tell(!idle.everDone, `${step.id}: waiting alone does not reach the goal`);
  const killed = new Map<MutantKind, number>();
  const survivors: Mutant[] = [];
  const all = mutantsOf(step.solution, solution.doneAfter, lesson.scenario);
  for (const mutant of chosen(all, Math.min(MOST_CHANGED, Math.max(LEAST_CHANGED, Math.floor(CHANGED_US / tookUs))))) {
    if (survives(goal, mutant, solution, world.nowUs() + tookUs)) survivors.push(mutant);
    else killed.set(mutant.kind, (killed.get(mutant.kind) ?? 0) + 1);
  }
  const count = [...killed.values()].reduce((sum, one) => sum + one, 0);
  const changed = count - (killed.get('left out') ?? 0);
  tell(changed > 0, `${step.id}: ${count} mutants of the solution fail (${[...killed.keys()].join(', ')})${changed > 0 ? '' : ': nothing but a missing move fails the check'}`);
  for (const mutant of survivors) {
    const { optional } = step.solution[mutant.at] ?? {};
    if (mutant.kind !== 'left out') tell(true, `~ ${step.id}: reached too with ${mutant.text}`);
    else tell(optional !== undefined, `${step.id}: reached ${mutant.text}${optional === undefined ? ': leave the move out, ask for it in the check, or give it "optional: why"' : ` (${optional})`}`);
  }
}

/** A mutant is asked for the goal alone: whether a known mistake is seen on its way is asked of the wrong attempts. */
function onlyGoal(step: ActStep): ActStep {
  return { ...step, wrong: [] };
}

/** What the lesson itself does at a step to watch must be what makes its `until` true. */
export function proveNeeded(step: WatchStep, act: ActStep, world: ProofWorld, tookUs: number, tell: Tell): void {
  if (step.until === undefined || step.moves?.some((move) => isAct(move)) !== true) return;
  const idle = play(act, [{ kind: 'wait', us: Math.min(LONGEST_US, tookUs) }], world, { untilDone: true });
  tell(!idle.everDone, `${step.id}: what the lesson does there is needed`);
}

function survives(step: ActStep, mutant: Mutant, { places }: SolutionPlayed, untilUs: number): boolean {
  const place = places[mutant.at];
  if (place === undefined) return false;
  const { world, ...from } = place;
  return play(step, mutant.moves, world.fork(), { from, untilUs, untilDone: true, patienceUs: LONGEST_US }).everDone;
}

/** All that lack a move, and of the others a few of each kind. */
function chosen(all: readonly Mutant[], most: number): readonly Mutant[] {
  const kinds = new Map<MutantKind, Mutant[]>();
  for (const mutant of all) kinds.set(mutant.kind, [...(kinds.get(mutant.kind) ?? []), mutant]);
  const missing = kinds.get('left out') ?? [];
  kinds.delete('left out');
  const others: Mutant[] = [];
  for (let turn = 0; turn < all.length && others.length < most; turn += 1) {
    for (const list of kinds.values()) {
      const next = list[turn];
      if (next !== undefined && others.length < most) others.push(next);
    }
  }
  return [...missing, ...others];
}
