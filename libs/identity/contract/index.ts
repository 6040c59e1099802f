export * from './group-directory.js';
export * from './identity-events.js';
export * from './people-directory.js';
export * from './user-type.js';
