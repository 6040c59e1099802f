/** Digits of a cursor: with leading zeros, cursors sort as texts as they do as numbers. */
const DIGITS = 16;

/** A place in a user's inbox, as clients keep it and hand it back. */
export const toCursor = (place: number): string => String(place).padStart(DIGITS, '0');

export const fromCursor = (cursor: string): number => Number(cursor);

export const CURSOR = /^\d{1,16}$/;
