/** Ends the command. The message is all that the user sees: what is wrong, why, what to do. */
export class BootstrapError extends Error {}
