import pg from 'pg';

const TIMESTAMPTZ = 1184;
/** As Postgres writes moments of our era in a session whose zone is UTC. */
const UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?\+00$/;

type Parser = (text: string) => unknown;
const usual = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as Parser;

/** The driver's parser takes any zone, era and precision; nearly all of our moments are of this one form. */
const moment: Parser = (text) =>
  UTC.test(text) ? new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`) : usual(text);

/** How the driver turns values into JavaScript's. */
export const valueParsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === TIMESTAMPTZ && format !== 'binary' ? moment : pg.types.getTypeParser(oid, format as 'text'),
};
