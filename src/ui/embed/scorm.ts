// The lesson as a SCO: it finds the LMS's API (SCORM 1.2, run-time environment 3.3), goes on where it was left, and reports score, completion and time.
import type { SavedRun } from '../../bridge/input.ts';
import { readProgress } from '../../lesson/progress.ts';
import { loadLesson } from '../lesson/catalogue.ts';
import { keep, keptRecord } from '../lesson/keep.ts';
import { keepInMemory } from '../store/kept.ts';
import { isSavedRun } from '../store/resume.ts';
import type { Content } from './address.ts';
import { watchProgress } from './lesson-progress.ts';
import type { LessonProgress } from './messages.ts';
import type { LessonSession } from '../lesson/session.ts';
import { findApi, type Frame, type ScormApi, timespan } from './scorm-api.ts';
import { fromSuspend, toSuspend } from './suspend.ts';

/** While a lesson goes on, what was done in its world is handed over again after so long, in real ms. */
const COMMIT_EVERY_MS = 20_000;

/** Begins the attempt: what the LMS kept of it is there when the lesson opens. Null where no LMS answers; then nothing is kept anywhere. */
export async function launch(content: Content, around: Frame = window): Promise<{ readonly report: () => void } | null> {
  const api = findApi(around);
  keepInMemory();
  if (api === null || String(api.LMSInitialize('')) !== 'true') return null;
  const isResumed = content.kind === 'lesson' && (await resume(api, content.lesson));
  if (['', 'not attempted', 'browsed'].includes(api.LMSGetValue('cmi.core.lesson_status'))) api.LMSSetValue('cmi.core.lesson_status', 'incomplete');
  return { report: () => report(api, isResumed) };
}

/** Whether progress was there whose world was too long to be kept with it. */
async function resume(api: ScormApi, path: string): Promise<boolean> {
  const suspended = fromSuspend(api.LMSGetValue('cmi.suspend_data'));
  const lesson = suspended === null ? null : await loadLesson(path);
  const progress = lesson === null ? null : readProgress(suspended?.progress, lesson);
  if (suspended === null || lesson === null || progress === null) return false;
  const run: SavedRun | null = suspended.inputs === null ? null : { version: 1, scenario: lesson.scenario, seed: lesson.seed, inputs: suspended.inputs };
  keep(path, { progress, history: null, run });
  return run === null && progress.at > 0;
}

function report(api: ScormApi, withoutWorld: boolean): void {
  let last: { readonly progress: LessonProgress; readonly session: LessonSession } | null = null;
  let mends = withoutWorld;
  let ended = false;
  const hand = (): void => {
    if (last === null || ended) return;
    tell(api, last.progress, last.session);
    api.LMSCommit('');
  };
  watchProgress((progress, session) => {
    last = { progress, session };
    hand();
    // The steps that are done are done in a world that is put in order as they would have left it.
    if (mends) void session.mend();
    mends = false;
  });
  setInterval(hand, COMMIT_EVERY_MS);
  window.addEventListener('pagehide', () => {
    if (ended) return;
    hand();
    ended = true;
    api.LMSSetValue('cmi.core.session_time', timespan(performance.now()));
    api.LMSSetValue('cmi.core.exit', 'suspend');
    api.LMSCommit('');
    api.LMSFinish('');
  });
}

function tell(api: ScormApi, { lesson: path, step, score, complete }: LessonProgress, { view }: LessonSession): void {
  const kept = keptRecord(path);
  const run = kept !== null && 'run' in kept && isSavedRun(kept.run) ? kept.run : null;
  const values: readonly (readonly [string, string])[] = [
    ['cmi.core.score.min', '0'], ['cmi.core.score.max', '100'], ['cmi.core.score.raw', String(score)], ['cmi.core.lesson_location', step.slice(0, 255)],
    ['cmi.suspend_data', toSuspend(view.progress, run?.inputs ?? null)],
    // Done once is done for good.
    ...(complete ? [['cmi.core.lesson_status', 'completed'] as const] : []),
  ];
  for (const [name, value] of values) api.LMSSetValue(name, value);
}
