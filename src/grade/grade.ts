// Grades what was handed in of a lesson: its run is played again from the lesson's own world, and what is claimed of it is looked for there.
import type { SavedRun, TimedInput } from '../bridge/input.ts';
import { isRight } from '../lesson/answers.ts';
import { beginsAsLesson, type Claim, lessonVersion } from '../lesson/homework.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import type { ActStep, Lesson, PredictStep } from '../lesson/lesson.ts';
import { type Progress, readProgress } from '../lesson/progress.ts';
import type { Doubt, Graded, Unread } from '../lesson/graded.ts';
import type { WorldSource } from '../sim/cluster-world.ts';
import type { Kernel } from '../sim/kernel/kernel.ts';
import { Onlooker } from '../sim/onlooker.ts';
import { readSavedRun } from '../sim/saved-run.ts';
import { seeing } from '../view-model/again.ts';
import { CHECKED_RECORDS } from '../view-model/project.ts';
import { projectWhole } from '../view-model/whole.ts';
import { answerAgain } from './answer-again.ts';
import { held, isOpen, type Looked, looksOf, sawNow } from './look-again.ts';

/** What of a run is played again: so many events of the world, hours of a busy one. A run beyond is not graded, whoever made it. */
export const MOST_EVENTS = 5_000_000;
/** Between two pauses for whoever runs it. */
const SLICE_US = 250_000;

/**
 * Plays a claim again, pausing at each yield, which says how much of the run was played, from 0 to 1. `build` is that of the simulator that plays.
 * What is claimed and not seen is never counted.
 */
export function* grading(source: WorldSource, claim: Claim, lesson: Lesson, build: string): Generator<number, Graded | Unread> {
  const progress = readProgress(claim.progress, lesson);
  const read = readSavedRun(claim.run);
  if (progress === null) return { kind: 'unread', problem: 'damaged', where: 'progress' };
  if (read.kind === 'problems') return { kind: 'unread', problem: 'damaged', where: read.problems[0] ?? 'run' };
  const { run } = read;
  const { sealed } = claim;
  const isOther = sealed !== null && sealed.lessonVersion !== lessonVersion(lesson);
  if (run.seed !== lesson.seed || JSON.stringify(run.scenario) !== JSON.stringify(lesson.scenario)) return { kind: 'unread', problem: isOther ? 'other-lesson' : 'other-world', where: '' };
  const endUs = sealed?.endUs ?? lastUs(run, progress);
  const replay = new Replay(source, run, lesson, progress, Math.max(endUs, run.inputs.at(-1)?.atUs ?? 0));
  const beganUs = replay.kernel.state.now;
  for (let atUs = beganUs; atUs < replay.endUs; ) {
    atUs = Math.min(replay.endUs, atUs + SLICE_US);
    replay.playUntil(atUs);
    if (replay.kernel.state.handled > MOST_EVENTS) return { kind: 'unread', problem: 'too-long', where: '' };
    yield (atUs - beganUs) / (replay.endUs - beganUs);
  }
  replay.playUntil(replay.endUs);
  const doubts: Doubt[] = [
    ...(sealed !== null && !sealed.fits ? [{ kind: 'seal' } as const] : []),
    ...(sealed !== null && sealed.build === build && sealed.hash !== replay.kernel.hash() ? [{ kind: 'hash' } as const] : []),
    ...(beginsAsLesson(run, lesson) ? [] : [{ kind: 'beginning' } as const]),
    ...replay.doubts(claim.points),
  ];
  const otherBuild = sealed !== null && sealed.build !== build;
  return { kind: 'graded', verdict: verdictOf(doubts, claim, { isOther, otherBuild, sameHash: sealed?.hash === replay.kernel.hash() }), doubts, ...replay.counts(), timeUs: replay.endUs - lesson.scenario.shownFromUs, points: replay.points() };
}

/** A changed file is told before all else, then what kept it from being told, then what the run does not show. */
function verdictOf(doubts: readonly Doubt[], { sealed }: Claim, { isOther, otherBuild, sameHash }: { readonly isOther: boolean; readonly otherBuild: boolean; readonly sameHash: boolean }): Graded['verdict'] {
  if (doubts.some(({ kind }) => kind === 'seal' || kind === 'hash' || kind === 'beginning')) return 'changed';
  if (doubts.length > 0) return 'unproven';
  if (isOther) return 'other-version';
  if (otherBuild && !sameHash) return 'other-build';
  return sealed === null ? 'no-seal' : 'intact';
}

/** Without a seal a run ends where its last input or its last claim is. */
function lastUs(run: SavedRun, progress: Progress): number {
  const claimed = [...Object.values(progress.spans ?? {}).map((span) => span.doneAtUs + 1), ...Object.values(progress.answers).map((given) => given.atUs ?? 0)];
  return Math.max(run.inputs.at(-1)?.atUs ?? 0, run.scenario.shownFromUs, ...claimed.filter((atUs) => Number.isSafeInteger(atUs)));
}

interface Asked {
  readonly step: PredictStep;
  readonly atUs: number;
  /** What this world answers there: before and after what was given at that very instant. */
  readonly truths: (string | null)[];
  met: boolean;
}

/** One run of a lesson, lived again, with a look at each claimed step and a question where each was asked. */
class Replay {
  readonly kernel: Kernel;
  readonly endUs: number;
  private readonly source: WorldSource;
  private readonly lesson: Lesson;
  private readonly progress: Progress;
  private readonly waiting: TimedInput[];
  private readonly looks: Looked[];
  private readonly asked: Asked[];
  private readonly onlooker: Onlooker;

  constructor(source: WorldSource, run: SavedRun, lesson: Lesson, progress: Progress, endUs: number) {
    this.source = source;
    this.lesson = lesson;
    this.progress = progress;
    this.endUs = endUs;
    this.kernel = source.create(run.scenario, run.seed);
    this.onlooker = new Onlooker(this.kernel);
    this.waiting = [...run.inputs];
    this.looks = looksOf(this.claimedSteps(), progress);
    this.asked = this.claimedAnswers();
  }

  /** What is due at or before a time; an input comes after the events of its instant. */
  playUntil(atUs: number): void {
    for (;;) {
      const next = Math.min(this.waiting[0]?.atUs ?? Infinity, ...this.looks.filter(({ met }) => !met).map(({ sinceUs }) => sinceUs), ...this.asked.filter(({ met }) => !met).map(({ atUs: askedUs }) => askedUs));
      if (next > atUs) break;
      this.onlooker.runUntil(Math.max(next, this.kernel.state.now));
      // A step may have been opened, and a question asked, before or after what was given at the same instant.
      const given = this.waiting.filter((one) => one.atUs <= next).length;
      if (given > 0) this.meet(next, false);
      for (const { input } of this.waiting.splice(0, given)) if (this.source.apply(this.kernel, input) === null) this.onlooker.tookInput();
      this.onlooker.runUntil(this.kernel.state.now);
      this.meet(next, true);
    }
    this.onlooker.runUntil(Math.max(atUs, this.kernel.state.now));
  }

  private meet(atUs: number, after: boolean): void {
    for (const one of this.asked) if (one.atUs <= atUs && !one.met) one.truths.push(answerAgain(this.source, this.kernel, one.step));
    if (after) for (const one of this.asked) one.met ||= one.atUs <= atUs;
    const due = this.looks.filter((one) => !one.met && one.sinceUs <= atUs);
    if (due.length === 0) return;
    const begun = due.flatMap((one) => {
      one.met = after;
      const began = { step: one.step, sinceUs: one.sinceUs, history: null, atOnce: false };
      one.seen.push(began);
      return began;
    });
    const kinds = kindsOf(due.map(({ step }) => step.check));
    const records = projectWhole(this.kernel.state, kinds, CHECKED_RECORDS);
    for (const one of begun) sawNow(one, this.kernel.state.now, records.values());
    this.lookOn();
  }

  /** Looks on as long as a step that was begun is not seen to be done. */
  private lookOn(): void {
    const open = this.looks.filter(({ seen }) => seen.some(isOpen) && seen.every((one) => isOpen(one) || one.atOnce)).flatMap(({ seen }) => seen.filter(isOpen));
    if (open.length === 0) this.onlooker.see = null;
    else {
      this.onlooker.see = seeing(this.kernel, kindsOf(open.map(({ step }) => step.check)), (world) => {
        for (const one of open) sawNow(one, world.nowUs, world);
        if (open.some((one) => !isOpen(one))) this.lookOn();
      });
    }
    this.onlooker.jumped();
  }

  private claimedSteps(): readonly ActStep[] {
    const { done, byLesson = [] } = this.progress;
    return this.lesson.steps.flatMap((step) => (step.kind === 'act' && done.includes(step.id) && !byLesson.includes(step.id) ? [step] : []));
  }

  private claimedAnswers(): Asked[] {
    return this.lesson.steps.flatMap((step) => {
      const given = step.kind === 'predict' ? this.progress.answers[step.id] : undefined;
      return step.kind !== 'predict' || given?.atUs === undefined || given.atUs > this.endUs ? [] : [{ step, atUs: given.atUs, truths: [], met: false }];
    });
  }

  /** Whether the world answers as the file says that it did. */
  private isSameTruth({ step, truths }: Asked): boolean {
    const truth = this.progress.answers[step.id]?.truth ?? null;
    return truths.includes(truth);
  }

  private solved(): readonly string[] {
    return held(this.looks, this.lesson);
  }

  doubts(claimedPoints: number | null): Doubt[] {
    const solved = this.solved();
    const steps = this.claimedSteps().filter(({ id }) => !solved.includes(id)).map(({ id }): Doubt => ({ kind: 'step', step: id }));
    const shown = this.lesson.steps.filter((step) => step.kind === 'predict' && this.progress.answers[step.id] !== undefined && !this.asked.some((one) => one.step.id === step.id && this.isSameTruth(one)));
    const points = claimedPoints !== null && this.lesson.shift !== undefined && claimedPoints !== this.points() ? [{ kind: 'points', claimed: claimedPoints } as const] : [];
    return [...steps, ...shown.map(({ id }): Doubt => ({ kind: 'answer', step: id })), ...points];
  }

  counts(): Pick<Graded, 'solved' | 'claimed' | 'steps' | 'right' | 'wrong' | 'predictions' | 'hints' | 'shown' | 'byLesson' | 'details'> {
    const { lesson, progress } = this;
    const acts = lesson.steps.filter((step) => step.kind === 'act');
    const predictions = lesson.steps.filter((step) => step.kind === 'predict');
    const solved = this.solved();
    const proven = this.asked.filter((one) => this.isSameTruth(one));
    const isRightOne = ({ step }: Asked): boolean => isRight(step.question, progress.answers[step.id]?.answer ?? '', progress.answers[step.id]?.truth ?? null);
    const right = proven.filter(isRightOne);
    const known = new Set(acts.map(({ id }) => id));
    return {
      solved: solved.length, claimed: acts.filter(({ id }) => progress.done.includes(id)).length, steps: acts.length, right: right.length, wrong: proven.length - right.length, predictions: predictions.length,
      hints: Object.values(progress.hints).reduce((sum, hints) => sum + hints, 0), shown: progress.shown.filter((id) => known.has(id)).length, byLesson: (progress.byLesson ?? []).filter((id) => known.has(id)).length,
      details: lesson.steps.flatMap((step): Graded['details'] => {
        if (step.kind === 'act') return [{ step: step.id, result: solved.includes(step.id) ? 'solved' : progress.byLesson?.includes(step.id) === true ? 'by-lesson' : progress.done.includes(step.id) ? 'not-seen' : 'open', hints: progress.hints[step.id] ?? 0 }];
        if (step.kind !== 'predict') return [];
        const one = proven.find((asked) => asked.step === step);
        return [{ step: step.id, result: one === undefined ? (progress.answers[step.id] === undefined ? 'open' : 'not-seen') : isRightOne(one) ? 'right' : 'wrong', hints: progress.hints[step.id] ?? 0 }];
      }),
    };
  }

  /** What a shift came to in this run; null where there is none, or it is not over. */
  points(): number | null {
    if (this.lesson.shift === undefined) return null;
    const shift = [...projectWhole(this.kernel.state, new Set(['shift']), CHECKED_RECORDS).values()].find((record) => record.kind === 'shift');
    return shift?.kind === 'shift' && shift.state === 'over' ? shift.points : null;
  }
}
