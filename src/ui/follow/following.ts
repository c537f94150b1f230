// Following a record begins and ends here: the page remembers which, and Flink's identities of it, so that everything that holds it is marked.
import { pageStore, setPage } from '../store/page-store.ts';
import type { Tables } from '../store/world-store.ts';
import { recordPlace } from '../why/record.ts';
import { identitiesOf, recordsWith } from '../words/lineage.ts';

export function startFollowing(id: string, tables: Tables): void {
  const place = recordPlace(id);
  if (place === null) return;
  const traced = new Set(identitiesOf(place.topic, place.partition, place.offset, tables['flink-job'].values()));
  setPage({ following: id, traced, tracedRecords: new Set([`${place.topic}-${place.partition}@${place.offset}`, ...recordsWith(traced, tables)]) });
}

export function stopFollowing(): void {
  const { following, traced } = pageStore.getState();
  if (following !== null || traced.size > 0) setPage({ following: null, traced: new Set(), tracedRecords: new Set() });
}
