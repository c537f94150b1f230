// One record of a log that was chosen: what it says, where it came from, where it is, and the questions that one has at it.
import { X } from 'lucide-react';
import { m } from '../paraglide/messages.js';
import { setPage } from '../store/page-store.ts';
import { describeRecord } from '../words/describe.ts';
import { findRecord, lifeOf, recordPlace } from '../why/record.ts';
import { AnswerView } from './AnswerView.tsx';
import { RecordQuestions, useSeen } from './Questions.tsx';

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
          <pre className="record-value">{told.about}</pre>
          <dl className="inspector-rows">{told.rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
          <section className="why" aria-label={m.why_record_life()}><h3>{m.why_record_life()}</h3><AnswerView lines={lifeOf(found, tables)} remedies={[]} /></section>
          <RecordQuestions id={id} />
        </>
      )}
    </aside>
  );
}
