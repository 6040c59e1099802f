import { Field, InputType } from '@nestjs/graphql';
import { Email, Flag, Id, Part, Text } from '#platform/http/fields.js';
import { LONGEST_PASSWORD, NEW_PASSWORD } from '../model/password-policy.js';
import { UserProfileDto } from './user.dto.js';

const TOKEN = { max: 200, description: 'From the mail' };
/** Ones that were chosen before a rule was made are taken as they are. */
const OWN_PASSWORD = { max: LONGEST_PASSWORD };

export class RegisterDto {
  @Text({ max: 100, description: 'The account’s id or short name' }) account!: string;
  @Email() email!: string;
  @Text(NEW_PASSWORD) password!: string;
  @Part(() => UserProfileDto, { optional: true }) profile?: UserProfileDto;
}

export class TokenDto {
  @Text(TOKEN) token!: string;
}

export class AddressDto {
  @Email() email!: string;
}

/** One input for REST and GraphQL. */
@InputType('ChangeEmailInput')
export class NewAddressDto {
  @Field()
  @Email()
  email!: string;

  @Field()
  @Text(OWN_PASSWORD)
  password!: string;
}

export class ResetPasswordDto {
  @Text(TOKEN) token!: string;
  @Text(NEW_PASSWORD) password!: string;
}

/** One input for REST and GraphQL. */
@InputType('ChangePasswordInput')
export class ChangePasswordDto {
  @Field()
  @Text(OWN_PASSWORD)
  current!: string;

  @Field()
  @Text(NEW_PASSWORD)
  next!: string;
}

export class AcceptInvitationDto {
  @Text(TOKEN) token!: string;
  @Text(NEW_PASSWORD) password!: string;
  @Part(() => UserProfileDto, { optional: true }) profile?: UserProfileDto;
}

/** The request was taken; what comes of it is told by mail. */
export class AcceptedDto {
  @Flag() accepted!: boolean;
}

export class DoneDto {
  @Flag() done!: boolean;
}

export class NewUserDto {
  @Id() id!: string;
  @Email() email!: string;
}
