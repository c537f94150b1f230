// Watches a step of a lesson in a world that is played: one history for each branch of its time. Fetched when a lesson begins.
import type { Branch, StepVerdict } from '../bridge/frame.ts';
import { look, type Look } from '../lesson/evaluate.ts';
import { beginHistory, cutHistory, isHistory, lived, type StepHistory, verdictIn } from '../lesson/history.ts';
import { kindsOf } from '../lesson/kinds-of.ts';
import { isStepConditions, type StepConditions } from '../lesson/watch-step.ts';
import type { KernelState } from '../sim/kernel/state.ts';
import { CheckedLogs } from '../view-model/checked-logs.ts';
import { CHECKED_RECORDS } from '../view-model/project.ts';
import { projectWhole } from '../view-model/whole.ts';

export class StepWatch {
  private readonly step: StepConditions;
  private readonly kinds: ReadonlySet<string>;
  private readonly histories = new Map<number, StepHistory>();
  private readonly logs = new CheckedLogs();
  private lastBranch = -1;

  /** `history` is what is known of the branch that is shown, or null where the step begins now. */
  private constructor(step: StepConditions, branch: number, history: StepHistory | null) {
    this.step = step;
    this.kinds = kindsOf([step.check, ...step.wrong.map((wrong) => wrong.when)]);
    if (history !== null) this.histories.set(branch, history);
  }

  /** Null where the page sent something that is no step. */
  static of(step: unknown, branch: number, history: unknown): StepWatch | null {
    return isStepConditions(step) ? new StepWatch(step, branch, isHistory(history) ? history : null) : null;
  }

  /** Up to when the branch has been seen; null where it has not been looked at yet. */
  seenUntil(branch: number): number | null {
    return this.histories.get(branch)?.untilUs ?? null;
  }

  /** Forgets what was seen after a time: it has not been lived any more. */
  forgetAfter(branch: number, atUs: number): void {
    const history = this.histories.get(branch);
    this.logs.jumped();
    if (history !== undefined && atUs >= history.sinceUs) this.histories.set(branch, cutHistory(history, atUs));
  }

  /** A look at the world at an instant of a branch. */
  see(state: KernelState, atUs: number, branch: number, branches: readonly Branch[]): void {
    const history = this.historyOf(branch, branches);
    if (history !== null && (atUs <= history.untilUs || history.doneAtUs !== null)) return;
    if (branch !== this.lastBranch) this.logs.jumped();
    this.lastBranch = branch;
    const seen = projectWhole(state, this.kinds, this.logs.looking());
    this.logs.saw(seen.values());
    const world = look(atUs, seen.values());
    this.histories.set(branch, history === null ? beginHistory(this.step, world) : lived(this.step, world, history));
  }

  verdict(state: KernelState, branch: number, branches: readonly Branch[]): StepVerdict {
    const history = this.historyOf(branch, branches);
    const { id } = this.step;
    if (history === null) return { step: id, done: false, wrong: null };
    return { step: id, ...(history.doneAtUs !== null ? { done: true, wrong: null } : verdictIn(this.step, this.look(state, state.now), history)) };
  }

  historyOf(branch: number, branches: readonly Branch[]): StepHistory | null {
    const known = this.histories.get(branch);
    if (known !== undefined) return known;
    const line = branches[branch];
    const before = line === undefined || line.parent === null ? null : this.historyOf(line.parent, branches);
    if (line === undefined || before === null) return null;
    const cut = cutHistory(before, line.forkedAtUs);
    this.histories.set(branch, cut);
    return cut;
  }

  private look(state: KernelState, atUs: number): Look {
    return look(atUs, projectWhole(state, this.kinds, CHECKED_RECORDS).values());
  }
}
