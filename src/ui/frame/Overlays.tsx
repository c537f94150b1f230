// What opens over the page and is about the world: a thing's menu, the palette, forms, the hands, the list of keys. Each is fetched when it is first opened.
import { Suspense } from 'react';
import { late } from './Broken.tsx';
import { Coming } from './Coming.tsx';
import { setPage, usePage } from '../store/page-store.ts';
import { SHARE_MENU } from './TopBar.tsx';

const Palette = late('palette', () => import('./Palette.tsx'));
const ThingMenu = late('thing-menu', () => import('./ThingMenu.tsx'));
const ShareMenu = late('share-menu', () => import('../teach/ShareMenu.tsx'));
const AppForm = late('app-form', () => import('./AppForm.tsx'));
const Acting = late('acting', () => import('../acting/Acting.tsx'));
const Sheets = late('sheets', () => import('./Sheets.tsx'));
const Shortcuts = late('shortcuts', () => import('../acting/Shortcuts.tsx'));

export function Overlays(): React.ReactNode {
  const palette = usePage((state) => state.paletteOpen);
  const form = usePage((state) => state.form);
  const menu = usePage((state) => state.menu?.id);
  const acting = usePage((state) => state.acting);
  const sheet = usePage((state) => state.sheet);
  const keysOpen = usePage((state) => state.keysOpen);
  return (
    <>
      <Suspense fallback={<Coming floats onLeave={() => setPage({ menu: null, paletteOpen: false, form: null })} />}>{menu === undefined ? null : menu === SHARE_MENU ? <ShareMenu /> : <ThingMenu />}{palette ? <Palette /> : null}{form === null ? null : <AppForm key={form} form={form} />}</Suspense>
      <Suspense fallback={<Coming floats onLeave={() => setPage({ acting: null, keysOpen: false, sheet: null })} />}>{acting === null ? null : <Acting acting={acting} />}{keysOpen ? <Shortcuts /> : null}{sheet === null ? null : <Sheets sheet={sheet} />}</Suspense>
    </>
  );
}
