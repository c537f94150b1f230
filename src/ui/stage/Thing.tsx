// Anything on the stage that can be pointed at, focused and chosen: it carries its record id, and a name for those who do not see it.
import { useMemo } from 'react';
import { usePage } from '../store/page-store.ts';
import { useWorldState } from '../store/world.ts';
import { recordById } from '../store/world-store.ts';
import { spokenName } from '../words/titles.ts';

export interface ThingProps {
  readonly id: string;
  readonly className: string;
  readonly children: React.ReactNode;
  /** The one thing that the tab key comes to first. */
  readonly tabStop?: boolean;
  /** For what has no record of its own. */
  readonly label?: string;
}

export function Thing({ id, className, children, tabStop = false, label }: ThingProps): React.ReactNode {
  const selected = usePage((state) => state.selected === id);
  const mark = usePage((state) => (Object.hasOwn(state.marks, id) ? (state.marks[id] ?? null) : null));
  const record = useWorldState((state) => recordById(state.tables, id));
  const name = useMemo(() => label ?? (record === undefined ? id : spokenName(record)), [label, record, id]);
  return (
    <g className={`thing ${className}${selected ? ' is-selected' : ''}${mark === null ? '' : ` is-marked is-marked-${mark}`}`} data-id={id} role="button" tabIndex={tabStop ? 0 : -1} aria-label={name} aria-pressed={selected}>
      {children}
    </g>
  );
}
