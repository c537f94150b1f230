// What opens over the page and is about the world: a thing's menu, the palette, forms, the hands, the list of keys. Each is fetched when it is first opened.
import { lazy, Suspense } from 'react';
import { usePage } from '../store/page-store.ts';
import { SHARE_MENU } from './TopBar.tsx';

const Palette = lazy(() => import('./Palette.tsx'));
const ThingMenu = lazy(() => import('./ThingMenu.tsx'));
const ShareMenu = lazy(() => import('../teach/ShareMenu.tsx'));
const AppForm = lazy(() => import('./AppForm.tsx'));
const Acting = lazy(() => import('../acting/Acting.tsx'));
const Shortcuts = lazy(() => import('../acting/Shortcuts.tsx'));

export function Overlays(): React.ReactNode {
  const palette = usePage((state) => state.paletteOpen);
  const form = usePage((state) => state.form);
  const menu = usePage((state) => state.menu?.id);
  const acting = usePage((state) => state.acting);
  const keysOpen = usePage((state) => state.keysOpen);
  return (
    <>
      <Suspense>{menu === undefined ? null : menu === SHARE_MENU ? <ShareMenu /> : <ThingMenu />}{palette ? <Palette /> : null}{form === null ? null : <AppForm key={form} form={form} />}</Suspense>
      <Suspense>{acting === null ? null : <Acting acting={acting} />}{keysOpen ? <Shortcuts /> : null}</Suspense>
    </>
  );
}
