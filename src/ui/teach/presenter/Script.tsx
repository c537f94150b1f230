// What the presenter says next: the lesson's step or the demonstration, own notes, and the other demonstrations.
import { ArrowLeft, ArrowRight, Play } from 'lucide-react';
import { useState } from 'react';
import { demonstrationWords, openDemonstration } from '../../frame/doors.ts';
import { LessonHtml } from '../../lesson/words.tsx';
import { m } from '../../paraglide/messages.js';
import { DEMONSTRATIONS, type Demonstration } from '../../states/scenarios.ts';
import { pageStore } from '../../store/page-store.ts';
import type { LessonSeen, PageSeen } from './class-view.ts';
import { alongMarks } from './clicker.ts';
import { keepNotes, notesOf } from './notes.ts';
import type { ClassPage } from './use-audience.ts';

export interface ScriptProps {
  readonly page: ClassPage;
  readonly seen: PageSeen;
  readonly frozen: boolean;
}

export function Script({ page, seen, frozen }: ScriptProps): React.ReactNode {
  const [demo, setDemo] = useState<Demonstration['id'] | null>(null);
  const { lesson } = seen;
  const about = lesson?.path ?? demo ?? '';
  const open = async (demonstration: Demonstration): Promise<void> => {
    setDemo(demonstration.id);
    await openDemonstration(demonstration, page.world);
    const { ladder, dockOpen, dockTab } = pageStore.getState();
    await page.audience.lead({ door: 'demos', lessonOpen: false, selected: null, marked: null, beside: null, ladder, dockOpen: dockOpen && dockTab === 'sql', dockTab });
  };
  return (
    <section className="presenter-script" aria-label={m.presenter_script()}>
      {lesson !== null ? <LessonNow lesson={lesson} page={page} frozen={frozen} /> : <DemoNow demo={demo} page={page} />}
      <Notes key={about} about={about} />
      <details className="presenter-demos" open={lesson === null}>
        <summary>{m.door_demos()}</summary>
        <ul>
          {DEMONSTRATIONS.map((demonstration) => (
            <li key={demonstration.id}>
              <button type="button" className="button" aria-pressed={demo === demonstration.id} onClick={() => void open(demonstration)} data-demo={demonstration.id}><Play size={13} aria-hidden /> {demonstrationWords(demonstration.id).name}</button>
            </li>
          ))}
        </ul>
      </details>
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

function DemoNow({ demo, page }: { readonly demo: Demonstration['id'] | null; readonly page: ClassPage }): React.ReactNode {
  const words = demo === null ? null : demonstrationWords(demo);
  return (
    <article className="presenter-now">
      <h2>{words?.name ?? m.presenter_free()}</h2>
      <p>{words?.text ?? m.presenter_free_text()}</p>
      <Walk back={() => alongMarks(page.world, -1)} on={() => alongMarks(page.world, 1)} first={false} last={false} />
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
