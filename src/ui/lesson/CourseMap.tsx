// The map of the course: six levels, their lessons with what was reached, what is coming, a world to play in, an exam, and what wants another try.
import { ArrowRight, Award, FlaskConical, GraduationCap, History, ListChecks, Package, ScrollText } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { CourseLevel, Lesson } from '../../lesson/lesson.ts';
import { examPath } from '../../lesson/exam.ts';
import { reviewPath } from '../../lesson/review.ts';
import { courseTitle } from '../frame/course-title.ts';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import { lessonEntries, lessonLanguage, levels } from './catalogue.ts';
import { keptPaths, keptReached } from './keep.ts';
import { dueReviews } from './kept-reviews.ts';
import { Reach } from './Reach.tsx';
import './course.css';

const PackLevels = lazy(() => import('../packs/PackLevels.tsx'));

export interface CourseMapProps {
  readonly onOpen: (path: Lesson['path']) => void;
  readonly onSandbox: (level: CourseLevel) => void;
  readonly onSummary: (level: CourseLevel) => void;
  readonly onCertificate: () => void;
}

export function CourseMap({ onOpen, onSandbox, onSummary, onCertificate }: CourseMapProps): React.ReactNode {
  const [due] = useState(() => dueReviews(Date.now()));
  return (
    <div className="course">
      <h1>{courseTitle() ?? m.course_title()}</h1>
      {courseTitle() === null ? <p className="course-lead">{m.course_lead()}</p> : null}
      <NextLesson onOpen={onOpen} onCertificate={onCertificate} />
      {due.length === 0 ? null : (
        <section className="course-due">
          <h2><History size={16} aria-hidden /> {m.course_due({ count: due.length })}</h2>
          <p>{m.course_due_text()}</p>
          <ul>
            {due.slice(0, MOST_DUE).map((review) => (
              <li key={reviewPath(review)}><button type="button" className="course-lesson" onClick={() => onOpen(reviewPath(review))}>{titleOf(review.path)}</button></li>
            ))}
          </ul>
        </section>
      )}
      {levels.map((level, at) => <Level key={level.id} level={level} number={at + 1} onOpen={onOpen} onSandbox={onSandbox} onSummary={onSummary} />)}
      <Suspense><PackLevels onOpen={onOpen} /></Suspense>
      <button type="button" className="lesson-next" onClick={onCertificate}><Award size={16} aria-hidden /> {m.course_certificate()}</button>
      <button type="button" className="lesson-quiet" onClick={() => setPage({ sheet: 'grading' })} data-sheet="grading"><ListChecks size={16} aria-hidden /> {m.grading()}</button>
      <button type="button" className="lesson-quiet" onClick={() => setPage({ sheet: 'packs' })} data-sheet="packs"><Package size={16} aria-hidden /> {m.packs()}</button>
    </div>
  );
}

/** The first lesson that is written and not complete: where a newcomer begins, and where anyone else goes on. After the last, what was done. */
function NextLesson({ onOpen, onCertificate }: Pick<CourseMapProps, 'onOpen' | 'onCertificate'>): React.ReactNode {
  const next = levels.flatMap((level) => level.lessons).find(({ path }) => path !== null && keptReached(path)?.complete !== true);
  if (next === undefined) return <Start onClick={onCertificate} about={m.course_all_done()} name={m.course_certificate()} />;
  if (next.path === null) return null;
  const { path, number, title } = next;
  const begun = keptReached(path) !== null || keptPaths().length > 0;
  return <Start onClick={() => onOpen(path)} about={begun ? m.course_go_on() : m.course_start_here()} name={m.course_numbered({ number, title: title[lessonLanguage()] })} />;
}

function Start({ onClick, about, name }: { readonly onClick: () => void; readonly about: string; readonly name: string }): React.ReactNode {
  return (
    <button type="button" className="course-start" onClick={onClick}>
      <small>{about}</small>
      <span>{name}</span>
      <ArrowRight size={18} aria-hidden />
    </button>
  );
}

/** So many are offered at once: a few a day are kept up, a wall of them is not. */
const MOST_DUE = 5;

function titleOf(path: string): string {
  return lessonEntries.find((entry) => entry.path === path)?.title[lessonLanguage()] ?? path;
}

interface LevelProps extends Pick<CourseMapProps, 'onOpen' | 'onSandbox' | 'onSummary'> {
  readonly level: CourseLevel;
  readonly number: number;
}

function Level({ level, number, onOpen, onSandbox, onSummary }: LevelProps): React.ReactNode {
  const language = lessonLanguage();
  const written = level.lessons.filter((lesson) => lesson.path !== null);
  const complete = written.filter((lesson) => lesson.path !== null && keptReached(lesson.path)?.complete === true).length;
  return (
    <section className="course-level" aria-labelledby={`level-${level.id}`} data-coming={written.length === 0}>
      <h2 id={`level-${level.id}`}><span className="course-number">{number}</span> {level.title[language]} <small>{written.length === 0 ? m.course_coming() : m.course_complete_of({ complete, all: level.lessons.length })}</small></h2>
      {level.story[language] === '' ? null : <p>{level.story[language]}</p>}
      <ol>
        {level.lessons.map(({ number: at, title, path, minutes }) => (
          <li key={at}>
            {path === null ? (
              <span className="course-lesson is-coming"><span className="course-at">{at}</span><span className="course-name">{title[language]}</span><small>{m.course_coming()}</small></span>
            ) : (
              <button type="button" className="course-lesson" onClick={() => onOpen(path)} data-lesson={path}>
                <span className="course-at">{at}</span><span className="course-name">{title[language]}</span><Reach reached={keptReached(path)} minutes={minutes ?? 0} />
              </button>
            )}
          </li>
        ))}
      </ol>
      {level.sandbox === null ? null : <button type="button" className="lesson-quiet" onClick={() => onSandbox(level)}><FlaskConical size={15} aria-hidden /> {m.course_sandbox()}</button>}
      {written.length === 0 ? null : <button type="button" className="lesson-quiet" data-summary={level.id} onClick={() => onSummary(level)}><ScrollText size={15} aria-hidden /> {m.course_summary()}</button>}
      {level.exam === null ? null : <ExamButton exam={level.exam} onOpen={onOpen} />}
    </section>
  );
}

function ExamButton({ exam, onOpen }: { readonly exam: string; readonly onOpen: (path: string) => void }): React.ReactNode {
  const begun = keptPaths().find((path) => path.startsWith(`${exam}/`) && keptReached(path)?.complete === false);
  const passed = keptPaths().filter((path) => path.startsWith(`${exam}/`) && keptReached(path)?.complete === true).length;
  // Another exam each time: the seed is the time at which it was asked for.
  const open = (): void => onOpen(begun ?? examPath(exam, Date.now()));
  return (
    <button type="button" className="lesson-quiet" onClick={open} data-exam={exam}>
      <GraduationCap size={16} aria-hidden /> {begun === undefined ? m.course_exam() : m.course_exam_go_on()}{passed === 0 ? null : <small> · {m.course_exam_passed({ count: passed })}</small>}
    </button>
  );
}
