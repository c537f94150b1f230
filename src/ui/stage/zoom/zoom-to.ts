// Goes to a level of the stage: the page is told, and the picture moves there as one.
import { pageStore, setPage } from '../../store/page-store.ts';
import type { Tables } from '../../store/world-store.ts';
import { crossFade } from './camera.ts';
import { inward, outward, pageOf, type Place, placeOf, shownZoom } from './levels.ts';

export function zoomTo(place: Place, hasFlink: boolean): void {
  const before = pageStore.getState().zoom;
  const change = pageOf(place, hasFlink);
  crossFade(anchorsOf(before, change.zoom ?? null), () => setPage(change));
}

/** What is the same thing in both pictures, by ids in the order in which they are looked for. */
function anchorsOf(before: string | null, after: string | null): readonly string[] {
  const near = [after, before].find((one) => one !== null && one !== 'kafka') ?? null;
  if (near === null) return [];
  const partition = near.replace(/^(partition|record)\//, '').replace(/\/\d+$/, '');
  return [near, `replica/${partition}`, `partition/${partition}`];
}

/** The tables that levels are read from. */
type LevelTables = Pick<Tables, 'partition' | 'flink-node'>;

export function placeNow(tables: LevelTables): Place {
  const { zoom, lensShown } = pageStore.getState();
  return placeOf(shownZoom(zoom, tables), lensShown, tables['flink-node'].size > 0);
}

/** One level nearer, on the way to a thing; false where there is none. */
export function zoomIn(id: string | null, tables: LevelTables): boolean {
  const next = inward(placeNow(tables), id, tables);
  if (next !== null) zoomTo(next, tables['flink-node'].size > 0);
  return next !== null;
}

export function zoomOut(tables: LevelTables): boolean {
  const next = outward(placeNow(tables));
  if (next !== null) zoomTo(next, tables['flink-node'].size > 0);
  return next !== null;
}
