// The lesson beside the stage: its story, one step at a time, with the learner's answers, help and progress.
import { ArrowLeft, ArrowRight, BookOpen, Check, RotateCcw, Wrench } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { isRight } from '../../lesson/answers.ts';
import { toDo } from '../../lesson/by-lesson.ts';
import type { Lesson, Step, StepText } from '../../lesson/lesson.ts';
import { isTyped } from '../../lesson/moves.ts';
import { isForeign } from '../../lesson/pack-path.ts';
import { isComplete } from '../../lesson/progress.ts';
import { nightSeed } from '../../lesson/shift.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { leaveOpening, opened } from '../store/opened.ts';
import { whileOpening } from '../store/opening.ts';
import { setPage, usePage } from '../store/page-store.ts';
import { ActView } from './ActView.tsx';
import { DoingView } from './DoingView.tsx';
import { Earlier } from './Lost.tsx';
import { lessonEntries, lessonLanguage, loadLesson } from './catalogue.ts';
import { PredictView } from './PredictView.tsx';
import { ShiftBoard, ShiftReport } from './ShiftBoard.tsx';
import { leaveLesson, openSession, type LessonSession, sessionOf, type SessionView } from './session.ts';
import { LessonHtml } from './words.tsx';
import type { LessonWorld } from './world.ts';
import './lesson.css';

export interface LessonPanelProps {
  /** The lesson's path in the course. */
  readonly path: string;
  readonly world: LessonWorld;
  readonly onLeave: () => void;
  /** Opens another lesson. */
  readonly onOpen: (path: string) => void;
  /** Opens the page that says what was done: what stands behind the last lesson. */
  readonly onEnd: () => void;
  /** Another page holds it: its end is the end. */
  readonly stays?: boolean;
}

/** The default export is what React.lazy loads: lessons are not part of the first load. */
export default function LessonPanel({ path, world, onLeave, onOpen, onEnd, stays = false }: LessonPanelProps): React.ReactNode {
  const [loaded, setLoaded] = useState<{ readonly path: string; readonly lesson: Lesson | null } | null>(null);
  useEffect(() => {
    let left = false;
    const load = async (): Promise<void> => {
      const lesson = await whileOpening(loadLesson(path).catch(() => null));
      if (!left) setLoaded({ path, lesson });
    };
    const open = async (): Promise<void> => {
      // One that goes on only gets its panel again.
      if (openSession()?.lesson.path === path) return load();
      if (!(await opened(load)) && !left) onLeave();
    };
    void open();
    return () => {
      left = true;
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- another path is another opening, another way back is not.
  }, [path]);
  if (loaded === null || loaded.path !== path) return <LessonComing />;
  if (loaded.lesson === null) return <output className="lesson-waiting">{m.lesson_missing()}</output>;
  return <OpenLesson key={path} lesson={loaded.lesson} world={world} onLeave={onLeave} onOpen={onOpen} onEnd={onEnd} stays={stays} />;
}

/** What is heard and can be left; how far it is stands on the stage. */
function LessonComing(): React.ReactNode {
  const leavable = usePage((state) => state.opening === 'free');
  return (
    <div className="lesson-waiting">
      <output>{m.lesson_loading()}</output>
      {leavable ? <button type="button" className="button" onClick={() => void leaveOpening()}>{m.cancel()}</button> : null}
    </div>
  );
}

function OpenLesson({ lesson, world, onLeave, onOpen, onEnd, stays }: Omit<LessonPanelProps, 'path'> & { readonly lesson: Lesson }): React.ReactNode {
  const [session] = useState(() => sessionOf(lesson, world));
  const { progress, ready, left } = useView(session);
  useEffect(() => void session.resume(), [session]);
  // A lesson that is done with the hand leaves the terminals' room to the stage.
  useEffect(() => setPage({ dockOpen: isTyped(lesson) }), [lesson]);
  const texts = lesson.texts[lessonLanguage()];
  const { step } = session;
  const leave = (): void => {
    leaveLesson();
    onLeave();
  };
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- it is left once.
  useEffect(() => { if (left) leave(); }, [left]);
  const finish = (): void => {
    if (stays === true) return say(isComplete(progress, lesson) ? m.embed_finished() : m.embed_unfinished());
    leave();
    if (isLastOfCourse(lesson)) onEnd();
  };
  const text = step === undefined ? undefined : texts.steps[step.id];
  const heading = useRef<HTMLHeadingElement>(null);
  const goTo = async (at: number): Promise<void> => {
    await session.goTo(at);
    requestAnimationFrame(() => {
      heading.current?.parentElement?.scrollTo({ top: 0 });
      heading.current?.focus({ preventScroll: true });
    });
  };
  const go = (at: number): void => void goTo(at);
  const last = progress.at === lesson.steps.length - 1;
  if (step === undefined || text === undefined) return <output className="lesson-waiting">{m.lesson_missing()}</output>;
  return (
    <article className="lesson" aria-label={texts.title} aria-busy={!ready}>
      <header className="lesson-header">
        <p className="lesson-where">{lesson.number === 0 ? m.lesson_exam() : m.lesson_lesson({ number: lesson.number })} · {m.lesson_minutes({ minutes: lesson.minutes })}{isForeign(lesson.path) ? <> <span className="pack-foreign" title={m.pack_foreign_hint()}>{m.pack_foreign()}</span></> : null}</p>
        <button type="button" className="lesson-quiet" onClick={() => session.restart()} aria-label={m.lesson_restart()} title={m.lesson_restart_hint()}><RotateCcw size={15} aria-hidden /></button>
        {stays === true ? null : <button type="button" className="lesson-quiet" onClick={leave}>{m.lesson_leave()}</button>}
      </header>
      <h2 className="lesson-title">{texts.title}</h2>
      <Steps lesson={lesson} session={session} onGo={go} />
      <div className="lesson-body">
        {progress.at === 0 ? <LessonHtml className="lesson-intro" html={texts.intro} /> : null}
        <p className={`lesson-kind lesson-kind-${step.kind}`}>{kindName(step)}</p>
        <h3 className="lesson-step-title" ref={heading} tabIndex={-1}>{text.title}</h3>
        {/* What is looked at again and again stands above what is read once. */}
        {lesson.shift === undefined || last ? null : <ShiftBoard />}
        <LessonHtml html={text.body} />
        {text.real === undefined ? null : (
          <details className="lesson-real">
            <summary><Wrench size={14} aria-hidden /> {m.lesson_real()}</summary>
            <LessonHtml html={text.real} />
          </details>
        )}
        {step.kind === 'watch' ? null : <Earlier session={session} onGo={go} />}
        {lesson.shift === undefined || !last ? null : <ShiftReport lesson={lesson} onOpen={(next) => { leaveLesson(); onOpen(next); }} onAgain={() => session.restart()} />}
        <StepView key={step.id} step={step} text={text} session={session} />
        {step.kind === 'watch' && isComplete(progress, lesson) ? <Complete lesson={lesson} session={session} /> : null}
        {last && texts.reading !== undefined ? <section className="lesson-reading"><h4><BookOpen size={14} aria-hidden /> {m.lesson_reading()}</h4><LessonHtml html={texts.reading} /></section> : null}
      </div>
      <Footer lesson={lesson} session={session} onGo={go} onFinish={finish} />
    </article>
  );
}

function useView(session: LessonSession): SessionView {
  return useSyncExternalStore(session.subscribe, () => session.view);
}

/** A night of the last lesson is that lesson. */
function isLastOfCourse({ path }: Lesson): boolean {
  return lessonEntries.at(-1)?.path === (nightSeed(path)?.path ?? path);
}

function kindName(step: Step): string {
  switch (step.kind) {
    case 'predict': return m.lesson_kind_predict();
    case 'act': return m.lesson_kind_act();
    case 'watch': return m.lesson_kind_watch();
  }
}

function Steps({ lesson, session, onGo }: { readonly lesson: Lesson; readonly session: LessonSession; readonly onGo: (at: number) => void }): React.ReactNode {
  const texts = lesson.texts[lessonLanguage()];
  const { progress } = useView(session);
  return (
    <nav className="lesson-steps" aria-label={m.lesson_steps()}>
      <ol>
        {lesson.steps.map((step, at) => {
          const done = progress.done.includes(step.id);
          const title = texts.steps[step.id]?.title ?? step.id;
          const name = done ? m.lesson_step_done({ at: at + 1, title }) : m.lesson_step_open({ at: at + 1, title });
          return (
            <li key={step.id}>
              <button type="button" className="lesson-dot" data-done={done} data-kind={step.kind} aria-current={at === progress.at ? 'step' : undefined} aria-label={name} title={name} onClick={() => onGo(at)} />
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

interface StepViewProps {
  readonly step: Step;
  readonly text: StepText;
  readonly session: LessonSession;
}

function StepView({ step, text, session }: StepViewProps): React.ReactNode {
  switch (step.kind) {
    case 'predict': return <PredictView step={step} text={text} session={session} />;
    case 'act': return <ActView step={step} text={text} session={session} />;
    case 'watch': return <DoingView step={step} session={session} />;
  }
}

/** What the learner foresaw, told without marks or medals. */
function Complete({ lesson, session }: { readonly lesson: Lesson; readonly session: LessonSession }): React.ReactNode {
  const given = lesson.steps.flatMap((step) => {
    const one = session.view.progress.answers[step.id];
    return step.kind !== 'predict' || one === undefined || one.truth === null ? [] : [{ ...one, right: isRight(step.question, one.answer, one.truth) }];
  });
  const right = given.filter((one) => one.right).length;
  const sure = given.filter((one) => !one.right && one.confidence === 3).length;
  return (
    <output className="lesson-note lesson-note-done">
      <strong><Check size={16} aria-hidden /> {m.lesson_complete()}</strong>
      {given.length > 0 ? <p>{m.lesson_complete_sure({ right, all: given.length, sure })}</p> : null}
    </output>
  );
}

interface FooterProps {
  readonly lesson: Lesson;
  readonly session: LessonSession;
  readonly onGo: (at: number) => void;
  readonly onFinish: () => void;
}

function Footer({ lesson, session, onGo, onFinish }: FooterProps): React.ReactNode {
  const { step } = session;
  const { progress, hurrying } = useView(session);
  const isWatched = step?.kind === 'watch';
  const done = step === undefined || (isWatched && toDo(step) === null) || progress.done.includes(step.id);
  const last = progress.at === lesson.steps.length - 1;
  return (
    <footer className="lesson-footer">
      <button type="button" className="lesson-quiet" disabled={progress.at === 0 || hurrying} onClick={() => onGo(progress.at - 1)}><ArrowLeft size={16} aria-hidden /> {m.lesson_back()}</button>
      <span className="lesson-count">{m.lesson_step({ at: progress.at + 1, of: lesson.steps.length })}</span>
      {last ? (
        <button type="button" className="lesson-next" data-ready={done} onClick={onFinish}>{m.lesson_finish()}</button>
      ) : (
        <button type="button" className="lesson-next" data-ready={done} disabled={hurrying} title={isWatched && !done ? m.lesson_skip_hint() : undefined} onClick={() => onGo(progress.at + 1)}>{done ? m.lesson_next() : m.lesson_skip()} <ArrowRight size={16} aria-hidden /></button>
      )}
    </footer>
  );
}
