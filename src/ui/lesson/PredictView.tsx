// A prediction: an answer and how sure one is, given before the world is asked; then what a copy of the learner's world did.
import { Check } from 'lucide-react';
import { useState } from 'react';
import type { PredictStep, StepText } from '../../lesson/lesson.ts';
import type { Confidence, Given } from '../../lesson/progress.ts';
import { m } from '../paraglide/messages.js';
import type { LessonSession } from './session.ts';
import { LessonHtml } from './words.tsx';

interface PredictProps {
  readonly step: PredictStep;
  readonly text: StepText;
  readonly session: LessonSession;
}

export function PredictView({ step, text, session }: PredictProps): React.ReactNode {
  const given = session.view.progress.answers[step.id];
  return given === undefined ? <Asking step={step} text={text} session={session} /> : <Answered step={step} text={text} given={given} />;
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
      {step.question.kind === 'choice' ? (
        <fieldset className="lesson-options">
          <legend>{m.lesson_your_answer()}</legend>
          {step.question.options.map((option) => (
            <label key={option.id} className="lesson-option" htmlFor={`answer-${option.id}`}>
              <input type="radio" id={`answer-${option.id}`} name="answer" value={option.id} checked={answer === option.id} onChange={() => setAnswer(option.id)} />
              <span>{text.options[option.id]?.label ?? option.id}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        <label className="lesson-number">
          {m.lesson_your_answer()} <input type="number" inputMode="numeric" value={answer} placeholder={m.lesson_number()} onChange={(event) => setAnswer(event.target.value)} />
        </label>
      )}
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
      {asking ? <output className="lesson-state">{m.lesson_foreseeing()}</output> : null}
    </form>
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

function Answered({ step, text, given }: { readonly step: PredictStep; readonly text: StepText; readonly given: Given }): React.ReactNode {
  if (given.truth === null) return <output className="lesson-note lesson-note-almost">{m.lesson_unclear()}</output>;
  const right = given.truth === given.answer;
  const chosen = text.options[given.answer];
  return (
    <div className="lesson-answered">
      {step.question.kind === 'choice' ? (
        <ul className="lesson-options">
          {step.question.options.map((option) => (
            <li key={option.id} className="lesson-option" data-truth={option.id === given.truth} data-chosen={option.id === given.answer}>
              <span>{text.options[option.id]?.label ?? option.id}</span>
              <small>{[option.id === given.truth ? m.lesson_right_option() : '', option.id === given.answer ? m.lesson_your_option() : ''].filter((one) => one !== '').join(' · ')}</small>
            </li>
          ))}
        </ul>
      ) : (
        <p>{m.lesson_value({ value: given.truth })}</p>
      )}
      <output className={`lesson-note ${right ? 'lesson-note-done' : 'lesson-note-almost'}`}>
        <strong>{right ? <Check size={16} aria-hidden /> : null} {right ? m.lesson_right() : m.lesson_not_right()}</strong>
        {chosen === undefined ? null : <LessonHtml html={chosen.feedback} />}
      </output>
      <LessonHtml html={text.done} />
    </div>
  );
}
