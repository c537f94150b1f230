// A step clicker works in whichever of the two windows has the keys.
import { useEffect, useRef } from 'react';
import { clicked } from './clicker.ts';

/** Calls back with each step of a clicker, but for keys that a field, an editor or a terminal takes. */
export function useClicker(go: (by: 1 | -1) => void): void {
  const latest = useRef(go);
  useEffect(() => { latest.current = go; });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const by = clicked(event);
      if (by === null || (event.target instanceof Element && event.target.closest('input, textarea, .xterm, .cm-editor') !== null)) return;
      event.preventDefault();
      latest.current(by);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
