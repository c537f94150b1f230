// The line at the stage's foot: what is shown slower than real, and the two things that can be shown or hidden.
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';
import { isSlowed } from './flights.ts';
import { duration } from '../words/numbers.ts';

export function StageLegend(): React.ReactNode {
  const internal = usePage((state) => state.internalTopics);
  const control = usePage((state) => state.controlTraffic);
  const slowed = useWorldState((state) => [...state.tables.flight.values()].some((flight) => isSlowed(flight, state.clock.speed)));
  const held = useWorldState((state) => [...state.tables.replica.values()].some((replica) => replica.lastStableOffset < replica.highWatermark));
  const real = useWorldState((state) => {
    const [first] = state.tables.flight.values();
    return first === undefined ? '' : duration(Math.round((first.arrivesAtUs - first.sentAtUs) / 100) * 100);
  });
  return (
    <div className="legend">
      <Key text={m.legend_hw()}><path d="M6 0V12" stroke="var(--accent)" strokeWidth="2" /></Key>
      {held ? <Key text={m.legend_lso()}><path d="M6 0V12" stroke="var(--waiting)" strokeWidth="2" strokeDasharray="3 2" /></Key> : null}
      <Key text={m.legend_committed()}><path d="M6 2L11 10.500H1Z" fill="var(--text-muted)" /></Key>
      <Key text={m.legend_position()}><path d="M6 2L11 10.500H1Z" fill="none" stroke="var(--text-muted)" strokeWidth="1.5" /></Key>
      {slowed ? <span className="legend-note" title={m.flights_slowed_why()}>{m.flights_slowed({ real })}</span> : null}
      <span className="legend-space" />
      <button type="button" className="chip" aria-pressed={control} onClick={() => setPage({ controlTraffic: !control })}>{m.show_control()}</button>
      <button type="button" className="chip" aria-pressed={internal} onClick={() => setPage({ internalTopics: !internal })}>{m.show_internal()}</button>
    </div>
  );
}

function Key({ text, children }: { readonly text: string; readonly children: React.ReactNode }): React.ReactNode {
  return <span className="legend-key"><svg viewBox="0 0 12 12" aria-hidden>{children}</svg>{text}</span>;
}
