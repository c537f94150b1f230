// Texts that must fit: what is too long keeps its beginning.

/** At most so many letters; never fewer than `least` and the sign that something is missing. */
export function shorten(text: string, letters: number, least = 2): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(least, letters - 1))}…`;
}
