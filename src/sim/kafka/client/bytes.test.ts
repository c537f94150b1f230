// Sizes of records and batches against bytes of the real ones, and the order of a Java map.
import { expect, test } from 'vitest';
import { batchSize, estimatedSize, utf8, utf8Length } from './bytes.ts';
import { javaMapOrder } from './java-map.ts';

function valued(value: string | null): { key: null; value: string | null; headers: []; timestampMs: number } {
  return { key: null, value, headers: [], timestampMs: 0 };
}

test.each([
  [[valued('hello')], 73],
])('a batch of %o takes %i bytes', (records, bytes) => {
  expect(batchSize(records)).toBe(bytes);
});

test('the size that a record is refused by is an upper bound', () => {
  expect(estimatedSize(valued('x'.repeat(1_100_000)))).toBe(1_100_088);
});

test.each(['', 'ação', '€', '😀', 'a\ud800b'])('UTF-8 of %j', (text) => {
  expect(utf8(text)).toEqual([...Buffer.from(text.replace(/\ud800/g, '?'), 'utf8')]);
  expect(utf8Length(text)).toBe(utf8(text).length);
});

test('a map lists its keys by bucket', () => {
  expect(javaMapOrder(['orders', 'payments', 'quickstart-events', '__consumer_offsets', 'test', 'my-topic', 'users', 'clicks', 'a', 'b', 'c', 'stock-trades'])).toEqual([
    'quickstart-events', 'a', 'b', 'c', 'test', 'payments', 'clicks', 'orders', 'my-topic', '__consumer_offsets', 'users', 'stock-trades',
  ]);
});
