// What a class foresees, counted by hand: a question, its answers with a count each, and how much of it is shown.

export interface VoteOption {
  readonly id: string;
  readonly text: string;
  readonly count: number;
}

export interface Vote {
  readonly question: string;
  readonly options: readonly VoteOption[];
  /** The class sees the answers alone, the bars too, or also which one was right. */
  readonly shown: 'options' | 'bars' | 'answer';
  /** The option that turned out right; null until it is revealed. */
  readonly right: string | null;
}

/** A class is no larger. */
const MOST = 999;

/** Nobody has answered yet. An answer without a text is left out; null where fewer than two have one. */
export function beginVote(question: string, answers: readonly { readonly id: string; readonly text: string }[]): Vote | null {
  const options = answers.filter(({ text }) => text.trim() !== '').map(({ id, text }) => ({ id, text: text.trim(), count: 0 }));
  return options.length < 2 ? null : { question: question.trim(), options, shown: 'options', right: null };
}

/** Some more hands, or fewer; never below none. */
export function count(vote: Vote, id: string, by: number): Vote {
  return { ...vote, options: vote.options.map((option) => (option.id === id ? { ...option, count: Math.max(0, Math.min(MOST, option.count + by)) } : option)) };
}

export function showBars(vote: Vote): Vote {
  return { ...vote, shown: 'bars', right: null };
}

/** The bars, with the right one marked; as it is where there is no such option. */
export function reveal(vote: Vote, id: string): Vote {
  return vote.options.some((option) => option.id === id) ? { ...vote, shown: 'answer', right: id } : vote;
}

export function hands(vote: Vote): number {
  return vote.options.reduce((sum, option) => sum + option.count, 0);
}

/** The answer with most hands, of several the first; null while nobody has raised one. */
export function mostChosen(vote: Vote): string | null {
  const most = Math.max(...vote.options.map((option) => option.count));
  return most === 0 ? null : (vote.options.find((option) => option.count === most)?.id ?? null);
}

/** From 0 to 1, of all that answered; 0 while nobody has. */
export function share(vote: Vote, option: VoteOption): number {
  const all = hands(vote);
  return all === 0 ? 0 : option.count / all;
}
