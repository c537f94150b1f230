// Lesson packs: one is brought as a file or from this host, is checked, and stands on the course's map until it is removed.
import { Dialog } from 'radix-ui';
import { Square, Trash2 } from 'lucide-react';
import { useEffect, useId, useRef, useState, useSyncExternalStore } from 'react';
import { lessonLanguage } from '../lesson/catalogue.ts';
import { DropFiles } from '../homework/DropFiles.tsx';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { number } from '../words/numbers.ts';
import { keepPack, type KeptPack, packsNow, removePack, watchPacks } from './kept-packs.ts';
import { entriesOf, fetchPack, MOST_FILE_BYTES, openInWorker } from './open-pack.ts';

type State = { readonly kind: 'idle' } | { readonly kind: 'reading'; readonly file: string } | { readonly kind: 'refused'; readonly says: string; readonly problems: readonly string[] };

const BYTES_PER_MB = 1_000_000;

/** The default export is what React.lazy loads. */
export default function Packs(): React.ReactNode {
  const packs = useSyncExternalStore(watchPacks, packsNow) ?? [];
  const [state, setState] = useState<State>({ kind: 'idle' });
  const refuse = (says: string, problems: readonly string[] = []): void => setState({ kind: 'refused', says, problems });
  const reading = useRef<AbortController | null>(null);
  useEffect(() => () => reading.current?.abort(), []);
  const stop = (): void => {
    reading.current?.abort();
    setState({ kind: 'idle' });
    say(m.packs_stopped());
  };
  const bring = async (file: string, read: (left: AbortSignal) => Promise<Uint8Array | string>): Promise<void> => {
    reading.current?.abort();
    const { signal } = (reading.current = new AbortController());
    setState({ kind: 'reading', file });
    const bytes = await read(signal);
    if (signal.aborted) return;
    if (typeof bytes === 'string') return refuse(bytes);
    const opened = await openInWorker(bytes, false, signal);
    if (signal.aborted) return;
    switch (opened.kind) {
      case 'left': return;
      case 'too-slow': return refuse(m.packs_too_slow());
      case 'not-fetched': return refuse(m.packs_not_fetched());
      case 'problems': return refuse(m.packs_not_read({ file }), opened.problems);
      case 'pack': break;
    }
    try {
      await keepPack({ id: opened.about.id, about: opened.about, entries: entriesOf(opened.lessons), bytes });
    } catch (problem) {
      return refuse(m.packs_not_kept({ reason: problem instanceof Error ? problem.message : String(problem) }));
    }
    setState({ kind: 'idle' });
    say(m.packs_added({ title: opened.about.title[lessonLanguage()], count: number(opened.lessons.length) }));
  };
  const tooLarge = (): string => m.packs_too_large({ megabytes: number(MOST_FILE_BYTES / BYTES_PER_MB) });
  const ofFile = (file: File): void => void bring(file.name, async () => (file.size > MOST_FILE_BYTES ? tooLarge() : new Uint8Array(await file.arrayBuffer())));
  const ofAddress = (address: string): void => void bring(address, async (left) => {
    const fetched = await fetchPack(address, left);
    switch (fetched.kind) {
      case 'bytes': return fetched.bytes;
      case 'too-large': return tooLarge();
      case 'other-host': return m.packs_other_host({ host: window.location.host });
      case 'no-file': return m.packs_no_file({ reason: fetched.reason });
    }
  });
  return (
    <>
      <p>{m.packs_lead()}</p>
      <DropFiles label={m.packs_choose()} hint={m.packs_drop()} accept=".zip,application/zip" onFiles={([file]) => { if (file !== undefined) ofFile(file); }} />
      <Address onOpen={ofAddress} />
      <div className="sheet-run">
        {state.kind === 'reading' ? <progress aria-label={m.packs_reading({ file: state.file })} /> : null}
        <output aria-live="polite">{state.kind === 'reading' ? m.packs_reading({ file: state.file }) : ''}</output>
        {state.kind === 'reading' ? <button type="button" className="button" onClick={stop}><Square size={13} aria-hidden /> {m.grading_cancel()}</button> : null}
      </div>
      {state.kind !== 'refused' ? null : (
        <div className="sheet-problem" role="alert">
          <p>{state.says}</p>
          {state.problems.length === 0 ? null : <ul>{state.problems.map((problem) => <li key={problem}><code>{problem}</code></li>)}</ul>}
        </div>
      )}
      <h3 className="sheet-part">{m.packs_yours()}</h3>
      {packs.length === 0 ? <p className="sheet-muted">{m.packs_none()}</p> : <ul className="pack-list">{packs.map((pack) => <PackLine key={pack.id} pack={pack} />)}</ul>}
      <footer><Dialog.Close className="button">{m.acting_close()}</Dialog.Close></footer>
    </>
  );
}

function Address({ onOpen }: { readonly onOpen: (address: string) => void }): React.ReactNode {
  const id = useId();
  const [address, setAddress] = useState('');
  return (
    <form className="pack-address" onSubmit={(event) => { event.preventDefault(); if (address.trim() !== '') onOpen(address.trim()); }}>
      <label htmlFor={id}>{m.packs_address()}</label>
      <input id={id} type="text" inputMode="url" value={address} placeholder="packs/example.zip" onChange={({ target }) => setAddress(target.value)} />
      <button type="submit" className="button">{m.packs_open()}</button>
    </form>
  );
}

function PackLine({ pack: { id, about, entries } }: { readonly pack: KeptPack }): React.ReactNode {
  const title = about.title[lessonLanguage()];
  const remove = async (): Promise<void> => {
    await removePack(id);
    say(m.packs_removed({ title }));
  };
  return (
    <li data-pack={id}>
      <span><strong>{title}</strong> <small className="sheet-muted">{[...(about.author === undefined ? [] : [m.packs_by({ author: about.author })]), ...(about.licence === undefined ? [] : [about.licence]), `${number(entries.length)} × ${m.grade_col_lesson()}`].join(' · ')}</small></span>
      <button type="button" className="button is-harm" aria-label={m.packs_remove_named({ title })} title={m.packs_remove_named({ title })} onClick={() => void remove()}><Trash2 size={14} aria-hidden /> {m.packs_remove()}</button>
    </li>
  );
}
