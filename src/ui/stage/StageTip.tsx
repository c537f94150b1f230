// What is said beside the thing that is pointed at or has the focus: what it is, and its numbers.
import { useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { usePage } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';
import { recordById } from '../store/world-store.ts';
import { type Description, describe, describeRecord } from '../words/describe.ts';
import type { WorldRecord } from '../../bridge/records.ts';
import { findRecord, recordPlace } from '../why/record.ts';
import type { Tip } from './focus.ts';

/** Numbers beyond these are the inspector's. */
const ROWS = 5;

export default function StageTip({ tip }: { readonly tip: Tip }): React.ReactNode {
  const record = useWorldState((state) => recordById(state.tables, tip.id));
  // The record of a log has no place among the page's tables.
  const single = useWorldState((state) => {
    const place = recordPlace(tip.id);
    return place === null ? null : (findRecord(place, state.tables)?.record ?? null);
  });
  const holder = useWorldState((state) => {
    const place = recordPlace(tip.id);
    return place === null ? null : (findRecord(place, state.tables)?.replica ?? null);
  });
  const element = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: -9999, top: 0 });
  useLayoutEffect(() => {
    const box = element.current?.getBoundingClientRect();
    if (box === undefined) return;
    const below = tip.box.bottom + 8;
    const above = tip.box.top - box.height - 8;
    const top = below + box.height < window.innerHeight - 90 || above < 8 ? Math.min(below, window.innerHeight - box.height - 8) : above;
    const left = Math.max(8, Math.min(tip.box.left + Math.min(24, tip.box.width / 2), window.innerWidth - box.width - 8));
    // Presented, it is larger than what it measures itself by.
    const unit = box.width / Math.max(1, element.current?.offsetWidth ?? box.width);
    setPlace({ left: left / unit, top: top / unit });
  }, [tip]);
  const selected = usePage((state) => state.selected);
  // The inspector says all of it already; only a single record under the pointer is news.
  if (selected === tip.id && tip.offset === null) return null;
  const told = single !== null && holder !== null ? describeRecord(single, holder) : record === undefined ? null : meant(record, tip.offset);
  if (told === null) return null;
  const { title, state, about, rows } = told;
  return createPortal(
    <div ref={element} className="tip" role="tooltip" style={place}>
      <p className="tip-title">{title}<span>{state}</span></p>
      {about === '' ? null : <p className="tip-about">{about}</p>}
      <dl>
        {rows.slice(0, ROWS).map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}
      </dl>
    </div>,
    document.body,
  );
}

/** One record of a replica where the pointer is on its square, else the thing as a whole. */
function meant(record: WorldRecord, offset: number | null): Description {
  const single = record.kind === 'replica' && offset !== null ? record.tail.find((candidate) => candidate.offset === offset) : undefined;
  return record.kind === 'replica' && single !== undefined ? describeRecord(single, record) : describe(record);
}
