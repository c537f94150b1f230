// A script as the lines that the client reads.

/** Lines without their ends; a last line that is empty is none. */
export function splitLines(text: string): string[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
