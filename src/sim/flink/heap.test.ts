// What runs away in a TaskManager ends in its OutOfMemoryError: states without end, and one row that becomes too many.
import { describe, expect, test } from 'vitest';
import { jobOf, startFlink, submit, untilEnded } from '../testing/flink-cluster.ts';
import { JobBuilder, keyBy } from './graph/job-builder.ts';
import { MOST_ROWS_OF_ONE } from './heap.ts';
import { RowsMade } from './taskmanager/rows-made.ts';

const heapSpace = (why: RegExp): object => ({ status: 'FAILED', failure: { cause: { exception: 'java.lang.OutOfMemoryError', message: expect.stringMatching(new RegExp(`^Java heap space\\. A heap space-related out-of-memory error has occurred\\..*\\(${why.source}\\)$`, 's')) as string } } });

describe('the heap', () => {
  test('a count by keys that never come again fails its job, and the next one runs', () => {
    const kernel = startFlink(1);
    const fields = ['key'];
    const count = (records: number, key: string): string => {
      const builder = new JobBuilder('test', { 'parallelism.default': '1' });
      const source = builder.source('source-generator', { count: records, perSecond: null, fields: [key], watermarks: null }, { name: 'in', fields });
      builder.transform(builder.transform(keyBy(source, fields), 'aggregate', { input: fields, aggregates: [{ function: 'count', of: null }], ttl: null }, { fields: ['key', 'n'] }), 'sink-discard', {}, { fields: [] });
      return submit(kernel, builder.graph());
    };
    const endless = count(1_000_000_000, `'${'x'.repeat(2_000)}' || n`);
    expect(untilEnded(kernel, endless)).toMatchObject(heapSpace(/the tasks of tm-\d held \d+ MiB of state, more than 64/));
    expect(untilEnded(kernel, count(100, "'k' || n"))).toMatchObject({ status: 'FINISHED' });
    expect(jobOf(kernel, endless).status).toBe('FAILED');
  });

  test('rows of one row cost time beyond 64, and are too many at last', () => {
    const made = new RowsMade();
    made.begin(true);
    for (let i = 0; i < 64; i++) made.one();
    expect([made.end(), made.costUs]).toEqual([false, 0]);
    made.begin(true);
    for (let i = 0; i < MOST_ROWS_OF_ONE; i++) made.one();
    expect(() => made.one()).toThrow(/rows came of one/);
    expect([made.end(), made.costUs]).toEqual([true, MOST_ROWS_OF_ONE - 63]);
  });
});
