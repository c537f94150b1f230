// Proves a shift: an operator who follows the rules passes each of many nights, and whoever does nothing passes none.
import { toDo } from '../lesson/by-lesson.ts';
import { look } from '../lesson/evaluate.ts';
import { beginHistory, verdictIn } from '../lesson/history.ts';
import type { ActStep, Lesson } from '../lesson/lesson.ts';
import { operateIn, type Operated } from '../lesson/play-rules.ts';
import { nightPath, otherNight } from '../lesson/shift.ts';
import { PATIENCE_US } from '../lesson/way-back.ts';
import type { Proof } from './prove-lesson.ts';
import { lookAt, play, type ProofWorld, type Tell } from './prove-play.ts';

/** An operator works no longer than this, in virtual time. */
const LONGEST_US = 3_600_000_000;

/** The step is not done at its start, and the operator does it. */
export function proveOperator(step: ActStep, world: ProofWorld, tell: Tell): void {
  const here = lookAt(world);
  const { done, wrong } = verdictIn(step, here, beginHistory(step, here));
  tell(!done, `${step.id}: not done at its start`);
  tell(wrong === null, `${step.id}: no mistake is seen at its start${wrong === null ? '' : `, but "${wrong}" is`}`);
  const operated = operatesIn(step, world);
  tell(operated.done, `${step.id}: the operator does it (${followedText(operated)})`);
}

/** `count` nights of a lesson, from a seed on. Each has as many incidents as the lesson says; all together have had each incident, and followed each rule. */
export function proveNights(lesson: Lesson, { from, count }: { readonly from: number; readonly count: number }, open: (night: Lesson) => ProofWorld): Proof {
  const shown: string[] = [];
  const failures: string[] = [];
  const came = new Set<string>();
  const followed = new Set<string>();
  for (let seed = from; seed < from + count; seed += 1) {
    const night = otherNight(lesson, seed);
    if (night === null) continue;
    const world = open(night);
    const one = playNight(night, world);
    const shift = lookAt(world).byKind.shift?.[0];
    const incidents = shift?.kind === 'shift' ? shift.incidents.map(({ id }) => id) : [];
    for (const id of incidents) came.add(id);
    for (const id of one.rules) followed.add(id);
    const books = shift?.kind === 'shift' ? `${shift.points} points: of ${shift.expected} readings ${shift.lost} lost, ${shift.duplicated} counted twice, ${shift.delayed} late` : 'no shift';
    const text = `${nightPath('night', seed)} (${incidents.join(', ')}): ${books}`;
    if (one.done && incidents.length === night.shift?.pick) shown.push(text);
    else failures.push(`${text}${one.done ? `: ${incidents.length} incidents came` : ': the operator does not pass'}`);
  }
  const { incidents = [] } = lesson.shift ?? {};
  const never = incidents.map(({ id }) => id).filter((id) => !came.has(id));
  const rules = lesson.steps.flatMap((step) => (step.kind === 'act' ? (step.rules ?? []) : [])).map(({ id }) => id).filter((id) => !followed.has(id));
  if (never.length > 0) failures.push(`no night from ${from} to ${from + count - 1} has ${never.join(', ')}`);
  if (rules.length > 0) failures.push(`in no night from ${from} to ${from + count - 1} the operator follows ${rules.join(', ')}`);
  return { shown, failures };
}

/** Plays what a night's steps do, one after the other, and lets the operator work where rules stand. */
function playNight(night: Lesson, world: ProofWorld): { readonly done: boolean; readonly rules: readonly string[] } {
  let done = true;
  const rules: string[] = [];
  for (const step of night.steps) {
    const act = toDo(step);
    if (act === null) continue;
    if (act.rules === undefined) {
      const played = play({ ...act, wrong: [] }, act.solution, world, { patienceUs: PATIENCE_US, untilDone: true });
      done &&= played.everDone;
    } else {
      const operated = operatesIn(act, world);
      done &&= operated.done;
      rules.push(...Object.keys(operated.operating.followed));
    }
  }
  return { done, rules };
}

/** Until the step is done, or a shift that is over says that it will not be. */
function operatesIn(step: ActStep, world: ProofWorld): Operated {
  const isOver = (): boolean => look(0, world.records(new Set(['shift']))).byKind.shift?.some((shift) => shift.kind === 'shift' && shift.state === 'over') === true;
  const operating = operateIn(step, world, world.nowUs() + LONGEST_US);
  for (let last = operating.next(); ; last = operating.next()) {
    if (last.done === true || last.value.done || isOver()) return last.value;
  }
}

function followedText({ operating }: Operated): string {
  return Object.entries(operating.followed).map(([id, times]) => (times === 1 ? id : `${id} ${times} times`)).join(', ');
}
