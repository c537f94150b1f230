// The second handle of the timeline: the instant that is compared with the shown one. It is dragged, or moved by keys.
import { useRef } from 'react';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { clockTime } from '../words/numbers.ts';
import { type Axis, placeOf, timeAt } from './axis.ts';

const SECOND = 1_000_000;

export default function MarkedHandle({ axis }: { readonly axis: Axis }): React.ReactNode {
  const { store } = useWorld();
  const marked = usePage((state) => state.marked);
  const handle = useRef<HTMLDivElement>(null);
  if (marked === null) return null;
  const to = (atUs: number): void => {
    const { startUs, endUs } = store.getState().clock;
    setPage({ marked: { ...marked, atUs: Math.round(Math.max(startUs, Math.min(endUs, atUs))) } });
  };
  const drag = (event: React.PointerEvent): void => {
    event.stopPropagation();
    const box = handle.current?.parentElement?.getBoundingClientRect();
    if (box !== undefined && event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)) to(timeAt(axis, (event.clientX - box.left) / box.width));
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const by = { ArrowLeft: -SECOND, ArrowRight: SECOND, PageUp: -10 * SECOND, PageDown: 10 * SECOND }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    to(marked.atUs + by * (event.shiftKey ? 0.1 : 1));
  };
  return (
    <div
      ref={handle} className="marked-handle" role="slider" tabIndex={0} title={`${m.compare_handle()}: ${clockTime(marked.atUs, 1)}`} aria-label={m.compare_handle()} style={{ left: `${placeOf(axis, marked.atUs) * 100}%` }}
      aria-valuemin={Math.round(axis.fromUs / SECOND)} aria-valuemax={Math.round(axis.toUs / SECOND)} aria-valuenow={Math.round(marked.atUs / SECOND)} aria-valuetext={clockTime(marked.atUs, 1)}
      onPointerDown={(event) => { event.stopPropagation(); event.currentTarget.setPointerCapture(event.pointerId); }} onPointerMove={drag} onKeyDown={onKey} data-testid="marked"
    />
  );
}
