// Something to do in the world: whether it is done, what went wrong, hints of growing strength, and at last the solution played.
import { Check, Lightbulb, Play, Square } from 'lucide-react';
import type { ActStep, StepText } from '../../lesson/lesson.ts';
import { m } from '../paraglide/messages.js';
import type { LessonSession } from './session.ts';
import { useShowMe } from './show-me.ts';
import { LessonHtml } from './words.tsx';
import type { LessonWorld } from './world.ts';

interface ActProps {
  readonly step: ActStep;
  readonly text: StepText;
  readonly session: LessonSession;
  readonly world: LessonWorld;
}

export function ActView({ step, text, session, world }: ActProps): React.ReactNode {
  const done = session.progress.done.includes(step.id);
  const hints = session.progress.hints[step.id] ?? 0;
  const showMe = useShowMe(step.solution, world);
  const wrong = done || showMe.state === 'playing' || session.wrong === null ? undefined : text.wrong[session.wrong];
  return (
    <div className="lesson-act">
      <output className="lesson-verdict" data-verdict={done ? 'done' : wrong === undefined ? 'waiting' : 'almost'}>
        {done ? (
          <div className="lesson-note lesson-note-done">
            <strong><Check size={16} aria-hidden /> {m.lesson_done()}</strong>
            <LessonHtml html={text.done} />
          </div>
        ) : wrong === undefined ? (
          <p className="lesson-state">{m.lesson_waiting()}</p>
        ) : (
          <div className="lesson-note lesson-note-almost">
            <strong>{m.lesson_wrong()}</strong>
            <LessonHtml html={wrong} />
          </div>
        )}
      </output>
      {done ? null : (
        <section className="lesson-help">
          {text.hints.slice(0, hints).map((hint, at) => (
            <div key={hint} className="lesson-hint">
              <strong>{m.lesson_hint({ number: at + 1, of: text.hints.length })}</strong>
              <LessonHtml html={hint} />
            </div>
          ))}
          {hints < text.hints.length ? (
            <button type="button" className="lesson-quiet" onClick={() => session.askHint(text.hints.length)}>
              <Lightbulb size={16} aria-hidden /> {m.lesson_more_hint({ number: hints + 1, of: text.hints.length })}
            </button>
          ) : showMe.state === 'playing' ? (
            <>
              <output className="lesson-state">{m.lesson_showing()}</output>
              <button type="button" className="lesson-quiet" onClick={showMe.stop}><Square size={14} aria-hidden /> {m.lesson_show_stop()}</button>
            </>
          ) : (
            <button type="button" className="lesson-quiet" onClick={() => { session.solutionShown(); showMe.start(); }}>
              <Play size={16} aria-hidden /> {m.lesson_show()}
            </button>
          )}
          {showMe.state === 'stuck' ? <output className="lesson-note lesson-note-almost">{m.lesson_show_stuck()}</output> : null}
        </section>
      )}
    </div>
  );
}
