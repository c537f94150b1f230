// The last records of a log, newest first, with everything that a record carries.
import type { LogRecord, ReplicaRecord } from '../../bridge/records.ts';
import { startFollowing } from '../follow/following.ts';
import { m } from '../paraglide/messages.js';
import { hueOf, letterOf } from '../stage/keys.ts';
import { setPage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { recordId } from '../why/record.ts';
import { number } from '../words/numbers.ts';
import { type Fate, transactionOf } from '../words/transactions.ts';

const MOST = 12;

export function Records({ replica }: { readonly replica: ReplicaRecord }): React.ReactNode {
  const records = replica.tail.slice(-MOST).toReversed();
  if (records.length === 0) return null;
  return (
    <section className="records" aria-label={m.records_last()}>
      <h3>{m.records_last()}</h3>
      <ol>{records.map((record) => <Row key={record.offset} place={replica} record={record} committed={record.offset < replica.highWatermark} fate={transactionOf(record, replica)} />)}</ol>
    </section>
  );
}

interface RowProps {
  readonly place: Pick<ReplicaRecord, 'topic' | 'partition'>;
  readonly record: LogRecord;
  readonly committed: boolean;
  readonly fate: Fate | null;
}

function Row({ place, record, committed, fate }: RowProps): React.ReactNode {
  const { store } = useWorld();
  const told = fate === 'aborted' ? m.record_aborted() : fate === 'open' ? m.record_in_open_transaction() : null;
  const style = record.key === null ? {} : { background: `var(--key-${hueOf(record.key)})`, color: `var(--key-${hueOf(record.key)}-ink)` };
  const details = m.record_details({ bytes: number(record.sizeBytes), epoch: number(record.leaderEpoch), producer: String(record.producerId), sequence: String(record.sequence) });
  return (
    <li title={details} className={committed ? '' : 'is-open'}>
      <span className="offset">{number(record.offset)}</span>
      {record.key === null ? <span className="key" role="img" aria-label={m.record_no_key()}>·</span> : <span className="key" style={style}>{letterOf(record.key)}</span>}
      <span className="text"><button type="button" className="record-open" onClick={() => setPage({ selected: recordId(place.topic, place.partition, record.offset) })}>{record.key === null ? null : <b>{record.key} </b>}{fate === 'aborted' ? <s>{record.value ?? m.record_tombstone()}</s> : (record.value ?? m.record_tombstone())}</button>{told === null ? null : <em> · {told}</em>}<button type="button" className="link" aria-label={m.follow_palette({ place: `${place.topic}-${place.partition}@${record.offset}` })} onClick={() => startFollowing(recordId(place.topic, place.partition, record.offset), store.getState().tables)}>{m.flink_follow()}</button></span>
    </li>
  );
}
