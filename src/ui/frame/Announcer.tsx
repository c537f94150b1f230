// Says aloud what changed in the world, and shows the page's short messages for a while.
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { announcements, type Announcement } from '../store/announce.ts';
import { useTable, useWorld } from '../store/world.ts';
import { useFactWords } from '../words/late-facts.ts';
import { markKind } from '../words/marks.ts';

/** How long a message stays, in real milliseconds: time to read it twice. */
const SHOWN_MS = 6_000;
/** More facts than this at once are a jump in time, not news. */
const MOST_NEWS = 4;

export function Announcer(): React.ReactNode {
  const news = useNews();
  const last = useStore(announcements, (state) => state.last);
  const [gone, setGone] = useState(0);
  useEffect(() => {
    if (last === null) return undefined;
    const timer = setTimeout(() => setGone(last.number), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [last]);
  const shown: Announcement | null = last !== null && last.number > gone ? last : null;
  return (
    <>
      <div className="hidden" aria-live="polite">{news}</div>
      <div className="toast-place" aria-live="assertive">{shown === null ? null : <p key={shown.number} className={`toast is-${shown.tone}`}>{shown.text}</p>}</div>
    </>
  );
}

/** The facts that came since the last frame, where they are few and time went forward. */
function useNews(): string {
  const facts = useTable('fact');
  const { store } = useWorld();
  const words = useFactWords(facts.size > 0);
  const latest = useRef(-1);
  const [news, setNews] = useState('');
  useEffect(() => {
    const ids = [...facts.values()].filter((fact) => markKind(fact.fact) !== null);
    const highest = Math.max(-1, ...ids.map((fact) => fact.factId));
    const fresh = ids.filter((fact) => fact.factId > latest.current);
    if (latest.current >= 0 && fresh.length > 0 && fresh.length <= MOST_NEWS && store.getState().clock.playing) setNews(fresh.map((fact) => words?.(fact) ?? '').join('. '));
    latest.current = highest;
  }, [facts, store, words]);
  return news;
}
