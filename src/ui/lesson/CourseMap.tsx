// The map of the course: six levels, their lessons with what was reached, what is coming, a world to play in, an exam, and what wants another try.
import { ArrowRight, Award, Check, FlaskConical, GraduationCap, History, ScrollText, Star } from 'lucide-react';
import { useState } from 'react';
import type { CourseLevel, Lesson } from '../../lesson/lesson.ts';
import { examPath } from '../../lesson/exam.ts';
import { reviewPath } from '../../lesson/review.ts';
import type { Reached } from '../../lesson/stars.ts';
import { m } from '../paraglide/messages.js';
import { lessonEntries, lessonLanguage, levels } from './catalogue.ts';
import { keptPaths, keptReached } from './keep.ts';
import { dueReviews } from './kept-reviews.ts';
import './course.css';

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
      <h1>{m.course_title()}</h1>
      <p className="course-lead">{m.course_lead()}</p>
      <NextLesson onOpen={onOpen} />
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
      <button type="button" className="lesson-next" onClick={onCertificate}><Award size={16} aria-hidden /> {m.course_certificate()}</button>
    </div>
  );
}

/** The first lesson that is written and not complete: where a newcomer begins, and where anyone else goes on. */
function NextLesson({ onOpen }: Pick<CourseMapProps, 'onOpen'>): React.ReactNode {
  const next = levels.flatMap((level) => level.lessons).find(({ path }) => path !== null && keptReached(path)?.complete !== true);
  if (next === undefined || next.path === null) return null;
  const { path, number, title } = next;
  const begun = keptReached(path) !== null || keptPaths().length > 0;
  return (
    <button type="button" className="course-start" onClick={() => onOpen(path)}>
      <small>{begun ? m.course_go_on() : m.course_start_here()}</small>
      <span>{m.course_numbered({ number, title: title[lessonLanguage()] })}</span>
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
      <p>{level.story[language]}</p>
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

/** Done so far, or the stars of a lesson that is complete. */
export function Reach({ reached, minutes }: { readonly reached: Reached | null; readonly minutes: number }): React.ReactNode {
  if (reached === null) return <small>{m.lesson_minutes({ minutes })}</small>;
  if (!reached.complete) return <small>{m.course_reached({ done: reached.done, of: reached.of })}</small>;
  return (
    <span className="course-stars">
      <Check size={15} aria-hidden />
      <Stars count={reached.prediction} name={m.course_stars_prediction({ count: reached.prediction })} />
      <Stars count={reached.independence} name={m.course_stars_independence({ count: reached.independence })} />
    </span>
  );
}

function Stars({ count, name }: { readonly count: number; readonly name: string }): React.ReactNode {
  return (
    <span className="course-star-row" role="img" aria-label={name} title={name}>
      {[1, 2, 3].map((place) => <Star key={place} size={12} aria-hidden data-lit={place <= count} />)}
    </span>
  );
}
