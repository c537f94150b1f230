// Levels of zoom: the whole pipeline, one cluster, one partition, one record; which of them is shown, the way to a thing, and the step in or out.
import { m } from '../../paraglide/messages.js';
import type { PageState } from '../../store/page-store.ts';
import type { Tables } from '../../store/world-store.ts';
import type { Lens } from '../flink/compose.ts';

/** Where the reader is on the stage. */
export type Place =
  | { readonly level: 'whole' }
  | { readonly level: 'cluster'; readonly cluster: 'kafka' | 'flink' }
  | { readonly level: 'partition'; readonly topic: string; readonly partition: number }
  | { readonly level: 'record'; readonly topic: string; readonly partition: number; readonly offset: number };

export const WHOLE: Place = { level: 'whole' };
const KAFKA: Place = { level: 'cluster', cluster: 'kafka' };
const FLINK: Place = { level: 'cluster', cluster: 'flink' };

const DEPTHS = { whole: 0, cluster: 1, partition: 2, record: 3 } as const;

/** The partition or the record that an id names, or null: `partition/orders-0`, `record/orders-0/12`, and what belongs to one of them. */
export function placeOfId(id: string): Place | null {
  const [, kind, topic = '', partition, last] = /^(partition|record|replica)\/(.+)-(\d+)(?:\/(\d+))?$/.exec(id) ?? /^(owner)\/[^/]+\/(.+)-(\d+)$/.exec(id) ?? [];
  if (kind === undefined || topic === '' || (kind === 'record' && last === undefined)) return null;
  return kind === 'record' ? { level: 'record', topic, partition: Number(partition), offset: Number(last) } : { level: 'partition', topic, partition: Number(partition) };
}

/** What the page keeps of a place; the lens says which cluster where there are two. */
export function pageOf(place: Place, hasFlink: boolean): Partial<Pick<PageState, 'zoom' | 'lens'>> {
  switch (place.level) {
    case 'whole': return hasFlink ? { zoom: null, lens: 'all' } : { zoom: null };
    case 'cluster': return hasFlink ? { zoom: null, lens: place.cluster } : { zoom: place.cluster };
    case 'partition': return { zoom: `partition/${place.topic}-${place.partition}` };
    case 'record': return { zoom: `record/${place.topic}-${place.partition}/${place.offset}` };
  }
}

/** `zoom` is the page's, as far as the world has it; `lens` is the one that is shown. */
export function placeOf(zoom: string | null, lens: Lens, hasFlink: boolean): Place {
  const near = zoom === null ? null : placeOfId(zoom);
  if (near !== null) return near;
  if (hasFlink) return lens === 'all' ? WHOLE : { level: 'cluster', cluster: lens };
  return zoom === 'kafka' ? KAFKA : WHOLE;
}

/** From the whole down to the place: what the breadcrumb says. */
export function crumbsOf(place: Place): readonly Place[] {
  switch (place.level) {
    case 'whole': return [WHOLE];
    case 'cluster': return [WHOLE, place];
    case 'partition': return [WHOLE, KAFKA, place];
    case 'record': return [WHOLE, KAFKA, { level: 'partition', topic: place.topic, partition: place.partition }, place];
  }
}

/** The levels on the way to a thing of the stage, from the whole on. */
export function pathTo(id: string | null, tables: Pick<Tables, 'partition'>): readonly Place[] {
  if (id === null) return [WHOLE, KAFKA];
  if (id.startsWith('flink-')) return [WHOLE, FLINK];
  const near = placeOfId(id);
  const known = near !== null && near.level !== 'whole' && near.level !== 'cluster' && tables.partition.has(`partition/${near.topic}-${near.partition}`);
  return known ? crumbsOf(near) : [WHOLE, KAFKA];
}

/** One level further in, on the way to a thing; null where there is none. */
export function inward(now: Place, id: string | null, tables: Pick<Tables, 'partition'>): Place | null {
  return pathTo(id, tables)[DEPTHS[now.level] + 1] ?? null;
}

/** One level out; null from the whole. */
export const outward = (now: Place): Place | null => crumbsOf(now).at(-2) ?? null;

export const samePlace = (a: Place, b: Place): boolean => JSON.stringify(a) === JSON.stringify(b);

export function placeName(place: Place): string {
  switch (place.level) {
    case 'whole': return m.zoom_whole();
    case 'cluster': return place.cluster === 'kafka' ? m.lens_kafka() : m.lens_flink();
    case 'partition': return `${place.topic}-${place.partition}`;
    case 'record': return `@${place.offset}`;
  }
}

/** For who does not see the breadcrumb. */
export function placeSaid(place: Place): string {
  switch (place.level) {
    case 'whole': return m.zoom_said_whole();
    case 'cluster': return m.zoom_said_cluster({ cluster: placeName(place) });
    case 'partition': return m.zoom_said_partition({ partition: placeName(place) });
    case 'record': return m.zoom_said_record({ partition: `${place.topic}-${place.partition}`, offset: String(place.offset) });
  }
}

/** The zoom as far as this world has it: what is not there yet, or no more, is not shown. */
export function shownZoom(zoom: string | null, tables: Pick<Tables, 'partition'>): string | null {
  if (zoom === null || zoom === 'kafka') return zoom;
  const near = placeOfId(zoom);
  return near !== null && near.level !== 'whole' && near.level !== 'cluster' && tables.partition.has(`partition/${near.topic}-${near.partition}`) ? zoom : null;
}
