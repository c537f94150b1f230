// The lessons of the page's world, ready to be put into a panel: what is open loads its own chunk.
import { lazy, Suspense, useMemo } from 'react';
import { useWorld } from '../store/world.ts';
import { hand } from '../terminal/hand.ts';
import { lessonWorld } from './store-world.ts';

const LessonPanel = lazy(() => import('./LessonPanel.tsx'));

/** The course's first lesson so far. */
const FIRST = 'kafka/3-kafka/07-topic-is-a-log';

export function LessonPlace({ path = FIRST, onLeave }: { readonly path?: string; readonly onLeave: () => void }): React.ReactNode {
  const { store, api } = useWorld();
  const world = useMemo(() => lessonWorld(store, api, hand), [store, api]);
  return (
    <Suspense fallback={<div className="lesson-waiting" aria-busy="true" />}>
      <LessonPanel path={path} world={world} onLeave={onLeave} />
    </Suspense>
  );
}
