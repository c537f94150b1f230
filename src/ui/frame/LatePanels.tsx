// The first screen's still panels, which need no library, and the resizable ones that take over when a door or the inspector opens.
import { createElement, useEffect, useSyncExternalStore } from 'react';
import type { Panels, PanelsProps } from './Panels.tsx';

let resizable: typeof Panels | null = null;
let coming: Promise<void> | null = null;
const listeners = new Set<() => void>();

async function fetchPanels(): Promise<void> {
  // Nothing is fetched before the first picture that it would only delay.
  await new Promise<void>((painted) => requestAnimationFrame(() => setTimeout(painted, 0)));
  resizable = (await import('./Panels.tsx')).Panels;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `waits`: the world is not shown yet, and the panels may come after it. */
export function LatePanels({ waits, ...panels }: PanelsProps & { readonly waits: boolean }): React.ReactNode {
  const come = useSyncExternalStore(subscribe, () => resizable !== null);
  useEffect(() => {
    if (waits) return;
    coming ??= fetchPanels().catch(() => {
      // Asked for again by whatever opens next.
      coming = null;
    });
  }, [waits]);
  const { side, wideSide, middle, dock, inspector } = panels;
  if (wideSide && dock === null && inspector === null) {
    return (
      <div className="panels is-still">
        <div className="side-panel">{side}</div>
        <div className="centre">{middle}</div>
      </div>
    );
  }
  return come && resizable !== null ? createElement(resizable, panels) : null;
}
