// Why something is as it is: the chain of causes as sentences, from what happened down to the input that began it. Each leads to its instant and its thing.
import { useEffect, useState } from 'react';
import type { Reason } from '../../bridge/command.ts';
import { m } from '../paraglide/messages.js';
import { useWorld } from '../store/world.ts';
import { factText } from '../words/facts.ts';
import { clockTime } from '../words/numbers.ts';
import { goTo } from './go-to.ts';

/** `factId` -1: nothing is known to have changed the thing. */
export function Why({ factId }: { readonly factId: number }): React.ReactNode {
  const world = useWorld();
  const { api } = world;
  const [chain, setChain] = useState<readonly Reason[] | null>(null);
  useEffect(() => {
    let left = false;
    const ask = async (): Promise<void> => {
      const reasons = await api.why(factId);
      if (!left) setChain(reasons);
    };
    if (factId >= 0) void ask();
    return () => { left = true; };
  }, [api, factId]);
  return (
    <section className="why" aria-label={m.why()} data-testid="why">
      <h3>{m.why()}</h3>
      {factId < 0 ? <p>{m.why_unchanged()}</p> : chain === null ? <p className="muted">…</p> : (
        <ol>
          {chain.map((reason, at) => (
            <li key={reason.factId}>
              <button type="button" className="link" title={m.why_go_and_select()} onClick={() => goTo(world, reason.subjects[0] ?? null, reason.atUs)}>
                {at === 0 ? null : <span className="because">{m.because()} </span>}{factText(reason.kind, reason.params)} <time>{clockTime(reason.atUs, 1)}</time>
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
