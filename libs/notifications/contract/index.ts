export * from './notifications-events.js';
export * from './notifications-permissions.js';
