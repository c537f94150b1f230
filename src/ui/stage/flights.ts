// How messages in the air are shown: from where to where, how far along, and which squares have not landed yet.
//
// The choice behind it. In this world a message takes about 0.3 ms, as in a data centre. At 1x that is a fiftieth of one
// picture, and even at 0.01x it is two pictures: drawn to scale, nothing would ever be seen to fly. So a flight that would be
// over sooner than SHOWN_AT_LEAST_MS of the reader's time is drawn for that long, and the stage says that it is shown slower
// than real. Where the network model's own time is longer (a slow link, slow motion), that time is what is seen. Everything
// else stays true: the order, the route, the cargo, and the numbers beside the logs, which never wait for the picture. Only
// a record's square waits: it is drawn as an outline until the flight that carried it is seen to land.
// In truth a record is produced, copied and consumed within one picture. Stretched alike, the three flights would leave at once, and a
// record would seem to be read before it was written. So they are shown one after the other: first in, then copied, then read.
// The place of a flight is a pure function of its record, the virtual time and the speed of play. So when time stands still it
// hangs in the air, and when time goes back it flies back.
import type { FlightRecord } from '../../bridge/records.ts';

/** In ms of the reader's time, at the speed of play. */
export const SHOWN_AT_LEAST_MS = 500;

/** For so long after it was sent a flight may still be seen: its own turn is the third at most. */
export const SEEN_UNTIL_MS = SHOWN_AT_LEAST_MS * 3;

/** Above this speed single flights would be a flicker: they become flows with a density. */
export const FLOW_FROM_SPEED = 20;

/** For how much virtual time a flight is shown, in microseconds. */
export function shownForUs(flight: Pick<FlightRecord, 'sentAtUs' | 'arrivesAtUs'>, speed: number): number {
  return Math.max(flight.arrivesAtUs - flight.sentAtUs, SHOWN_AT_LEAST_MS * 1000 * speed);
}

/** What is needed to say when a flight is shown. */
export type Timing = Pick<FlightRecord, 'from' | 'to' | 'sentAtUs' | 'arrivesAtUs' | 'cargo' | 'turn'>;

/** For how long it waits for those before it to be shown, in microseconds: only as far as they are stretched. */
function waitsUs(flight: Timing, speed: number): number {
  if (flight.turn === undefined && (flight.cargo.length === 0 || !flight.from.startsWith('broker-'))) return 0;
  const turn = flight.turn ?? (flight.to.startsWith('broker-') ? 1 : 2);
  return turn * (shownForUs(flight, speed) - (flight.arrivesAtUs - flight.sentAtUs));
}

/** How far along it is seen to be: below 0 before it leaves, 1 and more once it has landed. */
function along(flight: Timing, nowUs: number, speed: number): number {
  return (nowUs - flight.sentAtUs - waitsUs(flight, speed)) / shownForUs(flight, speed);
}

/** How far along it is, from 0 to 1; null before it is seen to leave and once it is seen to have landed. */
export function progress(flight: Timing, nowUs: number, speed: number): number | null {
  const at = along(flight, nowUs, speed);
  return at < 0 || at >= 1 ? null : at;
}

/** Whether it is shown for longer than it takes. */
export function isSlowed(flight: FlightRecord, speed: number): boolean {
  return shownForUs(flight, speed) > (flight.arrivesAtUs - flight.sentAtUs) * 1.05;
}

/**
 * How many of the newest squares of each replica have arrived but are not yet seen to land, by `orders-0/1` (partition and broker).
 * A log only grows at its end, so the records that came last are the last squares.
 */
export function stillInTheAir(flights: Iterable<FlightRecord>, nowUs: number, speed: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (speed >= FLOW_FROM_SPEED) return counts;
  for (const flight of flights) {
    if (flight.lost || !flight.to.startsWith('broker-') || flight.cargo.length === 0) continue;
    if (flight.arrivesAtUs > nowUs || along(flight, nowUs, speed) >= 1) continue;
    const broker = flight.to.slice('broker-'.length);
    for (const { topic, partition, count } of flight.cargo) {
      const key = `${topic}-${partition}/${broker}`;
      counts.set(key, (counts.get(key) ?? 0) + count);
    }
  }
  return counts;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A gentle arc between two points: a quadratic curve, lifted in proportion to its length. */
export interface Arc {
  readonly from: Point;
  readonly bend: Point;
  readonly to: Point;
}

/** Requests and answers take different arcs, so that two messages that cross do not hide each other. */
export function arc(from: Point, to: Point, direction: FlightRecord['direction']): Arc {
  const lift = Math.min(46, Math.hypot(to.x - from.x, to.y - from.y) * 0.12) * (direction === 'request' ? -1 : 1);
  return { from, to, bend: { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 + lift } };
}

/** The point at `t` from 0 to 1; it leaves and lands softly. */
export function pointOnArc({ from, bend, to }: Arc, t: number): Point {
  const s = t * t * (3 - 2 * t);
  const r = 1 - s;
  return { x: r * r * from.x + 2 * r * s * bend.x + s * s * to.x, y: r * r * from.y + 2 * r * s * bend.y + s * s * to.y };
}
