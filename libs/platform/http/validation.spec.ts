import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { newId } from '../context/ids.js';
import { Id, Ids, Part, Text } from './fields.js';
import { bodyValidation, idOf } from './validation.js';

class Address {
  @Text({ optional: true })
  street?: string;
}

class Thing {
  @Id({ optional: true })
  ownerId?: string;

  @Ids({ optional: true })
  memberIds?: string[];

  @Text({ optional: true })
  name?: string;

  @Text({ optional: true, nullable: true })
  note?: string | null;

  @Part(() => Address, { optional: true })
  address?: Address;
}

const validation = bodyValidation();
const fromBody = (value: unknown) => validation.transform(value, { type: 'body', metatype: Thing });
const fromArgument = (value: unknown) => validation.transform(value, { type: 'body', metatype: Thing, data: 'input' });
const refused = (...fields: string[]) =>
  expect.objectContaining({ fields: Object.fromEntries(fields.map((field) => [field, expect.anything()])) });

describe('an id', () => {
  const [one, other] = [newId(), newId()];

  it.each([
    ['of a body', fromBody],
    ['of an argument', fromArgument],
  ])('%s is taken in whatever case it is written', async (_where, read) => {
    const given = { ownerId: one.toUpperCase(), memberIds: [other.toUpperCase(), one], name: 'ABC' };
    expect(await read(given)).toEqual({ ownerId: one, memberIds: [other, one], name: 'ABC' });
  });

  it('of a path is, too', async () => {
    const pipe = idOf('THING');
    expect(await pipe.transform(one.toUpperCase(), { type: 'param' })).toBe(one);
    await expect(pipe.transform('7', { type: 'param' })).rejects.toMatchObject({ code: 'THING_NOT_FOUND' });
  });

  it('that is none is refused as ever', async () => {
    await expect(fromBody({ ownerId: 'ABC', memberIds: [7] })).rejects.toEqual(refused('ownerId', 'memberIds'));
    await expect(fromBody({ ownerId: [one] })).rejects.toEqual(refused('ownerId'));
  });
});

describe('null', () => {
  it('is refused by a body for what may be left out, but is not nullable', async () => {
    const given = { ownerId: null, memberIds: null, name: null, address: null };
    await expect(fromBody(given)).rejects.toEqual(refused('ownerId', 'memberIds', 'name', 'address'));
    await expect(fromBody({ address: { street: null } })).rejects.toEqual(refused('address.street'));
    expect(await fromBody({ note: null })).toEqual({ note: null });
  });

  it('is the same as leaving it out in an argument, which has no other way to be optional', async () => {
    const given = { ownerId: null, memberIds: null, name: null, address: { street: null }, note: null };
    expect(await fromArgument(given)).toEqual({ address: {}, note: null });
    expect(await fromArgument({ address: null })).toEqual({});
    expect(await fromArgument(null)).toBeUndefined();
  });
});
