// The records that can be followed from a message, a subtask, an edge or an application, as a list in the inspector.
import type { WorldRecord } from '../../bridge/records.ts';
import { m } from '../paraglide/messages.js';
import { hueOf, letterOf } from '../stage/keys.ts';
import { usePage } from '../store/page-store.ts';
import { useWorld, useWorldState } from '../store/world.ts';
import { number } from '../words/numbers.ts';
import { startFollowing, stopFollowing } from './following.ts';
import { type RecordHere, recordsHere } from './here.ts';
import { sentPlace } from './sent.ts';

/** A record as one line says it: `orders-0@12`, and by its sequence number before it has an offset. */
export function hereName(id: string): string {
  const sent = sentPlace(id);
  return sent === null ? id.slice('record/'.length).replace('/', '@') : m.here_sent({ partition: `${sent.topic}-${sent.partition}`, sequence: number(sent.sequence) });
}

export function hereHow(how: RecordHere['how']): string {
  switch (how) {
    case 'air': return m.here_air();
    case 'queue': return m.here_queue();
    case 'held': return m.here_held();
    case 'log': return '';
  }
}

/** A key's colour and letter. */
export function KeyChip({ name }: { readonly name: string | null }): React.ReactNode {
  const style = name === null ? {} : { background: `var(--key-${hueOf(name)})`, color: `var(--key-${hueOf(name)}-ink)` };
  return <span className="key" style={style} aria-hidden>{name === null ? '·' : letterOf(name)}</span>;
}

/** What an operator holds has its own lists. */
export function HereList({ record }: { readonly record: WorldRecord }): React.ReactNode {
  const tables = useWorldState((state) => state.tables);
  const here = record.kind === 'flight' || record.kind === 'client' || record.kind === 'flink-task' || record.kind === 'flink-edge' ? recordsHere(record, tables, MOST).filter(({ how }) => how !== 'held') : [];
  if (here.length === 0) return null;
  return (
    <section className="records" aria-label={m.here_title()} data-testid="here">
      <h3>{m.here_title()}</h3>
      <ol>{here.map((one) => <Row key={one.id} here={one} />)}</ol>
    </section>
  );
}

const MOST = 8;

function Row({ here: { id, key, how } }: { readonly here: RecordHere }): React.ReactNode {
  const { store } = useWorld();
  const following = usePage((state) => state.following === id);
  const name = hereName(id);
  return (
    <li className="here">
      <KeyChip name={key} />
      <span className="text">{key === null ? null : <b>{key} </b>}{name} <span className="muted">{hereHow(how)}</span></span>
      <button type="button" className="link" aria-label={m.follow_palette({ place: name })} aria-pressed={following} onClick={() => (following ? stopFollowing() : startFollowing(id, store.getState().tables))} data-follow={following ? 'stop' : 'start'}>{following ? m.follow_stop() : m.flink_follow()}</button>
    </li>
  );
}
