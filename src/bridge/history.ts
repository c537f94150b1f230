// What the page asks of the timeline beyond the present: places on it, and measures of the world along it.

/** An instant of a branch; time in virtual microseconds. */
export interface Place {
  readonly branch: number;
  readonly atUs: number;
}

/** Counters and gauges of a consumer group at one instant. */
export interface GroupSample {
  /** Records between what is committed and the end; all of the log where nothing is committed. */
  readonly lag: number;
  /** Records read so far: the sum of its positions (committed offsets where nobody reads). */
  readonly read: number;
  /** How old the oldest record was that a member's last poll returned, in ms, the slowest of them; null where nothing was read. */
  readonly delayMs: number | null;
}

/** A job at one instant. */
export interface JobSample {
  readonly name: string;
  /** The wall clock minus the lowest watermark of its tasks, in ms; null without one. */
  readonly watermarkLagMs: number | null;
  /** Of the newest complete checkpoint: from its trigger to its end in ms, and the bytes of its state; null before the first. */
  readonly checkpointMs: number | null;
  readonly stateBytes: number | null;
  /** Of the newest record that its sinks wrote to Kafka: from its own time (of a window, its end) until it was written, in ms; null before the first. */
  readonly resultMs?: number | null;
}

/** The world in numbers at one instant. A topic that has a partition without a leader is not in `written`. */
export interface Sample {
  readonly atUs: number;
  /** By topic: records written so far, the sum of the leaders' log end offsets. Internal topics are left out. */
  readonly written: Readonly<Record<string, number>>;
  readonly groups: Readonly<Record<string, GroupSample>>;
  /** Partitions whose ISR is smaller than their replicas, internal topics among them; and those without a leader. */
  readonly underReplicated: number;
  readonly offline: number;
  /** By the id of the job. */
  readonly jobs: Readonly<Record<string, JobSample>>;
}

/** Samples of a branch in the order of time, after the instant that was asked for. */
export interface Samples {
  /** Grows with each world that is opened: samples of another run are of another world. */
  readonly run: number;
  readonly branch: number;
  readonly samples: readonly Sample[];
}
