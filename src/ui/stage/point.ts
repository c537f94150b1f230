// What lies under the pointer on the canvas: a message in the air, or one record of a log.
import type { LogRecord, ReplicaRecord } from '../../bridge/records.ts';
import type { StageLayout } from './layout.ts';
import { PITCH, SQUARE } from './layout.ts';
import { type FlightMark, windowStart } from './scene.ts';
import type { Point } from './flights.ts';

/** How near a message must be to be meant, in the stage's pixels. */
export const REACH = 12;

/** The id of the nearest message within reach, in the stage's pixels; what carries records comes before what does not. */
export function flightAt(marks: readonly FlightMark[], at: Point, reach = REACH): string | null {
  let best: { readonly id: string; readonly cost: number } | null = null;
  for (const mark of marks) {
    const distance = Math.hypot(mark.x - at.x, mark.y - at.y);
    if (distance > reach) continue;
    const cost = distance + (mark.count === 0 ? reach : 0);
    if (best === null || cost < best.cost) best = { id: mark.id, cost };
  }
  return best?.id ?? null;
}

/** The record whose square lies at a point of this replica's cell, or null. */
export function recordAt(layout: StageLayout, replica: ReplicaRecord, span: { readonly start: number; readonly end: number }, at: Point): LogRecord | null {
  const key = replica.id.slice('replica/'.length);
  const row = layout.topics.find((topic) => topic.name === replica.topic)?.rows.find((candidate) => candidate.partition === replica.partition);
  const cell = row?.cells.find((candidate) => candidate.key === key);
  if (cell === undefined || at.y < cell.strip.y - 2 || at.y > cell.strip.y + SQUARE + 2) return null;
  const slot = Math.floor((at.x - cell.strip.x) / PITCH);
  if (slot < 0 || slot >= layout.squares) return null;
  const offset = windowStart(span.start, span.end, layout.squares) + slot;
  return replica.tail.find((record) => record.offset === offset) ?? null;
}
