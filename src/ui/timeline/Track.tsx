// The track: an axis of virtual time to scrub on, with marks for what matters.
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { inner } from '../frame/Broken.tsx';
import { m } from '../paraglide/messages.js';
import { setPage, usePage } from '../store/page-store.ts';
import { useTable, useWorld, useWorldState } from '../store/world.ts';
import { extrapolatedUs, type RecordOf, type WorldState } from '../store/world-store.ts';
import { useFactWords } from '../words/late-facts.ts';
import { clockTime } from '../words/numbers.ts';
import { type Axis, axisFor, type Mark, marksOf, placeOf, ticksOf, timeAt } from './axis.ts';

const MarkedHandle = inner(() => import('./MarkedHandle.tsx'));
const PlanMarks = inner(() => import('./PlanMarks.tsx'));
const OnTheWay = inner(() => import('./OnTheWay.tsx'));

const SECOND = 1_000_000;
/** Lines in a mark's tip; more are counted. */
const TIP_LINES = 4;

export function Track(): React.ReactNode {
  const { api, store } = useWorld();
  const element = useRef<HTMLDivElement>(null);
  const width = useWidth(element);
  const startUs = useWorldState((state) => state.clock.startUs);
  const comesUs = usePage((state) => state.demo?.endUs ?? 0);
  // What is planned has its place from the start.
  const toUs = useWorldState((state) => axisFor(state.clock.startUs, Math.max(state.clock.endUs, comesUs, planOf(state)?.scheduled.at(-1)?.atUs ?? 0)).toUs);
  const planned = useWorldState((state) => planOf(state) !== undefined) || comesUs > 0;
  const compared = usePage((state) => state.marked !== null);
  const axis = useMemo(() => ({ fromUs: startUs, toUs }), [startUs, toUs]);
  const facts = useTable('fact');
  const marks = useMemo(() => marksOf(facts.values(), axis, width), [facts, axis, width]);
  const [tip, setTip] = useState<Mark | null>(null);
  const seekTo = (event: React.PointerEvent): void => {
    const box = element.current?.getBoundingClientRect();
    if (box !== undefined) void api.playback({ kind: 'seek', atUs: Math.min(store.getState().clock.endUs, timeAt(axis, (event.clientX - box.left) / box.width)) });
  };
  return (
    <div className="track-area">
      <div
        ref={element} className="track"
        onPointerDown={(event) => { event.currentTarget.setPointerCapture(event.pointerId); seekTo(event); }}
        onPointerMove={(event) => { if (event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event); }}
      >
        <Ticks axis={axis} width={width} />
        <OtherBranches axis={axis} />
        <Playhead axis={axis} />
        {compared ? <Suspense><MarkedHandle axis={axis} /></Suspense> : null}
        {planned ? <Suspense><PlanMarks axis={axis} width={width} /></Suspense> : null}
        {marks.map((mark) => <MarkButton key={mark.facts[0]?.factId} mark={mark} onTip={setTip} />)}
        {tip === null ? null : <MarkTip mark={tip} width={width} />}
      </div>
      <TimeNow />
    </div>
  );
}

const planOf = (state: WorldState): RecordOf<'plan'> | undefined => state.tables.plan.get('plan/plan');

function Ticks({ axis, width }: { readonly axis: Axis; readonly width: number }): React.ReactNode {
  return (
    <div className="ticks" aria-hidden>
      <div className="rail" />
      {ticksOf(axis, width).map((at) => {
        const place = placeOf(axis, at);
        return <span key={at} className={place > 0.96 ? 'is-last' : ''} style={{ left: `${place * 100}%` }}>{clockTime(at, 0)}</span>;
      })}
    </div>
  );
}

/** The handle and what has been lived, moved without React while time runs. */
function Playhead({ axis }: { readonly axis: Axis }): React.ReactNode {
  const { api, store } = useWorld();
  const handle = useRef<HTMLDivElement>(null);
  const lived = useRef<HTMLDivElement>(null);
  const passed = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = (): void => {
      frame = 0;
      const state = store.getState();
      const nowUs = extrapolatedUs(state, performance.now());
      const now = placeOf(axis, nowUs) * 100;
      if (handle.current !== null) {
        handle.current.style.left = `${now}%`;
        handle.current.setAttribute('aria-valuenow', String(Math.round(nowUs / SECOND)));
        handle.current.setAttribute('aria-valuetext', clockTime(nowUs, 1));
        handle.current.setAttribute('aria-valuemax', String(Math.round(state.clock.endUs / SECOND)));
      }
      if (passed.current !== null) passed.current.style.width = `${now}%`;
      if (lived.current !== null) lived.current.style.width = `${placeOf(axis, Math.max(nowUs, state.clock.endUs)) * 100}%`;
    };
    const ask = (): void => { if (frame === 0) frame = requestAnimationFrame(draw); };
    ask();
    const stop = store.subscribe(ask);
    return () => { stop(); cancelAnimationFrame(frame); };
  }, [axis, store]);
  const onKey = (event: React.KeyboardEvent): void => {
    const { nowUs, startUs, endUs } = store.getState().clock;
    const by = { ArrowLeft: -SECOND, ArrowRight: SECOND, PageUp: -10 * SECOND, PageDown: 10 * SECOND }[event.key];
    const to = event.key === 'Home' ? startUs : event.key === 'End' ? endUs : by === undefined ? null : Math.max(startUs, Math.min(endUs, nowUs + by * (event.shiftKey ? 0.1 : 1)));
    if (to === null) return;
    event.preventDefault();
    void api.playback({ kind: 'seek', atUs: Math.round(to) });
  };
  return (
    <>
      <div ref={lived} className="lived" />
      <div ref={passed} className="passed" />
      <div ref={handle} className="playhead" role="slider" tabIndex={0} aria-label={m.timeline_now()} aria-valuemin={Math.round(axis.fromUs / SECOND)} aria-valuenow={0} onKeyDown={onKey} data-testid="playhead" />
    </>
  );
}

function OtherBranches({ axis }: { readonly axis: Axis }): React.ReactNode {
  const branches = useWorldState((state) => state.branches);
  const current = useWorldState((state) => state.clock.branch);
  return branches.filter((branch) => branch.id !== current).slice(-3).map((branch, at) => {
    const from = placeOf(axis, branch.forkedAtUs) * 100;
    return <div key={branch.id} className="other-branch" style={{ left: `${from}%`, width: `${Math.max(0, placeOf(axis, branch.endUs) * 100 - from)}%`, bottom: 19 - at * 4 }} />;
  });
}

function MarkButton({ mark, onTip }: { readonly mark: Mark; readonly onTip: (mark: Mark | null) => void }): React.ReactNode {
  const { api } = useWorld();
  const words = useFactWords(true);
  const first = mark.facts[0];
  if (first === undefined) return null;
  const open = (): void => {
    const subject = first.subjects[0];
    setPage({ selected: first.id, tab: 'inspector' });
    if (subject !== undefined && first.subjects.length > 0) void api.playback({ kind: 'seek', atUs: first.atUs });
  };
  return (
    <button
      type="button" className={`mark is-${mark.kind}`} style={{ left: mark.x }} aria-label={`${clockTime(first.atUs, 1)}: ${words?.(first) ?? ''}`}
      onPointerDown={(event) => event.stopPropagation()} onClick={open}
      onPointerEnter={() => onTip(mark)} onPointerLeave={() => onTip(null)} onFocus={() => onTip(mark)} onBlur={() => onTip(null)}
    />
  );
}

function MarkTip({ mark, width }: { readonly mark: Mark; readonly width: number }): React.ReactNode {
  const words = useFactWords(true);
  const more = mark.facts.length - TIP_LINES;
  return (
    <div className="mark-tip" role="tooltip" style={{ left: Math.max(0, Math.min(width - 300, mark.x - 20)) }}>
      {mark.facts.slice(0, TIP_LINES).map((fact) => <p key={fact.factId}><time>{clockTime(fact.atUs, 1)}</time> {words?.(fact)}</p>)}
      {more > 0 ? <p>{m.and_more({ count: more })}</p> : null}
    </div>
  );
}

function TimeNow(): React.ReactNode {
  const now = useWorldState((state) => clockTime(state.clock.nowUs, 3));
  const behind = useWorldState((state) => state.clock.nowUs < state.clock.endUs);
  const goalUs = useWorldState((state) => state.clock.goalUs);
  const searched = useWorldState((state) => state.clock.searched);
  const { api, store } = useWorld();
  if (goalUs !== undefined || searched !== undefined) return <Suspense fallback={<div className="time-now" />}><OnTheWay {...(goalUs === undefined ? {} : { goalUs })} /></Suspense>;
  return (
    <div className="time-now">
      {/* No live region: it changes with every frame. */}
      <span className="mono time-shown" title={m.time_hint()}>{now}</span>
      <button type="button" className="chip" disabled={!behind} onClick={() => void api.playback({ kind: 'seek', atUs: store.getState().clock.endUs })}>{behind ? m.to_the_end() : m.at_the_end()}</button>
    </div>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(600);
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const observer = new ResizeObserver(() => setWidth(observed.clientWidth));
    observer.observe(observed);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
