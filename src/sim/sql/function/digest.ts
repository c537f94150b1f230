// Message digests over bytes: MD5 (RFC 1321), SHA-1 and SHA-2 (FIPS 180-4).

function padded(bytes: readonly number[], block: 64 | 128, little: boolean): number[] {
  const length = block / 8;
  const all = [...bytes, 0x80];
  while (all.length % block !== block - length) all.push(0);
  const bits = BigInt(bytes.length) * 8n;
  const size = Array.from({ length }, (_, i) => Number((bits >> BigInt(8 * i)) & 0xffn));
  return [...all, ...(little ? size : size.toReversed())];
}

const hex32 = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
const rotl = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const rotr = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
/** floor(2^32 · |sin(i + 1)|), as RFC 1321 lists them. */
const MD5_TABLE = ('d76aa478e8c7b756242070dbc1bdceeef57c0faf4787c62aa8304613fd469501698098d88b44f7afffff5bb1895cd7be6b901122fd987193a679438e49b40821'
  + 'f61e2562c040b340265e5a51e9b6c7aad62f105d02441453d8a1e681e7d3fbc821e1cde6c33707d6f4d50d87455a14eda9e3e905fcefa3f8676f02d98d2a4c8a'
  + 'fffa39428771f6816d9d6122fde5380ca4beea444bdecfa9f6bb4b60bebfbc70289b7ec6eaa127fad4ef308504881d05d9d4d039e6db99e51fa27cf8c4ac5665'
  + 'f4292244432aff97ab9423a7fc93a039655b59c38f0ccc92ffeff47d85845dd16fa87e4ffe2ce6e0a30143144e0811a1f7537e82bd3af2352ad7d2bbeb86d391').match(/.{8}/g)?.map((word) => Number.parseInt(word, 16)) ?? [];

export function md5(bytes: readonly number[]): string {
  const all = padded(bytes, 64, true);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < all.length; at += 64) {
    const word = (i: number): number => (all[at + i * 4] ?? 0) | ((all[at + i * 4 + 1] ?? 0) << 8) | ((all[at + i * 4 + 2] ?? 0) << 16) | ((all[at + i * 4 + 3] ?? 0) << 24);
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const g = round === 0 ? i : round === 1 ? (5 * i + 1) % 16 : round === 2 ? (3 * i + 5) % 16 : (7 * i) % 16;
      const sum = (a + f + (MD5_TABLE[i] ?? 0) + word(g)) | 0;
      [a, d, c, b] = [d, c, b, (b + rotl(sum, MD5_SHIFTS[round * 4 + (i % 4)] ?? 0)) | 0];
    }
    state = [a, b, c, d].map((value, i) => (value + (state[i] ?? 0)) | 0);
  }
  return state.map((value) => hex32(((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24))).join('');
}

export function sha1(bytes: readonly number[]): string {
  const all = padded(bytes, 64, false);
  let state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (let at = 0; at < all.length; at += 64) {
    const w = words(all, at, 16);
    for (let i = 16; i < 80; i++) w.push(rotl((w[i - 3] ?? 0) ^ (w[i - 8] ?? 0) ^ (w[i - 14] ?? 0) ^ (w[i - 16] ?? 0), 1));
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotl(a, 5) + f + e + k + (w[i] ?? 0)) | 0;
      [e, d, c, b, a] = [d, c, rotl(b, 30), a, next];
    }
    state = [a, b, c, d, e].map((value, i) => (value + (state[i] ?? 0)) | 0);
  }
  return state.map(hex32).join('');
}

function words(all: readonly number[], at: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => ((all[at + i * 4] ?? 0) << 24) | ((all[at + i * 4 + 1] ?? 0) << 16) | ((all[at + i * 4 + 2] ?? 0) << 8) | (all[at + i * 4 + 3] ?? 0));
}

/** The first bits of the cube roots of the first 80 primes: SHA-2's constants, calculated once. */
const PRIMES: readonly bigint[] = primes(80);
const K64: readonly bigint[] = PRIMES.map((prime) => root(prime << 192n, 3n) & 0xffffffffffffffffn);
const K32: readonly number[] = K64.slice(0, 64).map((k) => Number(k >> 32n) | 0);

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((prime) => n % prime !== 0n)) found.push(n);
  return found;
}

/** The whole part of a root. */
function root(value: bigint, degree: bigint): bigint {
  let [low, high] = [0n, 1n << 80n];
  while (low < high) {
    const middle = (low + high + 1n) / 2n;
    if (middle ** degree <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

const SQUARES: readonly bigint[] = PRIMES.slice(0, 16).map((prime) => root(prime << 128n, 2n) & 0xffffffffffffffffn);

export function sha256(bytes: readonly number[], short: boolean): string {
  const all = padded(bytes, 64, false);
  let state = short ? SQUARES.slice(8, 16).map((s) => Number(s & 0xffffffffn) | 0) : SQUARES.slice(0, 8).map((s) => Number(s >> 32n) | 0);
  for (let at = 0; at < all.length; at += 64) {
    const w = words(all, at, 16);
    for (let i = 16; i < 64; i++) {
      const [x, y] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
      w.push(((w[i - 16] ?? 0) + (rotr(x, 7) ^ rotr(x, 18) ^ (x >>> 3)) + (w[i - 7] ?? 0) + (rotr(y, 17) ^ rotr(y, 19) ^ (y >>> 10))) | 0);
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)) + ((e & f) ^ (~e & g)) + (K32[i] ?? 0) + (w[i] ?? 0)) | 0;
      const two = ((rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    state = [a, b, c, d, e, f, g, h].map((value, i) => (value + (state[i] ?? 0)) | 0);
  }
  return state.slice(0, short ? 7 : 8).map(hex32).join('');
}

const LONG = 0xffffffffffffffffn;
const rotrLong = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & LONG;

export function sha512(bytes: readonly number[], short: boolean): string {
  const all = padded(bytes, 128, false);
  let state: readonly bigint[] = short ? SQUARES.slice(8, 16) : SQUARES.slice(0, 8);
  for (let at = 0; at < all.length; at += 128) {
    const half = words(all, at, 32);
    const w = Array.from({ length: 16 }, (_, i) => (BigInt((half[i * 2] ?? 0) >>> 0) << 32n) | BigInt((half[i * 2 + 1] ?? 0) >>> 0));
    for (let i = 16; i < 80; i++) {
      const [x, y] = [w[i - 15] ?? 0n, w[i - 2] ?? 0n];
      w.push(((w[i - 16] ?? 0n) + (rotrLong(x, 1n) ^ rotrLong(x, 8n) ^ (x >> 7n)) + (w[i - 7] ?? 0n) + (rotrLong(y, 19n) ^ rotrLong(y, 61n) ^ (y >> 6n))) & LONG);
    }
    let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state;
    for (let i = 0; i < 80; i++) {
      const one = (h + (rotrLong(e, 14n) ^ rotrLong(e, 18n) ^ rotrLong(e, 41n)) + ((e & f) ^ (~e & LONG & g)) + (K64[i] ?? 0n) + (w[i] ?? 0n)) & LONG;
      const two = ((rotrLong(a, 28n) ^ rotrLong(a, 34n) ^ rotrLong(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & LONG;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & LONG, c, b, a, (one + two) & LONG];
    }
    state = [a, b, c, d, e, f, g, h].map((value, i) => (value + (state[i] ?? 0n)) & LONG);
  }
  return state.slice(0, short ? 6 : 8).map((value) => value.toString(16).padStart(16, '0')).join('');
}
