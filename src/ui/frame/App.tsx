// The whole page: one world, and the frame around it.
import { Suspense, useEffect, useRef, useState } from 'react';
import { late } from './Broken.tsx';
import { m } from '../paraglide/messages.js';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { pageStore, PRESENTER, setPage, usePage } from '../store/page-store.ts';
import { openWorld, type World, WorldProvider } from '../store/world.ts';
import { TerminalHand } from '../terminal/hand.ts';
import { bootWorld, namedInAddress } from './boot.ts';
import { courseTitle } from './course-title.ts';
import { Frame } from './Frame.tsx';
import { tokensCss } from './tokens.ts';
import './base.css';

overwriteGetLocale(() => pageStore.getState().locale);

const Gallery = late('gallery', () => import('./Gallery.tsx'));
const Presenter = late('presenter', () => import('../teach/presenter/Presenter.tsx'));

/** The worker starts before React draws, so that the cluster boots while the page comes up. */
const name = namedInAddress(window.location.hash);
/** Pages that stand for themselves, without a world of their own. */
const ALONE = new Map([['#/gallery', Gallery], [PRESENTER, Presenter]]).get(window.location.hash);
const live = name === null && ALONE === undefined ? bootWorld() : null;

export function App(): React.ReactNode {
  const theme = usePage((state) => state.theme);
  const locale = usePage((state) => state.locale);
  const world = useWorldOfAddress();
  // Another language draws the whole page anew; the half-typed lines are the hand's, which stays.
  const [hand] = useState(() => new TerminalHand());
  useFocusKept(locale);
  useEffect(() => void requestAnimationFrame(() => setTimeout(() => void keepFocusLate(), 0)), []);
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = locale;
    const course = courseTitle();
    if (course !== null) document.title = `${course} · ${m.app_name()}`;
  }, [theme, locale]);
  return (
    <>
      <style>{tokensCss()}</style>
      {ALONE !== undefined ? <Suspense><ALONE /></Suspense> : world === null ? null : <WorldProvider value={world}><Frame key={locale} hand={hand} /></WorldProvider>}
    </>
  );
}

/** From the first picture on, which need not wait for it. */
async function keepFocusLate(): Promise<void> {
  try {
    (await import('./keep-focus.ts')).keepFocus();
  } catch {
    // Without it the page is whole; the next visit asks again.
  }
}

/** Who switches the language with the keyboard is still on its button in the new language. */
function useFocusKept(locale: string): void {
  const drawn = useRef(locale);
  useEffect(() => {
    if (drawn.current !== locale) document.querySelector<HTMLElement>('[data-switch="language"]')?.focus();
    drawn.current = locale;
  }, [locale]);
}

/** The live world, or the named one once its records are loaded: they are no part of the first load. */
function useWorldOfAddress(): World | null {
  const [world, setWorld] = useState<World | null>(live);
  useEffect(() => {
    const open = async (): Promise<void> => {
      const living = await (await import('../states/live.ts')).openLive(name ?? '');
      if (living !== null) return setWorld(living);
      const [{ NAMED_WORLDS }, { playNamed }] = await Promise.all([import('../states/named.ts'), import('../states/player.ts')]);
      const named = NAMED_WORLDS.find((candidate) => candidate.name === name) ?? NAMED_WORLDS[0];
      if (named === undefined) return;
      if (named.page !== undefined) setPage(named.page);
      if (named.ladder !== undefined) setPage({ ladder: named.ladder });
      setWorld(openWorld(playNamed(named)));
    };
    if (name !== null) void open();
  }, []);
  return world;
}
