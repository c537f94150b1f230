// What must be true: a failed assertion is a defect of the simulator, never a user's mistake.

/** Throws where `condition` is false. `message` says what should have been true. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${message}`);
}
