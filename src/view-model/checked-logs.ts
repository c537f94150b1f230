// The logs of a world as checks see them, look after look: the last records of each, and none that was written between two looks is missed.
import type { WorldRecord } from '../bridge/records.ts';
import { CHECKED_RECORDS } from './project.ts';
import type { Looking } from './project-cluster.ts';

export class CheckedLogs {
  private readonly ends = new Map<string, number>();

  /** What to look at now. */
  looking(): Looking {
    return { ...CHECKED_RECORDS, endsBefore: this.ends };
  }

  /** What was seen: the next look begins where these logs end. */
  saw(records: Iterable<WorldRecord>): void {
    for (const record of records) if (record.kind === 'replica') this.ends.set(record.id, record.logEndOffset);
  }

  /** The next look is not the one that follows the last. */
  jumped(): void {
    this.ends.clear();
  }
}
