// Proves an exam: an operator who follows the solutions repairs what each of many seeds has broken, and nothing was whole before.
import { look } from '../lesson/evaluate.ts';
import { type Exam, examOf } from '../lesson/exam.ts';
import { beginHistory, lived } from '../lesson/history.ts';
import type { Lesson } from '../lesson/lesson.ts';
import { type Proof, proveLesson } from './prove-lesson.ts';
import type { ProofWorld } from './prove-play.ts';

const SETTLE_US = 10_000_000;
const LOOK_US = 250_000;

/** `count` exams, from a seed on. Each must have as many faults as the exam says, and all seeds together must have used each fault. */
export function proveExam(exam: Exam, { from, count }: { readonly from: number; readonly count: number }, open: (lesson: Lesson) => ProofWorld): Proof {
  const shown: string[] = [];
  const failures: string[] = [];
  const used = new Set<string>();
  for (let seed = from; seed < from + count; seed += 1) {
    const lesson = examOf(exam, seed);
    const acts = lesson.steps.filter((step) => step.kind === 'act');
    const fresh = new Set(acts.map((step) => step.id).filter((id) => !used.has(id)));
    for (const step of acts) used.add(step.id);
    const name = `seed ${seed} (${acts.map((step) => step.id).join(', ')})`;
    let last: ProofWorld | null = null;
    const opened = (): ProofWorld => (last = open(lesson));
    const proof = proveLesson(lesson, opened, { walks: 0, late: false, mutants: (step) => fresh.has(step.id) });
    shown.push(...proof.shown.filter((line) => line.startsWith('~')));
    failures.push(...proof.failures.map((failure) => `${name}: ${failure}`));
    failures.push(...stillBroken(lesson, last).map((id) => `${name}: "${id}" is broken again once all else is repaired`));
    if (acts.length !== exam.pick) failures.push(`${name}: has ${acts.length} faults, not ${exam.pick}`);
    if (proof.failures.length === 0) shown.push(`${name}: repaired`);
  }
  const never = exam.faults.filter((fault) => !used.has(fault.step.id)).map((fault) => fault.step.id);
  if (never.length > 0) failures.push(`no seed from ${from} to ${from + count - 1} breaks ${never.join(', ')}`);
  return { shown, failures };
}

/** Conditions that held when their step was done, and hold no more at the end. Ten seconds are given to settle. */
function stillBroken(lesson: Lesson, world: ProofWorld | null): string[] {
  if (world === null) return [];
  return lesson.steps.flatMap((step) => {
    if (step.kind !== 'act') return [];
    const fork = world.fork();
    let history = beginHistory(step, look(fork.nowUs(), fork.records()));
    for (let waited = 0; waited < SETTLE_US && history.doneAtUs === null; waited += LOOK_US) {
      fork.advance(LOOK_US);
      const now = look(fork.nowUs(), fork.records());
      history = lived(step, now, history);
    }
    return history.doneAtUs === null ? [step.id] : [];
  });
}
