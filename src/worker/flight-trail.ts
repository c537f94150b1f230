// Messages that have just arrived: the stage shows a flight for longer than it takes, so its record must outlive it.
import type { FlightRecord } from '../bridge/records.ts';
import { actorOf, type KernelEvent } from '../sim/kernel/state.ts';
import { flightRecord } from '../view-model/flights.ts';

/** Arrivals that are remembered: those that brought records, and the others. Going back farther than they reach shows fewer. */
const MOST_LADEN = 6_000;
const MOST_EMPTY = 3_000;
/** Sent to the page at once. */
const MOST_SHOWN = 2_000;

/**
 * It is fed by the kernel's events as they are handled, in playing as in replaying. What was seen before a moment stays true
 * when time goes back to it, since a replay does the same; only another branch makes it forget.
 */
export class FlightTrail {
  private readonly laden = new Map<string, FlightRecord>();
  private readonly empty = new Map<string, FlightRecord>();

  /** An event that is being handled. */
  seen(event: KernelEvent): void {
    if (event.type !== 'message' || actorOf(event.from) === actorOf(event.to)) return;
    const flight = flightRecord(event);
    if (flight.cargo.length > 0) remember(this.laden, flight, MOST_LADEN);
    else remember(this.empty, flight, MOST_EMPTY);
  }

  /** The flights that arrived in the last `trailUs` before `nowUs`, the newest last; those with records come before the others. */
  shown(nowUs: number, trailUs: number): FlightRecord[] {
    const flights = within(this.laden, nowUs, trailUs).slice(-MOST_SHOWN);
    const room = MOST_SHOWN - flights.length;
    return room <= 0 ? flights : [...flights, ...within(this.empty, nowUs, trailUs).slice(-room)];
  }

  /** Whether all that arrived after this moment is remembered: of both kinds the oldest known is older. */
  reaches(fromUs: number): boolean {
    const oldest = [this.laden, this.empty].map((flights) => flights.values().next().value?.arrivesAtUs ?? Infinity);
    return this.empty.size < MOST_EMPTY && this.laden.size < MOST_LADEN ? Math.min(...oldest) <= fromUs : Math.max(...oldest) <= fromUs;
  }

  /** Another branch had another past. */
  clear(): void {
    this.laden.clear();
    this.empty.clear();
  }

  /** What happened after this moment has not happened. */
  backTo(nowUs: number): void {
    for (const flights of [this.laden, this.empty]) for (const [id, flight] of flights) if (flight.arrivesAtUs > nowUs) flights.delete(id);
  }
}

function remember(flights: Map<string, FlightRecord>, flight: FlightRecord, most: number): void {
  // Seen again in a replay, it becomes the newest again: the map stays in the order of arrival.
  flights.delete(flight.id);
  flights.set(flight.id, flight);
  if (flights.size <= most) return;
  const oldest = flights.keys().next();
  if (oldest.done !== true) flights.delete(oldest.value);
}

function within(flights: ReadonlyMap<string, FlightRecord>, nowUs: number, trailUs: number): FlightRecord[] {
  return [...flights.values()].filter((flight) => flight.arrivesAtUs <= nowUs && flight.sentAtUs > nowUs - trailUs);
}
