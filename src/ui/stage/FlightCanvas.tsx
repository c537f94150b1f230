// The canvas over the stage: records in their cells and messages in the air, drawn for the virtual time of now.
import { useEffect, useRef } from 'react';
import type { FlightRecord } from '../../bridge/records.ts';
import { THEMES } from '../frame/tokens.ts';
import { pageStore } from '../store/page-store.ts';
import { useWorld } from '../store/world.ts';
import { extrapolatedUs } from '../store/world-store.ts';
import { FLOW_FROM_SPEED } from './flights.ts';
import type { WholeLayout } from './flink/compose.ts';
import { addFlinkPlaces } from './flink-places.ts';
import { paintFlights, paintSquares } from './paint.ts';
import { headHeight } from './StageHeads.tsx';
import { type FlightMark, flightMarks, logEnds, nodePlaces, squareMarks } from './scene.ts';

export interface FlightCanvasProps {
  readonly layout: WholeLayout;
  readonly scroller: React.RefObject<HTMLElement | null>;
  /** The messages as they were last drawn, so that the pointer can find them. */
  readonly drawn: React.RefObject<readonly FlightMark[]>;
}

export function FlightCanvas({ layout, scroller, drawn }: FlightCanvasProps): React.ReactNode {
  const { store } = useWorld();
  const canvasRef = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = canvasRef.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) return undefined;
    const reduced = window.matchMedia('(prefers-reduced-motion: reduce)');
    let frame = 0;
    let ends: { readonly of: object; readonly byPartition: ReturnType<typeof logEnds> } | null = null;
    let [manyFlows, passed] = [false, false];
    const draw = (): void => {
      frame = 0;
      passed = manyFlows && !passed;
      if (passed) return ask();
      const state = store.getState();
      const page = pageStore.getState();
      const nowUs = extrapolatedUs(state, performance.now());
      const ratio = fit(canvas, context, scroller.current, layout.scale);
      const { client, flight, replica } = state.tables;
      // Between two frames of the world the picture moves on, and the logs are the same.
      if (ends?.of !== replica) ends = { of: replica, byPartition: logEnds(replica.values()) };
      const top = (scroller.current?.scrollTop ?? 0) / layout.scale;
      const seen = { top, bottom: top + canvas.clientHeight / layout.scale };
      const input = { layout, seen, replicas: replica, ends: ends.byPartition, flights: reduced.matches ? NO_FLIGHTS : nearFlights(flight, layout.near), nowUs, speed: state.clock.speed, controlTraffic: page.controlTraffic, traced: page.traced, tracedRecords: page.tracedRecords, barriers: page.barriers };
      const headsY = Math.max(layout.labels.y, top);
      const places = nodePlaces(layout, new Map([...client.values()].map((record) => [record.id, record.node])), headsY, layout.near !== undefined);
      if (layout.flink !== null) addFlinkPlaces(places, layout.flink, state.tables['flink-task']);
      // One partition's records are cards, which the drawing has.
      if (layout.near === undefined) paintSquares(context, squareMarks(input), THEMES[page.theme], ratio);
      // The brokers' heads stay in sight over the rows: squares go under them.
      if (layout.near === undefined && headsY > layout.labels.y && layout.brokers.length > 0) context.clearRect(layout.labels.x, headsY - 1, layout.width, headHeight(layout) + 1);
      const flows = state.clock.speed >= FLOW_FROM_SPEED;
      drawn.current = flows ? [] : flightMarks(input, places);
      manyFlows = flows && fast !== null && fast.drawFlows(context, input, places, THEMES[page.theme]) > MANY_FLOWS && state.clock.playing;
      if (flows) fetchFlows(ask);
      else paintFlights(context, drawn.current, THEMES[page.theme], ratio);
      // Where nothing is in the air, the picture stays until something changes.
      if (state.clock.playing && flight.size > 0) ask();
    };
    const ask = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    const stops = [store.subscribe(ask), pageStore.subscribe(ask)];
    const element = scroller.current;
    element?.addEventListener('scroll', ask, { passive: true });
    const resized = new ResizeObserver(ask);
    resized.observe(canvas);
    ask();
    return () => {
      cancelAnimationFrame(frame);
      for (const stop of stops) stop();
      element?.removeEventListener('scroll', ask);
      resized.disconnect();
    };
  }, [layout, scroller, store, drawn]);
  return <canvas ref={canvasRef} className="stage-canvas" aria-hidden />;
}

let fast: typeof import('./paint-flows.ts') | null = null;
let coming = false;

/** What draws flows comes with the first of them; one that could not be fetched is asked for again with the next picture. */
function fetchFlows(then: () => void): void {
  if (fast !== null || coming) return;
  coming = true;
  const fetch = async (): Promise<void> => {
    try {
      fast = await import('./paint-flows.ts');
      then();
    } finally {
      coming = false;
    }
  };
  void fetch().catch(() => undefined);
}

/** More flows are moved with every second picture: they move a pixel each, and a page without a graphics card has time for its other work. */
const MANY_FLOWS = 60;

const NO_FLIGHTS: ReadonlyMap<string, FlightRecord> = new Map();

/** Where one partition is large, only what is about it flies; where one record is, nothing. */
function nearFlights(flights: ReadonlyMap<string, FlightRecord>, near: WholeLayout['near']): ReadonlyMap<string, FlightRecord> {
  if (near === undefined) return flights;
  if (near.offset !== null) return NO_FLIGHTS;
  return new Map([...flights].filter(([, { cargo }]) => cargo.length === 0 || cargo.some(({ topic, partition }) => topic === near.topic && partition === near.partition)));
}

/** Clears the canvas for this size and scroll; returns how many of the screen's pixels one pixel of the stage has. */
function fit(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D, scroller: HTMLElement | null, scale: number): number {
  // A page that is drawn larger (for a room) has more of the screen's pixels for each of its own.
  const zoom = canvas.clientWidth === 0 ? 1 : canvas.getBoundingClientRect().width / canvas.clientWidth;
  const ratio = Math.min(4, (window.devicePixelRatio || 1) * zoom);
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  context.translate(-(scroller?.scrollLeft ?? 0), -(scroller?.scrollTop ?? 0));
  context.scale(scale, scale);
  return ratio * scale;
}
