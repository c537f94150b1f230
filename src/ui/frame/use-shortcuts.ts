// The page's few keys: space plays and pauses, comma and full stop step, Ctrl-K opens the palette, Ctrl-Z takes back, F and B open the hands, ? lists all.
import { useEffect } from 'react';
import { pageStore, setPage } from '../store/page-store.ts';
import { useWorld, type World } from '../store/world.ts';

export function useShortcuts(): void {
  const { api, store } = useWorld();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        setPage({ paletteOpen: !pageStore.getState().paletteOpen });
        return;
      }
      if (event.key === 'Escape' && event.target instanceof Element && (event.target === document.body || event.target.closest('.inspector, .stage') !== null)) setPage({ selected: null });
      if (event.key === 'z' && (event.ctrlKey || event.metaKey) && !takesText(event.target)) {
        event.preventDefault();
        void takeBack({ api });
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || takesKeys(event.target)) return;
      if (event.key === ' ') {
        event.preventDefault();
        void api.playback({ kind: store.getState().clock.playing ? 'pause' : 'play' });
      } else if (event.key === 'f' || event.key === 'b') setPage({ acting: { tab: event.key === 'f' ? 'faults' : 'build', target: pageStore.getState().selected } });
      else if (event.key === '?') setPage({ keysOpen: true });
      else if (event.key === ',' || event.key === '.') {
        void api.playback({ kind: 'step', step: { kind: 'event' }, direction: event.key === ',' ? 'back' : 'forward' });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [api, store]);
}

async function takeBack(world: Pick<World, 'api'>): Promise<void> {
  const { undo } = await import('../acting/undo.ts');
  await undo(world);
}

/** Where text is written, its own undo is meant. */
function takesText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, [contenteditable=true], .xterm') !== null;
}

/** Where keys have a meaning of their own: fields, editors, terminals, buttons, menus, things on the stage. */
function takesKeys(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, button, [contenteditable=true], [role=button], [role=menuitem], [role=slider], [role=tab], [role=dialog], .xterm') !== null;
}
