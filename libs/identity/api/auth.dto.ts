import { Flag, Int, Part, Text } from '#platform/http/fields.js';
import { UserDto } from './user.dto.js';

export class SignInDto {
  @Text({ max: 254 }) email!: string;
  @Text({ max: 200 }) password!: string;
}

export class RefreshDto {
  @Text({ max: 2_000 }) refreshToken!: string;
}

export class CredentialsDto {
  @Text() accessToken!: string;
  @Text({ description: 'Good for one refresh; a second use ends the sign-in' }) refreshToken!: string;
  @Int({ description: 'Of the access token, in seconds' }) expiresIn!: number;
  @Part(() => UserDto) user!: UserDto;
}

export class SignedOutDto {
  @Flag() signedOut!: boolean;
}
