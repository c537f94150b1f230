// The world's one seeded generator (sfc32) and the distributions drawn from it, bit for bit the same on every machine.
import { assert } from './assert.ts';

/** Chris Doty-Humphrey's Small Fast Counting generator, 32 bits. The counter also says how many numbers were drawn. */
export interface RandomState {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** The generator of this seed. The first twelve numbers are thrown away, as its author advises, so that near seeds differ. */
export function seedRandom(seed: number): RandomState {
  const state: RandomState = { a: seed | 0, b: Math.floor(seed / 4_294_967_296) | 0, c: 0x9e3779b9 | 0, counter: 1 };
  for (let i = 0; i < 12; i++) nextUint32(state);
  return state;
}

/** The next number from 0 to 2^32 - 1. */
export function nextUint32(state: RandomState): number {
  const result = (((state.a + state.b) | 0) + state.counter) | 0;
  state.counter = (state.counter + 1) | 0;
  state.a = state.b ^ (state.b >>> 9);
  state.b = (state.c + (state.c << 3)) | 0;
  state.c = (((state.c << 21) | (state.c >>> 11)) + result) | 0;
  return result >>> 0;
}

/** The next number in [0, 1), with 32 bits. */
export function nextRandom(state: RandomState): number {
  return nextUint32(state) / 4_294_967_296;
}

/**
 * The natural logarithm from additions, multiplications and divisions alone. IEEE 754 defines these to the last bit, and
 * Math.log not: two browsers could disagree in the last bit, and from there two worlds would go apart.
 */
function naturalLog(value: number): number {
  assert(value > 0, 'a logarithm needs a positive number');
  let halvings = 0;
  let x = value;
  while (x < 0.75) {
    x *= 2;
    halvings += 1;
  }
  while (x >= 1.5) {
    x /= 2;
    halvings -= 1;
  }
  return series(x) - halvings * LN_2;
}

/** ln x = 2 (z + z^3/3 + z^5/5 + ...) with z = (x - 1) / (x + 1); |z| is at most 1/5 here, so 16 terms are plenty. */
function series(x: number): number {
  const z = (x - 1) / (x + 1);
  let power = z;
  let sum = 0;
  for (let term = 0; term < 16; term++) {
    sum += power / (2 * term + 1);
    power *= z * z;
  }
  return 2 * sum;
}

const LN_2 = 2 * series(4 / 3) + series(9 / 8);

const CELLS = 1024;
/** Quantiles of the exponential distribution with mean 1: -ln(1 - i / 1024). */
const QUANTILES: readonly number[] = Array.from({ length: CELLS }, (_, i) => -naturalLog(1 - i / CELLS));

/**
 * Draws from the exponential distribution with mean 1: the table of quantiles, straight lines between them. The last
 * cell has no end; there the distribution starts anew from its beginning (it has no memory), at most eight times.
 */
export function nextExponential(state: RandomState): number {
  let floor = 0;
  for (let again = 0; again < 8; again++) {
    const place = nextRandom(state) * CELLS;
    const cell = Math.floor(place);
    const low = QUANTILES[cell];
    const high = QUANTILES[cell + 1];
    assert(low !== undefined, 'a draw is below 1');
    if (high !== undefined) return floor + low + (place - cell) * (high - low);
    floor += low;
  }
  return floor;
}
