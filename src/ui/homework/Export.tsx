// This world for the real systems: what the zip holds is said before it is made, and making it can be stopped.
import { Dialog } from 'radix-ui';
import { Download, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { lessonPages } from '../../lesson/export/lesson-page.ts';
import { exportName } from '../../lesson/export/zip.ts';
import { openSession } from '../lesson/session.ts';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { saveFile } from '../teach/save-file.ts';
import { connectWorker, type Line } from '../worker.ts';

/** Nothing; how much of the world was lived again, from 0 to 1; or what went wrong. */
type Making = { readonly kind: 'none' } | { readonly kind: 'running'; readonly part: number } | { readonly kind: 'problem'; readonly text: string };

/** Whatever it makes is made no more. */
function end(worker: { current: Line | null }): void {
  worker.current?.close();
  worker.current = null;
}

/** The default export is what React.lazy loads. */
export default function Export(): React.ReactNode {
  const { api } = useWorld();
  const [making, setMaking] = useState<Making>({ kind: 'none' });
  const worker = useRef<Line | null>(null);
  useEffect(() => () => end(worker), []);
  const make = async (): Promise<void> => {
    setMaking({ kind: 'running', part: 0 });
    const own = connectWorker((reason) => { if (worker.current === own) setMaking({ kind: 'problem', text: m.export_failed({ reason }) }); });
    worker.current = own;
    try {
      const sealed = await api.sealed();
      const session = openSession();
      if (sealed === null) throw new Error(m.export_no_world());
      const { run, endUs } = sealed;
      const isOfLesson = session !== null && session.lesson.scenario.name === run.scenario.name;
      const folder = exportName(isOfLesson ? (session.lesson.path.split('/').at(-1) ?? '') : run.scenario.name);
      const zip = await own.exportWorld({ run, endUs, folder, texts: isOfLesson ? lessonPages(session.lesson) : {} }, (part) => { if (worker.current === own) setMaking({ kind: 'running', part }); });
      if (worker.current !== own) return;
      if (zip === null) throw new Error(m.export_not_fetched());
      saveFile(`${folder}.zip`, new Blob([new Uint8Array(zip)], { type: 'application/zip' }));
      setPage({ sheet: null });
      say(m.export_saved({ file: `${folder}.zip` }));
    } catch (problem) {
      if (worker.current === own) setMaking({ kind: 'problem', text: m.export_failed({ reason: problem instanceof Error ? problem.message : String(problem) }) });
    } finally {
      own.close();
    }
  };
  return (
    <>
      <p>{m.export_lead()}</p>
      <ul className="sheet-list">
        <li>{m.export_compose()}</li>
        <li>{m.export_scripts()}</li>
        <li>{m.export_text()}</li>
      </ul>
      <p className="sheet-muted">{m.export_differs()}</p>
      {making.kind === 'problem' ? <p className="sheet-problem" role="alert">{making.text}</p> : null}
      <div className="sheet-run">
        {making.kind === 'running' ? <progress aria-label={m.export_title()} max={1} value={making.part} /> : null}
        <output aria-live="polite">{making.kind === 'running' ? m.export_running() : ''}</output>
        {making.kind === 'running' ? <button type="button" className="button" onClick={() => { end(worker); setMaking({ kind: 'none' }); }}><Square size={13} aria-hidden /> {m.grading_cancel()}</button> : null}
      </div>
      <footer>
        <Dialog.Close className="button">{m.cancel()}</Dialog.Close>
        <button type="button" className="button is-main" disabled={making.kind === 'running'} onClick={() => void make()}><Download size={15} aria-hidden /> {m.export_save()}</button>
      </footer>
    </>
  );
}
