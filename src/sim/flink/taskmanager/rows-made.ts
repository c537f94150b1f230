// Counts what a task's operators make of one row: what is much takes its time, and what runs away ends in an OutOfMemoryError.
import { HEAP_SPACE, MOST_ROWS_AT_ONCE, MOST_ROWS_OF_ONE } from '../heap.ts';
import { UserCodeError } from '../user-code-error.ts';

/** So many rows come of one at no more cost than its own. */
const FREE_ROWS = 64;

/** No part of the state: only differences within one go of the task matter. */
export class RowsMade {
  private rows = 0;
  private most = MOST_ROWS_AT_ONCE;
  /** Virtual microseconds that rows beyond the free ones have cost, 1 each. */
  costUs = 0;

  /** A row begins, or (`isRow` false) a watermark, a timer or the end of all input. */
  begin(isRow: boolean): void {
    this.rows = 0;
    this.most = isRow ? MOST_ROWS_OF_ONE : MOST_ROWS_AT_ONCE;
  }

  /** A row has been handled. True where it became so many that the task should look at its time. */
  end(): boolean {
    if (this.rows <= FREE_ROWS) return false;
    this.costUs += this.rows - FREE_ROWS;
    this.rows = 0;
    return true;
  }

  /** An operator gives a row on; throws an OutOfMemoryError where one row became too many. */
  one(): void {
    this.rows += 1;
    if (this.rows > this.most) throw new UserCodeError('java.lang.OutOfMemoryError', `${HEAP_SPACE} (more than ${this.most} rows came of one)`);
  }
}
