// The lessons of the page's world, ready to be put into a panel: what is open loads its own chunk.
import { lazy, Suspense } from 'react';
import { useWorld } from '../store/world.ts';
import { hand } from '../terminal/hand.ts';
import { type LessonApi, lessonWorld } from './store-world.ts';
import type { WorldStore } from '../store/world-store.ts';
import type { LessonWorld } from './world.ts';

const LessonPanel = lazy(() => import('./LessonPanel.tsx'));

const worlds = new WeakMap<WorldStore, LessonWorld>();

/** One view of a world for as long as it lives: a session goes on in it while the panel comes and goes. */
function lessonWorldOf(store: WorldStore, api: LessonApi): LessonWorld {
  const known = worlds.get(store);
  if (known !== undefined) return known;
  const made = lessonWorld(store, api, hand);
  worlds.set(store, made);
  return made;
}

/** The course's first lesson so far. */
const FIRST = 'kafka/3-kafka/07-topic-is-a-log';

export function LessonPlace({ path = FIRST, onLeave }: { readonly path?: string; readonly onLeave: () => void }): React.ReactNode {
  const { store, api } = useWorld();
  const world = lessonWorldOf(store, api);
  return (
    <Suspense fallback={<div className="lesson-waiting" aria-busy="true" />}>
      <LessonPanel path={path} world={world} onLeave={onLeave} />
    </Suspense>
  );
}
