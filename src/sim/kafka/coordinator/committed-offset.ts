// An offset that a group has committed, as its coordinator keeps it.

/** Frozen. */
export interface CommittedOffset {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestampMs: number;
  /** Of the topic when it was committed. */
  readonly topicId: string;
}
