export * from './account-directory.js';
export * from './accounts-events.js';
export * from './accounts-permissions.js';
export * from './plan-features.js';
export * from './request-places.js';
export * from './seats.js';
export * from './site-directory.js';
export * from './storage-allowance.js';
