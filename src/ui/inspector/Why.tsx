// Why something is as it is: the chain of causes as sentences, from what happened down to the input that began it.
import { useEffect, useState } from 'react';
import type { Reason } from '../../bridge/command.ts';
import { m } from '../paraglide/messages.js';
import { useWorld } from '../store/world.ts';
import { factText } from '../words/facts.ts';
import { clockTime } from '../words/numbers.ts';

export function Why({ factId }: { readonly factId: number }): React.ReactNode {
  const { api } = useWorld();
  const [chain, setChain] = useState<readonly Reason[] | null>(null);
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      const reasons = await api.why(factId);
      if (!left) setChain(reasons);
    };
    void ask();
    return () => { left = true; };
  }, [api, factId]);
  return (
    <section className="why" aria-label={m.why()} data-testid="why">
      <h3>{m.why()}</h3>
      {chain === null ? <p className="muted">…</p> : (
        <ol>
          {chain.map((reason, at) => (
            <li key={reason.factId}>
              {at === 0 ? null : <span className="because">{m.because()} </span>}
              {factText(reason.kind, reason.params)}
              <button type="button" className="when" title={m.go_there()} onClick={() => void api.playback({ kind: 'seek', atUs: reason.atUs })}>{clockTime(reason.atUs, 1)}</button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
