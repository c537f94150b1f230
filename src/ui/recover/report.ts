// What a reader can send when something broke: the run that leads there, the error and the version. Nothing about the person, the machine or the address.
import { version } from '../../../package.json';
import type { SavedRun } from '../../bridge/input.ts';

/** Beyond this an error's words are cut. */
const MOST_LETTERS = 4_000;

export interface Report {
  readonly correnteza: string;
  /** Which part broke: `world`, `page`, or a panel. */
  readonly part: string;
  readonly problem: string;
  /** The virtual time at which it was seen, in microseconds; null where there was no world. */
  readonly atUs: number | null;
  /** Plays the same again: `npm run -s sim -- replay FILE`. */
  readonly run: SavedRun | null;
}

export function reportOf(part: string, problem: unknown, known: { readonly run: SavedRun; readonly shownUs: number } | null): Report {
  return { correnteza: version, part, problem: wordsOf(problem), atUs: known?.shownUs ?? null, run: known?.run ?? null };
}

/** The error's words and where in the code it was, without the address that the page was served from. */
export function wordsOf(problem: unknown): string {
  const text = problem instanceof Error ? (problem.stack?.includes(problem.message) === true ? problem.stack : `${problem.message}\n${problem.stack ?? ''}`) : String(problem);
  return text.replaceAll(/(?:https?|file|blob|chrome-extension|moz-extension):\/*[^\s)]*\/([^\s/)]*)/g, '$1').trim().slice(0, MOST_LETTERS);
}
