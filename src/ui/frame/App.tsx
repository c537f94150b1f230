// The whole page: one world, and the frame around it.
import { useEffect, useState } from 'react';
import { overwriteGetLocale } from '../paraglide/runtime.js';
import { NAMED_WORLDS } from '../states/named.ts';
import { playNamed } from '../states/player.ts';
import { Stage } from '../stage/Stage.tsx';
import { pageStore, usePage } from '../store/page-store.ts';
import { openWorld, WorldProvider } from '../store/world.ts';
import { tokensCss } from './tokens.ts';
import './base.css';

overwriteGetLocale(() => pageStore.getState().locale);

export function App(): React.ReactNode {
  const theme = usePage((state) => state.theme);
  const locale = usePage((state) => state.locale);
  const [world] = useState(() => {
    const wanted = /#\/state\/([\w-]+)/.exec(window.location.hash)?.[1] ?? 'records-in-flight';
    const named = NAMED_WORLDS.find((candidate) => candidate.name === wanted) ?? NAMED_WORLDS[0];
    if (named === undefined) throw new Error('there is at least one named world');
    return openWorld(playNamed(named));
  });
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.lang = locale;
  }, [theme, locale]);
  return (
    <WorldProvider value={world}>
      <style>{tokensCss()}</style>
      <main key={locale} style={{ height: '100dvh' }}><Stage /></main>
    </WorldProvider>
  );
}
