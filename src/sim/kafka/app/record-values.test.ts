// The places of a record's value are filled in, and event times lie behind the clock as its spec says.
import { expect, test } from 'vitest';
import { filledValue, timeBehind } from './record-values.ts';

const NOON = Date.UTC(2026, 0, 5, 12, 0, 0);
const half = { random: () => 0.5 };

test.each([
  ['pedido {n} de {key}', 'pedido 7 de ana'],
  ['{"quando":"{time}"}', '{"quando":"2026-01-05 11:59:58.500"}'],
  ['{ms}', String(NOON - 1_500)],
  ['{time-10}', '2026-01-05 11:59:48.500'],
  ['{ms-0.5}', String(NOON - 2_000)],
  ['{number 10 20}', '15'],
  ['{number -3 -3}', '-3'],
  ['{pick norte|sul|leste}', 'sul'],
  ['{other} {number a b} {', '{other} {number a b} {'],
])('%s', (text, filled) => expect(filledValue(text, { n: 7, key: 'ana', nowMs: NOON, behindMs: 1_500 }, half)).toBe(filled));

test('a record without a key has none in its value', () => expect(filledValue('<{key}>', { n: 0, key: null, nowMs: NOON, behindMs: 0 }, half)).toBe('<>'));

test('each so-many-th record is late', () => {
  const spec = { disorderMs: 1_000, lateEvery: 3, lateMs: 60_000 };
  expect([0, 1, 2, 3].map((n) => timeBehind(spec, n, half))).toEqual([500, 500, 60_500, 500]);
  expect(timeBehind(undefined, 2, half)).toBe(0);
});
