// A question to the class: its answers, then how many hands each had, then which one was right.
import { Check } from 'lucide-react';
import { m } from '../../paraglide/messages.js';
import { number } from '../../words/numbers.ts';
import { hands, share, type Vote } from '../votes.ts';

/** The letter of an answer: A for the first. */
export const letterOf = (at: number): string => String.fromCharCode('A'.charCodeAt(0) + at);

export function VoteBars({ vote, large = false }: { readonly vote: Vote; readonly large?: boolean }): React.ReactNode {
  const bars = vote.shown !== 'options';
  return (
    <section className={`vote${large ? ' is-large' : ''}`} aria-label={m.vote_name()} aria-live="polite" data-vote={vote.shown}>
      {vote.question === '' ? null : <h2>{vote.question}</h2>}
      <ol>
        {vote.options.map((option, at) => (
          <li key={option.id} className={vote.right === null ? '' : vote.right === option.id ? 'is-right' : 'is-other'}>
            <span className="vote-letter" aria-hidden>{vote.right === option.id ? <Check size={large ? 26 : 15} /> : letterOf(at)}</span>
            <span className="vote-text">{option.text}{vote.right === option.id ? <span className="hidden"> ({m.vote_right()})</span> : null}</span>
            {bars ? <span className="vote-count">{number(option.count)}<span className="vote-share"> · {number(share(vote, option) * 100)} %</span></span> : null}
            {bars ? <span className="vote-bar" aria-hidden><span style={{ width: `${share(vote, option) * 100}%` }} /></span> : null}
          </li>
        ))}
      </ol>
      {bars ? <p className="vote-all">{m.vote_hands({ hands: number(hands(vote)) })}</p> : null}
    </section>
  );
}
