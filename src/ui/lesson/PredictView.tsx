// A prediction: an answer and how sure one is, given before the world is asked; then what a copy of the learner's world did.
import { Check, Eye, Hourglass, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { idsOfText, isRight } from '../../lesson/answers.ts';
import { drawnThing } from '../../lesson/clicks.ts';
import type { PredictStep, StepText } from '../../lesson/lesson.ts';
import type { Confidence, Given } from '../../lesson/progress.ts';
import { m } from '../paraglide/messages.js';
import { markThings } from './marks.ts';
import { AnswerInput } from './AnswerInput.tsx';
import { Mend } from './Lost.tsx';
import type { LessonSession } from './session.ts';
import { thingName } from './thing-name.ts';
import { Label, LessonHtml } from './words.tsx';

interface PredictProps {
  readonly step: PredictStep;
  readonly text: StepText;
  readonly session: LessonSession;
}

export function PredictView({ step, text, session }: PredictProps): React.ReactNode {
  const given = session.view.progress.answers[step.id];
  // What was kept before worlds were waited for may hold an answer without a truth: the question is asked anew.
  return given === undefined || given.truth === null ? <Asking step={step} text={text} session={session} /> : <Answered step={step} text={text} session={session} given={{ ...given, truth: given.truth }} />;
}

function Asking({ step, text, session }: PredictProps): React.ReactNode {
  const [answer, setAnswer] = useState('');
  const [confidence, setConfidence] = useState<Confidence | null>(null);
  const [asking, setAsking] = useState(false);
  const give = async (): Promise<void> => {
    if (answer === '' || confidence === null) return;
    setAsking(true);
    await session.answer(step, answer, confidence);
    setAsking(false);
  };
  return (
    <form className="lesson-predict" onSubmit={(event) => { event.preventDefault(); void give(); }}>
      <AnswerInput question={step.question} text={text} session={session} answer={answer} onAnswer={setAnswer} />
      <fieldset className="lesson-confidence">
        <legend>{m.lesson_confidence()}</legend>
        {CONFIDENCES.map((level) => (
          <label key={level}>
            <input type="radio" name="confidence" value={level} checked={confidence === level} onChange={() => setConfidence(level)} />
            <span>{confidenceName(level)}</span>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="lesson-next" data-ready={answer !== '' && confidence !== null} disabled={answer === '' || confidence === null || asking}>{m.lesson_answer()}</button>
      {asking && session.view.unready === 'no' ? <output className="lesson-state">{m.lesson_foreseeing()}</output> : null}
      {asking ? <Unready session={session} /> : null}
    </form>
  );
}

/** The world has no answer yet: it is said why the learner waits, and after a while there is a way on. */
function Unready({ session }: Pick<PredictProps, 'session'>): React.ReactNode {
  const { unready } = session.view;
  if (unready === 'no') return null;
  return (
    <output className="lesson-note lesson-note-almost lesson-lost" data-unready={unready}>
      <strong><Hourglass size={15} aria-hidden /> {m.lesson_unready()}</strong>
      <p>{unready === 'soon' ? m.lesson_unready_soon() : m.lesson_unready_long()}</p>
      {unready === 'soon' ? null : <Mend session={session} label={m.lesson_unready_mend()} />}
    </output>
  );
}

const CONFIDENCES: readonly Confidence[] = [1, 2, 3];

function confidenceName(level: Confidence): string {
  switch (level) {
    case 1: return m.lesson_confidence_1();
    case 2: return m.lesson_confidence_2();
    case 3: return m.lesson_confidence_3();
  }
}

interface AnsweredProps extends PredictProps {
  readonly given: Given & { readonly truth: string };
}

function Answered({ step, text, session, given }: AnsweredProps): React.ReactNode {
  const right = isRight(step.question, given.answer, given.truth);
  const chosen = text.options[given.answer];
  return (
    <div className="lesson-answered">
      <Truth step={step} text={text} session={session} given={given} />
      <output className={`lesson-note ${right ? 'lesson-note-done' : 'lesson-note-almost'}`}>
        <strong>{right ? <Check size={16} aria-hidden /> : null} {right ? m.lesson_right() : m.lesson_not_right()}</strong>
        {chosen === undefined || chosen.feedback === '' ? null : <LessonHtml html={chosen.feedback} />}
      </output>
      <LessonHtml html={text.done} />
      {session.view.seeingFromUs === null ? (
        <button type="button" className="lesson-quiet" onClick={() => void session.seeIt(step)}><Eye size={16} aria-hidden /> {m.lesson_see_it()}</button>
      ) : (
        <button type="button" className="lesson-quiet" onClick={() => void session.unsee()}><Undo2 size={16} aria-hidden /> {m.lesson_unsee()}</button>
      )}
    </div>
  );
}

/** What the copy of the world did, beside what the learner said. */
function Truth({ step, text, session, given }: AnsweredProps): React.ReactNode {
  const { question } = step;
  const { truth } = given;
  switch (question.kind) {
    case 'number': return <p>{m.lesson_value({ value: truth })}</p>;
    case 'click': return <RightThings truth={truth} chosen={given.answer} session={session} />;
    case 'choice': return (
      <ul className="lesson-options">
        {question.options.map((option) => (
          <li key={option.id} className="lesson-option" data-truth={option.id === truth} data-chosen={option.id === given.answer}>
            <span><Label text={text.options[option.id]?.label ?? option.id} /></span>
            <small>{[option.id === truth ? m.lesson_right_option() : '', option.id === given.answer ? m.lesson_your_option() : ''].filter((one) => one !== '').join(' · ')}</small>
          </li>
        ))}
      </ul>
    );
    case 'order': {
      const chosen = idsOfText(given.answer);
      return (
        <ol className="lesson-order">
          {idsOfText(truth).map((id, at) => (
            <li key={id} className="lesson-ranked" data-truth={chosen[at] === id}>
              <span className="lesson-place">{at + 1}</span>
              <span className="lesson-ranked-label"><Label text={text.options[id]?.label ?? id} /></span>
              {chosen[at] === id ? null : <small>{m.lesson_order_yours({ at: chosen.indexOf(id) + 1 })}</small>}
            </li>
          ))}
        </ol>
      );
    }
  }
}

/** The right things stand out on the stage, and the chosen one beside them. */
function RightThings({ truth, chosen, session }: { readonly truth: string; readonly chosen: string; readonly session: LessonSession }): React.ReactNode {
  useEffect(() => {
    const right = idsOfText(truth).map((id) => [drawnThing(id), 'right' as const]);
    return markThings({ [drawnThing(chosen)]: 'chosen', ...Object.fromEntries(right) });
  }, [truth, chosen]);
  const world = session.look();
  return (
    <dl className="lesson-things">
      <div><dt>{m.lesson_right_option()}</dt><dd>{idsOfText(truth).map((id) => thingName(id, world)).join(', ')}</dd></div>
      <div><dt>{m.lesson_your_option()}</dt><dd>{thingName(chosen, world)}</dd></div>
    </dl>
  );
}
