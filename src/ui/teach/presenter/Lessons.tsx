// The course in the presenter's window: any lesson can be opened before the class.
import { useRef } from 'react';
import { levels, lessonLanguage } from '../../lesson/catalogue.ts';
import { m } from '../../paraglide/messages.js';
import { setPage } from '../../store/page-store.ts';
import type { ClassPage } from './use-audience.ts';

export interface LessonsProps {
  readonly page: ClassPage;
  /** The lesson that is open before the class; null for none. */
  readonly open: string | null;
}

export function Lessons({ page, open }: LessonsProps): React.ReactNode {
  const language = lessonLanguage();
  const list = useRef<HTMLDetailsElement>(null);
  // What was opened stands above the list.
  const show = (path: string): void => {
    if (list.current !== null) list.current.open = false;
    list.current?.closest('.presenter-script')?.scrollTo({ top: 0 });
    setPage({ demo: null, marks: {} });
    void page.audience.openLesson(path);
  };
  return (
    <details ref={list} className="presenter-demos presenter-lessons" data-presenter="lessons">
      <summary>{m.presenter_lessons()}</summary>
      {levels.map((level, at) => (
        <section key={level.id}>
          <h3>{at + 1} · {level.title[language]}</h3>
          <ol>
            {level.lessons.map(({ path, number, title }) => (path === null ? null : (
              <li key={path}><button type="button" className="as-link" aria-current={path === open ? 'true' : undefined} onClick={() => show(path)} data-open-lesson={path}>{m.course_numbered({ number, title: title[language] })}</button></li>
            )))}
          </ol>
        </section>
      ))}
    </details>
  );
}
