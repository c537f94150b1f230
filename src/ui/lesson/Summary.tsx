// What the lessons of a level taught, on one page that can be printed. Fetched when it is opened.
import { ArrowLeft, Printer } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { CourseLevel, LevelSummary } from '../../lesson/lesson.ts';
import { m } from '../paraglide/messages.js';
import { lessonLanguage, loadSummary } from './catalogue.ts';
import { Printable } from './Printable.tsx';
import { LessonHtml } from './words.tsx';
import './lesson.css';
import './course.css';

export default function Summary({ level, onLeave, onOpen }: { readonly level: CourseLevel; readonly onLeave: () => void; readonly onOpen: (path: string) => void }): React.ReactNode {
  const [summary, setSummary] = useState<LevelSummary | null>(null);
  const language = lessonLanguage();
  useEffect(() => {
    let left = false;
    void loadSummary(level.id).then((loaded) => (left ? undefined : setSummary(loaded)));
    return () => {
      left = true;
    };
  }, [level.id]);
  return (
    <div className="course summary" aria-busy={summary === null}>
      <p className="summary-tools">
        <button type="button" className="lesson-quiet" onClick={onLeave}><ArrowLeft size={16} aria-hidden /> {m.course_back()}</button>
        <button type="button" className="lesson-quiet" disabled={summary === null} onClick={() => window.print()}><Printer size={16} aria-hidden /> {m.certificate_print()}</button>
      </p>
      {summary === null ? <output className="lesson-waiting">{m.lesson_loading()}</output> : (
        <Printable>
          <h1>{m.summary_title({ level: level.title[language] })}</h1>
          <p className="summary-lead course-lead">{m.summary_lead()}</p>
          {summary.lessons.map(({ path, number, texts }) => <Taught key={path} number={number} text={texts[language]} onOpen={() => onOpen(path)} />)}
        </Printable>
      )}
    </div>
  );
}

function Taught({ number, text, onOpen }: { readonly number: number; readonly text: LevelSummary['lessons'][number]['texts']['pt']; readonly onOpen: () => void }): React.ReactNode {
  return (
    <section className="summary-lesson">
      <h2><button type="button" className="summary-open" onClick={onOpen}>{m.course_numbered({ number, title: text.title })}</button></h2>
      <LessonHtml html={text.learned} />
      {text.reading === '' ? null : <><h3>{m.lesson_reading()}</h3><LessonHtml html={text.reading} /></>}
    </section>
  );
}
