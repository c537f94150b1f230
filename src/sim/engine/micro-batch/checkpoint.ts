// The checkpoint directory of a micro-batch engine: a log of the offsets of each batch, one of its commits, and the state after it.
import { freeze } from '../../kernel/freeze.ts';
import type { Place } from '../kafka-client.ts';
import type { Group, Watermarks } from './query.ts';

/** `offsets/<batch>`: written before the batch runs. */
export interface LoggedBatch {
  readonly batch: number;
  readonly watermarkMs: number;
  readonly timestampMs: number;
  readonly from: readonly Place[];
  readonly until: readonly Place[];
}

/** `commits/<batch>`, and the state store's version after it: written when its result is out. */
export interface CommittedBatch {
  readonly batch: number;
  readonly nextWatermarkMs: number;
  readonly groups: readonly Group[];
}

/** Frozen. The newest entries of both logs. */
export interface Checkpoint {
  readonly offsets: readonly LoggedBatch[];
  readonly commits: readonly CommittedBatch[];
}

/** Entries that are kept; Spark keeps 100 (spark.sql.streaming.minBatchesToRetain). */
const KEPT = 20;

export const emptyCheckpoint = (): Checkpoint => freeze({ offsets: [], commits: [] });

export function logged({ offsets, commits }: Checkpoint, entry: LoggedBatch): Checkpoint {
  return freeze({ offsets: [...offsets.filter(({ batch }) => batch < entry.batch), entry].slice(-KEPT), commits });
}

export function committed({ offsets, commits }: Checkpoint, entry: CommittedBatch): Checkpoint {
  return freeze({ offsets, commits: [...commits.filter(({ batch }) => batch < entry.batch), entry].slice(-KEPT) });
}

/** Where a query goes on. `until` is given where a batch was planned and not committed: it runs again, with the same offsets. */
export interface Resumed {
  readonly batch: number;
  readonly marks: Watermarks;
  readonly groups: readonly Group[];
  readonly from: readonly Place[] | null;
  readonly until: readonly Place[] | null;
}

export function resume({ offsets, commits }: Checkpoint): Resumed {
  const last = offsets.at(-1);
  if (last === undefined) return { batch: 0, marks: { late: 0, eviction: 0 }, groups: freeze([]), from: null, until: null };
  const done = commits.at(-1);
  if (done?.batch === last.batch) return { batch: last.batch + 1, marks: { late: last.watermarkMs, eviction: done.nextWatermarkMs }, groups: done.groups, from: last.until, until: null };
  return { batch: last.batch, marks: { late: offsets.at(-2)?.watermarkMs ?? 0, eviction: last.watermarkMs }, groups: done?.groups ?? freeze([]), from: last.from, until: last.until };
}

/** The directory as files with their texts, as Spark writes them; the state's are named by what they hold. */
export function checkpointFiles({ offsets, commits }: Checkpoint): { readonly path: string; readonly text: string }[] {
  const places = (all: readonly Place[]): string => {
    const topics = [...new Set(all.map(({ topic }) => topic))];
    return `{${topics.map((topic) => `${JSON.stringify(topic)}:{${all.filter((one) => one.topic === topic).map(({ partition, offset }) => `"${partition}":${offset}`).join(',')}}`).join(',')}}`;
  };
  return [
    ...offsets.map(({ batch, watermarkMs, timestampMs, until }) => ({ path: `offsets/${batch}`, text: `v1\n{"batchWatermarkMs":${watermarkMs},"batchTimestampMs":${timestampMs}}\n${places(until)}` })),
    ...commits.map(({ batch, nextWatermarkMs }) => ({ path: `commits/${batch}`, text: `v1\n{"nextBatchWatermarkMs":${nextWatermarkMs}}` })),
  ];
}
