import { Type } from 'typebox';
import { eventNamespace } from '../events/event-definition.js';

/** Facts about the running system itself. They belong to no account, and so to no subscriber, but for a failure in an account's work. */
export const platformEvents = eventNamespace('platform', 'Platform');

const process = Type.Object({ role: Type.String(), instance: Type.String() });

export const serviceStarted = platformEvents.event('service.started', {
  label: 'Service started',
  category: 'system',
  subscribable: false,
  data: process,
});

export const serviceStopped = platformEvents.event('service.stopped', {
  label: 'Service stopped',
  category: 'system',
  subscribable: false,
  data: process,
});

export const databaseConnected = platformEvents.event('database.connected', {
  label: 'Database connected',
  category: 'system',
  subscribable: false,
  data: process,
});

/** Stored after the connection is back, since it cannot be stored while it is lost. */
export const databaseLost = platformEvents.event('database.lost', {
  label: 'Database connection lost',
  category: 'system',
  subscribable: false,
  data: Type.Object({ role: Type.String(), instance: Type.String(), lostAt: Type.String(), error: Type.String() }),
});

export const eventProcessingFailed = platformEvents.event('event.processing.failed', {
  label: 'A reaction failed for good',
  category: 'system',
  data: Type.Object({
    originalEvent: Type.Unknown(),
    reaction: Type.String(),
    attempts: Type.Integer(),
    error: Type.Object({ code: Type.String(), message: Type.String() }),
  }),
});
