/** No answer, or one that says that the callee is in trouble: worth another try. */
export class NoAnswerError extends Error {
  constructor(callee: string, reason: string, options?: { cause?: unknown }) {
    super(`"${callee}" gave no answer: ${reason}.`, options);
    this.name = new.target.name;
  }
}

/** The callee answers, but does not take this call: another try would meet the same. */
export class CallRefusedError extends Error {
  constructor(callee: string, reason: string) {
    super(
      `"${callee}" does not take the call: ${reason}. Check that both processes run the same version and share JWT_SECRET.`,
    );
    this.name = new.target.name;
  }
}

/** Not even tried: too many tries before it have failed. */
export class BreakerOpenError extends Error {
  constructor(callee: string) {
    super(
      `"${callee}" is not called at the moment, because too many calls to it failed. It will be tried again shortly.`,
    );
    this.name = new.target.name;
  }
}
