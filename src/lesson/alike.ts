// Which of the files that were handed in hold the same work: two people never do the same thing at the same microsecond.
import type { Alike } from './graded.ts';

/** What was handed in of one lesson: its file, that file's text, and the run. */
export interface HandedIn {
  readonly file: string;
  readonly text: string;
  readonly lesson: string;
  readonly run: unknown;
  /** So many inputs every run of this lesson begins with. */
  readonly given: number;
  /** The lesson put the world in order by its own solutions: whoever asks for that finds the same beginning. */
  readonly mended: boolean;
}

/** So many acts at the same microseconds are no chance: fewer may be what a demonstration or a link began with. */
const FEWEST_ACTS = 3;
/** What terminals do by themselves. */
const NO_ACTS: ReadonlySet<unknown> = new Set(['open-tty', 'resize-tty', 'close-tty']);

/** For each, the others that hold the same. */
export function alikeOf(all: readonly HandedIn[]): readonly (readonly Alike[])[] {
  const acts = all.map((one) => actsOf(one));
  return all.map((one, at) => all.flatMap((other, place): Alike[] => {
    if (place === at || other.lesson !== one.lesson || other.file === one.file) return [];
    const mine = acts[at] ?? [];
    const theirs = acts[place] ?? [];
    const shared = sharedBeginning(mine, theirs);
    if (one.text === other.text) return [{ file: other.file, what: 'file', acts: shared }];
    if (shared > 0 && shared === mine.length && shared === theirs.length) return [{ file: other.file, what: 'run', acts: shared }];
    return shared >= FEWEST_ACTS && !(one.mended && other.mended) ? [{ file: other.file, what: 'beginning', acts: shared }] : [];
  }));
}

function sharedBeginning(a: readonly string[], b: readonly string[]): number {
  const end = Math.min(a.length, b.length);
  let at = 0;
  while (at < end && a[at] === b[at]) at += 1;
  return at;
}

/** What was done, each as text with its instant; nothing of what is no run. */
function actsOf({ run, given }: HandedIn): readonly string[] {
  if (typeof run !== 'object' || run === null || !('inputs' in run) || !Array.isArray(run.inputs)) return [];
  return run.inputs.slice(given).flatMap((entry: unknown) => {
    if (typeof entry !== 'object' || entry === null || !('input' in entry) || !('atUs' in entry)) return [];
    const { input } = entry;
    if (typeof input !== 'object' || input === null || !('kind' in input) || NO_ACTS.has(input.kind)) return [];
    return [JSON.stringify([entry.atUs, input])];
  });
}
