// How far the open lesson of a guest has come, and whoever wants to hear of it.
import { reached } from '../../lesson/stars.ts';
import { type LessonSession, openSession, watchSession } from '../lesson/session.ts';
import { scoreOf } from './guest.ts';
import type { LessonProgress } from './messages.ts';

/** Null where no lesson is open. */
export function progressOf(session: LessonSession | null): LessonProgress | null {
  if (session === null) return null;
  const { lesson, view } = session;
  const now = reached(view.progress, lesson);
  return {
    lesson: lesson.path, step: session.step?.id ?? '', at: view.progress.at + 1, steps: lesson.steps.length, done: now.done, of: now.of, score: scoreOf(now),
    stars: { prediction: now.prediction, independence: now.independence }, complete: now.complete,
  };
}

/** Calls back with each change of the open lesson's progress, whichever lesson is open, and with the session that it is of. */
export function watchProgress(tell: (progress: LessonProgress, session: LessonSession) => void): void {
  let leave: (() => void) | null = null;
  let told = '';
  const look = (session: LessonSession): void => {
    const progress = progressOf(session);
    if (progress === null || JSON.stringify(progress) === told || !session.view.ready) return;
    told = JSON.stringify(progress);
    tell(progress, session);
  };
  const follow = (): void => {
    leave?.();
    leave = null;
    const session = openSession();
    if (session === null) return;
    leave = session.subscribe(() => look(session));
    look(session);
  };
  watchSession(follow);
  follow();
}
