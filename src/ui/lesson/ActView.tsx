// Something to do in the world: whether it is done, what went wrong, hints of growing strength, and at last the solution played.
import { Check, Lightbulb, Play, Square, Undo2 } from 'lucide-react';
import type { ActStep, StepText } from '../../lesson/lesson.ts';
import { m } from '../paraglide/messages.js';
import { Lost } from './Lost.tsx';
import type { LessonSession } from './session.ts';
import { LessonHtml } from './words.tsx';

interface ActProps {
  readonly step: ActStep;
  readonly text: StepText;
  readonly session: LessonSession;
}

export function ActView({ step, text, session }: ActProps): React.ReactNode {
  const { progress, showing, wrong: mistake } = session.view;
  const done = progress.done.includes(step.id);
  const hints = progress.hints[step.id] ?? 0;
  const wrong = done || showing === 'playing' || mistake === null ? undefined : text.wrong[mistake];
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
      {done ? null : <Lost session={session} />}
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
          ) : showing === 'playing' ? (
            <>
              <output className="lesson-state">{m.lesson_showing()}</output>
              <button type="button" className="lesson-quiet" onClick={() => session.stopShowing()}><Square size={14} aria-hidden /> {m.lesson_show_stop()}</button>
            </>
          ) : (
            <button type="button" className="lesson-quiet" onClick={() => session.showSolution(step)}>
              <Play size={16} aria-hidden /> {step.rules === undefined ? m.lesson_show() : m.shift_show()}
            </button>
          )}
          <button type="button" className="lesson-quiet" title={m.lesson_return_hint()} onClick={() => void session.returnToStep()}><Undo2 size={15} aria-hidden /> {m.lesson_return()}</button>
          {showing === 'stuck' ? <output className="lesson-note lesson-note-almost">{m.lesson_show_stuck()}</output> : null}
        </section>
      )}
    </div>
  );
}
