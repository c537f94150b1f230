// What is followed through Flink: the source records, where they stand in Kafka, and what holds something of them now.
import { stopFollowing } from '../follow/following.ts';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';
import { recordById } from '../store/world-store.ts';
import { describe } from '../words/describe.ts';
import { holdersOf, originOf, recordsWith } from '../words/lineage.ts';
import { number } from '../words/numbers.ts';

const MOST = 12;

export function FollowedRecords(): React.ReactNode {
  const traced = usePage((state) => state.traced);
  const tables = useWorldState((state) => state.tables);
  if (traced.size === 0) return null;
  const jobs = [...tables['flink-job'].values()];
  const origins = [...traced].flatMap((id) => jobs.flatMap((job) => originOf(id, job) ?? []));
  const sources = new Set(origins.map(({ topic, partition, offset }) => `${topic}-${partition}@${offset}`));
  const results = [...recordsWith(traced, tables)].filter((name) => !sources.has(name));
  const holders = holdersOf(traced, tables);
  return (
    <section className="why flink-followed" aria-label={m.flink_origin()} data-testid="followed">
      <h3>{m.flink_following({ count: number(traced.size) })}</h3>
      <ol>
        {origins.slice(0, MOST).map(({ id, topic, partition, offset }) => <li key={id}><button type="button" className="link" onClick={() => setPage({ selected: `partition/${topic}-${partition}` })}>{m.flink_origin_record({ topic: `${topic}-${partition}`, offset: number(offset) })}</button></li>)}
        {holders.slice(0, MOST).map(({ id, key }) => {
          const record = recordById(tables, id);
          return record === undefined ? null : <li key={`${id}/${key}`}><button type="button" className="link" onClick={() => setPage({ selected: id })}>{key} → {describe(record).title}</button></li>;
        })}
        {results.slice(0, MOST).map((name) => {
          const [partition = '', offset = ''] = name.split('@');
          return <li key={name}><button type="button" className="link" onClick={() => setPage({ selected: `partition/${partition}` })}>→ {m.flink_origin_record({ topic: partition, offset })}</button></li>;
        })}
      </ol>
      <button type="button" className="button" onClick={stopFollowing}>{m.flink_follow_stop()}</button>
    </section>
  );
}
