import { Flag, Int, OneOf, Part, Text } from '#platform/http/fields.js';
import { SESSION_KINDS, type SessionKind } from '../model/visit.js';
import { UserDto } from './user.dto.js';

export class SignInDto {
  @Text({ max: 254 }) email!: string;
  @Text({ max: 256 }) password!: string;
  @OneOf(SESSION_KINDS, { optional: true, description: 'How to be known from here on. Default: token' })
  session?: SessionKind;
}

export class RefreshDto {
  @Text({ max: 2_000 }) refreshToken!: string;
}

export class CredentialsDto {
  @Text({ max: 2_000 }) accessToken!: string;
  @Text({ max: 2_000, description: 'Good for one refresh; a second use ends the sign-in' }) refreshToken!: string;
  @Int({ description: 'Of the access token, in seconds' }) expiresIn!: number;
  @Part(() => UserDto) user!: UserDto;
}

/** What there is depends on what was asked for, and on whether the user has a second factor. */
export class SignedInDto {
  @Text({ optional: true, max: 2_000 }) accessToken?: string;
  @Text({ optional: true, max: 2_000, description: 'Good for one refresh; a second use ends it' })
  refreshToken?: string;
  @Int({ optional: true, description: 'Of the access token, in seconds' }) expiresIn?: number;
  @Text({ optional: true, description: 'With a session cookie: to be sent as X-CSRF-Token' }) csrfToken?: string;
  @Part(() => UserDto, { optional: true }) user?: UserDto;
  @Flag({ optional: true, description: 'A code is asked for: POST /api/v1/auth/second-factor' }) secondFactor?: boolean;
  @Text({ optional: true, description: 'To be sent along with the code, within five minutes' }) challenge?: string;
}

export class CsrfTokenDto {
  @Text({ nullable: true, description: 'null for credentials that no browser sends by itself' }) csrfToken!:
    | string
    | null;
}

export class SignedOutDto {
  @Flag() signedOut!: boolean;
}
