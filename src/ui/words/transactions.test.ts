// What became of a record: by its producer and where it lies, not by what lies around it.
import { expect, test } from 'vitest';
import { transactionOf } from './transactions.ts';

const replica = { abortedTransactions: [{ producerId: 7, firstOffset: 3, lastOffset: 6 }], openTransactions: [{ producerId: 9, firstOffset: 8, lastOffset: -1 }] };
const check = (offset: number, producerId: number, fate: string | null): void => expect(transactionOf({ offset, producerId }, replica)).toBe(fate);

test('the fate of a record in a log of several producers', () => {
  check(3, 7, 'aborted');
  check(4, 8, 'committed');
  check(7, 7, 'committed');
  check(8, 9, 'open');
  check(9, 8, 'committed');
  expect(transactionOf({ offset: 3, producerId: 7 }, { abortedTransactions: [], openTransactions: [] })).toBe(null);
});
