// Kafka's ids as text: 128 bits in URL-safe base64; what Uuid.fromString and Java's decoder say of others.

/** What is wrong with an id, null where it is one. */
export function idProblem(text: string): string | null {
  if (text.length > 24) return `Input string with prefix \`${text.slice(0, 24)}\` is too long to be decoded as a base64 UUID`;
  const body = text.replace(/={0,2}$/, '');
  if (text.length === 1) return 'Input byte[] should at least have 2 bytes for base64 bytes';
  const illegal = /[^A-Za-z0-9_-]/.exec(body)?.[0];
  if (illegal !== undefined) return `Illegal base64 character ${(illegal.codePointAt(0) ?? 0).toString(16)}`;
  if (body.length % 4 === 1) return 'Last unit does not have enough valid bits';
  const bytes = Math.floor((body.length * 3) / 4);
  return bytes === 16 ? null : `Input string \`${text}\` decoded as ${bytes} bytes, which is not equal to the expected 16 bytes of a base64-encoded UUID`;
}
