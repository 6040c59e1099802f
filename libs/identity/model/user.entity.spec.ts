import { describe, expect, it } from 'vitest';
import { newId } from '#platform/context/ids.js';
import { ValidationError } from '#platform/errors/application-error.js';
import type { Profile } from './profile.entity.js';
import { type NewUser, User } from './user.entity.js';

const now = new Date('2026-03-01T12:00:00.000Z');
const later = new Date('2026-03-02T12:00:00.000Z');
const user = (request: Partial<NewUser> = {}) =>
  User.register({ accountId: newId(), email: 'anna@example.test', roles: ['therapist'], ...request }, now);

describe('registering', () => {
  it('folds the address', () => {
    expect(user({ email: 'Anna.Ärzt@Example.TEST' }).email).toBe('anna.ärzt@example.test');
  });

  it('gives the role that sees least when none is given', () => {
    expect(user({ roles: undefined }).roles).toEqual(['patient']);
  });

  it('refuses a user without any role', () => {
    expect(() => user({ roles: [] })).toThrow(ValidationError);
  });

  it('leaves the profile empty where nothing is told', () => {
    expect({ ...user({ profile: { firstName: 'Anna' } }).profile }).toEqual({
      firstName: 'Anna',
      lastName: null,
      birthDate: null,
      birthPlace: null,
      profilePicture: null,
    });
  });
});

describe('changing', () => {
  it('tells what is different now, and when', () => {
    const anna = user({ profile: { firstName: 'Anna', lastName: 'Arzt' } });
    const changed = anna.change({ email: 'a@example.test', profile: { firstName: 'Anna', lastName: null } }, later);
    expect(changed).toEqual(['email', 'profile.lastName']);
    expect(anna.profile.lastName).toBeNull();
    expect(anna.updatedAt).toEqual(later);
  });

  it('changes nothing when a whole form comes back as it was', () => {
    const anna = user();
    const { email, profile, roles } = anna;
    expect(
      anna.change({ email: email.toUpperCase(), profile: { ...profile }, roles: [...roles, ...roles] }, later),
    ).toEqual([]);
    expect(anna.updatedAt).toEqual(now);
  });

  it('keeps each role once', () => {
    const anna = user();
    anna.change({ roles: ['admin', 'therapist', 'admin'] }, later);
    expect(anna.roles).toEqual(['admin', 'therapist']);
  });

  it.each<Partial<Profile>>([
    { birthDate: '2026-02-30' },
    { birthDate: '0000-01-01' },
    { birthDate: '1899-12-31' },
    { birthDate: '2026-03-04' },
    { profilePicture: 'javascript:alert(1)' },
    { profilePicture: ' JavaScript:alert(1)' },
    { profilePicture: 'data:text/html,<script>' },
  ])('refuses %o and changes nothing', (profile) => {
    const anna = user();
    expect(() => anna.change({ email: 'b@example.test', profile }, now)).toThrow(ValidationError);
    expect(anna.email).toBe('anna@example.test');
  });

  it.each<Partial<Profile>>([
    { birthDate: '2024-02-29' },
    { birthDate: '2026-03-02' },
    { birthDate: null },
    { profilePicture: 'https://pictures.example.test/anna.png' },
    { profilePicture: '/files/anna.png' },
    { profilePicture: 'anna.png' },
    { profilePicture: null },
  ])('takes %o', (profile) => {
    expect(() => user().change({ profile }, now)).not.toThrow();
  });
});
