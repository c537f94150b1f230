// What was done in the course, on one page that can be printed, and as a file that can be checked by playing it again.
import { ArrowLeft, Download, Printer } from 'lucide-react';
import { examSeed } from '../../lesson/exam.ts';
import { m } from '../paraglide/messages.js';
import { number } from '../words/numbers.ts';
import { lessonEntries, lessonLanguage, levels } from './catalogue.ts';
import { Reach } from './CourseMap.tsx';
import { Printable } from './Printable.tsx';
import { keptPaths, keptReached, keptRecord } from './keep.ts';

export function Certificate({ onLeave }: { readonly onLeave: () => void }): React.ReactNode {
  const language = lessonLanguage();
  const done = keptPaths().filter((path) => keptReached(path)?.complete === true && !path.startsWith('review/'));
  const titled = done.map((path) => ({ path, title: lessonEntries.find((entry) => entry.path === path)?.title[language] ?? examTitle(path) }));
  return (
    <div className="course certificate">
      <button type="button" className="lesson-quiet" onClick={onLeave}><ArrowLeft size={16} aria-hidden /> {m.course_back()}</button>
      <Printable>
      <h1>{m.certificate_title()}</h1>
      {titled.length === 0 ? <p>{m.certificate_nothing()}</p> : <p>{m.certificate_text({ count: number(titled.length) })}</p>}
      <ul>
        {titled.map(({ path, title }) => <li key={path} className="certificate-line"><span className="course-name">{title}</span><Reach reached={keptReached(path)} minutes={0} /></li>)}
      </ul>
      <p className="certificate-check">{m.certificate_check()}</p>
      <code className="certificate-command">npm run -s sim -- verify correnteza.json</code>
      </Printable>
      <p className="certificate-buttons">
        <button type="button" className="lesson-next" disabled={titled.length === 0} onClick={() => save(done)}><Download size={16} aria-hidden /> {m.certificate_save()}</button>
        <button type="button" className="lesson-quiet" onClick={() => window.print()}><Printer size={16} aria-hidden /> {m.certificate_print()}</button>
      </p>
    </div>
  );
}

function examTitle(path: string): string {
  const exam = examSeed(path);
  const level = levels.find((one) => one.exam === exam?.path);
  return exam === null || level === undefined ? path : m.certificate_exam({ level: level.title[lessonLanguage()], seed: exam.seed });
}

/** The progress and the run of each lesson: all that is needed to see it again. */
function save(paths: readonly string[]): void {
  const lessons = paths.flatMap((path) => keptRecord(path) ?? []);
  const address = URL.createObjectURL(new Blob([JSON.stringify({ version: 1, lessons })], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'correnteza.json';
  link.click();
  URL.revokeObjectURL(address);
}
