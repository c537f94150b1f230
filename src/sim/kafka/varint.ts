// How many bytes Kafka's variable-length integers take (zig-zag for signed ones), up to 2^53.

/** Bytes of an unsigned varint: seven bits a byte. */
export function unsignedVarintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) size += 1;
  return size;
}

/** Bytes of a signed varint or varlong: zig-zag, so that small negative numbers are short too. */
export function varintSize(value: number): number {
  return unsignedVarintSize(value >= 0 ? value * 2 : -value * 2 - 1);
}
