// Following a record begins and ends here: the page remembers which, and Flink's identities of it, so that everything that holds it is marked.
import { pageStore, setPage } from '../store/page-store.ts';
import type { Tables } from '../store/world-store.ts';
import { recordId, recordPlace } from '../why/record.ts';
import { follow, identitiesOf, originOf, recordsWith } from '../words/lineage.ts';
import { sentName, sentPlace, writtenAs } from './sent.ts';

export function startFollowing(id: string, tables: Tables): void {
  const sent = sentPlace(id);
  if (sent !== null) {
    const written = writtenAs(sent, tables);
    if (written === null) setPage({ following: id, traced: new Set(), tracedRecords: new Set([sentName(sent)]) });
    else startFollowing(written, tables);
    return;
  }
  const place = recordPlace(id);
  if (place === null) return;
  const traced = new Set(identitiesOf(place.topic, place.partition, place.offset, tables['flink-job'].values()));
  setPage({ following: id, traced, tracedRecords: new Set([`${place.topic}-${place.partition}@${place.offset}`, ...recordsWith(traced, tables)]) });
}

/** What an operator of a job holds: one source record is followed on its whole way, several are marked where they stand. */
export function followLineage(lineage: readonly number[], job: string, tables: Tables): void {
  const [only, ...others] = lineage;
  const origin = only === undefined || others.length > 0 ? null : originOf(only, tables['flink-job'].get(`flink-job/${job}`));
  if (origin === null) follow(lineage, tables);
  else startFollowing(recordId(origin.topic, origin.partition, origin.offset), tables);
}

export function stopFollowing(): void {
  const { following, traced } = pageStore.getState();
  if (following !== null || traced.size > 0) setPage({ following: null, traced: new Set(), tracedRecords: new Set() });
}
