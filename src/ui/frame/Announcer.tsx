// Says aloud what changed in the world, and shows the page's short messages for a while.
import { Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { announcements, type Announcement } from '../store/announce.ts';
import { useSeen } from '../store/idle.ts';
import { useWorld } from '../store/world.ts';
import { late } from './Broken.tsx';

const News = late('news', () => import('./News.tsx'));

/** How long a message stays, in real milliseconds: time to read it twice. */
const SHOWN_MS = 6_000;

export function Announcer(): React.ReactNode {
  const last = useStore(announcements, (state) => state.last);
  const seen = useSeen(useWorld().store);
  const [gone, setGone] = useState(0);
  useEffect(() => {
    if (last === null) return undefined;
    const timer = setTimeout(() => setGone(last.number), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [last]);
  const shown: Announcement | null = last !== null && last.number > gone ? last : null;
  return (
    <>
      {seen ? <Suspense><News /></Suspense> : null}
      <div className="toast-place" aria-live="assertive">{shown === null ? null : <p key={shown.number} className={`toast is-${shown.tone}`}>{shown.text}</p>}</div>
    </>
  );
}
