// What user code throws, and with it expressions and connectors: the one error that fails a task rather than the simulator.

/** A Java exception that a user's function throws: it fails the task. */
export class UserCodeError extends Error {
  readonly exception: string;

  constructor(exception: string, message: string) {
    super(message);
    this.exception = exception;
  }
}
