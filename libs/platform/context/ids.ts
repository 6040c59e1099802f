import { v7 } from 'uuid';

/** A new UUIDv7: time-ordered, so that inserts land on the right edge of an index. */
export const newId = (): string => v7();

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string => typeof value === 'string' && UUID.test(value);

/** UUIDs are one whatever the case of their letters, but ids are compared as texts: as the database writes them. */
export const canonicalId = <T>(value: T): T | string => (isUuid(value) ? value.toLowerCase() : value);
