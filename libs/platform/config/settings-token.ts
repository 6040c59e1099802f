/** What `Settings` are injected by. */
export const SETTINGS = Symbol('praxis:settings');
