// Long work over worlds, in pieces: between two of them whoever drives it looks at a clock, tells how far it is, or gives up.

/** Does all pieces at once. */
export function finish<T>(work: Generator<unknown, T>): T {
  for (;;) {
    const next = work.next();
    if (next.done === true) return next.value;
  }
}
