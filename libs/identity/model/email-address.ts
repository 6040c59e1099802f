import { violatedConstraint } from '#platform/database/database-errors.js';
import { UserEmailConflictError } from './identity-errors.js';

/** The one spelling under which an address is stored and looked for: addresses that differ in case alone are one. */
export const foldEmail = (email: string): string => email.normalize('NFC').toLowerCase();

/** The database alone knows the addresses of all accounts; asking before writing would not see them, and would race. */
export async function orEmailConflict<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    throw violatedConstraint(error) === 'user_email' ? new UserEmailConflictError() : error;
  }
}
