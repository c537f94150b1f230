// What the worker sends to the page: changes of records between two revisions, and where the clock stands.
import type { WorldRecord } from './records.ts';

/** Where the timeline stands. Times are virtual microseconds. */
export interface Clock {
  readonly nowUs: number;
  /** The latest time that this branch has reached. */
  readonly endUs: number;
  /** Nothing before this is shown: the cluster boots. */
  readonly startUs: number;
  readonly playing: boolean;
  /** Virtual seconds per real second. */
  readonly speed: number;
  readonly branch: number;
  /** Where a seek that takes its time is going; absent where none is on its way. */
  readonly goalUs?: number;
  /** How much of the way a step has been looked for that takes its time, from 0 to 1; absent where none is. */
  readonly searched?: number;
}

/** A branch of the timeline: an input given in the past starts a new one and keeps the old future. */
export interface Branch {
  readonly id: number;
  readonly parent: number | null;
  readonly forkedAtUs: number;
  readonly endUs: number;
}

/** What has come of the step of a lesson that is being watched, at every instant since it began. */
export interface StepVerdict {
  /** The step's id. */
  readonly step: string;
  /** Whether its check has held on this branch. */
  readonly done: boolean;
  /** The id of the known mistake that the world shows now. */
  readonly wrong: string | null;
}

/** Taken only by a store whose revision is `base`; `whole` frames replace everything and fit any store. */
export interface Frame {
  readonly base: number;
  readonly revision: number;
  readonly whole: boolean;
  readonly put: readonly WorldRecord[];
  readonly removed: readonly string[];
  readonly clock: Clock;
  readonly branches: readonly Branch[];
  /** Absent where no step is watched. */
  readonly verdict?: StepVerdict | null;
  /** Why the world stopped for good, in words for a bug report; absent while it is well. */
  readonly failure?: string | null;
}
