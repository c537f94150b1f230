// Comparing: a marked instant with the one that is shown, as a list in words; and two branches side by side.
import { Columns2, CornerUpLeft, MapPin, X } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { branchName } from '../timeline/branch-name.ts';
import { ChangeList } from './ChangeList.tsx';
import { useCompared } from './use-compared.ts';
import './compare.css';

/** `lead` stands first in the bar. */
export default function Compare({ lead }: { readonly lead: React.ReactNode }): React.ReactNode {
  const marked = usePage((state) => state.marked);
  return (
    <section className="compare" aria-label={m.compare()} data-testid="compare">
      <div className="compare-bar">
        {lead}
        <Marking />
        <span className="space" />
        <BranchButtons />
      </div>
      <div className="compare-body" role="region" aria-label={m.compare_changes_name()} tabIndex={-1}>{marked === null ? <Intro /> : <Differences />}</div>
    </section>
  );
}

function Marking(): React.ReactNode {
  const { api, store } = useWorld();
  const marked = usePage((state) => state.marked);
  const now = useWorldState((state) => clockTime(state.clock.nowUs, 1));
  const mark = (atUs: number): void => setPage({ marked: { branch: store.getState().clock.branch, atUs } });
  return (
    <div className="compare-buttons">
      <button type="button" className={marked === null ? 'button is-main' : 'button'} onClick={() => mark(store.getState().clock.nowUs)} data-compare="mark"><MapPin size={14} aria-hidden /> {m.compare_mark({ time: now })}</button>
      {marked === null ? <button type="button" className="button" onClick={() => mark(store.getState().clock.startUs)} data-compare="start">{m.compare_mark_start()}</button> : (
        <>
          <button type="button" className="round" aria-label={m.compare_go()} title={m.compare_go()} onClick={() => void api.playback({ kind: 'seek', atUs: marked.atUs })}><CornerUpLeft size={15} aria-hidden /></button>
          <button type="button" className="round" aria-label={m.compare_end()} title={m.compare_end()} onClick={() => setPage({ marked: null })}><X size={15} aria-hidden /></button>
        </>
      )}
    </div>
  );
}

function BranchButtons(): React.ReactNode {
  const branches = useWorldState((state) => state.branches);
  const current = useWorldState((state) => state.clock.branch);
  const beside = usePage((state) => state.beside);
  const others = branches.filter(({ id }) => id !== current);
  if (beside !== null) return <button type="button" className="button" onClick={() => setPage({ beside: null })}><X size={14} aria-hidden /> {m.compare_close()}</button>;
  return others.slice(-3).toReversed().map((branch) => <button key={branch.id} type="button" className="button" title={m.compare_branches_hint()} data-beside={branch.id} onClick={() => setPage({ beside: branch.id, dockOpen: false })}><Columns2 size={14} aria-hidden /> {m.compare_branches_with({ branch: branchName(branch) })}</button>);
}

function Intro(): React.ReactNode {
  const alone = useWorldState((state) => state.branches.length < 2);
  return <div className="compare-intro"><p>{m.compare_intro()}</p>{alone ? <p>{m.compare_branches_none()}</p> : <p>{m.compare_branches_hint()}</p>}</div>;
}

function Differences(): React.ReactNode {
  const marked = usePage((state) => state.marked);
  const { changes, failed } = useCompared(marked);
  const nowUs = useWorldState((state) => Math.floor(state.clock.nowUs / 100_000) * 100_000);
  if (marked === null) return null;
  const [from, to] = [Math.min(marked.atUs, nowUs), Math.max(marked.atUs, nowUs)];
  return (
    <>
      <h3>{m.compare_from_to({ from: clockTime(from, 1), to: clockTime(to, 1) })}</h3>
      {failed ? <p className="compare-none">{m.compare_failed()}</p> : changes === null ? <output aria-busy="true" className="compare-none">{m.compare_reading()}</output> : changes.length === 0 ? <p className="compare-none">{m.compare_same()}</p> : <ChangeList key={`${marked.branch}/${marked.atUs}`} changes={changes} />}
    </>
  );
}
