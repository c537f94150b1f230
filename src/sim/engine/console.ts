// What an engine's process prints: its last lines are kept, and how many stood before them.

/** `firstLine` is the number of the oldest line that is kept. */
export interface Console {
  printed: string[];
  firstLine: number;
}

const LINES = 400;

export function print(console: Console, lines: readonly string[]): void {
  console.printed.push(...lines);
  const more = console.printed.length - LINES;
  if (more > 0) console.firstLine += console.printed.splice(0, more).length;
}
