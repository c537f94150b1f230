// A question that a learner has, and its answer: evidence read off the records, and what a real operator would do.
import type { FactKind } from '../../bridge/facts.ts';
import type { FactRecord } from '../../bridge/records.ts';
import type { Tables } from '../store/world-store.ts';
import type { WhyLine } from '../words/flink-why.ts';

/** What answers are read from: the records of one instant. `epochMs` is the wall clock at virtual time 0, for Flink's times. */
export interface Seen {
  readonly tables: Tables;
  readonly nowUs: number;
  readonly epochMs: number;
}

/** Something to do about it; the command is as typed on a real cluster, null where there is none. */
export interface Remedy {
  readonly text: string;
  readonly command: string | null;
}

export interface Answer {
  readonly lines: readonly WhyLine[];
  readonly remedies: readonly Remedy[];
}

export interface Question {
  /** Unique in a world: the question's name and the thing that it is about. */
  readonly id: string;
  readonly text: string;
  /** The thing where it is asked. */
  readonly about: string;
  /** Whether what it asks about is so now: then it is offered before the others. */
  readonly holds: boolean;
  readonly answer: () => Answer;
}

export const SERVER = '--bootstrap-server localhost:9092';

/** A sentence that is about nothing that could be shown. */
export const plain = (text: string): WhyLine => ({ text, about: null });

export const about = (text: string, id: string | null): WhyLine => ({ text, about: id });

/** A sentence about something that a fact began: it leads to that instant. */
export const since = (text: string, id: string | null, fact: FactRecord | undefined): WhyLine => (fact === undefined ? { text, about: id } : { text, about: id ?? fact.subjects[0] ?? null, atUs: fact.atUs });

/** The newest fact of these kinds for which the condition holds. */
export function newestFact(tables: Pick<Tables, 'fact'>, kinds: readonly FactKind[], is: (fact: FactRecord) => boolean = () => true): FactRecord | undefined {
  let newest: FactRecord | undefined;
  for (const fact of tables.fact.values()) if ((newest === undefined || fact.factId > newest.factId) && kinds.some((kind) => kind === fact.fact) && is(fact)) newest = fact;
  return newest;
}

/** The newest fact of these kinds about a thing. */
export const newestAbout = (tables: Pick<Tables, 'fact'>, kinds: readonly FactKind[], id: string): FactRecord | undefined => newestFact(tables, kinds, ({ subjects }) => subjects.includes(id));
