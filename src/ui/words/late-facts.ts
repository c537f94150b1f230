// The sentences of facts for what is on the page from the start: they are fetched after the first picture.
import { useEffect, useSyncExternalStore } from 'react';
import type { FactRecord } from '../../bridge/records.ts';

type Say = (fact: Pick<FactRecord, 'fact' | 'params'>) => string;

let say: Say | null = null;
let coming: Promise<void> | null = null;
const listeners = new Set<() => void>();

async function fetchWords(): Promise<void> {
  const { factText } = await import('./facts.ts');
  say = ({ fact, params }) => factText(fact, params);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What says a fact as a sentence; null for the moment that the sentences take to come. */
export function useFactWords(): Say | null {
  const words = useSyncExternalStore(subscribe, () => say);
  useEffect(() => {
    coming ??= fetchWords().catch(() => {
      // Asked for again by whatever shows a fact next.
      coming = null;
    });
  }, []);
  return words;
}
