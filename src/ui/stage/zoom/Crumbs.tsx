// Where the reader is on the stage, from the whole down, each level a button; and two buttons that go nearer and farther.
import { Minus, Plus } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { m } from '../../paraglide/messages.js';
import { usePage } from '../../store/page-store.ts';
import { useTable, useWorld, useWorldState } from '../../store/world.ts';
import { crumbsOf, inward, outward, placeName, placeOf, placeSaid, samePlace, shownZoom } from './levels.ts';
import { attachKeys } from './keys.ts';
import { zoomTo } from './zoom-to.ts';
import './crumbs.css';

export default function Crumbs(): React.ReactNode {
  const world = useWorld();
  useEffect(() => attachKeys(world), [world]);
  const partition = useTable('partition');
  const hasFlink = useWorldState((state) => state.tables['flink-node'].size > 0);
  const zoom = usePage((state) => shownZoom(state.zoom, { partition }));
  const lens = usePage((state) => state.lensShown);
  const selected = usePage((state) => state.selected);
  const now = useMemo(() => placeOf(zoom, lens, hasFlink), [zoom, lens, hasFlink]);
  const [nearer, farther] = [inward(now, selected, { partition }), outward(now)];
  return (
    <nav className="crumbs" aria-label={m.breadcrumb()} data-testid="crumbs">
      <ol>
        {crumbsOf(now).map((place) => (
          <li key={placeName(place)}>
            <button type="button" aria-current={samePlace(place, now) ? 'location' : undefined} title={placeSaid(place)} onClick={() => zoomTo(place, hasFlink)} data-level={place.level}>{placeName(place)}</button>
          </li>
        ))}
      </ol>
      <button type="button" className="round" aria-label={m.zoom_out()} title={m.zoom_out()} disabled={farther === null} onClick={() => { if (farther !== null) zoomTo(farther, hasFlink); }} data-zoom="out"><Minus size={15} aria-hidden /></button>
      <button type="button" className="round" aria-label={m.zoom_in()} title={nearer === null ? m.zoom_in() : m.zoom_in_to({ place: placeName(nearer) })} disabled={nearer === null} onClick={() => { if (nearer !== null) zoomTo(nearer, hasFlink); }} data-zoom="in"><Plus size={15} aria-hidden /></button>
      <span className="hidden" aria-live="polite">{m.zoom_arrived({ place: placeSaid(now) })}</span>
    </nav>
  );
}
