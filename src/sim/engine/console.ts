// What an engine's process prints: its last lines are kept, and how many stood before them.

/** `firstLine` is the number of the oldest line that is kept. */
export interface Console {
  printed: string[];
  firstLine: number;
}

const LINES = 400;

export function print(program: Console, lines: readonly string[]): void {
  program.printed.push(...lines);
  const more = program.printed.length - LINES;
  if (more > 0) program.firstLine += program.printed.splice(0, more).length;
}
