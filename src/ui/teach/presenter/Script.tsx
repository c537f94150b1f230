// What the presenter says next: the lesson's step or a demonstration's instants, and own notes.
import { ArrowLeft, ArrowRight, BookOpen, Check, Eye, Play, Square, Undo2, Wrench } from 'lucide-react';
import { Suspense, useState } from 'react';
import { late } from '../../frame/Broken.tsx';
import { LessonHtml } from '../../lesson/words.tsx';
import { m } from '../../paraglide/messages.js';
import { setPage, usePage } from '../../store/page-store.ts';
import type { LessonSeen, PageSeen } from './class-view.ts';
import { alongMarks } from './clicker.ts';
import { Lessons } from './Lessons.tsx';
import { keepNotes, notesOf } from './notes.ts';
import type { ClassPage } from './use-audience.ts';

const Demos = late('demos', () => import('../../demos/Demos.tsx'));

export interface ScriptProps {
  readonly page: ClassPage;
  readonly seen: PageSeen;
}

export function Script({ page, seen }: ScriptProps): React.ReactNode {
  const demo = usePage((state) => state.demo?.id ?? '');
  const { lesson } = seen;
  const about = lesson?.path ?? demo;
  return (
    <section className="presenter-script" aria-label={m.presenter_script()}>
      {lesson === null ? about === '' ? <Guide /> : <div className="presenter-along"><Walk back={() => alongMarks(page.world, -1)} on={() => alongMarks(page.world, 1)} first={false} last={false} /></div> : <LessonNow lesson={lesson} page={page} />}
      {seen.lessonWaits ? <button type="button" className="button presenter-lesson" onClick={() => backToLesson(page)} data-presenter="lesson"><BookOpen size={15} aria-hidden /> {m.presenter_lesson()}</button> : null}
      {lesson === null ? <Suspense><Demos /></Suspense> : null}
      <Notes key={about} about={about} />
      <Lessons page={page} open={lesson?.path ?? null} />
      {lesson === null ? null : <details className="presenter-demos"><summary>{m.door_demos()}</summary><Suspense><Demos /></Suspense></details>}
    </section>
  );
}

/** What to do first, for whoever leads a class for the first time. */
function Guide(): React.ReactNode {
  return (
    <section className="presenter-guide" aria-label={m.presenter_guide()}>
      <h2>{m.presenter_guide()}</h2>
      <ol>{[m.presenter_guide_windows, m.presenter_guide_choose, m.presenter_guide_walk, m.presenter_guide_freeze].map((told) => <li key={told()}>{told()}</li>)}</ol>
    </section>
  );
}

/** The demonstration goes from both windows, with what it had on the timeline and the stage. */
function backToLesson(page: ClassPage): void {
  setPage({ demo: null, marks: {} });
  void page.audience.lead({ door: 'course', lessonOpen: true, demo: null, marks: {} });
}

interface LessonNowProps {
  readonly lesson: LessonSeen;
  readonly page: ClassPage;
}

function LessonNow({ lesson, page }: LessonNowProps): React.ReactNode {
  const go = (by: 1 | -1): void => void page.audience.goLesson(by);
  const ends = lesson.at === lesson.of - 1;
  return (
    <article className="presenter-now">
      <p className="presenter-where">{lesson.lesson} · {m.lesson_step({ at: lesson.at + 1, of: lesson.of })}</p>
      <h2>{lesson.title}</h2>
      <Walk back={() => go(-1)} on={() => go(1)} first={lesson.at === 0} last={ends} />
      {ends ? <button type="button" className="button presenter-lesson" onClick={() => void page.audience.endLesson()} data-presenter="end"><Check size={15} aria-hidden /> {m.presenter_end()}</button> : null}
      <LessonHtml html={lesson.body} />
      <Doing lesson={lesson} page={page} />
      {lesson.hints.length === 0 ? null : <details><summary>{m.presenter_hints({ hints: lesson.hints.length })}</summary><ol>{lesson.hints.map((hint) => <li key={hint}><LessonHtml html={hint} /></li>)}</ol></details>}
      {lesson.done === '' ? null : <details><summary>{m.presenter_after()}</summary><LessonHtml html={lesson.done} /></details>}
    </article>
  );
}

/** How far the class's page is with the step, and what can be done about it from here. */
function Doing({ lesson: { doing, missing, seeing }, page: { audience } }: LessonNowProps): React.ReactNode {
  return (
    <div className="presenter-doing">
      <output>{doing === 'done' ? <strong className="presenter-done"><Check size={15} aria-hidden /> {m.presenter_done()}</strong> : doing === 'showing' ? m.presenter_showing() : doing === 'open' ? m.presenter_open() : ''}</output>
      {doing === 'open' || doing === 'showing' ? <button type="button" className="button" onClick={() => void audience.doStep()} data-presenter="do">{doing === 'open' ? <><Play size={15} aria-hidden /> {m.presenter_do()}</> : <><Square size={14} aria-hidden /> {m.lesson_show_stop()}</>}</button> : null}
      {missing === 0 || doing === 'done' ? null : <><p>{m.presenter_missing({ steps: missing })}</p><button type="button" className="button" onClick={() => void audience.mend()} data-presenter="mend"><Wrench size={15} aria-hidden /> {m.lesson_earlier_mend()}</button></>}
      {seeing === null ? null : <button type="button" className="button" onClick={() => void audience.see()} data-presenter="see">{seeing ? <><Undo2 size={15} aria-hidden /> {m.lesson_unsee()}</> : <><Eye size={15} aria-hidden /> {m.lesson_see_it()}</>}</button>}
    </div>
  );
}

interface WalkProps {
  readonly back: () => void;
  readonly on: () => void;
  readonly first: boolean;
  readonly last: boolean;
}

function Walk({ back, on, first, last }: WalkProps): React.ReactNode {
  return (
    <div className="presenter-walk">
      <button type="button" className="button" disabled={first} onClick={back} title="PageUp" data-presenter="back"><ArrowLeft size={15} aria-hidden /> {m.presenter_back()}</button>
      <button type="button" className="button is-main" disabled={last} onClick={on} title="PageDown" data-presenter="next">{m.presenter_next()} <ArrowRight size={15} aria-hidden /></button>
    </div>
  );
}

function Notes({ about }: { readonly about: string }): React.ReactNode {
  const [text, setText] = useState(() => notesOf(about));
  const write = (next: string): void => {
    setText(next);
    keepNotes(about, next);
  };
  return (
    <label className="presenter-notes">
      <span>{m.presenter_notes()}</span>
      <textarea value={text} placeholder={m.presenter_notes_hint()} onChange={(event) => write(event.target.value)} rows={4} />
    </label>
  );
}
