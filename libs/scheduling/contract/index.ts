export * from './scheduling-events.js';
export * from './scheduling-permissions.js';
export * from './session-kinds.js';
