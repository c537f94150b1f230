// The class's predictions: a question is asked, hands are counted, the bars are shown, and then what was right.
import { Minus, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { m } from '../../paraglide/messages.js';
import { say } from '../../store/announce.ts';
import { number } from '../../words/numbers.ts';
import { beginVote, count, hands, mostChosen, reveal, showBars, type Vote } from '../votes.ts';
import type { LessonSeen } from './class-view.ts';
import type { ClassPage } from './use-audience.ts';
import { letterOf } from './VoteBars.tsx';

export interface PredictionsProps {
  readonly page: ClassPage;
  readonly lesson: LessonSeen | null;
  readonly vote: Vote | null;
  readonly onVote: (vote: Vote | null) => void;
}

export function Predictions({ page, lesson, vote, onVote }: PredictionsProps): React.ReactNode {
  return (
    <section className="predictions">
      <h2>{m.vote_name()}</h2>
      {vote === null ? <Asking key={lesson === null ? '' : `${lesson.path}/${lesson.at}`} lesson={lesson} onVote={onVote} /> : <Counting page={page} fromLesson={lesson !== null && lesson.answers.length > 0} vote={vote} onVote={onVote} />}
    </section>
  );
}

const EMPTY = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: '' }));

function Asking({ lesson, onVote }: Pick<PredictionsProps, 'lesson' | 'onVote'>): React.ReactNode {
  const [question, setQuestion] = useState(lesson?.question ?? '');
  const [answers, setAnswers] = useState(lesson !== null && lesson.answers.length > 1 ? lesson.answers : EMPTY);
  const vote = beginVote(question, answers);
  return (
    <form onSubmit={(event) => { event.preventDefault(); onVote(vote); }}>
      <label className="field"><span>{m.vote_question()}</span><textarea rows={3} value={question} onChange={(event) => setQuestion(event.target.value)} /></label>
      <fieldset>
        <legend>{m.vote_answers()}</legend>
        {answers.map(({ id, text }, at) => (
          <label key={id} className="vote-answer">
            <span>{letterOf(at)}</span>
            <input value={text} onChange={(event) => setAnswers(answers.map((one) => (one.id === id ? { id, text: event.target.value } : one)))} data-answer={letterOf(at)} />
          </label>
        ))}
      </fieldset>
      <button type="submit" className="button is-main" disabled={vote === null} title={vote === null ? m.vote_two() : undefined} data-vote-act="ask">{m.vote_ask()}</button>
    </form>
  );
}

interface CountingProps extends Pick<PredictionsProps, 'page' | 'onVote'> {
  readonly vote: Vote;
  /** The lesson's world knows which answer is right. */
  readonly fromLesson: boolean;
}

function Counting({ page, vote, fromLesson, onVote }: CountingProps): React.ReactNode {
  useCountKeys(vote, onVote);
  const askWorld = async (): Promise<void> => {
    const truth = await page.audience.truth(mostChosen(vote));
    if (truth === null) say(m.vote_unknown(), 'problem');
    else onVote(reveal(vote, truth));
  };
  return (
    <>
      {vote.question === '' ? null : <p className="vote-asked">{vote.question}</p>}
      <ol className="vote-counts">
        {vote.options.map((option, at) => (
          <li key={option.id} className={vote.right === option.id ? 'is-right' : ''}>
            <span className="vote-letter">{letterOf(at)}</span>
            <span className="vote-text">{option.text}</span>
            <button type="button" className="round" aria-label={m.vote_fewer({ answer: option.text })} onClick={() => onVote(count(vote, option.id, -1))} disabled={option.count === 0}><Minus size={15} aria-hidden /></button>
            <Counted label={m.vote_count_of({ answer: option.text })} counted={option.count} onCount={(all) => onVote(count(vote, option.id, all - option.count))} />
            <button type="button" className="round" aria-label={m.vote_more({ answer: option.text })} onClick={() => onVote(count(vote, option.id, 1))} data-count={letterOf(at)}><Plus size={15} aria-hidden /></button>
            {vote.shown === 'options' || fromLesson ? null : <button type="button" className="button vote-is-right" aria-pressed={vote.right === option.id} onClick={() => onVote(reveal(vote, option.id))} data-right={letterOf(at)}>{m.vote_was_right()}</button>}
          </li>
        ))}
      </ol>
      <p className="vote-all">{m.vote_hands({ hands: number(hands(vote)) })}</p>
      <p className="vote-all muted">{m.vote_keys()}</p>
      <div className="vote-acts">
        {vote.shown === 'options' ? <button type="button" className="button is-main" onClick={() => onVote(showBars(vote))} data-vote-act="bars">{m.vote_show()}</button> : null}
        {vote.shown === 'bars' && fromLesson ? <button type="button" className="button is-main" onClick={() => void askWorld()} data-vote-act="reveal">{m.vote_reveal()}</button> : null}
        <button type="button" className="button" onClick={() => onVote(null)} data-vote-act="end">{m.vote_end()}</button>
      </div>
    </>
  );
}

/** How many hands an answer has, which can also be typed. */
function Counted({ label, counted, onCount }: { readonly label: string; readonly counted: number; readonly onCount: (all: number) => void }): React.ReactNode {
  return (
    <input
      className="vote-counted" inputMode="numeric" aria-label={label} value={number(counted)} onFocus={(event) => event.target.select()}
      onChange={(event) => onCount(Number(event.target.value.replaceAll(/\D/g, '').slice(-3)))}
      onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); }}
    />
  );
}

/** 1 counts a hand for A; with Alt it is taken back. */
function useCountKeys(vote: Vote, onVote: (vote: Vote) => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
      const option = digit === undefined ? undefined : vote.options[Number(digit) - 1];
      if (option === undefined || event.ctrlKey || event.metaKey || (event.target instanceof Element && event.target.closest('input, textarea, select') !== null)) return;
      event.preventDefault();
      onVote(count(vote, option.id, event.altKey ? -1 : 1));
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [vote, onVote]);
}
