// Says aloud what changed in the world, and shows the page's short messages for a while.
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { announcements, type Announcement } from '../store/announce.ts';
import { useTable, useWorld } from '../store/world.ts';
import { m } from '../paraglide/messages.js';
import { useFactWords } from '../words/late-facts.ts';
import { markKind } from '../words/marks.ts';
import { number } from '../words/numbers.ts';

/** How long a message stays, in real milliseconds: time to read it twice. */
const SHOWN_MS = 6_000;
/** Of what came since the last time so much is said; the rest is counted. */
const MOST_NEWS = 4;
/** Between two announcements, in real milliseconds: as long as a few sentences take to be heard. */
const SAID_EVERY_MS = 4_000;

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

/** The facts that came since they were last said, where time went forward: said together, and so seldom that who listens can follow at any speed. */
function useNews(): string {
  const facts = useTable('fact');
  const { store } = useWorld();
  const words = useFactWords(facts.size > 0);
  const latest = useRef(-1);
  const fresh = useRef<string[]>([]);
  const [news, setNews] = useState('');
  const [timer] = useState<{ id: number }>({ id: 0 });
  useEffect(() => () => window.clearTimeout(timer.id), [timer]);
  useEffect(() => {
    const marked = [...facts.values()].filter((fact) => markKind(fact.fact) !== null);
    const seen = latest.current;
    latest.current = Math.max(-1, ...marked.map(({ factId }) => factId));
    const came = marked.filter(({ factId }) => factId > seen);
    if (words === null || seen < 0 || came.length === 0 || !store.getState().clock.playing) return;
    fresh.current.push(...came.map(words));
    const tell = (): void => {
      timer.id = 0;
      if (fresh.current.length === 0) return;
      setNews(told(fresh.current.splice(0)));
      timer.id = window.setTimeout(tell, SAID_EVERY_MS);
    };
    if (timer.id === 0) tell();
  }, [facts, store, words, timer]);
  return news;
}

function told(sentences: readonly string[]): string {
  const first = sentences.slice(0, MOST_NEWS).join('. ');
  return sentences.length > MOST_NEWS ? m.news_more({ news: first, count: number(sentences.length - MOST_NEWS) }) : first;
}
