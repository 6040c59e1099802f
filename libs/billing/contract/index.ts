export * from './billing-events.js';
export * from './billing-permissions.js';
export * from './charge-directory.js';
export * from './charge-type.js';
