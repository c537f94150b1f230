// One record on the stage: what it says, and its life as a list: where it was written, copied, confirmed and read, and what Flink made of it.
import { Check, Circle, CircleDot, X } from 'lucide-react';
import { startFollowing } from '../../follow/following.ts';
import { type Journey, type JourneyStep, journeyOf, type StepState } from '../../follow/journey.ts';
import { useResults } from '../../follow/use-results.ts';
import { m } from '../../paraglide/messages.js';
import { setPage, usePage } from '../../store/page-store.ts';
import { useWorld, useWorldState } from '../../store/world.ts';
import { recordId } from '../../why/record.ts';
import { describeRecord } from '../../words/describe.ts';
import { hueOf, letterOf } from '../keys.ts';

const ICONS: Readonly<Record<StepState, React.ReactNode>> = { done: <Check aria-hidden />, now: <CircleDot aria-hidden />, next: <Circle aria-hidden />, lost: <X aria-hidden /> };

export default function RecordLevel({ topic, partition, offset }: { readonly topic: string; readonly partition: number; readonly offset: number }): React.ReactNode {
  const tables = useWorldState((state) => state.tables);
  const id = recordId(topic, partition, offset);
  const journey = journeyOf(id, tables, useResults(id));
  if (journey === null) return null;
  return (
    <section className="life" aria-label={m.journey_title({ place: `${topic}-${partition}`, offset: String(offset) })} data-testid="life">
      <Card journey={journey} />
      <ol className="life-lanes">
        {journey.lanes.map(({ id: name, title, steps }) => (
          <li key={name} className="life-lane">
            <h3>{title}</h3>
            <ol>{steps.map((step, at) => <Step key={at} step={step} />)}</ol>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Step({ step: { state, text, thing } }: { readonly step: JourneyStep }): React.ReactNode {
  const said = state === 'done' ? m.journey_done() : state === 'now' ? m.journey_here() : state === 'next' ? m.journey_next() : m.journey_ended();
  return (
    <li className={`life-step is-${state}`}>
      {ICONS[state]}
      <span className="hidden">{said}: </span>
      {thing === null ? text : <button type="button" className="link" onClick={() => setPage({ selected: thing, tab: 'inspector' })}>{text}</button>}
    </li>
  );
}

function Card({ journey: { id, place, found } }: { readonly journey: Journey }): React.ReactNode {
  const { store } = useWorld();
  const following = usePage((state) => state.following === id);
  const title = `${place.topic}-${place.partition}@${place.offset}`;
  if (found === null) return <div className="life-card"><h2>{title}</h2><p className="muted">{m.why_record_gone()}</p></div>;
  const { record, replica } = found;
  const told = describeRecord(record, replica);
  const style = record.key === null ? {} : { background: `var(--key-${hueOf(record.key)})`, color: `var(--key-${hueOf(record.key)}-ink)` };
  return (
    <div className="life-card" data-id={id}>
      <h2>{record.key === null ? null : <span style={style} aria-hidden>{letterOf(record.key)}</span>}{title}</h2>
      <p className="muted">{told.state}</p>
      <pre>{record.value ?? m.record_tombstone()}</pre>
      <dl>
        {told.rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
        {record.headers.map(([name, value]) => <div key={name}><dt>{m.near_header({ name })}</dt><dd>{value}</dd></div>)}
      </dl>
      <button type="button" className={following ? 'button' : 'button is-main'} data-follow={following ? 'stop' : 'start'} onClick={() => (following ? setPage({ following: null, traced: new Set(), tracedRecords: new Set() }) : startFollowing(id, store.getState().tables))}>{following ? m.follow_stop() : m.follow_start()}</button>
    </div>
  );
}
