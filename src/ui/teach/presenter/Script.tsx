// What the presenter says next: the lesson's step or a demonstration's instants, and own notes.
import { ArrowLeft, ArrowRight, BookOpen } from 'lucide-react';
import { Suspense, useState } from 'react';
import { late } from '../../frame/Broken.tsx';
import { LessonHtml } from '../../lesson/words.tsx';
import { m } from '../../paraglide/messages.js';
import { usePage } from '../../store/page-store.ts';
import type { LessonSeen, PageSeen } from './class-view.ts';
import { alongMarks } from './clicker.ts';
import { keepNotes, notesOf } from './notes.ts';
import type { ClassPage } from './use-audience.ts';

const Demos = late('demos', () => import('../../demos/Demos.tsx'));

export interface ScriptProps {
  readonly page: ClassPage;
  readonly seen: PageSeen;
  readonly frozen: boolean;
}

export function Script({ page, seen, frozen }: ScriptProps): React.ReactNode {
  const demo = usePage((state) => state.demo?.id ?? '');
  const { lesson } = seen;
  const about = lesson?.path ?? demo;
  return (
    <section className="presenter-script" aria-label={m.presenter_script()}>
      {lesson === null ? <Walk back={() => alongMarks(page.world, -1)} on={() => alongMarks(page.world, 1)} first={false} last={false} /> : <LessonNow lesson={lesson} page={page} frozen={frozen} />}
      {seen.lessonWaits ? <button type="button" className="button presenter-lesson" onClick={() => void page.audience.lead({ door: 'course', lessonOpen: true, demo: null })} data-presenter="lesson"><BookOpen size={15} aria-hidden /> {m.presenter_lesson()}</button> : null}
      <Notes key={about} about={about} />
      {lesson === null ? <Suspense><Demos /></Suspense> : <details className="presenter-demos"><summary>{m.door_demos()}</summary><Suspense><Demos /></Suspense></details>}
    </section>
  );
}

interface LessonNowProps {
  readonly lesson: LessonSeen;
  readonly page: ClassPage;
  readonly frozen: boolean;
}

function LessonNow({ lesson, page, frozen }: LessonNowProps): React.ReactNode {
  const go = (by: 1 | -1): void => void page.audience.goLesson(by);
  return (
    <article className="presenter-now">
      <p className="presenter-where">{lesson.lesson} · {m.lesson_step({ at: lesson.at + 1, of: lesson.of })}</p>
      <h2>{lesson.title}</h2>
      <Walk back={() => go(-1)} on={() => go(1)} first={lesson.at === 0 || frozen} last={lesson.at === lesson.of - 1 || frozen} />
      <LessonHtml html={lesson.body} />
      {lesson.hints.length === 0 ? null : <details><summary>{m.presenter_hints({ hints: lesson.hints.length })}</summary><ol>{lesson.hints.map((hint) => <li key={hint}><LessonHtml html={hint} /></li>)}</ol></details>}
      {lesson.done === '' ? null : <details><summary>{m.presenter_after()}</summary><LessonHtml html={lesson.done} /></details>}
    </article>
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
      <textarea value={text} placeholder={m.presenter_notes_hint()} onChange={(event) => write(event.target.value)} rows={5} />
    </label>
  );
}
