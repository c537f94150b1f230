// The sessions of a key: those that touch become one, and its state stays under the name of the first of them (MergingWindowSet, SessionWindowAssigner).
import { freeze } from '../../kernel/freeze.ts';
import type { KeyedBackend } from '../../flink/state/keyed-backend.ts';
import type { StateTable } from '../../flink/state/state-table.ts';
import { type Span, spanText } from './window-time.ts';

/** Start, end, and the name of its state. */
type Session = readonly [number, number, string];

/** What becomes of sessions: the new one, its state's name, the old spans that are no more, and the states that it takes over. */
export interface Merge {
  readonly window: Span;
  readonly state: string;
  readonly old: readonly Span[];
  readonly from: readonly string[];
}

export class MergingWindows {
  private readonly keyed: KeyedBackend;
  private readonly table: StateTable;

  constructor(keyed: KeyedBackend) {
    this.keyed = keyed;
    this.table = keyed.table('session-window-mapping');
  }

  /** The session that this window becomes part of, and what it took in. */
  add(fresh: Span): Merge {
    const sessions = this.all();
    const touching = sessions.filter(([start, end]) => fresh.start <= end && fresh.end >= start);
    const start = Math.min(fresh.start, ...touching.map((one) => one[0]));
    const end = Math.max(fresh.end, ...touching.map((one) => one[1]));
    const window: Span = { start, end };
    const [first] = touching;
    if (first === undefined) {
      this.put([...sessions, [start, end, spanText(window)]]);
      return { window, state: spanText(window), old: [], from: [] };
    }
    const state = first[2];
    // A session that only gets another row stays what it is.
    if (touching.length === 1 && first[0] === start && first[1] === end) return { window, state, old: [], from: [] };
    this.put([...sessions.filter((one) => !touching.includes(one)), [start, end, state]]);
    return { window, state, old: touching.map((one) => ({ start: one[0], end: one[1] })), from: touching.slice(1).map((one) => one[2]) };
  }

  /** The name of a session's state, null where it is none any more. */
  stateOf({ start, end }: Span): string | null {
    return this.all().find((one) => one[0] === start && one[1] === end)?.[2] ?? null;
  }

  /** Forgets a session. */
  retire({ start, end }: Span): void {
    this.put(this.all().filter((one) => one[0] !== start || one[1] !== end));
  }

  private all(): readonly Session[] {
    const known = this.table.get(this.keyed.group, '', this.keyed.text);
    return Array.isArray(known) ? (known as readonly Session[]) : [];
  }

  /** Sorted by their starts, as a TreeSet has them. */
  private put(sessions: readonly Session[]): void {
    const { keyed } = this;
    if (sessions.length === 0) this.table.remove(keyed.group, '', keyed.text);
    else this.table.put(keyed.group, '', keyed.text, freeze(sessions.toSorted((a, b) => a[0] - b[0])));
  }
}
