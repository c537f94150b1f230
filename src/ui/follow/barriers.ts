// On which side of a checkpoint's barrier a record lies: where it cuts the record's log, and which checkpoint holds it.
import type { FlinkSplit } from '../../bridge/flink-records.ts';
import type { Tables } from '../store/world-store.ts';
import type { RecordPlace } from '../why/record.ts';

/** `held`: a completed checkpoint has it. `before`: it went before the barrier of one that is under way. `after`: it came behind the barrier. */
export type Side = 'held' | 'before' | 'after';

/** A checkpoint's barrier in the log that a source reads: it lies right before the record at `next`. */
export interface Cut {
  /** `flink-checkpoint/<job>/7`. */
  readonly id: string;
  readonly checkpoint: number;
  readonly next: number;
  readonly completed: boolean;
}

/** The newest completed checkpoint's cut, and that of the one under way, of each job that reads the partition. */
export function cutsOf(place: Pick<RecordPlace, 'topic' | 'partition'>, tables: Pick<Tables, 'flink-task'>): readonly Cut[] {
  return splitsOf(place, tables).flatMap(({ job, split: { saved, cut } }) => [
    ...(saved === undefined ? [] : [{ id: `flink-checkpoint/${job}/${saved.checkpoint}`, ...saved, completed: true }]),
    ...(cut === undefined ? [] : [{ id: `flink-checkpoint/${job}/${cut.checkpoint}`, ...cut, completed: false }]),
  ]);
}

function splitsOf({ topic, partition }: Pick<RecordPlace, 'topic' | 'partition'>, tables: Pick<Tables, 'flink-task'>): { readonly job: string; readonly split: FlinkSplit }[] {
  return [...tables['flink-task'].values()].flatMap(({ job, splits }) => splits.filter((one) => one.topic === topic && one.partition === partition).map((split) => ({ job, split })));
}

export interface Relation {
  readonly checkpoint: number;
  readonly side: Side;
}

/** Its side of each of these barriers, by the checkpoint's id; of what no source has read none. */
export function sidesOf(place: RecordPlace, tables: Pick<Tables, 'flink-task'>): ReadonlyMap<string, Relation> {
  const isRead = splitsOf(place, tables).some(({ split }) => split.next > place.offset);
  return new Map(isRead ? cutsOf(place, tables).map(({ id, checkpoint, next, completed }) => [id, { checkpoint, side: next <= place.offset ? 'after' : completed ? 'held' : 'before' }] as const) : []);
}

const RANK: readonly Side[] = ['held', 'before', 'after'];

/** The one that says most: a checkpoint that has it, else one that will, else the last that came before it. */
export function relationOf(sides: ReadonlyMap<string, Relation>): Relation | null {
  return [...sides.values()].sort((a, b) => RANK.indexOf(a.side) - RANK.indexOf(b.side) || b.checkpoint - a.checkpoint)[0] ?? null;
}
