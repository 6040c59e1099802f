import type { User } from './user.entity.js';

/** A user as they are shown; a {@link User} is one. */
export type UserView = Pick<
  User,
  'id' | 'email' | 'emailVerified' | 'profile' | 'roles' | 'active' | 'createdAt' | 'updatedAt'
>;

export const PROFILE_COLUMN = `json_build_object('firstName', first_name, 'lastName', last_name,
  'birthDate', birth_date, 'birthPlace', birth_place, 'profilePicture', profile_picture)`;

/** Of `identity.user`, as a {@link UserView}. */
export const USER_COLUMNS = `id, email, email_verified as "emailVerified", ${PROFILE_COLUMN} as profile, roles, active,
  created_at as "createdAt", updated_at as "updatedAt"`;
