// How much of a very large world goes to the page at once, and how often.
import type { WorldRecord } from '../bridge/records.ts';

type Records = ReadonlyMap<string, WorldRecord>;

/** At most 60 frames a second, with a little slack for timers that ring early. */
const FRAME_EVERY_MS = 15;
/** A frame that takes longer to make leaves the world as much time to live, up to so much. */
const LONG_FRAME_MS = 30;
const LONGEST_REST_MS = 250;
/** So many records of logs go into one frame at most: the page reads no more of them without a break. */
const MOST_LOGS = 2_500;

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
