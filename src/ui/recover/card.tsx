// The card that says what broke and what became of it, and hands over a report. It has a root of its own: it is there also where the page is not.
import { createRoot, type Root } from 'react-dom/client';
import { m } from '../paraglide/messages.js';
import { usePage } from '../store/page-store.ts';
import { clockTime } from '../words/numbers.ts';
import type { News } from './guard.ts';
import { saveFile } from '../teach/save-file.ts';
import { saveReport } from './save-report.ts';
import './recover.css';

export type Shown =
  | { readonly kind: 'world'; readonly news: News }
  /** The browser does not keep what was done. */
  | { readonly kind: 'storage'; readonly trouble: 'full' | 'absent' | 'large' }
  /** A handler or a promise of the page failed. */
  | { readonly kind: 'page'; readonly problem: unknown; readonly known: News['known'] | null };

let root: Root | null = null;

/** Shows it until it is put away; what came later takes its place, but a failure of the page alone never hides what became of the world. */
export function showNews(shown: Shown): void {
  if (shown.kind !== 'world' && current?.kind === 'world') return;
  current = shown;
  root ??= createRoot(document.body.appendChild(document.createElement('div')));
  root.render(<Card shown={shown} />);
}

let current: Shown | null = null;

/** Puts the card away. */
export function closeNews(): void {
  current = null;
  root?.render(null);
}

function StorageCard({ trouble }: { readonly trouble: 'full' | 'absent' | 'large' }): React.ReactNode {
  const save = async (): Promise<void> => saveFile('correnteza.json', (await import('../lesson/keep.ts')).progressFile());
  return (
    <>
      <h2 id="recovery-title">{m.storage_title()}</h2>
      <p id="recovery-text">{trouble === 'full' ? m.storage_full() : trouble === 'large' ? m.storage_large() : m.storage_absent()}</p>
      {trouble === 'large' ? null : <p className="recovery-note">{m.storage_how()}</p>}
      <div className="recovery-buttons">
        {trouble === 'large' ? null : <button type="button" className="button" onClick={() => void save()} data-recovery-act="progress">{m.storage_save()}</button>}
        <button type="button" className="button is-main" onClick={closeNews} data-recovery-act="close">{m.recover_close()}</button>
      </div>
    </>
  );
}

function Card({ shown }: { readonly shown: Shown }): React.ReactNode {
  // In the other language as soon as the page is.
  usePage((state) => state.locale);
  const name = shown.kind === 'world' ? shown.news.how : shown.kind;
  return (
    <section className="recovery" role="alertdialog" aria-labelledby="recovery-title" aria-describedby="recovery-text" data-recovery={name}>
      {shown.kind === 'storage' ? <StorageCard trouble={shown.trouble} /> : <BreakCard shown={shown} />}
    </section>
  );
}

function BreakCard({ shown }: { readonly shown: Exclude<Shown, { readonly kind: 'storage' }> }): React.ReactNode {
  const save = (): void => {
    if (shown.kind === 'world') saveReport('world', shown.news.problem, shown.news.known);
    else saveReport('page', shown.problem, shown.known);
  };
  const gone = shown.kind === 'world' && shown.news.how === 'gone';
  return (
    <>
      <h2 id="recovery-title">{shown.kind === 'page' ? m.recover_page_title() : titleOf(shown.news)}</h2>
      <p id="recovery-text">{shown.kind === 'world' ? wordsOf(shown.news) : m.recover_page({ problem: shown.problem instanceof Error ? shown.problem.message : String(shown.problem) })}</p>
      <p className="recovery-note">{m.recover_report_holds()}</p>
      <div className="recovery-buttons">
        <button type="button" className="button" onClick={save} data-recovery-act="report">{m.recover_report()}</button>
        {gone ? <button type="button" className="button is-main" onClick={() => window.location.reload()}>{m.page_reload()}</button> : <button type="button" className="button is-main" onClick={closeNews} data-recovery-act="close">{m.recover_close()}</button>}
      </div>
    </>
  );
}

const titleOf = ({ how }: News): string => (how === 'whole' ? m.recover_back_title() : how === 'gone' ? m.page_broken() : m.recover_stopped_title());

/** What happened, and where the world stands now. */
function wordsOf({ how, silent, atUs, problem, known }: News): string {
  const why = silent ? m.recover_why_silent({ at: clockTime(known.shownUs) }) : m.recover_why({ at: clockTime(known.shownUs), problem });
  switch (how) {
    case 'whole': return `${why} ${m.recover_whole()}`;
    case 'before': return `${why} ${m.recover_before({ at: clockTime(atUs) })}`;
    case 'without': return `${why} ${m.recover_without({ at: clockTime(atUs) })}`;
    case 'start': return `${why} ${m.recover_start()}`;
    case 'fresh': return `${why} ${m.recover_fresh()}`;
    case 'gone': return `${why} ${m.recover_gone()}`;
  }
}
