export * from './accounts-events.js';
export * from './site-directory.js';
