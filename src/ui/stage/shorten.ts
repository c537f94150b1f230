// Texts that must fit: what is too long keeps its beginning, and a name its last part.

/** At most so many letters; never fewer than `least` and the sign that something is missing. */
export function shorten(text: string, letters: number, least = 2): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(least, letters - 1))}…`;
}

/** A name with dots, such as the one that Flink SQL gives a job: its last part tells it from others. */
export function shortenName(name: string, letters: number): string {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const begin = letters - 1 - last.length;
  return name.length <= letters || last === name || begin < 3 ? shorten(name, letters) : `${name.slice(0, begin)}…${last}`;
}
