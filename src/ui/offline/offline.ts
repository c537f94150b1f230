// Keeps the page for when there is no network, and asks before a newer version takes its place.
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Workbox } from 'workbox-window';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { keepRun } from '../store/resume.ts';
import type { World } from '../store/world.ts';
import { type NewVersion, UpdateBar } from './UpdateBar.tsx';

/** How often a page that stays open asks its host for a newer version, in real ms. */
const ASK_EVERY_MS = 3_600_000;
/** How long after one question who comes back to the page asks the next, in real ms. */
const ASK_AGAIN_MS = 60_000;

/** Registers the service worker that the build wrote beside the page. A browser that has none, or forbids it, goes on without. */
export async function keepOffline(world: World): Promise<void> {
  const worker = new Workbox('./sw.js');
  let taken = false;
  const show = (newVersion: NewVersion): void => void showBar(newVersion, async () => {
    taken = true;
    await keepRun(world);
    if (newVersion === 'here') worker.messageSkipWaiting();
    else window.location.reload();
  });
  worker.addEventListener('installed', ({ isUpdate }) => {
    if (isUpdate !== true) say(m.offline_ready());
  });
  worker.addEventListener('waiting', () => show('here'));
  worker.addEventListener('controlling', ({ isUpdate }) => {
    if (taken) window.location.reload();
    // Another tab took it; what this one has not fetched yet is no longer kept.
    else if (isUpdate === true) show('elsewhere');
  });
  try {
    const registration = await worker.register();
    if (registration === undefined) return;
    let askedMs = Date.now();
    const ask = (): void => {
      if (document.visibilityState === 'hidden' || Date.now() - askedMs < ASK_AGAIN_MS) return;
      askedMs = Date.now();
      void registration.update().catch(() => {
        // Without a network there is nothing newer to be had.
      });
    };
    // A browser looks for itself when a page is opened; one that stays open asks when it is come back to, and from time to time.
    document.addEventListener('visibilitychange', ask);
    setInterval(ask, ASK_EVERY_MS);
  } catch {
    // Served without encryption, or forbidden by the reader: the page works while its host can be reached.
  }
}

/** Shows it until it is put away: by the reader, or by what is returned. */
export function showBar(newVersion: NewVersion, take: () => Promise<void>): () => void {
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  const leave = (): void => {
    root.unmount();
    place.remove();
  };
  root.render(createElement(UpdateBar, { newVersion, onTake: () => void take(), onLater: leave }));
  return leave;
}
