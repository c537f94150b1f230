// What ends a program that wants more memory than the student's machine has.

/** How much text one program may hold, in UTF-16 units. */
export const MOST_HELD = 32 * 1_048_576;

/** The program ends with these words after its name: the C library's, where it has some for it. */
export class Exhausted extends Error {
  constructor(words = 'memory exhausted') {
    super(words);
  }
}

/** Gives the length back; throws where no program may hold as much. */
export function held(length: number): number {
  if (length > MOST_HELD) throw new Exhausted();
  return length;
}
