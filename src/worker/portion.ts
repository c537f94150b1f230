// How much of a very large world goes to the page at once, and how often; and how much of its time is lived at once.
import type { Watch } from '../bridge/command.ts';
import type { WorldRecord } from '../bridge/records.ts';

type Records = ReadonlyMap<string, WorldRecord>;

/** At most 60 frames a second, with a little slack for timers that ring early. */
const FRAME_EVERY_MS = 15;
/** A frame that takes longer to make leaves the world as much time to live, up to so much. */
const LONG_FRAME_MS = 30;
const LONGEST_REST_MS = 250;
/** So many records of logs go into one frame at most: the page reads no more of them without a break. */
const MOST_LOGS = 2_500;
/** Virtual time run between two looks at the clock, adapted to what the world does in it. */
const SHORTEST_SLICE_US = 500;
const LONGEST_SLICE_US = 1_000_000;
/** No message is shown for longer after it arrived, in ms of the reader's time. */
const LONGEST_TRAIL_MS = 2_000;

/** How much virtual time, in microseconds, is lived before the next look at the clock, by what the last piece took in ms. */
export function nextSlice(slice: number, tookMs: number): number {
  if (tookMs > 3) return Math.max(SHORTEST_SLICE_US, Math.floor(slice / 2));
  return tookMs < 1 ? Math.min(LONGEST_SLICE_US, slice * 2) : slice;
}

/** No more is sent than a page can use, whatever it asks for. */
export function withinLimits({ recordsPerReplica, partition, flightTrailMs = 0 }: Watch): Watch {
  return { recordsPerReplica: Math.min(1_000, Math.max(0, Math.floor(recordsPerReplica) || 0)), partition, flightTrailMs: Math.min(LONGEST_TRAIL_MS, Math.max(0, flightTrailMs || 0)) };
}

/** The time from one frame's beginning to the next one's, by what the last one took, in ms. */
export function restAfter(costMs: number): number {
  return costMs < LONG_FRAME_MS ? FRAME_EVERY_MS : Math.min(LONGEST_REST_MS, costMs * 2);
}

/** As much as goes at once: everything but most of the logs, of which a topic may have thousands. The very list where that is all. */
export function portionOf(put: readonly WorldRecord[]): readonly WorldRecord[] {
  if (put.length <= MOST_LOGS) return put;
  let logs = 0;
  const first = put.filter(({ kind }) => (kind !== 'partition' && kind !== 'replica') || ++logs <= MOST_LOGS);
  return first.length === put.length ? put : first;
}

/** What the page has after these changes. */
export function withChanges(before: Records, put: readonly WorldRecord[], removed: readonly string[]): Records {
  const records = new Map(before);
  for (const id of removed) records.delete(id);
  for (const record of put) records.set(record.id, record);
  return records;
}
