// Two branches on two stages that run together: A is the world that one acts in, B lives beside it in a worker of its own and is led by A's clock.
import { ArrowLeftRight, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { m } from '../paraglide/messages.js';
import { useMedia } from '../frame/use-media.ts';
import { setPage } from '../store/page-store.ts';
import { openWorld, useWorld, useWorldState, type World, WorldProvider } from '../store/world.ts';
import { OpeningProgress } from '../stage/Opening.tsx';
import { Stage } from '../stage/Stage.tsx';
import { branchName } from '../timeline/branch-name.ts';
import { clockTime } from '../words/numbers.ts';
import { connectWorker, type Line } from '../worker.ts';
import { ChangeList } from './ChangeList.tsx';
import { changesBetween } from './changes.ts';
import { lead, playsAs } from './lead.ts';
import './compare.css';

export default function SideBySide({ branch }: { readonly branch: number }): React.ReactNode {
  const { api } = useWorld();
  const { line, other } = useOther(branch);
  const branches = useWorldState((state) => state.branches);
  const current = useWorldState((state) => state.clock.branch);
  const [a, b] = [branches.find(({ id }) => id === current), branches.find(({ id }) => id === branch)];
  // Before its first frame a world has no branches yet.
  const known = branches.length > 0;
  useEffect(() => { if (known && (b === undefined || branch === current)) setPage({ beside: null }); }, [known, b, branch, current]);
  const swap = (): void => {
    setPage({ beside: current });
    void api.playback({ kind: 'branch', branch });
  };
  return (
    <div className="beside" data-testid="beside">
      <div className="beside-stages">
        <section aria-label={a === undefined ? 'A' : m.compare_a({ branch: branchName(a) })}>
          <header><strong>{a === undefined ? 'A' : m.compare_a({ branch: branchName(a) })}</strong></header>
          <div className="beside-stage"><Stage /></div>
        </section>
        <section aria-label={b === undefined ? 'B' : m.compare_b({ branch: branchName(b) })}>
          <header>
            <strong>{b === undefined ? 'B' : m.compare_b({ branch: branchName(b) })}</strong>
            <span className="space" />
            <button type="button" className="round" aria-label={m.compare_swap()} title={m.compare_swap()} onClick={swap}><ArrowLeftRight size={15} aria-hidden /></button>
            <button type="button" className="round" aria-label={m.compare_close()} title={m.compare_close()} onClick={() => setPage({ beside: null })}><X size={15} aria-hidden /></button>
          </header>
          <div className="beside-stage">{other === null ? <Coming line={line} /> : <WorldProvider value={other}><Stage /></WorldProvider>}</div>
        </section>
      </div>
      {other === null ? null : <Differs other={other} />}
    </div>
  );
}

/** Its other branch is lived from the beginning: how far it is, and a way back to one stage. */
function Coming({ line }: { readonly line: Line | null }): React.ReactNode {
  return (
    <div className="stage-starting" aria-busy="true">
      {line === null ? null : <OpeningProgress api={line} title={m.compare_opening()}><button type="button" className="button" onClick={() => setPage({ beside: null })}><X size={14} aria-hidden /> {m.cancel()}</button></OpeningProgress>}
    </div>
  );
}

/** In what the two are not the same, looked at twice a second. */
function Differs({ other }: { readonly other: World }): React.ReactNode {
  const { store } = useWorld();
  const [{ changes, atUs }, setFound] = useState<{ readonly changes: ReturnType<typeof changesBetween>; readonly atUs: number }>({ changes: [], atUs: 0 });
  useEffect(() => {
    let seen = '';
    const look = (): void => {
      const [a, b] = [store.getState(), other.store.getState()];
      // Each has revisions of its own; where neither has moved nothing is compared again.
      if (seen === `${a.revision}/${b.revision}`) return;
      seen = `${a.revision}/${b.revision}`;
      setFound({ changes: changesBetween(a.tables, b.tables, 'branches').slice(0, 40), atUs: a.clock.nowUs });
    };
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [store, other]);
  const narrow = useMedia('(max-width: 760px)');
  return (
    <details className="beside-differs" open={!narrow}>
      <summary>{changes.length === 0 ? m.compare_same_branches() : m.compare_differs({ time: clockTime(atUs, 1) })}</summary>
      {changes.length === 0 ? null : <ChangeList changes={changes} />}
    </details>
  );
}

/** A world that lives the branch: opened once, then led from A's instant to A's next. */
function useOther(branch: number): { readonly line: Line | null; readonly other: World | null } {
  const world = useWorld();
  const [line, setLine] = useState<Line | null>(null);
  const [other, setOther] = useState<World | null>(null);
  useEffect(() => {
    const worker = connectWorker(() => setPage({ beside: null }));
    let ended = false;
    let stop = (): void => undefined;
    const begin = async (): Promise<void> => {
      const run = await world.api.saveBranch(branch);
      if (ended) return;
      if (run === null) {
        setPage({ beside: null });
        return;
      }
      setLine(worker);
      const opened = openWorld(playsAs(world, worker), () => performance.now(), () => setPage({ beside: null }));
      await worker.load(run);
      if (ended) return;
      setOther(opened);
      stop = lead(world, opened);
    };
    void begin();
    return () => {
      ended = true;
      stop();
      setOther(null);
      setLine(null);
      worker.close();
    };
  }, [world, branch]);
  return { line, other };
}
