import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sites } from '#apps/standalone/demo-practice.js';
import { type Client, type Json, type Practice, practice } from '#test/support/practice.js';

let clinic: Practice;
let patient: Client;

beforeAll(async () => {
  clinic = await practice();
  patient = await clinic.as('patient');
});
afterAll(() => clinic?.[Symbol.asyncDispose]());

const QUERY = `query ($therapistId: ID!, $siteId: ID!, $from: String!, $to: String!, $durationMinutes: Int!) {
  slots(therapistId: $therapistId, siteId: $siteId, from: $from, to: $to, durationMinutes: $durationMinutes) { startsAt endsAt } }`;
const DAY = 86_400_000;
const instant = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const search = (change: object = {}) => ({
  ...{ therapistId: clinic.id('therapist'), siteId: sites[0].id, durationMinutes: 60 },
  ...{ from: instant(10), to: instant(20), ...change },
});
const ask = async (variables: object, as = patient) => (await as.graphql(QUERY, variables)).body;

describe('free slots over GraphQL', () => {
  it('are the same as over REST', async () => {
    const { therapistId, ...query } = search();
    const parameters = new URLSearchParams({ ...query, durationMinutes: '60' });
    const { results } = (await patient.get(`/api/v1/therapists/${therapistId}/slots?${parameters}`)).body;
    expect(results.length).toBeGreaterThan(10);
    expect((await ask({ therapistId, ...query })).data).toEqual({ slots: results });
  });

  it.each([
    ['more than 31 days', { to: instant(60) }, 'to'],
    ['a duration that sessions do not have', { durationMinutes: 61 }, 'durationMinutes'],
    ['what is no time', { from: 'soon' }, 'from'],
  ])('are refused for %s', async (_what, change, field) => {
    const { code, details }: Json = (await ask(search(change))).errors[0].extensions;
    expect([code, Object.keys(details.fields)]).toEqual(['VALIDATION_FAILED', [field]]);
  });

  it('of a therapist or a site of others are not there', async () => {
    const stranger = await clinic.as('otherPatient');
    for (const [variables, as] of [
      [search(), stranger],
      [search({ siteId: sites[2].id }), patient],
      [search({ therapistId: clinic.id('otherAdmin') }), patient],
    ] as const) {
      const { data, errors } = await ask(variables, as);
      expect([data, errors[0].extensions.code]).toEqual([{ slots: null }, expect.stringMatching(/_NOT_FOUND$/)]);
    }
  });
});
