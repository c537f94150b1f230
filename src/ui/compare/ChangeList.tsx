// What differs, by thing: a title that chooses it, and sentences; the important first.
import { useState } from 'react';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import { number } from '../words/numbers.ts';
import type { Change } from './changes.ts';

/** Things that are told at once. */
const SHOWN = 24;
/** From this weight on it is a fault. */
const HEAVY = 90;

export function ChangeList({ changes }: { readonly changes: readonly Change[] }): React.ReactNode {
  const [all, setAll] = useState(false);
  const shown = all ? changes : changes.slice(0, SHOWN);
  return (
    <>
      <ul className="changes">
        {shown.map(({ id, title, there, texts, weight }) => (
          <li key={id} className={weight >= HEAVY ? 'is-heavy' : undefined}>
            {there ? <button type="button" onClick={() => setPage({ selected: id, tab: 'inspector' })}>{title}</button> : <strong>{title}</strong>}
            <span>{texts.join(' · ')}</span>
          </li>
        ))}
      </ul>
      {shown.length < changes.length ? <button type="button" className="button" onClick={() => setAll(true)}>{m.compare_more({ count: number(changes.length - shown.length) })}</button> : null}
    </>
  );
}
