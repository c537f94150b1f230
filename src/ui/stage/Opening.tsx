// What stands over the stage while another world comes: what is waited for, how far it is, and the way back to the world that stands.
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WorkerApi } from '../../bridge/command.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { leaveOpening } from '../store/opened.ts';
import { attempts } from '../store/opening.ts';
import { usePage } from '../store/page-store.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import './opening.css';

/** How often it is asked how far the world is, in real ms. */
const LOOK_EVERY_MS = 200;

/** The default export is what React.lazy loads. */
export default function Opening(): React.ReactNode {
  const { api, store } = useWorld();
  const free = usePage((state) => state.opening === 'free');
  const stood = useWorldState((state) => state.revision >= 0);
  const leave = async (): Promise<void> => {
    const first = store.getState().revision < 0;
    if (await leaveOpening()) say(first ? m.opening_kept_aside() : m.opening_left());
  };
  return (
    <div className="stage-starting is-opening" data-testid="opening">
      <OpeningProgress api={api}>{free && (stood || attempts.now?.kept === true) ? <button type="button" className="button" onClick={() => void leave()} data-testid="leave-opening"><X size={14} aria-hidden /> {stood ? m.cancel() : m.opening_new_world()}</button> : null}</OpeningProgress>
    </div>
  );
}

/** How far a worker is with the world that it opens: without a measure while code is fetched, then by the time that was lived. */
export function OpeningProgress({ api, title = m.opening(), children }: { readonly api: Pick<WorkerApi, 'lived'>; readonly title?: string; readonly children?: React.ReactNode }): React.ReactNode {
  const [part, setPart] = useState<number | null>(null);
  useEffect(() => {
    let asked = false;
    const look = async (): Promise<void> => {
      if (asked) return;
      asked = true;
      setPart(await api.lived());
      asked = false;
    };
    const timer = setInterval(() => void look(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [api]);
  return (
    <div className="opening">
      <output>{part === null ? m.opening_fetching() : m.opening_living()}</output>
      <progress aria-label={title} max={1} {...(part === null ? {} : { value: part })} />
      {children}
    </div>
  );
}
