// At high speed single flights would only flicker: here they become flows, one line a route, as thick as what travels on it.
import type { FlightRecord } from '../../bridge/records.ts';
import { arc, type Arc } from './flights.ts';
import type { Box } from './layout.ts';
import { endpoint, type SceneInput } from './scene.ts';

export interface FlowMark {
  readonly path: Arc;
  /** Records on the way. */
  readonly count: number;
  /** The key that most of the first records have, for the colour. */
  readonly key: string | null;
  /** How far the dashes have moved, in pixels: a function of virtual time, so it stands still with it. */
  readonly shift: number;
}

/** Pixels that a flow moves in a second of the reader's time. */
const FLOW_PIXELS = 60;

export function flowMarks(input: SceneInput, places: ReadonlyMap<string, Box>): FlowMark[] {
  const routes = new Map<string, { flight: FlightRecord; count: number }>();
  for (const flight of input.flights.values()) {
    const first = flight.cargo[0];
    if (first === undefined || flight.sentAtUs > input.nowUs || flight.lost) continue;
    const route = `${flight.from}>${flight.to}>${first.topic}-${first.partition}`;
    const count = flight.cargo.reduce((sum, part) => sum + part.count, 0);
    const known = routes.get(route);
    if (known === undefined) routes.set(route, { flight, count });
    else known.count += count;
  }
  const shift = (input.nowUs / 1_000_000 / input.speed) * FLOW_PIXELS;
  // Folded topics have one place on a broker: what is drawn on the same line is one flow, with the colour of what carries most of it.
  const lines = new Map<string, FlowMark & { readonly most: number }>();
  for (const { flight, count } of routes.values()) {
    const first = flight.cargo[0];
    const from = endpoint(flight.from, flight.to, first, input.layout, places);
    const to = endpoint(flight.to, flight.from, first, input.layout, places);
    if (from === null || to === null) continue;
    const line = `${from.x},${from.y}>${to.x},${to.y} ${flight.direction}`;
    const known = lines.get(line);
    const key = first?.keys[0] ?? null;
    if (known === undefined) lines.set(line, { path: arc(from, to, flight.direction), count, key, shift, most: count });
    else lines.set(line, { ...known, count: known.count + count, ...(count > known.most ? { key, most: count } : {}) });
  }
  return [...lines.values()];
}
