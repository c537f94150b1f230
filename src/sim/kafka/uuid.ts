// Kafka's ids of 128 random bits, in URL-safe base64 (org.apache.kafka.common.Uuid), and Java's UUIDs in hexadecimal.
import type { Context } from '../kernel/types.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** 22 letters; the first is never a dash, so that a command line does not take it for an option. */
export function randomUuid(ctx: Pick<Context, 'random'>): string {
  let out = '';
  while (out.length < 21) {
    const letter = LETTERS.charAt(Math.floor(ctx.random() * 64));
    if (out !== '' || letter !== '-') out += letter;
  }
  return out + 'AQgw'.charAt(Math.floor(ctx.random() * 4));
}
