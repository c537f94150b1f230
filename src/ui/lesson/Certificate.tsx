// What was done in the course, on one page that can be printed, and as a file that can be checked by playing it again.
import { ArrowLeft, Award, Download, Printer } from 'lucide-react';
import { useState } from 'react';
import { examSeed } from '../../lesson/exam.ts';
import type { CourseLevel } from '../../lesson/lesson.ts';
import { isForeign } from '../../lesson/pack-path.ts';
import { nightSeed } from '../../lesson/shift.ts';
import { m } from '../paraglide/messages.js';
import { saveFile } from '../teach/save-file.ts';
import { number } from '../words/numbers.ts';
import { lessonLanguage, levels } from './catalogue.ts';
import { OpenProgress } from './OpenProgress.tsx';
import { Reach } from './Reach.tsx';
import { Printable } from './Printable.tsx';
import { keepName, keptName, keptPaths, keptReached, progressFile } from './keep.ts';

export function Certificate({ onLeave }: { readonly onLeave: () => void }): React.ReactNode {
  const [name, setName] = useState(keptName);
  const done = keptPaths().filter((path) => keptReached(path)?.complete === true && !path.startsWith('review/') && !isForeign(path));
  const all = levels.flatMap((level) => level.lessons.flatMap(({ path }) => path ?? []));
  const lessons = all.filter((path) => done.includes(path)).length;
  const whole = all.length > 0 && lessons === all.length;
  return (
    <div className="course certificate">
      <button type="button" className="lesson-quiet" onClick={onLeave}><ArrowLeft size={16} aria-hidden /> {m.course_back()}</button>
      <Printable>
        <h1>{m.certificate_title()}</h1>
        {name === '' ? null : <p className="certificate-name">{name}</p>}
        {whole ? <p className="certificate-whole"><Award size={18} aria-hidden /> {m.certificate_whole({ all: number(all.length) })}</p> : null}
        {done.length === 0 ? <p>{m.certificate_nothing()}</p> : <p>{m.certificate_text({ count: number(lessons), all: number(all.length), exams: number(done.filter((path) => examSeed(path) !== null).length) })}</p>}
        {levels.map((level) => <LevelDone key={level.id} level={level} done={done} />)}
        <h2>{m.certificate_check_title()}</h2>
        <p className="certificate-check">{m.certificate_check()}</p>
        <code className="certificate-command">npm run -s sim -- verify correnteza.json</code>
        <p className="certificate-check">{m.certificate_checked()}</p>
      </Printable>
      <label className="certificate-who"><span>{m.certificate_name()}</span><input type="text" value={name} maxLength={80} autoComplete="name" onChange={({ target }) => { setName(target.value); keepName(target.value); }} /></label>
      <p className="certificate-buttons">
        <button type="button" className="lesson-next" disabled={done.length === 0} onClick={() => save(done)}><Download size={16} aria-hidden /> {m.certificate_save()}</button>
        <OpenProgress />
        <button type="button" className="lesson-quiet" onClick={() => window.print()}><Printer size={16} aria-hidden /> {m.certificate_print()}</button>
      </p>
    </div>
  );
}

/** What is done of a level: its lessons, then its exams, and the nights of a shift. Nothing where nothing is. */
function LevelDone({ level, done }: { readonly level: CourseLevel; readonly done: readonly string[] }): React.ReactNode {
  const language = lessonLanguage();
  const lessons = level.lessons.filter(({ path }) => path !== null && done.includes(path));
  const more = done.filter((path) => (examSeed(path) !== null && examSeed(path)?.path === level.exam) || level.lessons.some((lesson) => lesson.path !== null && lesson.path === nightSeed(path)?.path));
  if (lessons.length + more.length === 0) return null;
  return (
    <section className="certificate-level">
      <h2>{level.title[language]} <small>{m.course_complete_of({ complete: lessons.length, all: level.lessons.length })}</small></h2>
      <ul>
        {lessons.map(({ path, number: at, title }) => <Line key={path} path={path ?? ''} title={m.course_numbered({ number: at, title: title[language] })} />)}
        {more.map((path) => <Line key={path} path={path} title={titleOf(path, level)} />)}
      </ul>
    </section>
  );
}

function Line({ path, title }: { readonly path: string; readonly title: string }): React.ReactNode {
  const reached = keptReached(path);
  return (
    <li className="certificate-line">
      <span className="course-name">{title}</span>
      {reached?.points === undefined ? null : <small>{m.shift_points_of({ points: number(reached.points) })}</small>}
      <Reach reached={reached} minutes={0} />
    </li>
  );
}

/** An exam's or a night's name, with the seed by which it can be played again. */
function titleOf(path: string, level: CourseLevel): string {
  const language = lessonLanguage();
  const night = nightSeed(path);
  const lesson = level.lessons.find((one) => one.path !== null && one.path === night?.path);
  if (night !== null && lesson !== undefined) return `${m.course_numbered({ number: lesson.number, title: lesson.title[language] })} · ${m.shift_night({ seed: night.seed })}`;
  return m.certificate_exam({ level: level.title[language], seed: examSeed(path)?.seed ?? 0 });
}

/** The progress and the run of each lesson: all that is needed to see it again. */
function save(paths: readonly string[]): void {
  saveFile('correnteza.json', progressFile(paths));
}
