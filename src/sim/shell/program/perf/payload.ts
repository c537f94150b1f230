// What kafka-producer-perf-test.sh sends: Java's SplittableRandom(0) draws the letters, as in the real tool.

/** Payloads that are drawn one by one; from then on they come again, so that a long test takes little memory. */
const DISTINCT_PAYLOADS = 1_000;
/** And no more letters than this are drawn. */
const MOST_LETTERS = 262_144;

/** A 64-bit number in two halves, each of 32 bits. */
interface Long {
  hi: number;
  lo: number;
}

// SplittableRandom's golden gamma and the two factors of its mix32.
const GAMMA: Readonly<Long> = { hi: 0x9e3779b9, lo: 0x7f4a7c15 };
const FIRST: Readonly<Long> = { hi: 0x62a9d9ed, lo: 0x799705f5 };
const SECOND: Readonly<Long> = { hi: 0xcb24d0a5, lo: 0xc88c35b3 };

/** The upper half of the product of two unsigned 32-bit numbers. */
function upper(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const low = aLow * bLow;
  const first = aHigh * bLow + (low >>> 16);
  const second = aLow * bHigh + (first & 0xffff);
  return (aHigh * bHigh + Math.floor(first / 65_536) + Math.floor(second / 65_536)) | 0;
}

/** The next int, as SplittableRandom.nextInt(); moves the seed on. */
export function nextInt(seed: Long): number {
  const low = (seed.lo >>> 0) + GAMMA.lo;
  seed.hi = (seed.hi + GAMMA.hi + (low > 0xffffffff ? 1 : 0)) | 0;
  seed.lo = low | 0;
  let hi = seed.hi;
  let lo = seed.lo ^ (hi >>> 1);
  const top = (upper(lo >>> 0, FIRST.lo) + Math.imul(lo, FIRST.hi) + Math.imul(hi, FIRST.lo)) | 0;
  lo = Math.imul(lo, FIRST.lo);
  hi = top;
  lo ^= (lo >>> 28) | (hi << 4);
  hi ^= hi >>> 28;
  return (upper(lo >>> 0, SECOND.lo) + Math.imul(lo, SECOND.hi) + Math.imul(hi, SECOND.lo)) | 0;
}

/** A number from 0 to `bound` - 1, as SplittableRandom.nextInt(bound). */
export function nextBelow(seed: Long, bound: number): number {
  if ((bound & (bound - 1)) === 0) return nextInt(seed) & (bound - 1);
  let drawn = nextInt(seed) >>> 1;
  while (drawn + (bound - 1) - (drawn % bound) > 0x7fffffff) drawn = nextInt(seed) >>> 1;
  return drawn % bound;
}

/** The first payloads of a test, each of `size` capital letters. */
export function drawnPayloads(size: number, records: number): string[] {
  const seed: Long = { hi: 0, lo: 0 };
  const count = Math.max(1, Math.min(records, DISTINCT_PAYLOADS, Math.floor(MOST_LETTERS / size)));
  const drawn = Math.min(size, MOST_LETTERS);
  return Array.from({ length: count }, () => {
    const codes = Array.from({ length: drawn }, () => nextBelow(seed, 26) + 65);
    return letters(codes).padEnd(size, 'A');
  });
}

/** Text of character codes, a slice at a time: a call takes only so many arguments. */
function letters(codes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < codes.length; at += 8_192) text += String.fromCharCode(...codes.slice(at, at + 8_192));
  return text;
}
