// A button that takes over the progress of a file that was saved: in another browser, or where this one keeps nothing.
import { FolderOpen } from 'lucide-react';
import { useRef } from 'react';
import { m } from '../paraglide/messages.js';
import { say } from '../store/announce.ts';
import { setPage } from '../store/page-store.ts';
import { keepOpen, MOST_PROGRESS, takeProgress } from './keep.ts';

export function OpenProgress(): React.ReactNode {
  const field = useRef<HTMLInputElement>(null);
  const open = async (file: File | undefined): Promise<void> => {
    if (field.current !== null) field.current.value = '';
    if (file === undefined) return;
    const count = file.size > MOST_PROGRESS ? null : takeProgress(await file.text());
    if (count === null) {
      say(m.progress_unreadable({ name: file.name }), 'problem');
      return;
    }
    say(m.progress_taken({ count }));
    // The map is drawn from what is kept.
    keepOpen(null);
    setPage({ door: null });
    setPage({ door: 'course' });
  };
  return (
    <>
      <button type="button" className="lesson-quiet" onClick={() => field.current?.click()} data-progress="open"><FolderOpen size={16} aria-hidden /> {m.progress_open()}</button>
      <input ref={field} type="file" accept=".json,application/json" hidden onChange={({ target }) => void open(target.files?.[0])} />
    </>
  );
}
