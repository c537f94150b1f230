// What somebody may have meant who mistyped an option or a sub-command, as argparse4j guesses it (ArgumentParserImpl.printCandidates).

/** What each edit costs; swapped letters cost nothing. The weights are git's, but for the deletion. */
const SUBSTITUTION = 2;
const INSERTION = 1;
const DELETION = 4;
/** A guess that is as far off is none. */
const FAR = 7;

export interface Candidate {
  /** As it is shown: `--topic`. */
  readonly subject: string;
  /** As it is compared: `topic`. */
  readonly body: string;
}

/** The lines below the complaint, each with its line's end; empty where nothing comes near. */
export function didYouMean(typed: string, candidates: readonly Candidate[]): string {
  const rated = candidates.map(({ subject, body }) => ({ subject, distance: body.startsWith(typed) ? 0 : distance(typed, body) }));
  const nearest = Math.min(FAR, ...rated.map((one) => one.distance));
  if (nearest >= FAR) return '';
  const meant = rated.filter((one) => one.distance === nearest).map((one) => one.subject).sort((a, b) => (a < b ? -1 : 1));
  return `\nDid you mean:\n${meant.map((one) => `\t${one}\n`).join('')}`;
}

/** Damerau and Levenshtein's distance with these costs. */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j * INSERTION);
  for (let i = 0; i < from.length; i++) {
    const row = [(i + 1) * DELETION];
    for (let j = 0; j < to.length; j++) {
      const isSame = from[i] === to[j];
      let cost = (last[j] ?? 0) + (isSame ? 0 : SUBSTITUTION);
      if (i > 0 && j > 0 && from[i - 1] === to[j] && from[i] === to[j - 1]) cost = Math.min(cost, before[j - 1] ?? cost);
      row.push(Math.min(cost, (last[j + 1] ?? 0) + DELETION, (row[j] ?? 0) + INSERTION));
    }
    before = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
