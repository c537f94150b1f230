// The facts of a world: append-only, in frozen chunks that snapshots share, the oldest dropped when there are too many.
import type { FactKind, FactKinds } from '../../bridge/facts.ts';
import { freeze } from './freeze.ts';
import type { Fact, FactId, NodeId, Time } from './types.ts';

const CHUNK = 250;
/** Facts kept at least; beyond one more chunk the oldest chunk is dropped. */
export const FACTS_KEPT = 50_000;

/** Plain data, part of the state. Ids count on when old facts are dropped. */
export interface FactStore {
  /** The id of the oldest fact that is kept. */
  first: FactId;
  /** The id that the next fact gets. */
  next: FactId;
  readonly chunks: (readonly Fact[])[];
  tail: Fact[];
}

export const newFactStore = (): FactStore => ({ first: 0, next: 0, chunks: [], tail: [] });

export interface NewFact<K extends FactKind> {
  readonly at: Time;
  readonly actor: NodeId;
  readonly kind: K;
  readonly params: FactKinds[K];
  readonly subjects: readonly string[];
  readonly cause: FactId;
}

/** Appends a fact and returns its id. */
export function addFact<K extends FactKind>(store: FactStore, fact: NewFact<K>): FactId {
  const id = store.next;
  const { at, actor, kind, cause } = fact;
  store.tail.push(freeze({ id, at, actor, kind, params: { ...fact.params }, subjects: [...fact.subjects], cause }));
  store.next += 1;
  if (store.tail.length === CHUNK) {
    store.chunks.push(freeze(store.tail));
    store.tail = [];
    if (store.chunks.length > FACTS_KEPT / CHUNK) {
      store.chunks.shift();
      store.first += CHUNK;
    }
  }
  return id;
}

/** The fact with this id, null where it was dropped or is not noted yet. */
export function factById(store: FactStore, id: FactId): Fact | null {
  const place = id - store.first;
  if (place < 0 || id >= store.next) return null;
  const chunk = store.chunks[Math.floor(place / CHUNK)] ?? store.tail;
  return chunk[place % CHUNK] ?? null;
}

/** The last `count` facts, oldest first. */
export function lastFacts(store: FactStore, count: number): Fact[] {
  const facts: Fact[] = [];
  for (let id = Math.max(store.first, store.next - count); id < store.next; id++) {
    const fact = factById(store, id);
    if (fact !== null) facts.push(fact);
  }
  return facts;
}
