// The stage: the whole cluster in one picture, still things in SVG, records and messages on a canvas above them.
import { Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { inner } from '../frame/Broken.tsx';
import { m } from '../paraglide/messages.js';
import { useSeen, whenSeen } from '../store/idle.ts';
import { pageStore, setPage, toggleFolded, usePage } from '../store/page-store.ts';
import { useTable, useWorld, useWorldState } from '../store/world.ts';
import type { Tables } from '../store/world-store.ts';
import { FlightCanvas } from './FlightCanvas.tsx';
import { SEEN_UNTIL_MS } from './flights.ts';
import type { Lens, WholeLayout } from './flink/compose.ts';
import type { FlinkPlan, RowMemory } from './flink/plan.ts';
import { fitStage, type StagePlan } from './layout.ts';
import { StageLegend } from './StageLegend.tsx';
import { NO_MEMORY, planStage, type SlotMemory } from './plan.ts';
import { StageDrawing } from './StageDrawing.tsx';
import { headHeight, StageHeads } from './StageHeads.tsx';
import { moveFocus, pointedThing, type Tip } from './focus.ts';
import { flightAt, REACH, recordAt } from './point.ts';
import { type FlightMark, logEnds } from './scene.ts';
import './stage.css';

const StageTip = inner(() => import('./StageTip.tsx'));
const StageInWords = inner(async () => {
  // Needed where the network is slow: it is here before.
  void import('./Opening.tsx').catch(() => undefined);
  return import('./StageInWords.tsx');
});
const PlainOpening = (): React.ReactNode => <output className="stage-starting is-opening">{m.stage_starting()}</output>;
const Opening = inner(() => import('./Opening.tsx').catch(() => ({ default: PlainOpening })));
const NearLevel = inner(() => import('./zoom/NearLevel.tsx'));

/** What opens a thing's menu from the keyboard, besides the menu key. */
const MENU_KEY = 'm';

export function Stage(): React.ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const size = useSize(scroller);
  const layout = useLayout(size.width, size.height);
  const [tip, setTip] = useState<Tip | null>(null);
  useRecordWindow(layout.squares, layout.near === undefined ? null : `${layout.near.topic}-${layout.near.partition}`);
  const drawn = useRef<readonly FlightMark[]>([]);
  const { store } = useWorld();
  const seen = useSeen(store);
  const show = (found: Tip | null): void => setTip((shown) => (found !== null && shown?.id === found.id && shown.offset === found.offset ? shown : found));
  // What flies has flown on by the time that a menu opens: what was under the pointer as it went down is meant.
  const pressed = useRef<Tip | null>(null);
  const under = (event: React.MouseEvent): Tip | null => tipUnder(event, { layout, drawn: drawn.current, tables: store.getState().tables, scroller: scroller.current });
  const picking = usePage((state) => state.picking !== null);
  useMarkedInView(scroller, layout);
  useChosenInView(scroller, layout);
  useGestures(scroller);
  useEffect(() => { if (pageStore.getState().lensShown !== layout.lens) setPage({ lensShown: layout.lens }); }, [layout.lens]);
  const { near } = layout;
  const shown = shownOf(layout);
  useTopOf(scroller, shown);
  return (
    <section className="stage" aria-label={m.stage_name()} data-testid="stage" data-picking={picking} data-shown={shown}>
      <div
        ref={scroller} className="stage-scroller" role="presentation" style={{ scrollPaddingTop: headHeight(layout) * layout.scale + 16 }}
        onPointerMove={(event) => { if (event.pointerType !== 'touch') show(under(event)); }} onPointerLeave={() => setTip(null)} onPointerDown={(event) => { pressed.current = under(event); }} onFocus={(event) => show(focusTip(event.target))} onBlur={() => setTip(null)}
        onKeyDown={(event) => { if (event.key === 'Escape') setTip(null); onStageKey(event); }}
        onClick={(event) => activate(event.target, under(event))} onContextMenu={(event) => openMenu(event, pressed.current?.id.startsWith('flight/') === true ? pressed.current : under(event))}
      >
        {near === undefined ? <><StageHeadsRoom layout={layout} /><StageDrawing layout={layout} /></> : <Suspense><NearLevel layout={layout} near={near} /></Suspense>}
      </div>
      {seen ? <Suspense><StageInWords /></Suspense> : null}
      <FlightCanvas layout={layout} scroller={scroller} drawn={drawn} />
      <Starting />
      <StageLegend lens={layout.lens} />
      {tip === null ? null : <Suspense><StageTip tip={tip} /></Suspense>}
    </section>
  );
}

/** Heads stay in sight as long as there are rows below them. */
function StageHeadsRoom({ layout }: { readonly layout: WholeLayout }): React.ReactNode {
  const height = (layout.labels.y + layout.labels.height) * layout.scale;
  return <div className="stage-heads-room" style={{ height, marginBottom: -height }}><StageHeads layout={layout} /></div>;
}

/** Which picture is shown: of all, of a cluster, of a partition or of a record. */
const shownOf = ({ flink, lens, near, alone }: WholeLayout): string => (near === undefined ? `${lens} ${flink === null} ${alone === true}` : `${near.topic}-${near.partition} ${near.offset}`);

/** Changes whenever things come to stand elsewhere: with the view, and with the stage's width. */
const placeOf = (layout: WholeLayout): string => `${shownOf(layout)} ${layout.width}`;

/** Another level begins at its top. */
function useTopOf(scroller: React.RefObject<HTMLDivElement | null>, shown: string): void {
  useEffect(() => { if (shown !== '' && pageStore.getState().zoom !== null) scroller.current?.scrollTo(0, 0); }, [shown, scroller]);
}

/** Going nearer by hand needs nothing before the first picture. */
function useGestures(scroller: React.RefObject<HTMLDivElement | null>): void {
  const world = useWorld();
  useEffect(() => {
    let [end, ended] = [(): void => undefined, false];
    const attach = async (): Promise<void> => {
      await whenSeen(world.store);
      const { attachGestures } = await import('./zoom/gestures.ts');
      if (!ended && scroller.current !== null) end = attachGestures(scroller.current, world);
    };
    void attach();
    return () => { ended = true; end(); };
  }, [scroller, world]);
}

/** What a lesson points at is brought into view where the stage is longer than its room. */
function useMarkedInView(scroller: React.RefObject<HTMLDivElement | null>, layout: WholeLayout): void {
  const marks = usePage((state) => state.marks);
  const place = placeOf(layout);
  useEffect(() => {
    const first = Object.keys(marks)[0];
    if (first === undefined || place === '') return;
    // The thing may be new, and drawn with the next picture.
    const frame = requestAnimationFrame(() => {
      const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
      const thing = scroller.current?.querySelector(`[data-id="${CSS.escape(first)}"]`);
      // An engine is more than its head.
      (thing?.closest('.engine') ?? thing)?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: calm ? 'instant' : 'smooth' });
    });
    return () => cancelAnimationFrame(frame);
  }, [marks, place, scroller]);
}

/** A panel that opens makes the stage narrower, and things may stand differently then: what is chosen stays in sight. */
function useChosenInView(scroller: React.RefObject<HTMLDivElement | null>, layout: WholeLayout): void {
  const selected = usePage((state) => state.selected);
  const place = placeOf(layout);
  useEffect(() => {
    if (selected === null || place === '') return undefined;
    const frame = requestAnimationFrame(() => {
      const thing = scroller.current?.querySelector(`[data-id="${CSS.escape(selected)}"]`);
      // A head comes with what stands below it, and stays in sight where that is longer than the room.
      if (thing?.matches('.engine-head, .group-head') === true) thing.parentElement?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      thing?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    return () => cancelAnimationFrame(frame);
  }, [place, selected, scroller]);
}

/** Until the first frame, and while another world takes its time, the stage says what it waits for. */
function Starting(): React.ReactNode {
  const waiting = useTable('node').size === 0;
  const opening = usePage((state) => state.opening !== null);
  if (opening) return <Suspense fallback={<PlainOpening />}><Opening /></Suspense>;
  return waiting ? <output className="stage-starting">{m.stage_starting()}</output> : null;
}

/** A focus that a click brought is not a wish to read. */
function focusTip(target: Element): Tip | null {
  const thing = target.matches(':focus-visible') ? pointedThing(target) : null;
  return thing === null ? null : { ...thing, offset: null };
}

interface Under {
  readonly layout: WholeLayout;
  readonly drawn: readonly FlightMark[];
  readonly tables: Tables;
  readonly scroller: HTMLElement | null;
}

/** How near a finger must come to a message that it is held on, in the page's pixels. */
const FINGER = 22;

const byTouch = ({ nativeEvent }: React.MouseEvent): boolean => nativeEvent instanceof PointerEvent && nativeEvent.pointerType === 'touch';

/** What the pointer means: a message in the air before the thing below it, and in a cell the record before the cell. */
function tipUnder(event: React.MouseEvent, { layout, drawn, tables, scroller }: Under): Tip | null {
  const origin = scroller?.querySelector('.stage-rows')?.getBoundingClientRect();
  if (origin === undefined) return null;
  const unit = origin.width / layout.width;
  const at = { x: (event.clientX - origin.left) / unit, y: (event.clientY - origin.top) / unit };
  const flight = flightAt(drawn, at, event.type === 'pointerdown' && byTouch(event) ? FINGER / unit : REACH);
  if (flight !== null) return { id: flight, fold: null, offset: null, box: new DOMRect(event.clientX - 12, event.clientY - 12, 24, 24) };
  const thing = pointedThing(event.target);
  if (thing === null) return null;
  const replica = layout.near === undefined ? tables.replica.get(thing.id) : undefined;
  const span = replica === undefined ? undefined : logEnds([...tables.replica.values()].filter((one) => one.topic === replica.topic && one.partition === replica.partition)).get(`${replica.topic}-${replica.partition}`);
  return { ...thing, offset: replica === undefined || span === undefined ? null : (recordAt(layout, replica, span, at)?.offset ?? null) };
}

function activate(target: EventTarget, under: Tip | null = null): void {
  const thing = pointedThing(target);
  const flight = under?.id;
  const { picking } = pageStore.getState();
  if (picking !== null && thing !== null && thing.fold === null) picking(thing.id, under?.id === thing.id ? under.offset : null);
  else if (flight?.startsWith('flight/') === true) setPage({ selected: flight, tab: 'inspector' });
  else if (thing === null) return;
  else if (thing.fold === 'zoom/out') setPage({ zoom: null });
  else if (thing.fold !== null) toggleFolded(thing.fold);
  // A second click into a log means the record under it.
  else if (under?.id === thing.id && under.offset !== null && opensRecord(thing.id)) setPage({ selected: `record/${thing.id.slice('replica/'.length).replace(/\/\d+$/, '')}/${under.offset}`, tab: 'inspector' });
  else setPage({ selected: thing.id, tab: 'inspector' });
}

/** Whether this log, or a record of it, is chosen already. */
function opensRecord(replica: string): boolean {
  const { selected } = pageStore.getState();
  return selected === replica || (selected?.startsWith('record/') === true && replica.startsWith(`replica/${selected.slice('record/'.length).replace(/\/\d+$/, '')}/`));
}

/** The message in the air, or the one record of a log, that the menu is about first. */
function recordUnder(thing: string | undefined, under: Tip | null): string | null {
  if (under?.id.startsWith('flight/') === true) return under.id;
  return thing === undefined || under?.id !== thing || under.offset === null ? null : `record/${thing.slice('replica/'.length).replace(/\/\d+$/, '')}/${under.offset}`;
}

function openMenu(event: React.MouseEvent, under: Tip | null): void {
  event.preventDefault();
  const thing = pointedThing(event.target);
  const focus = event.target instanceof Element ? event.target.closest<SVGElement>('[data-id]') : null;
  // The keyboard means the thing as a whole.
  const record = event.button === 2 || event.ctrlKey || byTouch(event) ? recordUnder(thing?.id, under) : null;
  setPage({ menu: { id: thing?.id ?? null, record, x: event.clientX, y: event.clientY, focus } });
}

function onStageKey(event: React.KeyboardEvent): void {
  if (event.key === 'Enter' || event.key === ' ') {
    event.preventDefault();
    activate(event.target);
  } else if (event.key.toLowerCase() === MENU_KEY && !event.ctrlKey && !event.metaKey && !event.altKey && event.target instanceof Element) {
    const box = event.target.getBoundingClientRect();
    event.target.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, clientX: box.left + 24, clientY: box.top + Math.min(24, box.height) }));
  } else if (moveFocus(event.key, event.target)) event.preventDefault();
}

/** Who stands where in each world: it outlives the drawing, which another language begins anew. */
const memories = new WeakMap<object, SlotMemory>();

function useLayout(width: number, height: number): WholeLayout {
  const [node, topic, client, group, member] = [useTable('node'), useTable('topic'), useTable('client'), useTable('group'), useTable('member')];
  const [queue, batch, zookeeper, worker, candidate] = [useTable('queue'), useTable('batch'), useTable('zookeeper'), useTable('worker'), useTable('candidate')];
  const [microBatch, dataflow, database, dashboard, shift] = [useTable('micro-batch'), useTable('dataflow'), useTable('database'), useTable('dashboard'), useTable('shift')];
  const internalTopics = usePage((state) => state.internalTopics);
  const folded = usePage((state) => state.folded);
  const { store } = useWorld();
  const planned = useMemo(
    () => planStage({ node, topic, client, group, member, queue, batch, zookeeper, worker, candidate, 'micro-batch': microBatch, dataflow, database, dashboard, shift }, memories.get(store) ?? NO_MEMORY, { internalTopics, folded }),
    [store, node, topic, client, group, member, queue, batch, zookeeper, worker, candidate, microBatch, dataflow, database, dashboard, shift, internalTopics, folded],
  );
  useEffect(() => { memories.set(store, planned.memory); }, [store, planned]);
  // Client records change with every batch; the picture's geometry only when someone comes or goes.
  const shape = JSON.stringify(planned.plan);
  const flink = useFlinkPlan();
  const near = useNearPlan(planned.plan);
  return useMemo(() => {
    const room = Math.max(320, width);
    const lens = flink === null ? 'kafka' : (flink.lens ?? flink.firstLens(room));
    const base: WholeLayout = flink === null ? { ...fitStage(planned.plan, room, height), flink: null, lens } : flink.composeStage(planned.plan, flink.plan, lens, room, height);
    return near === null ? base : near.layoutFor(near.shape, near.zoom, base, planned.plan, room, height);
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the text stands for the plan.
  }, [shape, flink, near, width, height]);
}

type NearGeometry = Pick<typeof import('./zoom/near.ts'), 'layoutFor' | 'shapeOf'>;
type PlannedNear = NearGeometry & { readonly zoom: string; readonly shape: string };

/** What is looked at more closely; null for the whole, and until its geometry is fetched. */
function useNearPlan({ groups }: StagePlan): PlannedNear | null {
  const zoom = usePage((state) => state.zoom);
  const [geometry, setGeometry] = useState<NearGeometry | null>(null);
  useEffect(() => {
    const fetch = async (): Promise<void> => {
      const { layoutFor, shapeOf } = await import('./zoom/near.ts');
      setGeometry({ layoutFor, shapeOf });
    };
    if (zoom !== null) void fetch();
  }, [zoom]);
  const shape = useWorldState((state) => (geometry === null || zoom === null ? '' : geometry.shapeOf(state.tables, zoom, groups)));
  return useMemo(() => (geometry === null || zoom === null || shape === '' ? null : { ...geometry, zoom, shape }), [geometry, zoom, shape]);
}

type FlinkGeometry = Pick<typeof import('./flink/compose.ts'), 'composeStage' | 'firstLens'> & Pick<typeof import('./flink/plan.ts'), 'planFlink'>;
type PlannedFlink = FlinkGeometry & { readonly plan: FlinkPlan; readonly lens: Lens | null };

/** What Flink needs of the stage; null where the world has none. Its geometry is fetched with the first world that has it. */
const rowMemories = new WeakMap<object, RowMemory>();

function rowsOf(store: object): RowMemory {
  const known = rowMemories.get(store) ?? new Map<string, number>();
  rowMemories.set(store, known);
  return known;
}

function useFlinkPlan(): PlannedFlink | null {
  const has = useWorldState((state) => state.tables['flink-node'].size > 0);
  const [geometry, setGeometry] = useState<FlinkGeometry | null>(null);
  const { store } = useWorld();
  const lens = usePage((state) => state.lens);
  const wanted = usePage((state) => state.flinkJob);
  useEffect(() => {
    const fetch = async (): Promise<void> => {
      const [compose, plan] = await Promise.all([import('./flink/compose.ts'), import('./flink/plan.ts')]);
      setGeometry({ composeStage: compose.composeStage, firstLens: compose.firstLens, planFlink: plan.planFlink });
    };
    if (has) void fetch();
  }, [has]);
  // A text, because records change with every frame, and the plan with few of them.
  const shape = useWorldState((state) => (geometry === null || !has ? 'null' : JSON.stringify(geometry.planFlink(state.tables, wanted, rowsOf(store)))));
  return useMemo(() => {
    // Made by planFlink a line above.
    const plan = JSON.parse(shape) as FlinkPlan | null;
    return plan === null || geometry === null ? null : { ...geometry, plan, lens };
  }, [shape, geometry, lens]);
}

function useSize(element: React.RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 960, height: 480 });
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return undefined;
    const read = (): void => setSize({ width: observed.clientWidth, height: observed.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(observed);
    read();
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Asks for as many records of each log as its cell can show. */
function useRecordWindow(squares: number, partition: string | null): void {
  const { api } = useWorld();
  useEffect(() => {
    void api.watch({ recordsPerReplica: squares + 1, partition, flightTrailMs: SEEN_UNTIL_MS });
  }, [api, squares, partition]);
}
