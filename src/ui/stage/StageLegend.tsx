// The line at the stage's foot: what is shown slower than real, and the two things that can be shown or hidden.
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';
import { isSlowed } from './flights.ts';
import { RARE_MARKS, rareMarks, type RareMark } from './legend.ts';
import { duration } from '../words/numbers.ts';

const LENSES = ['kafka', 'flink', 'all'] as const;

export function StageLegend({ lens }: { readonly lens: (typeof LENSES)[number] }): React.ReactNode {
  const internal = usePage((state) => state.internalTopics);
  const control = usePage((state) => state.controlTraffic);
  const slowed = useWorldState((state) => [...state.tables.flight.values()].some((flight) => isSlowed(flight, state.clock.speed)));
  const rare = useWorldState((state) => rareMarks(state.tables.replica.values(), state.tables.owner.values(), internal));
  const dock = usePage((state) => (state.dockOpen ? state.dockTab : null));
  const flink = useWorldState((state) => state.tables['flink-node'].size > 0);
  const terminal = dock === 'terminal' || (dock === 'sql' && !flink);
  const real = useWorldState((state) => {
    const [first] = state.tables.flight.values();
    return first === undefined ? '' : duration(Math.round((first.arrivesAtUs - first.sentAtUs) / 100) * 100);
  });
  return (
    <div className="legend">
      <div className="legend-keys" aria-hidden>
        <Key text={m.legend_hw()}><path d="M6 0V12" stroke="var(--accent)" strokeWidth="2" /></Key>
        <Key text={m.legend_committed()}><path d="M6 2L11 10.500H1Z" fill="var(--text-muted)" /></Key>
        <Key text={m.legend_position()}><path d="M6 2L11 10.500H1Z" fill="none" stroke="var(--text-muted)" strokeWidth="1.5" /></Key>
        {RARE_MARKS.filter((mark) => rare.split(' ').includes(mark)).map((mark) => <RareKey key={mark} mark={mark} />)}
      </div>
      {slowed ? <span className="legend-note" title={m.flights_slowed_why()}>{m.flights_slowed({ real })}</span> : null}
      <LensSwitch lens={lens} />
      <button type="button" className="chip" aria-pressed={control} onClick={() => setPage({ controlTraffic: !control })}>{m.show_control()}</button>
      <button type="button" className="chip" aria-pressed={internal} onClick={() => setPage({ internalTopics: !internal })}>{m.show_internal()}</button>
      {flink ? <button type="button" className="chip is-wide" aria-pressed={dock === 'sql'} data-show="sql" onClick={() => setPage(dock === 'sql' ? { dockOpen: false } : { dockOpen: true, dockTab: 'sql' })}>{m.sql_name()}</button> : null}
      <button type="button" className="chip is-wide" aria-pressed={terminal} onClick={() => setPage(terminal ? { dockOpen: false } : { dockOpen: true, dockTab: 'terminal' })}>{m.show_terminal()}</button>
    </div>
  );
}

/** With Flink there are three ways to look. */
function LensSwitch({ lens }: { readonly lens: (typeof LENSES)[number] }): React.ReactNode {
  const has = useWorldState((state) => state.tables['flink-node'].size > 0);
  if (!has) return null;
  return (
    <div className="legend-lens" role="group" aria-label={m.lens()}>
      {LENSES.map((one) => <button key={one} type="button" className="chip" data-lens={one} aria-pressed={lens === one} onClick={() => setPage({ lens: one })}>{one === 'kafka' ? m.lens_kafka() : one === 'flink' ? m.lens_flink() : m.lens_all()}</button>)}
    </div>
  );
}

function Key({ text, children }: { readonly text: string; readonly children: React.ReactNode }): React.ReactNode {
  return <span className="legend-key"><svg viewBox="0 0 12 12" aria-hidden>{children}</svg>{text}</span>;
}

function RareKey({ mark }: { readonly mark: RareMark }): React.ReactNode {
  switch (mark) {
    case 'stable': return <Key text={m.legend_lso()}><path d="M6 0V12" stroke="var(--waiting)" strokeWidth="2" strokeDasharray="3 2" /></Key>;
    case 'open': return <Key text={m.legend_open()}><rect x="1" y="4" width="10" height="8" rx="2" fill="var(--line)" /><path d="M0 1H12" stroke="var(--waiting)" strokeWidth="2" /></Key>;
    case 'aborted': return <Key text={m.legend_aborted()}><rect x="1" y="1" width="10" height="10" rx="2" fill="var(--line)" /><path d="M-1 6H13" stroke="var(--fault)" strokeWidth="2" /></Key>;
    case 'segment': return <Key text={m.legend_segment()}><path d="M6 0V12" stroke="var(--text-muted)" strokeWidth="1.5" strokeDasharray="2 2" /></Key>;
    case 'tombstone': return <Key text={m.legend_tombstone()}><rect x="1" y="1" width="10" height="10" rx="2" fill="var(--line)" /><path d="M2 10L10 2" stroke="var(--text)" strokeWidth="1.5" /></Key>;
    case 'cleaned': return <Key text={m.legend_cleaned()}><path d="M0 9H12" stroke="var(--fine)" strokeWidth="2.5" /></Key>;
    case 'acquired': return <Key text={m.legend_acquired()}><Frame /></Key>;
    case 'waiting': return <Key text={m.legend_waiting()}><Frame strokeDasharray="3 2" /></Key>;
    case 'accepted': return <Key text={m.legend_accepted()}><Frame strokeOpacity={0.35} /></Key>;
    case 'given-up': return <Key text={m.legend_given_up()}><Frame stroke="var(--fault)" /></Key>;
  }
}

/** As share groups frame records on the stage. */
function Frame(look: React.SVGProps<SVGRectElement>): React.ReactNode {
  return <rect x="1" y="1" width="10" height="10" rx="2.500" fill="none" stroke="var(--group-0)" strokeWidth="1.5" {...look} />;
}
