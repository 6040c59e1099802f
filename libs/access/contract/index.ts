export * from '#platform/access/grant-events.js';
