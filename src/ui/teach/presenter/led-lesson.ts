// The lesson that a presenter leads: what is told of it, and what is done to it on the class's page.
import { keepOpen } from '../../lesson/keep.ts';
import { toDo } from '../../../lesson/by-lesson.ts';
import type { LessonText } from '../../../lesson/lesson.ts';
import type { Confidence } from '../../../lesson/progress.ts';
import { lessonLanguage } from '../../lesson/catalogue.ts';
import { leaveLesson, type LessonSession, openSession } from '../../lesson/session.ts';
import { plainLabel } from '../../lesson/words.tsx';
import { setPage } from '../../store/page-store.ts';
import type { Audience, LessonSeen } from './class-view.ts';

/** A class that raised its hands is neither sure nor guessing. */
const CLASS_IS_SURE: Confidence = 2;
/** A longer text is told by its last question alone, in letters. */
const LONG_QUESTION = 260;

/** The part of the class's page that leads its lesson. */
export const lessonHand: Pick<Audience, 'goLesson' | 'openLesson' | 'endLesson' | 'doStep' | 'mend' | 'see' | 'truth'> = {
  goLesson: async (by) => {
    const session = openSession();
    if (session !== null && session.lesson.steps[session.view.progress.at + by] !== undefined) await session.goTo(session.view.progress.at + by);
  },
  openLesson: (path) => {
    keepOpen(path);
    setPage({ door: 'course', lessonOpen: true, demo: null, marks: {}, selected: null, tab: 'lesson' });
  },
  endLesson: () => {
    leaveLesson();
    keepOpen(null);
  },
  doStep: () => {
    const session = openSession();
    const step = session?.step;
    if (session === null || step?.kind !== 'act' || session.view.progress.done.includes(step.id)) return;
    if (session.view.showing === 'playing') session.stopShowing();
    else session.showSolution(step);
  },
  mend: async () => openSession()?.mend(),
  see: async () => {
    const session = openSession();
    const step = session?.step;
    if (session === null || step?.kind !== 'predict') return;
    await (session.view.seeingFromUs === null ? session.seeIt(step) : session.unsee());
  },
  truth: async (given) => {
    const session = openSession();
    const step = session?.step;
    if (session === null || step?.kind !== 'predict') return null;
    const known = session.view.progress.answers[step.id]?.truth;
    if (known !== undefined && known !== null) return known;
    const truth = await session.truthOf(step);
    if (truth !== null && given !== null) await session.answer(step, given, CLASS_IS_SURE);
    return truth;
  },
};

/** The step that the class has before it; null where no lesson is open. */
export function lessonSeen(session: LessonSession | null): LessonSeen | null {
  const step = session?.step;
  if (session === null || step === undefined) return null;
  const texts: LessonText = session.lesson.texts[lessonLanguage()];
  const text = texts.steps[step.id];
  if (text === undefined) return null;
  const options = step.kind === 'predict' && step.question.kind === 'choice' ? step.question.options : [];
  const { progress, showing, seeingFromUs } = session.view;
  return {
    path: session.lesson.path, lesson: texts.title, at: progress.at, of: session.lesson.steps.length, title: text.title, body: text.body, done: text.done, hints: text.hints,
    question: step.kind === 'predict' ? plainQuestion(text.body) : '',
    answers: options.map(({ id }) => ({ id, text: plainLabel(text.options[id]?.label ?? id) })),
    doing: toDo(step) === null ? null : progress.done.includes(step.id) ? 'done' : showing === 'playing' ? 'showing' : 'open',
    missing: step.kind === 'watch' ? 0 : session.openBefore.length,
    seeing: progress.answers[step.id]?.truth == null ? null : seeingFromUs !== null,
  };
}

/** What a step's text asks, in one breath: all its sentences, or where they are many the paragraph with the last question. */
function plainQuestion(html: string): string {
  const paragraphs = [...new DOMParser().parseFromString(html, 'text/html').querySelectorAll('p')].map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim());
  const whole = paragraphs.join(' ');
  return whole.length <= LONG_QUESTION ? whole : (paragraphs.findLast((one) => one.includes('?')) ?? whole);
}
