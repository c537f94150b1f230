// The whole page: one world, and the frame around it.
import { Suspense, useEffect, useRef, useState } from 'react';
import { late } from './Broken.tsx';
import { m } from '../paraglide/messages.js';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { pageStore, PRESENTER, usePage } from '../store/page-store.ts';
import { type World, WorldProvider } from '../store/world.ts';
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

/** What the page shows: a world, and where the gallery asks for the presenter's window, that in the page's place. */
export interface Opened {
  readonly world: World;
  /** Another for each state: nothing of the last one stays. */
  readonly key: string;
  readonly desk: React.ReactNode;
  /** Called when it is on the page. */
  readonly shown?: () => void;
}

export function App(): React.ReactNode {
  const theme = usePage((state) => state.theme);
  const locale = usePage((state) => state.locale);
  const opened = useOpened();
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
      {ALONE !== undefined ? <Suspense><ALONE /></Suspense> : opened === null ? null : opened.desk ?? <WorldProvider value={opened.world}><Frame key={opened.key + locale} hand={hand} /></WorldProvider>}
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

/** The live world, or the gallery's state that the address names, once it is fetched: none of that is part of the first load. */
function useOpened(): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(live === null ? null : { world: live, key: '', desk: null });
  useEffect(() => {
    if (name === null) return undefined;
    const open = async (): Promise<void> => setOpened(await (await import('../states/open-state.tsx')).openState(window.location.hash));
    // Anything else in the address is another page.
    const go = (): void => (window.location.hash.startsWith('#/state/') ? void open() : window.location.reload());
    void open();
    window.addEventListener('hashchange', go);
    return () => window.removeEventListener('hashchange', go);
  }, []);
  useEffect(() => opened?.shown?.(), [opened]);
  return opened;
}
