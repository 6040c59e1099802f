export * from './retention-events.js';
export * from './retention-permissions.js';
