// Looks for the claimed steps of a lesson while its run is lived again.
import type { WorldRecord } from '../bridge/records.ts';
import { look, type Look } from '../lesson/evaluate.ts';
import { beginHistory, lived, type StepHistory } from '../lesson/history.ts';
import type { ActStep, Lesson } from '../lesson/lesson.ts';
import type { Progress } from '../lesson/progress.ts';

/** A claimed step, and when it is said to have been opened. */
export interface Looked {
  readonly step: ActStep;
  readonly sinceUs: number;
  /** That instant has been, or it is none of this run. */
  met: boolean;
  /** From before and from after what was given at that very instant: the page was paused, and the step was opened in between. */
  readonly seen: Seen[];
}

export interface Seen extends Pick<Looked, 'step' | 'sinceUs'> {
  history: StepHistory | null;
  /** The check held as soon as it was looked at. */
  atOnce: boolean;
}

export function looksOf(steps: readonly ActStep[], progress: Progress): Looked[] {
  return steps.map((step): Looked => {
    const sinceUs = progress.spans?.[step.id]?.sinceUs ?? -1;
    return { step, sinceUs, met: !Number.isSafeInteger(sinceUs) || sinceUs < 0, seen: [] };
  });
}

export function isOpen({ history }: Seen): boolean {
  return history !== null && history.doneAtUs === null;
}

/** One more look at the world; the first begins the step. */
export function sawNow(one: Seen, nowUs: number, records: Iterable<WorldRecord> | Look): void {
  if (one.history !== null && (!isOpen(one) || nowUs <= one.history.untilUs)) return;
  const world = 'byKind' in records ? records : look(nowUs, records);
  const only = { ...one.step, wrong: [] };
  if (one.history !== null) one.history = lived(only, world, one.history);
  else {
    one.history = beginHistory(only, world);
    one.atOnce = !isOpen(one);
  }
}

/**
 * The steps that were seen to be done, in the lesson's order. One whose check held as soon as it was looked at counts only where the steps before it were
 * done by then: a goal such as "the topic is gone" holds before there is a topic.
 */
export function held(looks: readonly Looked[], lesson: Lesson): readonly string[] {
  const solved: string[] = [];
  let doneUs = 0;
  for (const step of lesson.steps) {
    const seen = looks.find((one) => one.step.id === step.id)?.seen ?? [];
    const done = seen.flatMap(({ history, atOnce, sinceUs }) => (history?.doneAtUs == null || (atOnce && sinceUs < doneUs) ? [] : [history.doneAtUs]));
    if (done.length === 0) continue;
    solved.push(step.id);
    doneUs = Math.max(doneUs, Math.min(...done));
  }
  return solved;
}
