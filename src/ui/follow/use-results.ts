// What was written from a record: sinks tell only their last, so what was seen once is remembered as long as its log still has it.
import { useEffect, useMemo, useRef } from 'react';
import { useWorldState } from '../store/world.ts';
import type { Tables } from '../store/world-store.ts';
import { recordPlace } from '../why/record.ts';
import { identitiesOf, recordsWith } from '../words/lineage.ts';
import { idOfName } from './journey.ts';

/** The results that sinks tell now, and those of `known` that the logs still have: after going back, none from the future. */
export function resultsOf(id: string, tables: Tables, known: ReadonlySet<string>): ReadonlySet<string> {
  const place = recordPlace(id);
  if (place === null) return known;
  const traced = new Set(identitiesOf(place.topic, place.partition, place.offset, tables['flink-job'].values()));
  const own = `${place.topic}-${place.partition}@${place.offset}`;
  const all = new Set([...[...known].filter((name) => isThere(name, tables)), ...recordsWith(traced, tables)]);
  all.delete(own);
  return all;
}

function isThere(name: string, tables: Tables): boolean {
  const place = recordPlace(idOfName(name));
  return place !== null && (tables.partition.get(`partition/${place.topic}-${place.partition}`)?.logEndOffset ?? 0) > place.offset;
}

export function useResults(id: string): ReadonlySet<string> {
  const known = useRef<ReadonlySet<string>>(new Set());
  const names = useWorldState(({ tables }) => [...resultsOf(id, tables, known.current)].sort().join(' '));
  const results = useMemo(() => new Set(names === '' ? [] : names.split(' ')), [names]);
  useEffect(() => { known.current = results; }, [results]);
  return results;
}
