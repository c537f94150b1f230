// One record of a log that was chosen: what it says, where it came from, where it is, and the questions that one has at it.
import { X } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { startFollowing, stopFollowing } from '../follow/following.ts';
import { placeOfId } from '../stage/zoom/levels.ts';
import { zoomTo } from '../stage/zoom/zoom-to.ts';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { describeRecord } from '../words/describe.ts';
import { findRecord, lifeOf, recordPlace } from '../why/record.ts';
import { AnswerView } from './AnswerView.tsx';
import { RecordQuestions, useSeen } from './Questions.tsx';

/** To its place on the stage, large, and along its way. */
function FollowButtons({ id }: { readonly id: string }): React.ReactNode {
  const { store } = useWorld();
  const following = usePage((state) => state.following === id);
  const isThere = usePage((state) => state.zoom === id);
  const place = isThere ? null : placeOfId(id);
  return (
    <div className="inspector-actions">
      <div>
        <button type="button" className="button is-main" data-follow={following ? 'stop' : 'start'} onClick={() => { if (following) stopFollowing(); else startFollowing(id, store.getState().tables); }}>{following ? m.follow_stop() : m.follow_start()}</button>
        {place === null ? null : <button type="button" className="button" data-zoom="record" onClick={() => zoomTo(place, store.getState().tables['flink-node'].size > 0)}>{m.zoom_menu()}</button>}
      </div>
    </div>
  );
}

export function RecordDetails({ id }: { readonly id: string }): React.ReactNode {
  const { tables } = useSeen();
  const place = recordPlace(id);
  const found = place === null ? null : findRecord(place, tables);
  const told = found === null ? null : describeRecord(found.record, found.replica);
  const title = told?.title ?? (place === null ? id : `${place.topic}-${place.partition}@${place.offset}`);
  return (
    <aside className="inspector" aria-label={m.inspector_name({ title })} data-testid="inspector">
      <header>
        <div>
          <h2>{title}</h2>
          {told === null ? null : <p className="inspector-state">{told.state}</p>}
        </div>
        <button type="button" className="round" aria-label={m.inspector_close()} onClick={() => setPage({ selected: null })}><X size={17} aria-hidden /></button>
      </header>
      {found === null || told === null ? <p className="inspector-gone">{m.why_record_gone()}</p> : (
        <>
          <FollowButtons id={id} />
          <pre className="record-value">{told.about}</pre>
          <dl className="inspector-rows">{told.rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
          <section className="why" aria-label={m.why_record_life()}><h3>{m.why_record_life()}</h3><AnswerView lines={lifeOf(found, tables)} remedies={[]} /></section>
          <RecordQuestions id={id} />
        </>
      )}
    </aside>
  );
}
