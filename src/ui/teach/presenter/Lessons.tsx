// The course in the presenter's window: any lesson can be opened before the class.
import { levels, lessonLanguage } from '../../lesson/catalogue.ts';
import { m } from '../../paraglide/messages.js';
import { setPage } from '../../store/page-store.ts';
import type { ClassPage } from './use-audience.ts';

export interface LessonsProps {
  readonly page: ClassPage;
  /** The lesson that is open before the class; null for none. */
  readonly open: string | null;
  readonly frozen: boolean;
}

export function Lessons({ page, open, frozen }: LessonsProps): React.ReactNode {
  const language = lessonLanguage();
  const show = (path: string): void => {
    setPage({ demo: null, marks: {} });
    void page.audience.openLesson(path);
  };
  return (
    <details className="presenter-demos presenter-lessons" data-presenter="lessons">
      <summary>{m.presenter_lessons()}</summary>
      {levels.map((level, at) => (
        <section key={level.id}>
          <h3>{m.course_numbered({ number: at + 1, title: level.title[language] })}</h3>
          <ol>
            {level.lessons.map(({ path, number, title }) => (path === null ? null : (
              <li key={path}><button type="button" className="as-link" disabled={frozen} aria-current={path === open ? 'true' : undefined} onClick={() => show(path)} data-open-lesson={path}>{m.course_numbered({ number, title: title[language] })}</button></li>
            )))}
          </ol>
        </section>
      ))}
    </details>
  );
}
