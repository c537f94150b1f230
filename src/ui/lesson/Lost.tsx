// What stands between the learner and a step, said kindly and with the way back: a goal out of reach, or an earlier step that was left undone.
import { ArrowLeft, Undo2, Wrench } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { lessonLanguage } from './catalogue.ts';
import type { LessonSession } from './session.ts';

interface LostProps {
  readonly session: LessonSession;
}

/** The goal is out of reach from here. */
export function Lost({ session }: LostProps): React.ReactNode {
  const { lost } = session.view;
  if (lost === 'no') return null;
  return (
    <output className="lesson-note lesson-note-almost lesson-lost" data-lost={lost}>
      <strong>{m.lesson_lost()}</strong>
      <p>{lost === 'start' ? m.lesson_lost_start() : m.lesson_lost_nowhere()}</p>
      {lost === 'start' ? (
        <button type="button" className="lesson-next" onClick={() => void session.returnToStep()}><Undo2 size={15} aria-hidden /> {m.lesson_return()}</button>
      ) : <Mend session={session} />}
    </output>
  );
}

/** Puts a world in order, with all that comes before the step done. */
export function Mend({ session, label = m.lesson_mend() }: LostProps & { readonly label?: string }): React.ReactNode {
  const { lost } = session.view;
  return <button type="button" className="lesson-next" disabled={lost === 'mending'} onClick={() => void session.mend()}><Wrench size={15} aria-hidden /> {lost === 'mending' ? m.lesson_mending() : label}</button>;
}

/** A step before this one was left undone, and this one counts on it. */
export function Earlier({ session, onGo }: LostProps & { readonly onGo: (at: number) => void }): React.ReactNode {
  const [first, ...others] = session.openBefore;
  const step = first === undefined ? undefined : session.lesson.steps[first];
  if (first === undefined || step === undefined) return null;
  const title = session.lesson.texts[lessonLanguage()].steps[step.id]?.title ?? step.id;
  return (
    <output className="lesson-note lesson-note-almost lesson-lost" data-earlier={first}>
      <strong>{m.lesson_earlier()}</strong>
      <p>{others.length === 0 ? m.lesson_earlier_text({ title }) : m.lesson_earlier_texts({ title, others: others.length })}</p>
      <div className="lesson-ways">
        <button type="button" className="lesson-next" onClick={() => onGo(first)}><ArrowLeft size={15} aria-hidden /> {m.lesson_earlier_go()}</button>
        <Mend session={session} label={m.lesson_earlier_mend()} />
      </div>
    </output>
  );
}
