// The course on the page: its map, the lesson or exam that is open, and the page that says what was done.
import { Suspense, useEffect, useMemo, useState } from 'react';
import { guest } from '../embed/guest.ts';
import { late } from './Broken.tsx';
import { Coming } from './Coming.tsx';
import { Certificate } from '../lesson/Certificate.tsx';
import { CourseMap } from '../lesson/CourseMap.tsx';
import { keepOpen, keptOpen, watchOpen } from '../lesson/keep.ts';
import LessonPanel from '../lesson/LessonPanel.tsx';
import { lessonWorld } from '../lesson/store-world.ts';
import type { CourseLevel } from '../../lesson/lesson.ts';
import { GUEST, setPage } from '../store/page-store.ts';
import { whenIdle } from '../store/idle.ts';
import { opened } from '../store/opened.ts';
import { useWorld } from '../store/world.ts';
import type { TerminalHand } from '../terminal/hand.ts';

const Summary = late('summary', () => import('../lesson/Summary.tsx'));

export default function Course({ hand }: { readonly hand: TerminalHand }): React.ReactNode {
  const { store, api } = useWorld();
  const world = useMemo(() => lessonWorld(store, api, hand), [store, api, hand]);
  const [path, setPath] = useState<string | null>(() => guest.lesson ?? (GUEST ? null : keptOpen()));
  const [certificate, setCertificate] = useState(false);
  const [summary, setSummary] = useState<CourseLevel | null>(null);
  const mapShown = path === null;
  useEffect(() => (mapShown ? whenIdle(store, () => void api.prepare()) : undefined), [mapShown, api, store]);
  // A presenter opens lessons too.
  useEffect(() => watchOpen(setPath), []);
  const open = (next: string | null): void => {
    if (!GUEST) keepOpen(next);
    setPath(next);
  };
  const play = async ({ sandbox }: CourseLevel): Promise<void> => {
    if (sandbox === null) return;
    await opened(async () => {
      setPage({ door: 'free', selected: null, lessonOpen: false, dockOpen: true, tab: 'terminal' });
      await world.load(sandbox);
      await world.play();
    });
  };
  if (path !== null) return <LessonPanel path={path} stays={guest.stays} world={world} onLeave={() => open(null)} onOpen={open} onEnd={() => { setSummary(null); setCertificate(true); }} />;
  if (summary !== null) return <Suspense fallback={<Coming onLeave={() => setSummary(null)} />}><Summary level={summary} onLeave={() => setSummary(null)} onOpen={open} /></Suspense>;
  if (certificate) return <Certificate onLeave={() => setCertificate(false)} />;
  return <CourseMap onOpen={open} onSandbox={(level) => void play(level)} onSummary={setSummary} onCertificate={() => setCertificate(true)} />;
}
