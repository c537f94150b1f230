// The sentences of facts for what is on the page from the start: they are fetched after the first picture.
import { useEffect, useSyncExternalStore } from 'react';
import type { FactRecord } from '../../bridge/records.ts';
import { useSeen } from '../store/idle.ts';
import { useWorld } from '../store/world.ts';

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

/** What says a fact as a sentence; null until the sentences have come. They are fetched by the first who has facts to say. */
export function useFactWords(hasFacts: boolean): Say | null {
  const seen = useSeen(useWorld().store);
  const words = useSyncExternalStore(subscribe, () => say);
  useEffect(() => {
    if (!hasFacts || !seen) return;
    coming ??= fetchWords().catch(() => {
      // Asked for again by whatever shows a fact next.
      coming = null;
    });
  }, [hasFacts, seen]);
  return words;
}
