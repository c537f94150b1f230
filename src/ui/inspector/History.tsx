// What happened to a thing, newest first; each fact opens into its own "why?".
import { useState } from 'react';
import type { FactRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { useWorld } from '../store/world.ts';
import { factText } from '../words/facts.ts';
import { clockTime } from '../words/numbers.ts';
import { Why } from './Why.tsx';

export function History({ facts }: { readonly facts: readonly FactRecord[] }): React.ReactNode {
  const { api } = useWorld();
  const [open, setOpen] = useState<number | null>(null);
  return (
    <section className="history" aria-label={m.history()}>
      <h3>{m.history()}</h3>
      {facts.length === 0 ? <p className="muted">{m.history_empty()}</p> : (
        <ol>
          {facts.map((fact) => (
            <li key={fact.factId}>
              <button type="button" className="when" title={m.go_there()} onClick={() => void api.playback({ kind: 'seek', atUs: fact.atUs })}>{clockTime(fact.atUs, 1)}</button>
              <button type="button" className="what" aria-expanded={open === fact.factId} title={m.why()} onClick={() => setOpen(open === fact.factId ? null : fact.factId)}>{factText(fact.fact, fact.params)}</button>
              {open === fact.factId ? <Why factId={fact.factId} /> : null}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
