// A step to watch at which the lesson itself does something: what it does, how far it has come, and what it still waits for.
import { Check, CircleDashed, LoaderCircle } from 'lucide-react';
import { doneByLesson } from '../../lesson/by-lesson.ts';
import type { WatchStep } from '../../lesson/lesson.ts';
import { m } from '../paraglide/messages.js';
import { Lost } from './Lost.tsx';
import { moveWords } from './move-words.ts';
import type { LessonSession, SessionView } from './session.ts';

interface DoingProps {
  readonly step: WatchStep;
  readonly session: LessonSession;
}

export function DoingView({ step, session }: DoingProps): React.ReactNode {
  const act = doneByLesson(step);
  if (act === null) return null;
  const { view } = session;
  const done = view.progress.done.includes(step.id);
  // The last move made is the one that is going on, until what it waits for has come.
  const made = view.progress.made?.[step.id] ?? 0;
  const finished = done || view.showing !== 'playing' ? made : made - 1;
  return (
    <section className="lesson-doing" aria-label={m.lesson_doing()}>
      <ol>
        {act.solution.map((move, at) => {
          const state = done || at < finished ? 'done' : at === finished ? 'now' : 'later';
          return <li key={at} data-state={state}><StateIcon state={state} /> <span>{moveWords(move)}</span></li>;
        })}
      </ol>
      <output className={done ? 'lesson-note lesson-note-done' : 'lesson-state'} data-doing={done ? 'done' : 'going-on'}>
        {done ? <strong><Check size={16} aria-hidden /> {m.lesson_doing_done()}</strong> : <><LoaderCircle size={15} className="lesson-turning" aria-hidden /> {stateWords(view, made >= act.solution.length)}</>}
      </output>
      {done ? null : <Lost session={session} />}
    </section>
  );
}

function stateWords({ hurrying, showing }: SessionView, allMade: boolean): string {
  if (hurrying) return m.lesson_doing_hurry();
  return showing !== 'playing' && allMade ? m.lesson_doing_effect() : m.lesson_doing_now();
}

function StateIcon({ state }: { readonly state: 'done' | 'now' | 'later' }): React.ReactNode {
  switch (state) {
    case 'done': return <Check size={15} aria-label={m.lesson_done()} />;
    case 'now': return <LoaderCircle size={15} className="lesson-turning" aria-hidden />;
    case 'later': return <CircleDashed size={15} aria-hidden />;
  }
}
