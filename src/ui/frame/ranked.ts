// What the palette lists for the letters typed, the best first.
import { defaultFilter } from 'cmdk';

export interface Entry {
  readonly id: string;
  readonly label: string;
  readonly run: () => void;
}

export interface Group {
  readonly heading: string;
  readonly entries: readonly Entry[];
}

/** What fits the letters typed, the best first: in each group, and of the groups. Empty groups have no heading. */
export function ranked(groups: readonly Group[], search: string): readonly Group[] {
  if (search === '') return groups.filter(({ entries }) => entries.length > 0);
  const scored = groups.map(({ heading, entries }) => {
    const fits = entries.map((entry) => ({ entry, score: defaultFilter(`${entry.label} ${entry.id}`, search) })).filter(({ score }) => score > 0).sort((a, b) => b.score - a.score);
    return { heading, entries: fits.map(({ entry }) => entry), best: fits[0]?.score ?? 0 };
  });
  return scored.filter(({ best }) => best > 0).sort((a, b) => b.best - a.best);
}
