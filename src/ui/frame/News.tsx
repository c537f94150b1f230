// What happens in the world, said to those who listen to the page. Fetched after the first picture.
import { useEffect, useRef, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { SAID_EVERY_MS } from '../store/use-said.ts';
import { useTable, useWorld } from '../store/world.ts';
import { useFactWords } from '../words/late-facts.ts';
import { markKind } from '../words/marks.ts';
import { number } from '../words/numbers.ts';

/** Of what came since the last time so much is said; the rest is counted. */
const MOST_NEWS = 4;

/** The default export is what React.lazy loads. */
export default function News(): React.ReactNode {
  const news = useNews();
  return <div className="hidden" aria-live="polite" data-testid="news">{news}</div>;
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
