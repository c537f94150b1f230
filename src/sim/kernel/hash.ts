// The running hash of handled events: equal hashes mean that two runs handled the same events in the same order.

/** 64 bits as two signed 32-bit words. Plain data, part of the state. */
export interface RunningHash {
  high: number;
  low: number;
}

const codes = new Map<string, number>();

/** A 32-bit code of a text (FNV-1a over UTF-16 units). Remembered, because kinds of messages are few. */
export function codeOf(text: string): number {
  const known = codes.get(text);
  if (known !== undefined) return known;
  let code = 0x811c9dc5 | 0;
  for (let i = 0; i < text.length; i++) code = Math.imul(code ^ text.charCodeAt(i), 0x01000193);
  if (codes.size > 10_000) codes.clear();
  codes.set(text, code);
  return code;
}

/** Mixes one handled event into the hash, in place. `draws` says how often chance was asked so far. */
export function mixEvent(hash: RunningHash, at: number, sequence: number, actor: number, kind: number, draws: number): void {
  // Each word goes through both halves; multiplication by odd constants and shifts spread single-bit differences.
  let high = Math.imul(hash.high ^ (at | 0), 0x85ebca6b);
  high = Math.imul(high ^ (high >>> 15) ^ kind, 0xc2b2ae35);
  let low = Math.imul(hash.low ^ (sequence | 0), 0x27d4eb2f);
  low = Math.imul(low ^ (low >>> 13) ^ actor, 0x165667b1);
  hash.high = (high ^ (high >>> 16) ^ (low << 7) ^ draws) | 0;
  hash.low = (low ^ (low >>> 16) ^ (high >>> 5)) | 0;
}

const word = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** The hash as 16 hexadecimal digits. */
export function hashText(hash: RunningHash): string {
  return word(hash.high) + word(hash.low);
}
